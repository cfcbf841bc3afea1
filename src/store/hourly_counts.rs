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

/// What stands before the kid in the name of a count of the tokens that it signed.
const SIGNED: &str = "key.signed.";

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

    /// Adds to the tokens that a key has signed in an hour; see [`Db::add_hourly_count`] for the order.
    pub async fn add_signed(&mut self, hour: i64, kid: &str, count: i64) -> Result<()> {
        self.add_hourly_count(hour, &format!("{SIGNED}{kid}"), count).await
    }

    /// How many tokens each key has signed, as far back as counts are kept.
    pub async fn signed_by_key(&mut self) -> Result<Vec<(String, i64)>> {
        // Of a sum of BIGINTs PostgreSQL makes a NUMERIC.
        let rows: Vec<(String, i64)> = both!(self, c => sqlx::query_as(
            "SELECT name, CAST(SUM(count) AS BIGINT) FROM hourly_counts WHERE name LIKE $1 GROUP BY name")
            .bind(format!("{SIGNED}%")).fetch_all(c).await)?;
        let kid = |name: &str| name.strip_prefix(SIGNED).unwrap_or(name).to_owned();
        Ok(rows.into_iter().map(|(name, count)| (kid(&name), count)).collect())
    }

    /// Removes the counts before an hour.
    pub async fn delete_hourly_counts_before(&mut self, hour: i64) -> Result<u64> {
        Ok(both!(self, c => sqlx::query("DELETE FROM hourly_counts WHERE hour < $1")
            .bind(hour).execute(c).await.map(|done| done.rows_affected()))?)
    }
}
