//! The list of groups.

use super::super::groups::Group;
use super::super::{Db, Result, both};
use super::{Argument, Statement, like, run};
use crate::model::people_list::{COUNTED, Count, Cursor, Page, PageRequest, SortKey};
use crate::model::username::username_key;
use sqlx::AssertSqlSafe;

/// Groups have one order.
const SORT: &str = "name";

/// A group in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRow {
    /// The group.
    pub group: Group,
    /// How many people are in it, without those who were removed.
    pub members: Count,
}

#[derive(sqlx::FromRow)]
struct CountedRow {
    #[sqlx(flatten)]
    group: Group,
    name_key: String,
    members: i64,
}

impl Db<'_> {
    /// One page of the groups, by name, whose name or description holds `q`; all of them where it is empty.
    pub async fn list_groups(&mut self, q: &str, page: &PageRequest) -> Result<Page<GroupRow>> {
        let count = Count::capped(self.count_capped(self.matching(Statement::new("FROM user_groups"), q)).await?);
        let cursor = page.cursor.as_ref();
        let is_backward = cursor.is_some_and(|cursor| cursor.is_backward);
        let is_falling = page.is_descending != is_backward;
        // A popular group is counted no further than lists count; who was removed is counted apart, once for all groups:
        // there are few. CROSS JOIN: SQLite begins with them then.
        let mut statement = Statement::new(
            "SELECT user_groups.*, (SELECT COUNT(*) FROM (SELECT 1 FROM group_members \
             WHERE group_members.group_id = user_groups.id LIMIT ",
        );
        statement.number(COUNTED + 1).push(
            ") AS counted) - COALESCE(gone.number, 0) AS members FROM user_groups LEFT JOIN \
             (SELECT group_members.group_id, COUNT(*) AS number FROM users CROSS JOIN group_members \
             WHERE users.deleted_at IS NOT NULL AND group_members.user_id = users.id GROUP BY group_members.group_id) \
             AS gone ON gone.group_id = user_groups.id",
        );
        let mut statement = self.matching(statement, q);
        if let Some(Cursor { key: SortKey::Text(key), .. }) = cursor {
            statement.push(" AND name_key").push(self.byte_order());
            statement.push(if is_falling { " < " } else { " > " }).text(key);
        }
        statement.push(" ORDER BY name_key").push(self.byte_order()).push(if is_falling { " DESC" } else { "" });
        statement.push(" LIMIT ").number(page.limit + 1);
        let mut rows: Vec<CountedRow> = run!(self, statement, sqlx::query_as, fetch_all)?;
        let has_more = i64::try_from(rows.len()).is_ok_and(|found| found > page.limit);
        rows.truncate(usize::try_from(page.limit).unwrap_or_default());
        if is_backward {
            rows.reverse();
        }
        let (has_next, has_previous) = if is_backward { (true, has_more) } else { (has_more, cursor.is_some()) };
        let next = rows.last().filter(|_| has_next).map(|row| cursor_at(row, false));
        let previous = rows.first().filter(|_| has_previous).map(|row| cursor_at(row, true));
        let rows = rows.into_iter().map(|row| GroupRow { group: row.group, members: Count::capped(row.members) });
        Ok(Page { rows: rows.collect(), next, previous, count })
    }

    /// The first groups by name, without a count of who is in them: for choosing one.
    pub async fn first_groups(&mut self, limit: i64) -> Result<Vec<Group>> {
        let mut statement = Statement::new("SELECT * FROM user_groups ORDER BY name_key");
        statement.push(self.byte_order()).push(" LIMIT ").number(limit);
        Ok(run!(self, statement, sqlx::query_as, fetch_all)?)
    }

    fn matching(&self, mut statement: Statement, q: &str) -> Statement {
        let q = username_key(q.trim());
        statement.push(" WHERE 1 = 1");
        if !q.is_empty() {
            statement.push(" AND (name_key LIKE ").text(like(&q)).push(" ESCAPE '\\' OR lower(description) LIKE ");
            statement.text(like(&q)).push(" ESCAPE '\\')");
        }
        statement
    }
}

fn cursor_at(row: &CountedRow, is_backward: bool) -> Cursor {
    let key = SortKey::Text(row.name_key.clone());
    Cursor { sort: SORT.to_owned(), key, id: row.group.id.as_str().to_owned(), is_backward }
}
