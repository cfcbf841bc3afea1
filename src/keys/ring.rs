//! The key ring: which key signs, which are published, which are believed, at any given time.
//!
//! The core works on rows that it is handed; `ring_store.rs` fetches them.

use crate::keys::KeyError;
use crate::keys::algorithm::Algorithm;
use crate::keys::ceiling::{Ceiling, CeilingStore};
use crate::keys::jwk::PublicJwk;
use crate::keys::jwt::{self, Expected, VerifyError, VerifyingKey};
use crate::keys::lifecycle::{self, Flaw, State};
use crate::keys::published::PublishedSet;
use crate::keys::seal::MasterKey;
use crate::keys::signer::SigningHandle;
use crate::model::signing_key::SigningKey;
use crate::store;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

/// All signing keys, ready for use. A clone shares them.
#[derive(Clone)]
pub struct Ring(pub(super) Arc<Inner>);

pub(super) struct Inner {
    master: MasterKey,
    max_age: i64,
    ceilings: Arc<dyn CeilingStore>,
    snapshot: RwLock<Arc<Snapshot>>,
    pub(super) reloading: tokio::sync::Mutex<()>,
}

/// One reading of the rows.
#[derive(Default)]
struct Snapshot {
    keys: Vec<Key>,
    rows: Vec<SigningKey>,
    alarms: Vec<Alarm>,
    revoked: BTreeSet<String>,
    published: RwLock<Option<Arc<Published>>>,
}

/// A key that verifies, and signs when its time comes.
struct Key {
    row: SigningKey,
    material: Arc<Material>,
}

struct Material {
    algorithm: Algorithm,
    jwk: PublicJwk,
    signing: SigningHandle,
    verifying: VerifyingKey,
    ceiling: Ceiling,
}

/// The key set, good while `from <= now < until`.
struct Published {
    set: Arc<PublishedSet>,
    from: i64,
    until: i64,
}

/// A stored key that is neither published nor used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Its name as the row has it.
    pub kid: String,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// A stored key as people are shown it.
#[derive(Clone, Debug)]
pub struct ListedKey {
    /// The row, without its private part.
    pub row: SigningKey,
    /// What the key does at the time that was asked for; means nothing where there is a flaw.
    pub state: State,
    /// Why the key is neither published nor used, if so.
    pub flaw: Option<Flaw>,
    /// No token that it signed expires after this (unix seconds).
    pub exp_ceiling: i64,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// No key of that algorithm signs at this time.
    #[error("no {0} key signs at this time")]
    NoKey(Algorithm),
    /// The ceiling could not be stored, so no token may be signed yet.
    #[error("the expiry of the token could not be recorded")]
    Ceiling(#[from] store::Error),
    /// The claims do not serialize, or the signature failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Ring {
    /// A ring over stored rows; `max_age` is how long the key set may be cached, in seconds.
    ///
    /// Rows with a flaw are left out and logged as errors; see [`Ring::alarms`].
    pub fn from_rows(
        master: MasterKey,
        rows: Vec<SigningKey>,
        max_age: i64,
        ceilings: Arc<dyn CeilingStore>,
    ) -> Result<Self, KeyError> {
        crate::keys::install_provider()?;
        let (snapshot, reloading) = (RwLock::default(), tokio::sync::Mutex::default());
        let ring = Self(Arc::new(Inner { master, max_age, ceilings, snapshot, reloading }));
        ring.replace(rows);
        Ok(ring)
    }

    /// Puts a new reading of the rows in place of the last; keys that stayed are not unsealed again.
    pub fn replace(&self, rows: Vec<SigningKey>) {
        let before = self.snapshot();
        let mut next = Snapshot { revoked: before.revoked.clone(), ..Snapshot::default() };
        for row in &rows {
            match self.take_in(row, &before) {
                Ok(material) => next.keys.extend(material.map(|material| Key { row: row.clone(), material })),
                Err(flaw) => next.alarms.push(Alarm { kid: row.kid.clone(), flaw }),
            }
            if row.revoked_at.is_some() && lifecycle::check_mac(&self.0.master, row).is_ok() {
                next.revoked.insert(row.kid.clone());
            }
        }
        for alarm in next.alarms.iter().filter(|alarm| !before.alarms.contains(alarm)) {
            tracing::error!(kid = %alarm.kid, flaw = %alarm.flaw, "a signing key is neither published nor used");
        }
        next.rows = rows.into_iter().map(|row| SigningKey { sealed: None, ..row }).collect();
        *self.0.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }

    /// Signs `claims`, which expire at `exp` (unix seconds), with the key of `algorithm` that signs at `now`.
    ///
    /// About once in ten minutes this waits for a write that records the expiry; otherwise it costs one signature.
    pub async fn sign(
        &self,
        now: i64,
        algorithm: Algorithm,
        typ: &str,
        claims: &(impl Serialize + Sync),
        exp: i64,
    ) -> Result<String, SignError> {
        let snapshot = self.snapshot();
        let key = snapshot.signer(algorithm, now).ok_or(SignError::NoKey(algorithm))?;
        key.material.ceiling.cover(&*self.0.ceilings, &key.row.kid, exp).await?;
        Ok(jwt::sign(&key.material.signing, typ, claims)?)
    }

    /// Verifies a token of ours (RFC 8725) with the keys that are believed at `expected.now`.
    pub fn verify<T: DeserializeOwned>(&self, token: &str, expected: &Expected<'_>) -> Result<T, VerifyError> {
        let snapshot = self.snapshot();
        let find = |kid: &str| {
            let key = snapshot.keys.iter().find(|key| key.row.kid == kid)?;
            State::of(&key.row, expected.now).verifies().then_some(&key.material.verifying)
        };
        jwt::verify(token, find, expected)
    }

    /// The key set at `now`, from memory.
    pub fn jwks(&self, now: i64) -> Arc<PublishedSet> {
        let snapshot = self.snapshot();
        let kept = snapshot.published.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| kept.from <= now && now < kept.until) {
            return kept.set.clone();
        }
        let fresh = Arc::new(snapshot.publish(now, self.0.max_age));
        *snapshot.published.write().unwrap_or_else(PoisonError::into_inner) = Some(fresh.clone());
        fresh.set.clone()
    }

    /// The kid of the key that signs at `now`; without one no token can be issued.
    pub fn find_signer(&self, algorithm: Algorithm, now: i64) -> Option<String> {
        self.snapshot().signer(algorithm, now).map(|key| key.row.kid.clone())
    }

    /// The stored keys that are neither published nor used.
    pub fn alarms(&self) -> Vec<Alarm> {
        self.snapshot().alarms.clone()
    }

    /// Every stored key, sound or not, as it is at `now`.
    pub fn list(&self, now: i64) -> Vec<ListedKey> {
        let snapshot = self.snapshot();
        let flaw = |kid: &str| snapshot.alarms.iter().find(|alarm| alarm.kid == kid).map(|alarm| alarm.flaw);
        let listed = |row: &SigningKey| ListedKey {
            state: State::of(row, now),
            flaw: flaw(&row.kid),
            exp_ceiling: snapshot.ceiling(row),
            row: row.clone(),
        };
        snapshot.rows.iter().map(listed).collect()
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn take_in(&self, row: &SigningKey, before: &Snapshot) -> Result<Option<Arc<Material>>, Flaw> {
        lifecycle::check_mac(&self.0.master, row)?;
        if row.revoked_at.is_none() && before.revoked.contains(&row.kid) {
            return Err(Flaw::Revived);
        }
        let is_same = |key: &&Key| (&key.row.kid, &key.row.sealed) == (&row.kid, &row.sealed);
        let material = if let Some(key) = before.keys.iter().find(is_same) {
            Some(key.material.clone())
        } else {
            lifecycle::open_row(&self.0.master, row)?.map(Material::new).transpose().map_err(|_| Flaw::Material)?
        };
        if let Some(material) = &material {
            material.ceiling.learn(row.exp_ceiling);
        }
        Ok(material)
    }
}

impl Material {
    fn new((key, jwk): (crate::keys::generate::PrivateKey, PublicJwk)) -> Result<Arc<Self>, KeyError> {
        let algorithm = key.algorithm();
        let signing = SigningHandle::new(&key, jwk.kid())?;
        let verifying = VerifyingKey::new(&jwk, algorithm)?;
        Ok(Arc::new(Self { algorithm, jwk, signing, verifying, ceiling: Ceiling::default() }))
    }
}

impl Snapshot {
    fn ceiling(&self, row: &SigningKey) -> i64 {
        let key = self.keys.iter().find(|key| key.row.kid == row.kid);
        key.map_or(row.exp_ceiling, |key| key.material.ceiling.get())
    }

    fn signer(&self, algorithm: Algorithm, now: i64) -> Option<&Key> {
        let signs = |key: &&Key| key.material.algorithm == algorithm && State::of(&key.row, now) == State::Active;
        self.keys.iter().filter(signs).max_by_key(|key| key.row.generation)
    }

    fn publish(&self, now: i64, max_age: i64) -> Published {
        let is_published = |key: &&Key| key.row.publish_at <= now && State::of(&key.row, now).verifies();
        let mut keys: Vec<&Key> = self.keys.iter().filter(is_published).collect();
        // Some verifiers take the first key, so the one that signs stands there.
        keys.sort_by_key(|key| (State::of(&key.row, now), key.material.algorithm, Reverse(key.row.generation)));
        let jwks: Vec<&PublicJwk> = keys.iter().map(|key| &key.material.jwk).collect();
        let times = || self.keys.iter().flat_map(|key| lifecycle::boundaries(&key.row));
        Published {
            set: Arc::new(PublishedSet::new(&jwks, max_age)),
            from: times().filter(|time| *time <= now).max().unwrap_or(i64::MIN),
            until: times().filter(|time| *time > now).min().unwrap_or(i64::MAX),
        }
    }
}

#[cfg(test)]
mod tests;
