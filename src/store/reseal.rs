//! What lies sealed under the master key, for whoever changes it.

use super::{Db, Result, both};
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;

/// A sealed secret of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSecret {
    /// The secret's id.
    pub id: String,
    /// The app's.
    pub client_id: ClientId,
    /// The secret itself, sealed.
    pub sealed: Vec<u8>,
}

impl Db<'_> {
    /// Writes `sealed` and `mac` of a key, and nothing else of it.
    pub async fn reseal_signing_key(&mut self, key: &SigningKey) -> Result<()> {
        both!(self, c => sqlx::query("UPDATE signing_keys SET sealed = $2, mac = $3 WHERE kid = $1")
            .bind(&*key.kid).bind(key.sealed.as_deref()).bind(&*key.mac).execute(c).await.map(drop))?;
        self.raise_revision("signing_keys").await
    }

    /// Every secret of an app that lies sealed.
    pub async fn sealed_client_secrets(&mut self) -> Result<Vec<SealedSecret>> {
        let rows: Vec<(String, String, Vec<u8>)> = both!(self, c => sqlx::query_as(
            "SELECT id, client_id, sealed FROM client_secrets WHERE sealed IS NOT NULL ORDER BY id")
            .fetch_all(c).await)?;
        let secret = |(id, client_id, sealed)| SealedSecret { id, client_id: ClientId::from(client_id), sealed };
        Ok(rows.into_iter().map(secret).collect())
    }

    /// Writes a secret of an app as it lies sealed now.
    pub async fn reseal_client_secret(&mut self, id: &str, sealed: &[u8]) -> Result<()> {
        both!(self, c => sqlx::query("UPDATE client_secrets SET sealed = $2 WHERE id = $1")
            .bind(id).bind(sealed).execute(c).await.map(drop))?;
        self.raise_revision("clients").await
    }
}
