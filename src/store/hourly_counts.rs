//! How often something happened in each hour.

use super::{Db, Result, both};

/// One hour's count of one thing.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct HourlyCount {
    /// Hours since 1970.
    pub hour: i64,
    /// What was counted.
    pub name: String,
    /// How often.
    pub count: i64,
}

impl Db<'_> {
    /// Adds to a count. Servers that add several must do so in one order, so that they cannot wait for each other.
    pub async fn add_hourly_count(&mut self, hour: i64, name: &str, count: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO hourly_counts (hour, name, count) VALUES ($1, $2, $3) \
             ON CONFLICT (hour, name) DO UPDATE SET count = hourly_counts.count + excluded.count")
            .bind(hour).bind(name).bind(count).execute(c).await.map(drop))?)
    }

    /// Every count from an hour on, oldest first; an hour in which nothing was counted has no row.
    pub async fn hourly_counts(&mut self, from_hour: i64) -> Result<Vec<HourlyCount>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT hour, name, count FROM hourly_counts WHERE hour >= $1 ORDER BY hour, name")
            .bind(from_hour).fetch_all(c).await)?)
    }

    /// Removes the counts before an hour.
    pub async fn delete_hourly_counts_before(&mut self, hour: i64) -> Result<u64> {
        Ok(both!(self, c => sqlx::query("DELETE FROM hourly_counts WHERE hour < $1")
            .bind(hour).execute(c).await.map(|done| done.rows_affected()))?)
    }
}
