//! Few people, gathered and sorted here: they are counted on the way.

use super::super::users::UserRow;
use super::super::{Db, Result, both};
use super::beside::write_in;
use super::blocks::end_of;
use super::conditions::{Condition, Source};
use super::count::Few;
use super::people::Order;
use super::{Argument, Statement, run};
use crate::model::ids::UserId;
use crate::model::people_list::{Cursor, PeopleSort, SortKey};
use crate::model::user::User;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// A person of a list: what they are sorted by, a text and a number of which one counts, and their id.
type Place = (String, i64, String);

impl Db<'_> {
    /// The first people of an order among the few who fulfil conditions, and how many those are.
    pub(super) async fn gather_few(
        &mut self,
        conditions: &[Condition],
        few: Few,
        order: &Order<'_>,
        limit: i64,
    ) -> Result<(Vec<User>, i64)> {
        let mut places = match few {
            Few::By(driver) => self.places(conditions, (Some(driver), None), order.sort).await?,
            Few::InBlocks => self.places_in_blocks(conditions, order.sort).await?,
            Few::No => Vec::new(),
        };
        let count = i64::try_from(places.len()).unwrap_or(i64::MAX);
        places.sort_unstable();
        if order.is_falling {
            places.reverse();
        }
        let is_beyond = |place: &Place| match order.cursor {
            Some(cursor) if order.is_falling => *place < place_of(cursor),
            Some(cursor) => *place > place_of(cursor),
            None => true,
        };
        let beyond = places.iter().filter(|place| is_beyond(place)).take(usize::try_from(limit).unwrap_or(usize::MAX));
        let ids: Vec<_> = beyond.map(|(.., id)| UserId::from(id.as_str())).collect();
        Ok((self.users_of(&ids).await?, count))
    }

    async fn places_in_blocks(&mut self, conditions: &[Condition], sort: PeopleSort) -> Result<Vec<Place>> {
        let word = conditions.iter().find_map(Condition::word).unwrap_or_default();
        let mut places = Vec::new();
        for block in self.blocks_with(word, None, false).await?.unwrap_or_default() {
            places.extend(self.places(conditions, (None, Some(&block)), sort).await?);
        }
        Ok(places)
    }

    async fn places(
        &mut self,
        conditions: &[Condition],
        (driver, block): (Option<usize>, Option<&str>),
        sort: PeopleSort,
    ) -> Result<Vec<Place>> {
        let source = self.source(conditions, driver, sort);
        let mut statement = Statement::new(match (sort, source) {
            (PeopleSort::Name, Source::Users) => "SELECT users.name_key, CAST(0 AS BIGINT)",
            (PeopleSort::Name, _) => "SELECT people_names.name_key, CAST(0 AS BIGINT)",
            (PeopleSort::Username, _) => "SELECT username_key, CAST(0 AS BIGINT)",
            (PeopleSort::LastSeen, _) => "SELECT '', seen_at",
            (PeopleSort::Created, _) => "SELECT '', created_at",
        });
        statement.push(", ").push(source.id()).push(" FROM ").push(source.table()).push(" WHERE ");
        self.write_conditions(&mut statement, conditions, driver, source);
        if let Some(block) = block {
            self.write_between(&mut statement, (Some(block), Some(&end_of(block))), source);
        }
        Ok(run!(self, statement, sqlx::query_as, fetch_all)?)
    }

    /// The people of these ids, in the same order; who is gone is missing.
    async fn users_of(&mut self, ids: &[UserId]) -> Result<Vec<User>> {
        let mut users = HashMap::new();
        for ids in ids.chunks(super::beside::AT_ONCE) {
            let mut statement = Statement::new("SELECT * FROM users WHERE id");
            write_in(&mut statement, ids);
            let rows: Vec<UserRow> = run!(self, statement, sqlx::query_as, fetch_all)?;
            for row in rows {
                let user = User::try_from(row)?;
                users.insert(user.id.clone(), user);
            }
        }
        Ok(ids.iter().filter_map(|id| users.remove(id)).collect())
    }
}

fn place_of(cursor: &Cursor) -> Place {
    match &cursor.key {
        SortKey::Text(text) => (text.clone(), 0, cursor.id.clone()),
        SortKey::Number(number) => (String::new(), *number, cursor.id.clone()),
    }
}
