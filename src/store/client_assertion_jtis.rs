//! Client assertions that were accepted (RFC 7523 §3 "jti"): each counts once, on whichever server it arrives.

use super::group_commit::{Decided, Step};
use super::writer::Taken;
use super::{Result, Store};
use crate::model::ids::ClientId;
use crate::model::secret::{TokenHash, to_hex};
use serde_json::{Value, json};

/// An assertion that is about to count.
#[derive(Clone, Debug)]
pub struct UsedAssertion {
    /// Of the client and the `jti`: texts of any length become one of 32 bytes.
    hash: TokenHash,
    /// Its name in a batch.
    name: String,
    /// Until when it would be valid (unix seconds).
    expires_at: i64,
}

/// Stores those of the list `$1` that are not there yet.
const MANY: &str = "INSERT INTO client_assertion_jtis (hash, expires_at) \
    SELECT unhex(value ->> 0), value ->> 1 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING RETURNING hash";

impl UsedAssertion {
    /// The assertion with this `jti`, which nobody accepts after `expires_at` (unix seconds).
    pub fn new(client: &ClientId, jti: &str, expires_at: i64) -> Self {
        // No client_id has a line break.
        let hash = TokenHash::of(&format!("{client}\n{jti}"));
        Self { name: hash.to_hex(), hash, expires_at }
    }
}

impl Step for UsedAssertion {
    type Answer = ();

    fn key(&self) -> &str {
        &self.name
    }

    async fn decide(mut taken: Taken, steps: &[&Self]) -> Result<Decided<()>> {
        let list: Value = steps.iter().map(|step| json!([step.name, step.expires_at])).collect();
        let stored: Vec<Vec<u8>> = sqlx::query_scalar(MANY).bind(list.to_string()).fetch_all(&mut *taken).await?;
        Ok(stored.iter().map(|hash| (to_hex(hash), Ok(()))).collect())
    }
}

impl Store {
    /// Lets an assertion count, if it has not counted before; durable when this returns.
    pub async fn use_assertion(&self, assertion: UsedAssertion) -> Result<bool> {
        match self {
            Self::Sqlite { writer, .. } => Ok(writer.assertions.take(assertion, writer).await?.is_some()),
            Self::Postgres(pool) => {
                let insert =
                    "INSERT INTO client_assertion_jtis (hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                let UsedAssertion { hash, expires_at, .. } = assertion;
                let done = sqlx::query(insert).bind(hash.as_bytes()).bind(expires_at).execute(pool).await?;
                Ok(done.rows_affected() == 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::stores;
    use futures_util::future::join_all;

    fn assertion(client: &str, jti: &str) -> UsedAssertion {
        UsedAssertion::new(&ClientId::from(client), jti, 100)
    }

    #[tokio::test]
    async fn an_assertion_counts_once_and_another_clients_of_the_same_jti_is_another() {
        for db in stores().await {
            assert!(db.use_assertion(assertion("shop", "1")).await.unwrap(), "{}", db.name);
            assert!(!db.use_assertion(assertion("shop", "1")).await.unwrap(), "{}", db.name);
            assert!(db.use_assertion(assertion("shop", "2")).await.unwrap(), "{}", db.name);
            assert!(db.use_assertion(assertion("wiki", "1")).await.unwrap(), "{}", db.name);
        }
    }

    #[tokio::test]
    async fn of_many_that_race_with_one_assertion_one_wins() {
        for db in stores().await {
            let racers = (0..32).map(|at| db.use_assertion(assertion("shop", if at % 2 == 0 { "a" } else { "b" })));
            let won = join_all(racers).await.into_iter().filter(|won| *won.as_ref().unwrap()).count();
            assert_eq!(won, 2, "{}", db.name);
        }
    }

    #[tokio::test]
    async fn what_nobody_would_accept_any_more_is_swept() {
        for db in stores().await {
            assert!(db.use_assertion(assertion("shop", "1")).await.unwrap());
            let mut write = db.write().await.unwrap();
            write.db().sweep(100).await.unwrap();
            write.commit().await.unwrap();
            assert!(!db.use_assertion(assertion("shop", "1")).await.unwrap(), "{}", db.name);
            let mut write = db.write().await.unwrap();
            write.db().sweep(101).await.unwrap();
            write.commit().await.unwrap();
            assert!(db.use_assertion(assertion("shop", "1")).await.unwrap(), "{}", db.name);
        }
    }
}
