//! Changes that people make to themselves, each one guarded update: it fails where the row is not what they saw.

use super::{AuditEvent, Db, Result, both};
use crate::model::ids::UserId;
use crate::model::user::User;

/// Sorts behind every id in any order that a database knows: ids are hexadecimal.
const BEHIND_EVERY_ID: &str = "g";

impl Db<'_> {
    /// Replaces a password hash by that of a password which the person chose themselves; false when it is not `old` any more, or the person is disabled.
    pub async fn exchange_password_hash(&mut self, id: &UserId, old: &str, new: &str, now: i64) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE users SET password_hash = $3, updated_at = $4, password_is_known = FALSE, \
             must_change_password = FALSE \
             WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL AND deleted_at IS NULL")
            .bind(id.as_str()).bind(old).bind(new).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(done > 0)
    }

    /// Writes name, claims and attributes of `new` where the person is still as `old`; false where somebody changed them.
    pub async fn exchange_profile(&mut self, old: &User, new: &User) -> Result<bool> {
        let ((old_claims, _), (new_claims, attributes)) = (super::users::objects(old)?, super::users::objects(new)?);
        let done = both!(self, c => sqlx::query(
            "UPDATE users SET name = $2, claims = $3, updated_at = $4, name_key = $7, search_text = $8, \
             attributes = $10, version = version + 1 WHERE id = $1 AND COALESCE(name, '') = $5 AND claims = $6 AND version = $9 \
             AND disabled_at IS NULL AND deleted_at IS NULL")
            .bind(new.id.as_str()).bind(new.name.as_deref()).bind(&*new_claims).bind(new.updated_at)
            .bind(old.name.as_deref().unwrap_or_default()).bind(&*old_claims)
            .bind(new.name_key()).bind(new.search_text()).bind(old.version).bind(&*attributes)
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(done > 0)
    }

    /// The sign-ins of a person, good and bad, newest first, behind the event `before` where one is given.
    pub async fn sign_ins_of_user(
        &mut self,
        user: &UserId,
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<AuditEvent>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT * FROM audit_events WHERE user_id = $1 AND id < $2 \
             AND kind IN ('sign_in.succeeded', 'sign_in.failed') ORDER BY id DESC LIMIT $3")
            .bind(user.as_str()).bind(before.unwrap_or(BEHIND_EVERY_ID)).bind(limit).fetch_all(c).await)?)
    }
}
