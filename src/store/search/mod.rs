//! Lists of people and groups: searched, filtered, sorted, page by page. The one place where queries differ by engine:
//! SQLite searches an FTS5 table of trigrams, PostgreSQL a GIN index of trigrams that we cut ourselves.
//!
//! A list that is sorted can be read in two ways: along the index of its order, passing over rows that do not match
//! (good while many match), or by gathering all matches and sorting them (good while few do). Databases guess badly
//! which one it is, so the matches are counted first, up to 10,000, and the query is written to leave no choice.
//! A walk along the order of names passes over whole blocks of names where nobody can match. A walk along another order
//! ends after some thousand rows: mostly it fills the page, and where it does not, the matches are gathered after all.

mod beside;
mod blocks;
mod conditions;
mod count;
mod gather;
mod groups;
mod index;
mod people;
mod schema;
#[cfg(test)]
mod tests;

pub use groups::GroupRow;

use super::{Db, Result, both};
use crate::model::people_list::COUNTED;
use sqlx::AssertSqlSafe;

/// A query put together from texts of ours, with what is bound to its placeholders.
#[derive(Clone, Debug, Default)]
struct Statement {
    sql: String,
    arguments: Vec<Argument>,
}

#[derive(Clone, Debug)]
enum Argument {
    Text(String),
    Number(i64),
}

impl Statement {
    fn new(sql: &'static str) -> Self {
        Self { sql: sql.to_owned(), arguments: Vec::new() }
    }

    fn push(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Adds the placeholder of a text.
    fn text(&mut self, text: impl Into<String>) -> &mut Self {
        self.bind(Argument::Text(text.into()))
    }

    /// Adds the placeholder of a number.
    fn number(&mut self, number: i64) -> &mut Self {
        self.bind(Argument::Number(number))
    }

    fn bind(&mut self, argument: Argument) -> &mut Self {
        self.arguments.push(argument);
        self.sql.push_str(&format!("${}", self.arguments.len()));
        self
    }
}

/// Runs a [`Statement`] by one of sqlx's ways to query; safe, since every piece of its text is `'static`.
///
/// PostgreSQL plans it for the very values: of a group it matters whether five people are in it or everybody, and after
/// five times a statement that is kept gets one plan for all (at a million people 140 ms instead of 35).
macro_rules! run {
    ($db:expr, $statement:expr, $query:path, $fetch:ident) => {{
        let is_kept = !$db.is_postgres();
        both!($db, c => {
            let statement: Statement = $statement;
            let mut query = $query(AssertSqlSafe(statement.sql)).persistent(is_kept);
            for argument in statement.arguments {
                query = match argument {
                    Argument::Text(text) => query.bind(text),
                    Argument::Number(number) => query.bind(number),
                };
            }
            query.$fetch(c).await
        })
    }};
}
use run;

impl Db<'_> {
    const fn is_postgres(&self) -> bool {
        matches!(self, Db::Postgres(_))
    }

    /// How many rows `from` (`FROM … WHERE …`) has; counts no further than one past [`COUNTED`].
    async fn count_capped(&mut self, from: Statement) -> Result<i64> {
        self.count_to(COUNTED, from).await
    }

    /// The same, no further than one past `most`.
    async fn count_to(&mut self, most: i64, from: Statement) -> Result<i64> {
        let mut counted = Statement { sql: format!("SELECT COUNT(*) FROM (SELECT 1 {}", from.sql), ..from };
        counted.push(" LIMIT ").number(most + 1).push(") AS found");
        Ok(run!(self, counted, sqlx::query_scalar, fetch_one)?)
    }
}

/// `text` as a pattern of LIKE with `\` as its escape, found anywhere.
fn like(text: &str) -> String {
    let escaped: String =
        text.chars().flat_map(|c| ['%', '_', '\\'].contains(&c).then_some('\\').into_iter().chain([c])).collect();
    format!("%{escaped}%")
}
