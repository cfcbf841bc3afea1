//! The ring and the database: reading it, reading it anew, and making the first keys.

use crate::clock::Clock;
use crate::keys::KeyError;
use crate::keys::algorithm::Algorithm;
use crate::keys::generate::PrivateKey;
use crate::keys::lifecycle::{Dates, seal_row};
use crate::keys::ring::Ring;
use crate::keys::seal::MasterKey;
use crate::model::signing_key::SigningKey;
use crate::store::{self, Store};
use std::sync::Arc;

/// Why there are no keys to begin with.
#[derive(Debug, thiserror::Error)]
pub enum FirstKeysError {
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Ring {
    /// Reads the ring from the database; `max_age` is how long the key set may be cached, in seconds.
    pub async fn load(store: &Store, master: MasterKey, max_age: i64) -> Result<Self, FirstKeysError> {
        let rows = store.read().await?.db().signing_keys().await?;
        Ok(Self::from_rows(master, rows, max_age, Arc::new(store.clone()))?)
    }

    /// Reads the ring anew, after the revision of `signing_keys` has moved.
    pub async fn reload(&self, store: &Store) -> store::Result<()> {
        // One at a time, or an older reading could replace a newer one.
        let _one_at_a_time = self.0.reloading.lock().await;
        let rows = store.read().await?.db().signing_keys().await?;
        self.replace(rows);
        Ok(())
    }
}

/// Makes the first two keys of the RS256 ring where it is empty: one signs from now on, one stands by.
///
/// Answers the rows that this call stored, for the audit log: none where keys exist or another node was first.
pub async fn ensure_first_keys(
    store: &Store,
    master: &MasterKey,
    rsa_bits: u16,
    clock: &Clock,
) -> Result<Vec<SigningKey>, FirstKeysError> {
    let ring = Algorithm::Rs256.name();
    if store.read().await?.db().signing_keys().await?.iter().any(|row| row.ring == ring) {
        return Ok(Vec::new());
    }
    let (first, second) = tokio::join!(PrivateKey::generate_rsa(rsa_bits), PrivateKey::generate_rsa(rsa_bits));
    let now = clock.now();
    let active = seal_row(master, &first?, Dates { generation: 1, now, sign_from: Some(now) })?;
    let standby = seal_row(master, &second?, Dates { generation: 2, now, sign_from: None })?;
    let rows = vec![active, standby];
    match insert(store, &rows).await {
        Ok(()) => Ok(rows),
        Err(store::Error::Taken(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

async fn insert(store: &Store, rows: &[SigningKey]) -> store::Result<()> {
    let mut write = store.write().await?;
    for row in rows {
        write.db().insert_signing_key(row).await?;
    }
    write.commit().await
}
