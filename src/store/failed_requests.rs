//! The newest refused requests of each app; written in batches, trimmed by number and age.

use super::{Db, Result, both};
use crate::model::ids::{ClientId, sortable_id_from};

/// Kept of one app.
pub const KEPT_PER_CLIENT: i64 = 20;

/// Kept of all apps together: what a stranger sends in the name of many apps cannot fill the disk.
const KEPT_IN_ALL: i64 = 20_000;

/// A person whom an app is not open to is refused as it should be; so many of them in one hour are a mistake.
const MANY_PEOPLE: i64 = 5;

/// One refused request, as stored. Holds no secret, code, token or verifier.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FailedRequest {
    /// Sorts by time.
    pub id: String,
    /// The app; empty where the request named none that is known.
    pub client_id: String,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// `authorize` or `token`.
    pub endpoint: String,
    /// Why, as one of a closed list.
    pub cause: String,
    /// What the app or the person was told.
    pub error: String,
    /// The parameters, as a JSON array of pairs.
    pub came: String,
    /// What should have come, where it is one text.
    pub expected: Option<String>,
}

/// An app whose requests fail.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FailingClient {
    /// Which.
    pub client_id: String,
    /// How many of its kept requests failed: [`KEPT_PER_CLIENT`] stands for more.
    pub count: i64,
}

impl Db<'_> {
    /// Known apps with failed requests since a time (unix milliseconds), those with the most first. A few people who may
    /// not use an app make no failing one.
    pub async fn failing_clients(&mut self, since_ms: i64, limit: i64) -> Result<Vec<FailingClient>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT client_id, COUNT(*) AS count FROM failed_requests WHERE id >= $1 AND client_id <> '' \
             GROUP BY client_id HAVING COUNT(*) >= $3 OR COUNT(CASE WHEN cause <> 'not_allowed' THEN 1 END) > 0 \
             ORDER BY count DESC, client_id LIMIT $2")
            .bind(sortable_id_from(since_ms)).bind(limit).bind(MANY_PEOPLE).fetch_all(c).await)?)
    }

    /// Adds a refused request, which is kept until `expires_at` or until it is not among the newest.
    pub async fn insert_failed_request(&mut self, request: &FailedRequest, expires_at: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO failed_requests (id, client_id, at_ms, endpoint, cause, error, came, expected, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(&*request.id).bind(&*request.client_id).bind(request.at_ms).bind(&*request.endpoint)
            .bind(&*request.cause).bind(&*request.error).bind(&*request.came).bind(request.expected.as_deref())
            .bind(expires_at).execute(c).await.map(drop))?)
    }

    /// Removes all but the newest of an app.
    pub async fn trim_failed_requests_of(&mut self, client_id: &str) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "DELETE FROM failed_requests WHERE client_id = $1 AND id <= \
             (SELECT id FROM failed_requests WHERE client_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)")
            .bind(client_id).bind(KEPT_PER_CLIENT).execute(c).await.map(drop))?)
    }

    /// Removes all but the newest of all apps.
    pub(super) async fn trim_failed_requests(&mut self) -> Result<u64> {
        Ok(both!(self, c => sqlx::query(
            "DELETE FROM failed_requests WHERE id <= (SELECT id FROM failed_requests ORDER BY id DESC LIMIT 1 OFFSET $1)")
            .bind(KEPT_IN_ALL).execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// The newest of a client, newest first.
    pub async fn failed_requests(&mut self, client: &ClientId) -> Result<Vec<FailedRequest>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT id, client_id, at_ms, endpoint, cause, error, came, expected FROM failed_requests \
             WHERE client_id = $1 ORDER BY id DESC LIMIT $2")
            .bind(client.as_str()).bind(KEPT_PER_CLIENT).fetch_all(c).await)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::sortable_id_at;
    use crate::store::testing::stores;

    #[tokio::test]
    async fn apps_that_failed_since_a_time_are_told_with_how_often() {
        for db in stores().await {
            let mut write = db.store.write().await.unwrap();
            let wrong = [(1_000, "old"), (5_000, "wiki"), (6_000, "shop"), (7_000, "wiki"), (8_000, "")];
            let wrong = wrong.map(|(at_ms, client_id)| (at_ms, client_id, "secret_wrong"));
            let one_person = [(9_000, "closed", "not_allowed")];
            let many_people = (9_100..9_100 + MANY_PEOPLE).map(|at_ms| (at_ms, "misset", "not_allowed"));
            for (at_ms, client_id, cause) in wrong.into_iter().chain(one_person).chain(many_people) {
                let request = FailedRequest {
                    id: sortable_id_at(at_ms),
                    client_id: client_id.to_owned(),
                    at_ms,
                    endpoint: "token".to_owned(),
                    cause: cause.to_owned(),
                    error: "invalid_client".to_owned(),
                    came: "[]".to_owned(),
                    expected: None,
                };
                write.db().insert_failed_request(&request, 100).await.unwrap();
            }
            write.commit().await.unwrap();
            let mut read = db.store.read().await.unwrap();
            let found = read.db().failing_clients(5_000, 5).await.unwrap();
            let found: Vec<_> = found.iter().map(|found| (&*found.client_id, found.count)).collect();
            assert_eq!(found, [("misset", MANY_PEOPLE), ("wiki", 2), ("shop", 1)], "{}", db.name);
            assert_eq!(read.db().failing_clients(5_000, 1).await.unwrap().len(), 1, "{}", db.name);
        }
    }
}
