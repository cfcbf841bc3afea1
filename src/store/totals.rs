//! How many there are, counted no further than a page says it: at a million rows too, this is cheap.

use super::{Db, Result, both};

/// Counting stops here; pages then say "more than 10,000".
pub const COUNTED: i64 = 10_001;

/// How many there are of each, at most [`COUNTED`].
#[derive(sqlx::FromRow, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// People.
    pub people: i64,
    /// Groups.
    pub groups: i64,
    /// Sessions that are alive.
    pub sessions: i64,
}

impl Db<'_> {
    /// Counts everything that the admin area's navigation names.
    pub async fn totals(&mut self, now: i64, idle_seconds: i64) -> Result<Totals> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM users LIMIT $3) AS found) AS people, \
             (SELECT COUNT(*) FROM (SELECT 1 FROM user_groups LIMIT $3) AS found) AS groups, \
             (SELECT COUNT(*) FROM (SELECT 1 FROM sessions WHERE ended_at IS NULL AND expires_at > $1 \
             AND last_seen_at > $2 LIMIT $3) AS found) AS sessions")
            .bind(now).bind(now - idle_seconds).bind(COUNTED).fetch_one(c).await)?)
    }
}
