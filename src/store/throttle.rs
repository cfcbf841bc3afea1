//! Counters of failed sign-ins, shared by all servers and kept over restarts.

use super::{Db, Result, both};

/// One counter: of an account, a network or a device.
#[derive(sqlx::FromRow, Clone, Debug, Default, PartialEq, Eq)]
pub struct ThrottleBucket {
    /// Failures since it last expired.
    pub failures: i64,
    /// No try before this (unix milliseconds).
    pub blocked_until_ms: i64,
}

impl Db<'_> {
    /// The counter, or zeroes.
    pub async fn throttle_bucket(&mut self, bucket: &str, now: i64) -> Result<ThrottleBucket> {
        let found: Option<ThrottleBucket> = both!(self, c => sqlx::query_as(
            "SELECT failures, blocked_until_ms FROM sign_in_throttle WHERE bucket = $1 AND expires_at > $2")
            .bind(bucket).bind(now).fetch_optional(c).await)?;
        Ok(found.unwrap_or_default())
    }

    /// The latest time that one of the counters refuses tries until (unix milliseconds); 0 where none does.
    pub async fn blocked_until_ms(&mut self, buckets: [&str; 4], now: i64) -> Result<i64> {
        let [one, two, three, four] = buckets;
        let found: Option<i64> = both!(self, c => sqlx::query_scalar(
            "SELECT MAX(blocked_until_ms) FROM sign_in_throttle \
             WHERE bucket IN ($1, $2, $3, $4) AND expires_at > $5")
            .bind(one).bind(two).bind(three).bind(four).bind(now).fetch_one(c).await)?;
        Ok(found.unwrap_or_default())
    }

    /// Counts a try as failed before it is made, unless the counter refuses tries now; answers how many there are.
    /// Every try moves the counter's end; an expired one begins anew.
    pub async fn reserve_try(&mut self, bucket: &str, now_ms: i64, expires_at: i64) -> Result<Option<i64>> {
        Ok(both!(self, c => sqlx::query_scalar(
            "INSERT INTO sign_in_throttle (bucket, failures, blocked_until_ms, expires_at) VALUES ($1, 1, 0, $4) \
             ON CONFLICT (bucket) DO UPDATE SET \
             failures = CASE WHEN sign_in_throttle.expires_at > $2 THEN sign_in_throttle.failures + 1 ELSE 1 END, \
             expires_at = excluded.expires_at \
             WHERE sign_in_throttle.blocked_until_ms <= $3 OR sign_in_throttle.expires_at <= $2 RETURNING failures")
            .bind(bucket).bind(now_ms.div_euclid(1000)).bind(now_ms).bind(expires_at).fetch_optional(c).await)?)
    }

    /// Counts a failure and answers how many there are; the counter ends when its first failure said.
    pub async fn count_failure(&mut self, bucket: &str, now: i64, expires_at: i64) -> Result<i64> {
        Ok(both!(self, c => sqlx::query_scalar(
            "INSERT INTO sign_in_throttle (bucket, failures, blocked_until_ms, expires_at) VALUES ($1, 1, 0, $3) \
             ON CONFLICT (bucket) DO UPDATE SET \
             failures = CASE WHEN sign_in_throttle.expires_at > $2 THEN sign_in_throttle.failures + 1 ELSE 1 END, \
             expires_at = CASE WHEN sign_in_throttle.expires_at > $2 THEN sign_in_throttle.expires_at \
             ELSE excluded.expires_at END RETURNING failures")
            .bind(bucket).bind(now).bind(expires_at).fetch_one(c).await)?)
    }

    /// Refuses tries on a counter until a time (unix milliseconds); never moves it earlier.
    pub async fn block_bucket(&mut self, bucket: &str, until_ms: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE sign_in_throttle SET blocked_until_ms = $2 WHERE bucket = $1 AND blocked_until_ms < $2")
            .bind(bucket).bind(until_ms).execute(c).await.map(drop))?)
    }

    /// Forgets two counters, after a success.
    pub async fn clear_buckets(&mut self, one: &str, other: &str) -> Result<()> {
        Ok(both!(self, c => sqlx::query("DELETE FROM sign_in_throttle WHERE bucket IN ($1, $2)")
            .bind(one).bind(other).execute(c).await.map(drop))?)
    }
}
