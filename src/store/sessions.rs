//! Browser sessions. Only the hash of the cookie is kept.

use super::{Db, Result, both};
use crate::model::ids::{Sid, UserId};
use crate::model::secret::TokenHash;

/// A browser session.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The `sid` claim; stays the same when the person signs in again.
    #[sqlx(try_from = "String")]
    pub sid: Sid,
    /// Whose it is.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// When they last proved who they are (unix seconds).
    pub auth_time: i64,
    /// How (RFC 8176), space-separated.
    pub amr: String,
    /// The address they signed in from.
    pub address: Option<String>,
    /// Their browser's own words.
    pub user_agent: Option<String>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds, kept to the minute.
    pub last_seen_at: i64,
    /// The absolute end (unix seconds).
    pub expires_at: i64,
    /// When it was ended early (unix seconds).
    pub ended_at: Option<i64>,
}

/// How much was ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Browser sessions.
    pub sessions: u64,
    /// Token families: what one app held from one sign-in.
    pub families: u64,
}

impl Ended {
    /// Whether there was nothing to end.
    pub const fn is_nothing(self) -> bool {
        self.sessions == 0 && self.families == 0
    }
}

impl Db<'_> {
    /// Adds a session.
    pub async fn insert_session(&mut self, session: &Session, cookie: &TokenHash) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO sessions (sid, cookie_hash, user_id, auth_time, amr, address, user_agent, created_at, \
             last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind(session.sid.as_str()).bind(cookie.as_bytes()).bind(session.user_id.as_str())
            .bind(session.auth_time).bind(&*session.amr).bind(session.address.as_deref())
            .bind(session.user_agent.as_deref()).bind(session.created_at).bind(session.last_seen_at)
            .bind(session.expires_at).execute(c).await.map(drop))?)
    }

    /// The live session of a cookie: not ended, not past its end, used within `idle_seconds`, its person enabled.
    pub async fn find_live_session(
        &mut self,
        cookie: &TokenHash,
        now: i64,
        idle_seconds: i64,
    ) -> Result<Option<Session>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT sessions.* FROM sessions JOIN users ON users.id = sessions.user_id \
             WHERE cookie_hash = $1 AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3 \
             AND users.disabled_at IS NULL AND users.deleted_at IS NULL")
            .bind(cookie.as_bytes()).bind(now).bind(now - idle_seconds).fetch_optional(c).await)?)
    }

    /// Holds a live session until the transaction ends, so that its end comes wholly before or wholly after; false when
    /// it is not live.
    pub async fn hold_live_session(&mut self, sid: &Sid, now: i64) -> Result<bool> {
        let held: Option<String> = both!(self, c => sqlx::query_scalar(
            "UPDATE sessions SET last_seen_at = last_seen_at \
             WHERE sid = $1 AND ended_at IS NULL AND expires_at > $2 \
             AND EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id AND users.disabled_at IS NULL \
             AND users.deleted_at IS NULL) \
             RETURNING sid")
            .bind(sid.as_str()).bind(now).fetch_optional(c).await)?;
        Ok(held.is_some())
    }

    /// Gives a live session of the same person a later `auth_time` and a new cookie; false when it is not live or
    /// its `auth_time` is not earlier: of callers that race with one value, one gets it.
    pub async fn renew_session(&mut self, session: &Session, cookie: &TokenHash) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE sessions SET cookie_hash = $2, auth_time = $3, amr = $4, address = $5, user_agent = $6, \
             last_seen_at = $7, expires_at = $8 \
             WHERE sid = $1 AND ended_at IS NULL AND user_id = $9 AND auth_time < $3")
            .bind(session.sid.as_str()).bind(cookie.as_bytes()).bind(session.auth_time).bind(&*session.amr)
            .bind(session.address.as_deref()).bind(session.user_agent.as_deref()).bind(session.last_seen_at)
            .bind(session.expires_at).bind(session.user_id.as_str())
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(done > 0)
    }

    /// Notes that a session was used, and answers whose it is; never moves backwards.
    pub async fn touch_session(&mut self, sid: &Sid, now: i64) -> Result<Option<UserId>> {
        let user: Option<String> = both!(self, c => sqlx::query_scalar(
            "UPDATE sessions SET last_seen_at = $2 WHERE sid = $1 AND last_seen_at < $2 RETURNING user_id")
            .bind(sid.as_str()).bind(now).fetch_optional(c).await)?;
        Ok(user.map(UserId::from))
    }

    /// Ends a session and every family that lives and dies with it, and tells its apps; false when it had ended before.
    pub async fn end_session(&mut self, sid: &Sid, now: i64) -> Result<bool> {
        let done = both!(self, c => sqlx::query("UPDATE sessions SET ended_at = $2 WHERE sid = $1 AND ended_at IS NULL")
            .bind(sid.as_str()).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        both!(self, c => sqlx::query(
            "UPDATE families SET ended_at = $2 WHERE sid = $1 AND is_offline = FALSE AND ended_at IS NULL")
            .bind(sid.as_str()).bind(now).execute(c).await.map(drop))?;
        if done > 0 {
            self.tell_apps_of_session(sid, now).await?;
        }
        Ok(done > 0)
    }

    /// Ends a session and everything that came from it, offline families too, and tells its apps.
    pub async fn end_session_wholly(&mut self, sid: &Sid, now: i64) -> Result<Ended> {
        let sessions = both!(&mut *self, c => sqlx::query(
            "UPDATE sessions SET ended_at = $2 WHERE sid = $1 AND ended_at IS NULL")
            .bind(sid.as_str()).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        let families = both!(&mut *self, c => sqlx::query(
            "UPDATE families SET ended_at = $2 WHERE sid = $1 AND ended_at IS NULL")
            .bind(sid.as_str()).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        let ended = Ended { sessions, families };
        if !ended.is_nothing() {
            self.tell_apps_of_session(sid, now).await?;
        }
        Ok(ended)
    }

    /// Ends all sessions and all families of a person, offline ones too, and tells the apps.
    pub async fn end_all_of_user(&mut self, user: &UserId, now: i64) -> Result<Ended> {
        // No session has this name: all are others.
        self.end_others_of_user(user, &Sid::from(""), now).await
    }

    /// Holds live sessions, of one person or of everybody, before they are ended together: in the order in which uses of
    /// sessions are written, so that neither waits for what the other one holds. SQLite has one writer anyway.
    async fn hold_sessions(&mut self, user: Option<&UserId>) -> Result<()> {
        let Db::Postgres(c) = self else { return Ok(()) };
        let held = "SELECT COUNT(*) FROM (SELECT sid FROM sessions WHERE ended_at IS NULL \
                    AND ($1::text IS NULL OR user_id = $1) ORDER BY sid COLLATE \"C\" FOR UPDATE) AS held";
        let _: i64 = sqlx::query_scalar(held).bind(user.map(UserId::as_str)).fetch_one(&mut **c).await?;
        Ok(())
    }

    /// Ends all sessions of a person but one, with all families that came from the others, offline ones too, and tells
    /// their apps.
    pub async fn end_others_of_user(&mut self, user: &UserId, kept: &Sid, now: i64) -> Result<Ended> {
        self.hold_sessions(Some(user)).await?;
        let sessions = both!(self, c => sqlx::query(
            "UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL AND sid <> $3")
            .bind(user.as_str()).bind(now).bind(kept.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        let families = both!(self, c => sqlx::query(
            "UPDATE families SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL AND sid <> $3")
            .bind(user.as_str()).bind(now).bind(kept.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        let ended = Ended { sessions, families };
        if !ended.is_nothing() {
            self.tell_apps_of_user(user, kept, now).await?;
        }
        Ok(ended)
    }

    /// Ends every session and every family of everybody, and tells all apps.
    pub async fn end_all_sessions(&mut self, now: i64) -> Result<Ended> {
        self.hold_sessions(None).await?;
        let sessions = both!(self, c => sqlx::query("UPDATE sessions SET ended_at = $1 WHERE ended_at IS NULL")
            .bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        let families = both!(self, c => sqlx::query("UPDATE families SET ended_at = $1 WHERE ended_at IS NULL")
            .bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        self.tell_apps_of_many(now).await?;
        Ok(Ended { sessions, families })
    }

    /// The session of an id, alive or not.
    pub async fn find_session(&mut self, sid: &Sid) -> Result<Option<Session>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM sessions WHERE sid = $1")
            .bind(sid.as_str()).fetch_optional(c).await)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;
    use std::time::Duration;

    #[tokio::test]
    async fn an_end_of_all_sessions_and_a_note_of_their_uses_do_not_wait_for_each_other() {
        for db in testing::stores().await {
            if matches!(db.store, crate::store::Store::Sqlite { .. }) {
                continue; // It has one writer.
            }
            let user = testing::user(&db, "alice").await;
            let mut write = db.store.write().await.unwrap();
            // The later name first: in this order the rows lie on the disk.
            for sid in ["b", "a"] {
                let session = Session {
                    sid: Sid::from(sid),
                    user_id: user.id.clone(),
                    auth_time: 0,
                    amr: "pwd".to_owned(),
                    address: None,
                    user_agent: None,
                    created_at: 0,
                    last_seen_at: 0,
                    expires_at: 1000,
                    ended_at: None,
                };
                write.db().insert_session(&session, &TokenHash::of(sid)).await.unwrap();
            }
            write.commit().await.unwrap();
            let mut noting = db.store.write().await.unwrap();
            noting.db().touch_session(&Sid::from("a"), 5).await.unwrap();
            let store = db.store.clone();
            let ending = tokio::spawn(async move {
                let mut write = store.write().await?;
                let ended = write.db().end_all_sessions(9).await?;
                write.commit().await.map(|()| ended)
            });
            tokio::time::sleep(Duration::from_millis(300)).await;
            noting.db().touch_session(&Sid::from("b"), 5).await.expect("nobody holds it");
            noting.commit().await.unwrap();
            assert_eq!(ending.await.unwrap().unwrap().sessions, 2, "{}", db.name);
        }
    }
}
