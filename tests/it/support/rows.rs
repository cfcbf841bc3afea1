//! What lies in the database behind the server: counted and changed past it, as somebody with a database shell could.

use super::house::House;
use claviger::model::signing_key::SigningKey;
use claviger::store::Store;

impl House {
    /// How many events of a kind stand in the audit log.
    pub async fn count_events(&self, kind: &str) -> i64 {
        let of_kind = "SELECT COUNT(*) FROM audit_events WHERE kind = $1";
        let found = match &self.store {
            Store::Sqlite { readers, .. } => sqlx::query_scalar(of_kind).bind(kind).fetch_one(readers).await,
            Store::Postgres(pool) => sqlx::query_scalar(of_kind).bind(kind).fetch_one(pool).await,
        };
        found.expect("a query")
    }

    /// How many events there are in all.
    pub async fn events(&self) -> i64 {
        let all = "SELECT COUNT(*) FROM audit_events";
        let found = match &self.store {
            Store::Sqlite { readers, .. } => sqlx::query_scalar(all).fetch_one(readers).await,
            Store::Postgres(pool) => sqlx::query_scalar(all).fetch_one(pool).await,
        };
        found.expect("a query")
    }

    /// How many rows stand in the tables that requests may fill.
    pub async fn count_rows(&self) -> i64 {
        self.count(
            "SELECT (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM families) \
             + (SELECT COUNT(*) FROM audit_events) + (SELECT COUNT(*) FROM sign_in_throttle) \
             + (SELECT COUNT(*) FROM one_time_links) + (SELECT COUNT(*) FROM consents) \
             + (SELECT COUNT(*) FROM revoked_access_tokens)",
        )
        .await
    }

    /// Runs one statement past everything, as somebody with a database shell could.
    pub async fn execute(&self, statement: &'static str) {
        let outcome = match &self.store {
            Store::Sqlite { writer, .. } => {
                sqlx::query(statement).execute(&mut *writer.take().await.expect("the writer")).await.map(drop)
            }
            Store::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(drop),
        };
        outcome.expect("a statement");
    }

    /// What a counting query answers.
    pub async fn count(&self, query: &'static str) -> i64 {
        let found = match &self.store {
            Store::Sqlite { readers, .. } => sqlx::query_scalar(query).fetch_one(readers).await,
            Store::Postgres(pool) => sqlx::query_scalar(query).fetch_one(pool).await,
        };
        found.expect("a query")
    }

    /// Stores that a signing key was revoked.
    pub async fn store_revocation(&self, key: &SigningKey) {
        const UPDATE: &str = "UPDATE signing_keys SET revoked_at = $2, mac = $3 WHERE kid = $1";
        let (kid, at, mac) = (&*key.kid, key.revoked_at, &*key.mac);
        let outcome = match &self.store {
            Store::Sqlite { writer, .. } => {
                let mut taken = writer.take().await.expect("the writer");
                sqlx::query(UPDATE).bind(kid).bind(at).bind(mac).execute(&mut *taken).await.map(drop)
            }
            Store::Postgres(pool) => sqlx::query(UPDATE).bind(kid).bind(at).bind(mac).execute(pool).await.map(drop),
        };
        outcome.expect("a revocation is stored");
    }
}
