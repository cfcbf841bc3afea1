//! Removing what has expired: every table that grows is named here.

use super::{Db, Result, both};

/// Ended and expired rows are kept this long, so that a late reuse is still recognised (seconds).
const GRACE_SECONDS: i64 = 3600;

/// Hourly counts are kept for a year and a month, so that a year can be compared with the one before.
const COUNTED_HOURS: i64 = 24 * 396;

/// Heads of the audit chain that are older than this are thinned out to one a day.
const ALL_HEADS_SECONDS: i64 = 2 * 86_400;

impl Db<'_> {
    /// Removes rows that can decide nothing any more; answers how many.
    pub async fn sweep(&mut self, now: i64) -> Result<u64> {
        let mut swept = 0;
        let before = now - GRACE_SECONDS;
        for statement in [
            // First: an app that has spent its tokens is still told when the session ends.
            "DELETE FROM sessions WHERE expires_at < $1",
            "DELETE FROM families WHERE expires_at < $1 AND NOT (EXISTS (SELECT 1 FROM backchannel_apps \
             WHERE backchannel_apps.client_id = families.client_id) \
             AND EXISTS (SELECT 1 FROM sessions WHERE sessions.sid = families.sid AND sessions.ended_at IS NULL))",
            "DELETE FROM logout_notices WHERE expires_at < $1",
            "DELETE FROM revoked_access_tokens WHERE expires_at < $1",
            "DELETE FROM one_time_links WHERE expires_at < $1",
            "DELETE FROM sign_in_throttle WHERE expires_at < $1",
            "DELETE FROM client_health WHERE expires_at < $1",
            "DELETE FROM failed_requests WHERE expires_at < $1",
            "DELETE FROM client_addresses WHERE expires_at < $1",
            "DELETE FROM jwks_fetches WHERE expires_at < $1",
            "DELETE FROM key_uses WHERE expires_at < $1",
            "DELETE FROM initial_access_tokens WHERE expires_at < $1",
        ] {
            swept += both!(self, c => sqlx::query(statement).bind(before).execute(c).await
                .map(|done| done.rows_affected()))?;
        }
        // Strangers can make many of these, and nobody accepts what has expired.
        let spent = "DELETE FROM client_assertion_jtis WHERE expires_at < $1";
        swept += both!(self, c => sqlx::query(spent).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        swept += self.trim_failed_requests().await?;
        swept += self.delete_hourly_counts_before(now / 3600 - COUNTED_HOURS).await?;
        swept += self.thin_audit_heads(now - ALL_HEADS_SECONDS).await?;
        Ok(swept)
    }
}
