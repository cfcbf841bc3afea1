//! Beginning a family: its row with the code and the audit event about it, if its session is alive.

use super::group_commit::{Decided, Step};
use super::writer::Taken;
use super::{AuditEvent, AuthorizationCode, Family, Result, Store};
use crate::model::secret::to_hex;
use serde_json::{Value, json};

/// A family that is about to begin.
#[derive(Clone, Debug)]
pub struct BegunFamily {
    /// The family; its session must be alive when it is stored.
    pub family: Family,
    /// Its code.
    pub code: AuthorizationCode,
    /// What the audit log says of it.
    pub event: AuditEvent,
}

/// Stores those of the list `$1` whose session is alive at `$2`.
const FAMILIES: &str = "INSERT INTO families (id, client_id, user_id, sid, is_offline, scope, resources, auth_time, amr, \
    nonce, created_at, used_at, expires_at, code_hash, redirect_uri, code_challenge, code_expires_at, claims) \
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, \
    value ->> 8, value ->> 9, value ->> 10, value ->> 10, value ->> 11, unhex(value ->> 12), value ->> 13, \
    value ->> 14, value ->> 15, value ->> 16 FROM json_each($1) WHERE EXISTS (SELECT 1 FROM sessions \
    JOIN users ON users.id = sessions.user_id WHERE sessions.sid = value ->> 3 AND sessions.ended_at IS NULL \
    AND sessions.expires_at > $2 AND users.disabled_at IS NULL AND users.deleted_at IS NULL) RETURNING id";

const EVENTS: &str = "INSERT INTO audit_events (id, at_ms, kind, actor, user_id, client_id, sid, address, detail, mac) \
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, \
    value ->> 8, unhex(value ->> 9) FROM json_each($1)";

impl BegunFamily {
    fn to_json(&self) -> Value {
        let Self { family, code, .. } = self;
        json!([
            family.id,
            family.client_id,
            family.user_id,
            family.sid,
            family.is_offline,
            family.scope.to_string(),
            super::clients::to_list(&family.resources),
            family.auth_time,
            family.amr,
            family.nonce,
            family.created_at,
            family.expires_at,
            code.hash.to_hex(),
            code.redirect_uri,
            code.code_challenge,
            code.expires_at,
            family.claims.to_text(),
        ])
    }

    fn event_to_json(&self) -> Value {
        let AuditEvent { id, at_ms, kind, actor, user_id, client_id, sid, address, detail, mac } = &self.event;
        json!([id, at_ms, kind, actor, user_id, client_id, sid, address, detail, to_hex(mac)])
    }

    async fn on_postgres(&self, store: &Store) -> Result<bool> {
        let mut write = store.write().await?;
        let mut db = write.db();
        if !db.hold_live_session(&self.family.sid, self.family.created_at).await? {
            return Ok(false);
        }
        db.insert_family(&self.family, &self.code).await?;
        db.insert_audit_event(&self.event).await?;
        write.commit().await?;
        Ok(true)
    }
}

impl Step for BegunFamily {
    type Answer = ();

    fn key(&self) -> &str {
        self.family.id.as_str()
    }

    async fn decide(taken: Taken, steps: &[&Self]) -> Result<Decided<()>> {
        let now = steps.iter().map(|step| step.family.created_at).max().unwrap_or_default();
        let families: Value = steps.iter().map(|step| step.to_json()).collect();
        let mut write = taken.begin().await?;
        let begun: Vec<String> =
            sqlx::query_scalar(FAMILIES).bind(families.to_string()).bind(now).fetch_all(write.connection()).await?;
        let is_begun = |step: &&&Self| begun.iter().any(|id| id == step.family.id.as_str());
        let events: Value = steps.iter().filter(is_begun).map(|step| step.event_to_json()).collect();
        sqlx::query(EVENTS).bind(events.to_string()).execute(write.connection()).await?;
        write.commit().await?;
        Ok(begun.into_iter().map(|id| (id, Ok(()))).collect())
    }
}

impl Store {
    /// Stores a family with its code and its event in one transaction; false when its session is not alive.
    pub async fn begin_family(&self, begun: BegunFamily) -> Result<bool> {
        match self {
            Self::Sqlite { writer, .. } => Ok(writer.begun.take(begun, writer).await?.is_some()),
            Self::Postgres(_) => begun.on_postgres(self).await,
        }
    }
}
