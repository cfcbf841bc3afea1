//! Removing what has expired: every table that grows is named here.

use super::{Db, Result, both};

/// Ended and expired rows are kept this long, so that a late reuse is still recognised (seconds).
const GRACE_SECONDS: i64 = 3600;

impl Db<'_> {
    /// Removes rows that can decide nothing any more; answers how many.
    pub async fn sweep(&mut self, now: i64) -> Result<u64> {
        let mut swept = 0;
        let before = now - GRACE_SECONDS;
        for statement in [
            "DELETE FROM families WHERE expires_at < $1",
            "DELETE FROM sessions WHERE expires_at < $1",
            "DELETE FROM revoked_access_tokens WHERE expires_at < $1",
            "DELETE FROM one_time_links WHERE expires_at < $1",
            "DELETE FROM sign_in_throttle WHERE expires_at < $1",
            "DELETE FROM client_health WHERE expires_at < $1",
            "DELETE FROM failed_requests WHERE expires_at < $1",
        ] {
            swept += both!(self, c => sqlx::query(statement).bind(before).execute(c).await
                .map(|done| done.rows_affected()))?;
        }
        Ok(swept + self.trim_failed_requests().await?)
    }
}
