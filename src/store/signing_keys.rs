//! Signing keys as stored: sealed, dated, one active and one standby per ring.

use super::{Db, Result, both};
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;

#[derive(sqlx::FromRow)]
struct KeyRow {
    kid: String,
    ring: String,
    generation: i64,
    sealed: Option<Vec<u8>>,
    public_jwk: String,
    publish_at: i64,
    sign_from: Option<i64>,
    sign_until: Option<i64>,
    remove_at: Option<i64>,
    revoked_at: Option<i64>,
    /// Missing from databases that are still to be migrated, which `claviger check` may look at.
    #[sqlx(default)]
    staged_for: Option<String>,
    exp_ceiling: i64,
    created_at: i64,
    mac: Vec<u8>,
}

impl From<KeyRow> for SigningKey {
    fn from(row: KeyRow) -> Self {
        // What is no list was not written by us, and its MAC will say so: that must not hide the other keys.
        let staged_for = row
            .staged_for
            .map_or_else(Vec::new, |list| serde_json::from_str::<Vec<String>>(&list).unwrap_or_else(|_| vec![list]));
        Self {
            kid: row.kid,
            ring: row.ring,
            generation: row.generation,
            sealed: row.sealed,
            public_jwk: row.public_jwk,
            publish_at: row.publish_at,
            sign_from: row.sign_from,
            sign_until: row.sign_until,
            remove_at: row.remove_at,
            revoked_at: row.revoked_at,
            staged_for: staged_for.into_iter().map(ClientId::from).collect(),
            exp_ceiling: row.exp_ceiling,
            created_at: row.created_at,
            mac: row.mac,
        }
    }
}

impl Db<'_> {
    /// Every key that ever was, by ring and generation.
    pub async fn signing_keys(&mut self) -> Result<Vec<SigningKey>> {
        let rows: Vec<KeyRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM signing_keys ORDER BY ring, generation").fetch_all(c).await)?;
        Ok(rows.into_iter().map(SigningKey::from).collect())
    }

    /// Adds a key. A second active or standby key of one ring is [`super::Error::Taken`].
    pub async fn insert_signing_key(&mut self, key: &SigningKey) -> Result<()> {
        both!(self, c => sqlx::query(
            "INSERT INTO signing_keys (kid, ring, generation, sealed, public_jwk, publish_at, sign_from, sign_until, \
             remove_at, revoked_at, exp_ceiling, created_at, mac, staged_for) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)")
            .bind(&*key.kid).bind(&*key.ring).bind(key.generation).bind(key.sealed.as_deref())
            .bind(&*key.public_jwk).bind(key.publish_at).bind(key.sign_from).bind(key.sign_until)
            .bind(key.remove_at).bind(key.revoked_at).bind(key.exp_ceiling).bind(key.created_at).bind(&*key.mac)
            .bind(key.staged_list()).execute(c).await.map(drop))?;
        self.raise_revision("signing_keys").await
    }

    /// Puts `key` in the place of what its row was when `key.mac` was its MAC, and gives it `mac`. False where the row
    /// has changed since, or where it would leave the key set before its last token expires.
    ///
    /// `sealed: None` gives the private part up for good; any other leaves it as it is, as it does `exp_ceiling`, `kid`,
    /// `ring`, `generation`, `public_jwk` and the times of its making.
    pub async fn replace_signing_key(&mut self, key: &SigningKey, mac: &[u8]) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE signing_keys SET sealed = CASE WHEN $3 THEN NULL ELSE sealed END, sign_from = $4, sign_until = $5, \
             remove_at = $6, revoked_at = $7, staged_for = $8, mac = $9 \
             WHERE kid = $1 AND mac = $2 AND (mac <> $9 OR sealed IS NOT NULL) \
             AND ($6 IS NULL OR $7 IS NOT NULL OR exp_ceiling <= $6)")
            .bind(&*key.kid).bind(&*key.mac).bind(key.sealed.is_none()).bind(key.sign_from).bind(key.sign_until)
            .bind(key.remove_at).bind(key.revoked_at).bind(key.staged_list()).bind(mac)
            .execute(c).await.map(|done| done.rows_affected()))?;
        self.raise_revision("signing_keys").await?;
        Ok(done > 0)
    }

    /// Raises the latest `exp` that a key's tokens may carry (unix seconds); never lowers it. False where the key was
    /// revoked or leaves the key set before.
    pub async fn raise_exp_ceiling(&mut self, kid: &str, exp: i64) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE signing_keys SET exp_ceiling = CASE WHEN exp_ceiling < $2 THEN $2 ELSE exp_ceiling END \
             WHERE kid = $1 AND revoked_at IS NULL AND (remove_at IS NULL OR remove_at >= $2)")
            .bind(kid).bind(exp).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(done > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Error, Store, testing};

    fn key(generation: i64) -> SigningKey {
        SigningKey {
            kid: format!("key-{generation}"),
            ring: "RS256".to_owned(),
            generation,
            sealed: Some(vec![1]),
            public_jwk: "{}".to_owned(),
            publish_at: 100,
            sign_from: None,
            sign_until: None,
            remove_at: None,
            revoked_at: None,
            staged_for: Vec::new(),
            exp_ceiling: 0,
            created_at: 100,
            mac: vec![0],
        }
    }

    async fn stored(store: &Store) -> SigningKey {
        store.read().await.unwrap().db().signing_keys().await.unwrap().swap_remove(0)
    }

    async fn insert(store: &Store, key: &SigningKey) -> Result<()> {
        let mut write = store.write().await?;
        write.db().insert_signing_key(key).await?;
        write.commit().await
    }

    async fn replace(store: &Store, key: &SigningKey, mac: &[u8]) -> bool {
        let mut write = store.write().await.unwrap();
        let is_replaced = write.db().replace_signing_key(key, mac).await.unwrap();
        write.commit().await.unwrap();
        is_replaced
    }

    async fn raise(store: &Store, exp: i64) -> bool {
        let mut write = store.write().await.unwrap();
        let is_raised = write.db().raise_exp_ceiling("key-1", exp).await.unwrap();
        write.commit().await.unwrap();
        is_raised
    }

    #[tokio::test]
    async fn a_key_is_replaced_only_where_it_is_still_what_it_was() {
        for db in testing::stores().await {
            insert(&db, &key(1)).await.unwrap();
            let staged = SigningKey { staged_for: vec!["shop".into(), "wiki".into()], ..key(1) };
            assert!(replace(&db, &staged, &[1]).await, "{}", db.name);
            assert!(!replace(&db, &key(1), &[2]).await, "{}", db.name);
            assert_eq!(stored(&db).await, SigningKey { mac: vec![1], ..staged });
        }
    }

    #[tokio::test]
    async fn a_private_part_that_was_given_up_does_not_come_back() {
        for db in testing::stores().await {
            insert(&db, &key(1)).await.unwrap();
            let given_up = SigningKey { sealed: None, remove_at: Some(200), ..key(1) };
            assert!(replace(&db, &given_up, &[0]).await);
            assert!(!replace(&db, &given_up, &[0]).await, "{}: there is nothing more to give up", db.name);
            assert!(replace(&db, &key(1), &[1]).await);
            assert_eq!(stored(&db).await.sealed, None, "{}", db.name);
        }
    }

    #[tokio::test]
    async fn no_key_leaves_the_key_set_before_its_last_token_unless_it_is_revoked() {
        for db in testing::stores().await {
            insert(&db, &key(1)).await.unwrap();
            assert!(raise(&db, 500).await && raise(&db, 400).await);
            let leaves_at = |at| SigningKey { remove_at: Some(at), ..key(1) };
            assert!(!replace(&db, &leaves_at(499), &[1]).await, "{}", db.name);
            assert!(replace(&db, &leaves_at(500), &[1]).await, "{}", db.name);
            assert!(!raise(&db, 501).await, "{}: nothing that outlives the key is signed any more", db.name);
            let revoked = SigningKey { revoked_at: Some(300), mac: vec![1], ..leaves_at(300) };
            assert!(replace(&db, &revoked, &[2]).await, "{}", db.name);
            assert!(!raise(&db, 250).await, "{}", db.name);
            assert_eq!(stored(&db).await.exp_ceiling, 500);
        }
    }

    #[tokio::test]
    async fn a_ring_has_one_active_and_one_standby_key_and_each_generation_once() {
        for db in testing::stores().await {
            insert(&db, &SigningKey { sign_from: Some(100), ..key(1) }).await.unwrap();
            insert(&db, &key(2)).await.unwrap();
            for second in [
                key(3),
                SigningKey { sign_from: Some(200), ..key(3) },
                SigningKey { kid: "another".to_owned(), sign_until: Some(1), sign_from: Some(0), ..key(2) },
            ] {
                assert!(matches!(insert(&db, &second).await, Err(Error::Taken(_))), "{}: {second:?}", db.name);
            }
            insert(&db, &SigningKey { remove_at: Some(100), ..key(3) }).await.unwrap();
            insert(&db, &SigningKey { ring: "ES256".to_owned(), kid: "es".to_owned(), ..key(1) }).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_stage_that_is_no_list_hides_no_key() {
        for db in testing::stores().await {
            insert(&db, &key(1)).await.unwrap();
            db.tamper("UPDATE signing_keys SET staged_for = 'garbage'").await;
            assert_eq!(stored(&db).await.staged_for, ["garbage".into()], "{}", db.name);
        }
    }
}
