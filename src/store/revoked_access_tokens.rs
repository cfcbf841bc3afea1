//! Single access tokens that were revoked before their time (RFC 7009).

use super::{Db, Result, both};

impl Db<'_> {
    /// Revokes an access token until it would have expired anyway (unix seconds).
    pub async fn revoke_access_token(&mut self, jti: &str, expires_at: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO revoked_access_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(jti).bind(expires_at).execute(c).await.map(drop))?)
    }

    /// Whether an access token was revoked.
    pub async fn is_access_token_revoked(&mut self, jti: &str) -> Result<bool> {
        let found: Option<String> = both!(self, c => sqlx::query_scalar(
            "SELECT jti FROM revoked_access_tokens WHERE jti = $1").bind(jti).fetch_optional(c).await)?;
        Ok(found.is_some())
    }
}
