//! What stands on one person's page beside the person: sessions, apps, what happened. Read by indexes over the person.

use super::families::is_live;
use super::{AuditEvent, Db, Result, Session, both};
use crate::model::ids::UserId;

/// An app that a person uses.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct AppUse {
    /// Its id.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// When it last got tokens (unix seconds).
    pub used_at: Option<i64>,
    /// How many of its sign-ins of this person have tokens that work.
    pub live: i64,
    /// When the person agreed to what it may see (unix seconds).
    pub consented_at: Option<i64>,
}

impl Db<'_> {
    /// Where a person is signed in `now`, last used first; a session that lay idle longer than `idle_seconds` is over.
    pub async fn list_live_sessions_of(
        &mut self,
        user: &UserId,
        (now, idle_seconds): (i64, i64),
        limit: i64,
    ) -> Result<Vec<Session>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT * FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3 \
             ORDER BY last_seen_at DESC, sid LIMIT $4")
            .bind(user.as_str()).bind(now).bind(now - idle_seconds).bind(limit).fetch_all(c).await)?)
    }

    /// The apps that have tokens of a person, or that the person agreed to; last used first.
    pub async fn list_apps_of(
        &mut self,
        user: &UserId,
        (now, idle_seconds): (i64, i64),
        limit: i64,
    ) -> Result<Vec<AppUse>> {
        Ok(both!(self, c => sqlx::query_as(concat!(
            "SELECT uses.client_id, clients.name, MAX(uses.used_at) AS used_at, SUM(uses.live) AS live, \
             MAX(uses.granted_at) AS consented_at FROM (\
             SELECT client_id, used_at, CASE WHEN expires_at > $2 AND ", is_live!(), " THEN 1 ELSE 0 END AS live, \
             NULL AS granted_at FROM families WHERE user_id = $1 \
             UNION ALL SELECT client_id, NULL, 0, granted_at FROM consents WHERE user_id = $1) AS uses \
             JOIN clients ON clients.id = uses.client_id GROUP BY uses.client_id, clients.name \
             ORDER BY COALESCE(MAX(uses.used_at), 0) DESC, uses.client_id LIMIT $4"))
            .bind(user.as_str()).bind(now).bind(now - idle_seconds).bind(limit).fetch_all(c).await)?)
    }

    /// What the audit log says about a person, newest first.
    pub async fn recent_events_of(&mut self, user: &UserId, limit: i64) -> Result<Vec<AuditEvent>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT id, at_ms, kind, actor, user_id, client_id, sid, address, detail, mac FROM audit_events \
             WHERE user_id = $1 ORDER BY id DESC LIMIT $2")
            .bind(user.as_str()).bind(limit).fetch_all(c).await)?)
    }
}
