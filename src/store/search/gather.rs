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

/// A place, and how many were gathered.
#[derive(sqlx::FromRow)]
struct PlaceRow {
    sort_text: String,
    sort_number: i64,
    id: String,
    gathered: i64,
}

/// The first places beyond where a page begins, and how many people were gathered in all.
#[derive(Default)]
struct Gathered {
    first: Vec<Place>,
    count: i64,
}

impl Db<'_> {
    /// The first people of an order among the few who fulfil conditions, and how many those are.
    pub(super) async fn gather_few(
        &mut self,
        conditions: &[Condition],
        few: Few,
        order: &Order<'_>,
        limit: i64,
    ) -> Result<(Vec<User>, i64)> {
        let Gathered { mut first, count } = match few {
            Few::By(driver) => self.gather(conditions, (Some(driver), None), order, limit).await?,
            Few::InBlocks => self.gather_blocks(conditions, order, limit).await?,
            Few::No => Gathered::default(),
        };
        first.sort_unstable();
        if order.is_falling {
            first.reverse();
        }
        first.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let ids: Vec<_> = first.iter().map(|(.., id)| UserId::from(id.as_str())).collect();
        Ok((self.users_of(&ids).await?, count))
    }

    async fn gather_blocks(&mut self, conditions: &[Condition], order: &Order<'_>, limit: i64) -> Result<Gathered> {
        let word = conditions.iter().find_map(Condition::word).unwrap_or_default();
        let mut all = Gathered::default();
        for block in self.blocks_with(word, None, false).await?.unwrap_or_default() {
            let of_block = self.gather(conditions, (None, Some(&block)), order, limit).await?;
            all.first.extend(of_block.first);
            all.count += of_block.count;
        }
        Ok(all)
    }

    /// The database counts and sorts what it gathers: thousands of rows would take longer to come here.
    async fn gather(
        &mut self,
        conditions: &[Condition],
        within: (Option<usize>, Option<&str>),
        order: &Order<'_>,
        limit: i64,
    ) -> Result<Gathered> {
        let mut statement = Statement::new("SELECT sort_text, sort_number, id, gathered FROM (");
        self.write_gathered(&mut statement, conditions, within, order.sort);
        statement.push(") AS found");
        let collation = self.byte_order();
        if let Some(cursor) = order.cursor {
            let (text, number, id) = place_of(cursor);
            statement.push(" WHERE (sort_text").push(collation).push(", sort_number, id").push(collation);
            statement.push(if order.is_falling { ") < (" } else { ") > (" });
            statement.text(text).push(", ").number(number).push(", ").text(id).push(")");
        }
        let direction = if order.is_falling { " DESC" } else { "" };
        statement.push(" ORDER BY sort_text").push(collation).push(direction);
        statement.push(", sort_number").push(direction).push(", id").push(collation).push(direction);
        statement.push(" LIMIT ").number(limit);
        let rows: Vec<PlaceRow> = run!(self, statement, sqlx::query_as, fetch_all)?;
        let count = match rows.first() {
            Some(row) => row.gathered,
            // Behind the last page only the people before it are left to count.
            None if order.cursor.is_some() => self.count_gathered(conditions, within, order.sort).await?,
            None => 0,
        };
        let first = rows.into_iter().map(|row| (row.sort_text, row.sort_number, row.id)).collect();
        Ok(Gathered { first, count })
    }

    async fn count_gathered(
        &mut self,
        conditions: &[Condition],
        within: (Option<usize>, Option<&str>),
        sort: PeopleSort,
    ) -> Result<i64> {
        let mut statement = Statement::new("SELECT COUNT(*) FROM (");
        self.write_gathered(&mut statement, conditions, within, sort);
        statement.push(") AS found");
        Ok(run!(self, statement, sqlx::query_scalar, fetch_one)?)
    }

    fn write_gathered(
        &self,
        statement: &mut Statement,
        conditions: &[Condition],
        (driver, block): (Option<usize>, Option<&str>),
        sort: PeopleSort,
    ) {
        let source = self.source(conditions, driver, sort);
        statement.push(match (sort, source) {
            (PeopleSort::Name, Source::Users) => "SELECT users.name_key AS sort_text, CAST(0 AS BIGINT)",
            (PeopleSort::Name, _) => "SELECT people_names.name_key AS sort_text, CAST(0 AS BIGINT)",
            (PeopleSort::Username, _) => "SELECT username_key AS sort_text, CAST(0 AS BIGINT)",
            (PeopleSort::LastSeen, _) => "SELECT '' AS sort_text, seen_at",
            (PeopleSort::Created, _) => "SELECT '' AS sort_text, created_at",
        });
        statement.push(" AS sort_number, ").push(source.id()).push(" AS id, COUNT(*) OVER () AS gathered FROM ");
        statement.push(source.table()).push(" WHERE ");
        self.write_conditions(statement, conditions, driver, source);
        if let Some(block) = block {
            self.write_between(statement, (Some(block), Some(&end_of(block))), source);
        }
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
