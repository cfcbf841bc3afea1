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
