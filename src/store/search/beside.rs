//! What lists show beside each person of a page: groups and sessions, read for all of them at once.

use super::super::{Db, Result, both};
use super::{Argument, Statement, run};
use crate::model::ids::UserId;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// Placeholders of one query: pages are no longer, and one text serves them all.
pub(super) const AT_ONCE: usize = 50;

impl Db<'_> {
    /// The names of each person's groups, in the order of their bytes.
    pub async fn groups_of_each(&mut self, people: &[UserId]) -> Result<HashMap<UserId, Vec<String>>> {
        let mut groups: HashMap<UserId, Vec<String>> = HashMap::new();
        for people in people.chunks(AT_ONCE) {
            let mut statement = Statement::new(
                "SELECT group_members.user_id, user_groups.name FROM group_members \
                 JOIN user_groups ON user_groups.id = group_members.group_id WHERE group_members.user_id",
            );
            write_in(&mut statement, people);
            let rows: Vec<(String, String)> = run!(self, statement, sqlx::query_as, fetch_all)?;
            for (id, name) in rows {
                groups.entry(UserId::from(id)).or_default().push(name);
            }
        }
        groups.values_mut().for_each(|names| names.sort_unstable());
        Ok(groups)
    }

    /// How many live sessions each person has `now`; one that lay idle longer than `idle_seconds` is over.
    pub async fn count_sessions_of_each(
        &mut self,
        people: &[UserId],
        (now, idle_seconds): (i64, i64),
    ) -> Result<HashMap<UserId, i64>> {
        let mut sessions = HashMap::new();
        for people in people.chunks(AT_ONCE) {
            let mut statement = Statement::new("SELECT user_id, COUNT(*) FROM sessions WHERE ended_at IS NULL");
            statement.push(" AND expires_at > ").number(now).push(" AND last_seen_at > ").number(now - idle_seconds);
            statement.push(" AND user_id");
            write_in(&mut statement, people);
            statement.push(" GROUP BY user_id");
            let rows: Vec<(String, i64)> = run!(self, statement, sqlx::query_as, fetch_all)?;
            sessions.extend(rows.into_iter().map(|(id, count)| (UserId::from(id), count)));
        }
        Ok(sessions)
    }

    /// What each person is called: the name, else the username. Who is gone is missing.
    pub async fn names_of_each(&mut self, people: &[UserId]) -> Result<HashMap<UserId, String>> {
        let mut names = HashMap::new();
        for people in people.chunks(AT_ONCE) {
            let mut statement = Statement::new("SELECT id, COALESCE(name, username) FROM users WHERE id");
            write_in(&mut statement, people);
            let rows: Vec<(String, String)> = run!(self, statement, sqlx::query_as, fetch_all)?;
            names.extend(rows.into_iter().map(|(id, name)| (UserId::from(id), name)));
        }
        Ok(names)
    }
}

/// `IN (…)` of always as many placeholders: the last person is named until it is full.
pub(super) fn write_in(statement: &mut Statement, people: &[UserId]) {
    statement.push(" IN (");
    let last = people.last().map(UserId::as_str).unwrap_or_default();
    for place in 0..AT_ONCE {
        statement.push(if place == 0 { "" } else { ", " });
        statement.text(people.get(place).map_or(last, UserId::as_str));
    }
    statement.push(")");
}
