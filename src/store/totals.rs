//! How many there are, counted no further than a page says it: at a million rows too, this is cheap.

use super::{Db, Result, both};

/// Counting stops here; pages then say "more than 10,000".
pub const COUNTED: i64 = 10_001;

/// How many there are of each, at most [`COUNTED`].
#[derive(sqlx::FromRow, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// People, without those who were removed.
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
            "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE deleted_at IS NULL LIMIT $3) AS found) AS people, \
             (SELECT COUNT(*) FROM (SELECT 1 FROM user_groups LIMIT $3) AS found) AS groups, \
             (SELECT COUNT(*) FROM (SELECT 1 FROM sessions WHERE ended_at IS NULL AND expires_at > $1 \
             AND last_seen_at > $2 LIMIT $3) AS found) AS sessions")
            .bind(now).bind(now - idle_seconds).bind(COUNTED).fetch_one(c).await)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{COUNTED, Totals};
    use crate::model::secret::Token;
    use crate::store::testing::{stores, user};
    use crate::store::{Group, Session};

    #[tokio::test]
    async fn people_groups_and_live_sessions_are_counted_as_far_as_pages_tell() {
        // Pages say "more than 10,000".
        const { assert!(COUNTED > 10_000) };
        for store in stores().await {
            let person = user(&store, "alice").await;
            user(&store, "gone").await;
            store.tamper("UPDATE users SET deleted_at = 5 WHERE username = 'gone'").await;
            let group = Group::new("g".into(), "g", 1);
            // One that lives, one that lay idle, one that is over.
            let session = |sid: &str, last_seen_at, expires_at| Session {
                sid: sid.into(),
                user_id: person.id.clone(),
                auth_time: 1,
                amr: "pwd".to_owned(),
                address: None,
                user_agent: None,
                created_at: 1,
                last_seen_at,
                expires_at,
                ended_at: None,
            };
            let mut write = store.write().await.unwrap();
            write.db().insert_group(&group).await.unwrap();
            for session in [session("a", 990, 2_000), session("b", 940, 2_000), session("c", 990, 1_000)] {
                write.db().insert_session(&session, &Token::random().hash()).await.unwrap();
            }
            write.commit().await.unwrap();
            let found = store.read().await.unwrap().db().totals(1_000, 60).await.unwrap();
            assert_eq!(found, Totals { people: 1, groups: 1, sessions: 1 }, "{}", store.name);
        }
    }
}
