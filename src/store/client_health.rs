//! How often what happened to an app, by day; written in batches, swept by age.

use super::{Db, Result, both};
use crate::model::ids::ClientId;

/// One count.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HealthCount {
    /// The app.
    pub client_id: String,
    /// Unix days.
    pub day: i64,
    /// What happened: a grant that succeeded, or the cause of a failure.
    pub what: String,
    /// How often.
    pub count: i64,
    /// When it happened last (unix seconds).
    pub last_at: i64,
}

impl Db<'_> {
    /// Adds to a count; it is kept until `expires_at`.
    pub async fn add_to_client_health(&mut self, count: &HealthCount, expires_at: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO client_health (client_id, day, what, count, last_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (client_id, day, what) DO UPDATE SET count = client_health.count + excluded.count, \
             last_at = CASE WHEN excluded.last_at > client_health.last_at THEN excluded.last_at \
             ELSE client_health.last_at END")
            .bind(&*count.client_id).bind(count.day).bind(&*count.what).bind(count.count).bind(count.last_at)
            .bind(expires_at).execute(c).await.map(drop))?)
    }

    /// All counts of a client since a day.
    pub async fn client_health(&mut self, client: &ClientId, since_day: i64) -> Result<Vec<HealthCount>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT client_id, day, what, count, last_at FROM client_health WHERE client_id = $1 AND day >= $2 \
             ORDER BY day, what")
            .bind(client.as_str()).bind(since_day).fetch_all(c).await)?)
    }
}
