//! Audit events as stored; see [`crate::audit`].

use super::{Db, Result, both};
use crate::model::ids::UserId;

/// One event.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Sorts by time.
    pub id: String,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// What happened, such as `sign_in.succeeded`.
    pub kind: String,
    /// Who did it: `user:…`, `client:…`, `command_line`, `system`, `anonymous`.
    pub actor: String,
    /// Whom it concerns.
    pub user_id: Option<String>,
    /// Which app it concerns.
    pub client_id: Option<String>,
    /// In which session.
    pub sid: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// More, as a JSON object.
    pub detail: String,
    /// MAC over all columns.
    pub mac: Vec<u8>,
}

impl Db<'_> {
    /// Adds an event, in the transaction of what it records.
    pub async fn insert_audit_event(&mut self, event: &AuditEvent) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO audit_events (id, at_ms, kind, actor, user_id, client_id, sid, address, detail, mac) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind(&*event.id).bind(event.at_ms).bind(&*event.kind).bind(&*event.actor)
            .bind(event.user_id.as_deref()).bind(event.client_id.as_deref()).bind(event.sid.as_deref())
            .bind(event.address.as_deref()).bind(&*event.detail).bind(&*event.mac)
            .execute(c).await.map(drop))?)
    }

    /// Every event of a kind, oldest first; for kinds that are rare.
    pub async fn audit_events_of(&mut self, kind: &str) -> Result<Vec<AuditEvent>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT id, at_ms, kind, actor, user_id, client_id, sid, address, detail, mac FROM audit_events \
             WHERE kind = $1 ORDER BY id")
            .bind(kind).fetch_all(c).await)?)
    }

    /// The newest sign-ins of a person, good and bad.
    pub async fn recent_sign_ins(&mut self, user: &UserId, limit: i64) -> Result<Vec<AuditEvent>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT * FROM audit_events WHERE user_id = $1 AND kind IN ('sign_in.succeeded', 'sign_in.failed') \
             ORDER BY id DESC LIMIT $2")
            .bind(user.as_str()).bind(limit).fetch_all(c).await)?)
    }
}
