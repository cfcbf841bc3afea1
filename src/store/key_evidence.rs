//! Who has seen which signing key: addresses of apps, fetches of the key set, uses of tokens; written in batches, the
//! later of two servers' words counts, swept by age.

use super::{Db, Result, both};

/// Addresses kept of one app: those that it used last.
pub const ADDRESSES_PER_CLIENT: i64 = 16;

/// An address from which an app has proved who it is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ClientAddress {
    /// The app.
    pub client_id: String,
    /// The address, as text.
    pub address: String,
    /// When it did so last (unix seconds).
    pub authenticated_at: i64,
}

/// The last fetch of the key set by somebody.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct JwksFetch {
    /// Who: an app's alias, or an address.
    pub asker: String,
    /// When (unix seconds).
    pub fetched_at: i64,
    /// The kids of the set that was served, as a JSON array.
    pub kids: String,
    /// What stood between, in its own words.
    pub through: Option<String>,
}

/// The last use of a key's tokens by an app.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeyUse {
    /// The app.
    pub client_id: String,
    /// The key.
    pub kid: String,
    /// When (unix seconds).
    pub used_at: i64,
}

impl Db<'_> {
    /// Notes from where an app proved who it is; kept until `expires_at`.
    pub async fn note_client_address(&mut self, row: &ClientAddress, expires_at: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO client_addresses (client_id, address, authenticated_at, expires_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (client_id, address) DO UPDATE SET authenticated_at = excluded.authenticated_at, \
             expires_at = excluded.expires_at WHERE client_addresses.authenticated_at < excluded.authenticated_at")
            .bind(&*row.client_id).bind(&*row.address).bind(row.authenticated_at).bind(expires_at)
            .execute(c).await.map(drop))?)
    }

    /// Removes all but the addresses that an app used last.
    pub async fn trim_client_addresses(&mut self, client_id: &str) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "DELETE FROM client_addresses WHERE client_id = $1 AND address NOT IN (SELECT address FROM client_addresses \
             WHERE client_id = $1 ORDER BY authenticated_at DESC, address LIMIT $2)")
            .bind(client_id).bind(ADDRESSES_PER_CLIENT).execute(c).await.map(drop))?)
    }

    /// Addresses of apps, those that were used last first.
    pub async fn client_addresses(&mut self, limit: i64) -> Result<Vec<ClientAddress>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT client_id, address, authenticated_at FROM client_addresses \
             ORDER BY authenticated_at DESC, client_id, address LIMIT $1").bind(limit).fetch_all(c).await)?)
    }

    /// Notes a fetch of the key set, unless a later one is known; kept until `expires_at`.
    pub async fn note_jwks_fetch(&mut self, fetch: &JwksFetch, expires_at: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO jwks_fetches (asker, fetched_at, kids, through, expires_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (asker) DO UPDATE SET fetched_at = excluded.fetched_at, kids = excluded.kids, \
             through = excluded.through, expires_at = excluded.expires_at \
             WHERE jwks_fetches.fetched_at <= excluded.fetched_at")
            .bind(&*fetch.asker).bind(fetch.fetched_at).bind(&*fetch.kids).bind(fetch.through.as_deref())
            .bind(expires_at).execute(c).await.map(drop))?)
    }

    /// The last fetch of everybody who is known.
    pub async fn jwks_fetches(&mut self) -> Result<Vec<JwksFetch>> {
        Ok(both!(self, c => sqlx::query_as("SELECT asker, fetched_at, kids, through FROM jwks_fetches ORDER BY asker")
            .fetch_all(c).await)?)
    }

    /// Notes that an app used a token of a key, unless a later use is known; kept until `expires_at`.
    pub async fn note_key_use(&mut self, row: &KeyUse, expires_at: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO key_uses (client_id, kid, used_at, expires_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (client_id, kid) DO UPDATE SET used_at = excluded.used_at, expires_at = excluded.expires_at \
             WHERE key_uses.used_at < excluded.used_at")
            .bind(&*row.client_id).bind(&*row.kid).bind(row.used_at).bind(expires_at)
            .execute(c).await.map(drop))?)
    }

    /// Which apps used tokens of a key.
    pub async fn uses_of_key(&mut self, kid: &str) -> Result<Vec<KeyUse>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT client_id, kid, used_at FROM key_uses WHERE kid = $1 ORDER BY client_id")
            .bind(kid).fetch_all(c).await)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::stores;

    fn fetch(fetched_at: i64, kids: &str) -> JwksFetch {
        JwksFetch { asker: "192.0.2.1".to_owned(), fetched_at, kids: kids.to_owned(), through: None }
    }

    #[tokio::test]
    async fn of_two_servers_words_the_later_one_counts() {
        for db in stores().await {
            let mut write = db.store.write().await.unwrap();
            for (at, kids) in [(20, "[\"new\"]"), (10, "[\"old\"]")] {
                write.db().note_jwks_fetch(&fetch(at, kids), at + 100).await.unwrap();
                let used = KeyUse { client_id: "shop".to_owned(), kid: "new".to_owned(), used_at: at };
                write.db().note_key_use(&used, at + 100).await.unwrap();
            }
            write.commit().await.unwrap();
            let mut read = db.store.read().await.unwrap();
            assert_eq!(read.db().jwks_fetches().await.unwrap(), [fetch(20, "[\"new\"]")], "{}", db.name);
            assert_eq!(read.db().uses_of_key("new").await.unwrap()[0].used_at, 20, "{}", db.name);
            assert_eq!(read.db().uses_of_key("old").await.unwrap(), [], "{}", db.name);
        }
    }

    #[tokio::test]
    async fn only_the_addresses_that_an_app_used_last_are_kept() {
        for db in stores().await {
            let mut write = db.store.write().await.unwrap();
            for at in 0..ADDRESSES_PER_CLIENT + 3 {
                let address = ClientAddress {
                    client_id: "shop".to_owned(),
                    address: format!("192.0.2.{at}"),
                    authenticated_at: at,
                };
                write.db().note_client_address(&address, 100).await.unwrap();
            }
            write.db().trim_client_addresses("shop").await.unwrap();
            write.commit().await.unwrap();
            let kept = db.store.read().await.unwrap().db().client_addresses(100).await.unwrap();
            let kept: Vec<_> = kept.iter().map(|row| row.authenticated_at).collect();
            assert_eq!(kept, (3..ADDRESSES_PER_CLIENT + 3).rev().collect::<Vec<_>>(), "{}", db.name);
        }
    }

    #[tokio::test]
    async fn evidence_is_swept_by_age_and_goes_with_its_app() {
        for db in stores().await {
            let mut write = db.store.write().await.unwrap();
            for (client_id, expires_at) in [("old", 10_000), ("new", 20_000)] {
                let client_id = client_id.to_owned();
                let used = KeyUse { client_id: client_id.clone(), kid: "k".to_owned(), used_at: 1 };
                write.db().note_key_use(&used, expires_at).await.unwrap();
                let asker = JwksFetch { asker: client_id.clone(), ..fetch(1, "[]") };
                write.db().note_jwks_fetch(&asker, expires_at).await.unwrap();
                let address = ClientAddress { client_id, address: "192.0.2.1".to_owned(), authenticated_at: 1 };
                write.db().note_client_address(&address, expires_at).await.unwrap();
            }
            assert_eq!(write.db().sweep(15_000).await.unwrap(), 3, "{}", db.name);
            assert_eq!(write.db().uses_of_key("k").await.unwrap().len(), 1, "{}", db.name);
            write.db().delete_client(&"new".into()).await.unwrap();
            assert_eq!(write.db().uses_of_key("k").await.unwrap(), [], "{}", db.name);
            assert_eq!(write.db().client_addresses(9).await.unwrap(), [], "{}", db.name);
        }
    }
}
