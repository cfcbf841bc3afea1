//! Bringing a key along: it becomes the standby key of its ring.

use super::{KeyActError, KeyActs};
use crate::accounts::Authority;
use crate::audit::Kind;
use crate::keys::generate::PrivateKey;
use crate::keys::import::read_private_key;
use crate::keys::lifecycle::{Dates, seal_row, sign_row};
use crate::keys::{Algorithm, KeyError, SigningAlg, State, hold_offered, store_key};
use crate::model::secret::Redacted;
use crate::model::signing_key::SigningKey;
use crate::model::user::Permission;
use crate::store::{self, Db};
use zeroize::Zeroizing;

/// What becomes, or has become, of a key that was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// Its name.
    pub kid: String,
    /// The ring whose standby key it is.
    pub ring: &'static str,
    /// The standby key that goes for good, where there is one: it never signed.
    pub replaces: Option<String>,
}

/// A key that was read, and not stored yet.
pub struct Brought {
    key: PrivateKey,
    kid: String,
}

impl KeyActs {
    /// Reads a file on a thread for slow work, and says what would become of its key; nothing is changed.
    pub async fn read_key(
        &self,
        file: Zeroizing<Vec<u8>>,
        passphrase: Option<Redacted>,
        wished: Option<Algorithm>,
    ) -> Result<(Brought, Fate), KeyActError> {
        let read = move || read_private_key(&file, passphrase.as_ref(), wished);
        let key = tokio::task::spawn_blocking(read).await.map_err(|_| KeyError::Malformed)??;
        let kid = crate::keys::jwk::PublicJwk::of(&key)?.kid().to_owned();
        let brought = Brought { key, kid };
        let fate = self.fate(&mut self.store.read().await?.db(), &brought).await?.1;
        Ok((brought, fate))
    }

    /// Makes a key the standby of its ring, if what becomes of it is still `foreseen`.
    pub async fn import(&self, by: &Authority, brought: Brought, foreseen: &Fate) -> Result<Fate, KeyActError> {
        by.require(Permission::Own)?;
        let now = self.now();
        let mut write = self.begin(by).await?;
        let mut db = write.db();
        hold_offered(&mut db, now).await?;
        let (rows, fate) = self.fate(&mut db, &brought).await?;
        if fate != *foreseen {
            return Err(KeyActError::Meanwhile);
        }
        if let Some(standby) = rows.iter().find(|row| Some(&row.kid) == fate.replaces.as_ref()) {
            let mut gone = SigningKey { sealed: None, remove_at: Some(now), ..standby.clone() };
            sign_row(&self.master_key, &mut gone);
            let mac = std::mem::replace(&mut gone.mac, standby.mac.clone());
            if !db.replace_signing_key(&gone, &mac).await? {
                return Err(KeyActError::Meanwhile);
            }
        }
        let newest = rows.iter().filter(|row| row.ring == fate.ring).map(|row| row.generation).max();
        let dates = Dates { generation: newest.unwrap_or_default() + 1, now, sign_from: None };
        let row = seal_row(&self.master_key, &brought.key, dates)?;
        store_key(&mut db, &self.master_key, &row).await.map_err(raced)?;
        let event = by
            .event(Kind::KeyImported)
            .detail("kid", &*fate.kid)
            .detail("ring", fate.ring)
            .detail("replaces", fate.replaces.clone());
        self.commit(write, vec![event]).await?;
        Ok(fate)
    }

    /// What becomes of a key as the rows are now.
    async fn fate(&self, db: &mut Db<'_>, brought: &Brought) -> Result<(Vec<SigningKey>, Fate), KeyActError> {
        let (now, algorithm) = (self.now(), brought.key.algorithm());
        let offered = crate::keys::offered(db).await?;
        if !offered.contains(&SigningAlg::Key(algorithm)) {
            return Err(KeyActError::NotOffered(SigningAlg::Key(algorithm)));
        }
        let rows = db.signing_keys().await?;
        if let Some(same) = rows.iter().find(|row| row.kid == brought.kid) {
            return Err(KeyActError::Duplicate { kid: same.kid.clone(), state: State::of(same, now).name() });
        }
        let own = || rows.iter().filter(|row| row.ring == algorithm.name());
        if let Some(next) = own().find(|row| is_pending(row, now)) {
            return Err(KeyActError::Pending { kid: next.kid.clone() });
        }
        let standby = own().find(|row| State::of(row, now) == State::Standby);
        if let Some(alive) = standby.filter(|row| row.exp_ceiling > now) {
            return Err(KeyActError::Alive { kid: alive.kid.clone() });
        }
        let replaces = standby.map(|row| row.kid.clone());
        Ok((rows, Fate { kid: brought.kid.clone(), ring: algorithm.name(), replaces }))
    }
}

/// Whether a key has begun to take over: it has a date ahead of it, or signs for some apps already.
fn is_pending(row: &SigningKey, now: i64) -> bool {
    match State::of(row, now) {
        State::Staged => true,
        State::Standby => row.sign_from.is_some(),
        _ => false,
    }
}

fn raced(error: store::Error) -> KeyActError {
    match error {
        store::Error::Taken(_) => KeyActError::Meanwhile,
        other => other.into(),
    }
}
