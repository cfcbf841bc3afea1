//! The key ring: which key signs, which are published, which are believed, at any given time.
//!
//! The core works on rows that it is handed; `ring_store.rs` fetches them.

use crate::clock::Clock;
use crate::keys::KeyError;
use crate::keys::algorithm::Algorithm;
use crate::keys::ceiling::{Ceiling, CeilingStore};
use crate::keys::choice::{self, Candidate};
use crate::keys::jwk::PublicJwk;
use crate::keys::jwt::{self, Expected, VerifyError, VerifyingKey};
use crate::keys::lifecycle::{self, Flaw, State};
use crate::keys::pace::{Horizon, Pace};
use crate::keys::published::PublishedSet;
use crate::keys::seal::MasterKey;
use crate::keys::signer::SigningHandle;
use crate::keys::timing::Timing;
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;
use crate::store;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// All signing keys, ready for use. A clone shares them.
#[derive(Clone)]
pub struct Ring(pub(super) Arc<Inner>);

pub(super) struct Inner {
    master: MasterKey,
    timing: Timing,
    pace: Pace,
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
    /// What time it is at the least (unix seconds), whatever the clock says.
    floor: i64,
    published: RwLock<Option<Arc<Published>>>,
}

/// A key that verifies, and signs when its time comes.
struct Key {
    row: SigningKey,
    predecessor_until: i64,
    material: Arc<Material>,
}

struct Material {
    algorithm: Algorithm,
    jwk: PublicJwk,
    signing: SigningHandle,
    verifying: VerifyingKey,
    ceiling: Ceiling,
    /// Tokens signed since they were last counted.
    signed: AtomicI64,
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
    /// Whether the private part is still there.
    pub has_private: bool,
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
    /// Its time is over: it was revoked, or leaves the key set before such a token would expire.
    #[error("the key {0} may not sign any more")]
    Withdrawn(String),
    /// The ceiling could not be stored, so no token may be signed yet.
    #[error("the expiry of the token could not be recorded")]
    Ceiling(#[from] store::Error),
    /// The claims do not serialize, or the signature failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Ring {
    /// A ring over stored rows.
    ///
    /// Rows with a flaw are left out and logged as errors; see [`Ring::alarms`].
    pub fn from_rows(
        master: MasterKey,
        rows: Vec<SigningKey>,
        timing: Timing,
        ceilings: Arc<dyn CeilingStore>,
        clock: Clock,
    ) -> Result<Self, KeyError> {
        crate::keys::install_provider()?;
        let (snapshot, reloading) = (RwLock::default(), tokio::sync::Mutex::default());
        let pace = Pace::new(clock);
        let ring = Self(Arc::new(Inner { master, timing, pace, ceilings, snapshot, reloading }));
        ring.replace(rows);
        Ok(ring)
    }

    /// Puts a new reading of the rows in place of the last; keys that stayed are not unsealed again.
    pub fn replace(&self, rows: Vec<SigningKey>) {
        let before = self.snapshot();
        let is_sound = |row: &SigningKey| lifecycle::check_mac(&self.0.master, row).is_ok();
        let floor = choice::floor_of(rows.iter().filter(|row| is_sound(row)));
        let mut next = Snapshot { revoked: before.revoked.clone(), floor, ..Snapshot::default() };
        for row in &rows {
            let predecessor_until = choice::predecessor_until(row, &rows, is_sound);
            match self.take_in(row, &before) {
                Ok(Some(material)) => next.keys.push(Key { row: row.clone(), predecessor_until, material }),
                Ok(None) => {}
                Err(flaw) => next.alarms.push(Alarm { kid: row.kid.clone(), flaw }),
            }
            if row.revoked_at.is_some() && is_sound(row) {
                next.revoked.insert(row.kid.clone());
            }
        }
        for alarm in next.alarms.iter().filter(|alarm| !before.alarms.contains(alarm)) {
            tracing::error!(kid = %alarm.kid, flaw = %alarm.flaw, "a signing key is neither published nor used");
        }
        next.rows = rows;
        *self.0.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }

    /// Before the first reading: takes these keys for revoked, whatever their rows will say.
    pub(super) fn remember_revoked(&self, kids: Vec<String>) {
        let revoked = self.snapshot().revoked.iter().cloned().chain(kids).collect();
        let next = Snapshot { revoked, ..Snapshot::default() };
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
        self.sign_for(None, (now, algorithm), typ, claims, exp).await
    }

    /// As [`Ring::sign`], for an app, which may be one that receives tokens of the next key first.
    pub async fn sign_for(
        &self,
        client: Option<&ClientId>,
        (now, algorithm): (i64, Algorithm),
        typ: &str,
        claims: &(impl Serialize + Sync),
        exp: i64,
    ) -> Result<String, SignError> {
        let (snapshot, timing) = (self.snapshot(), &self.0.timing);
        let now = self.time_in(&snapshot, now);
        let key = snapshot.signer(client, algorithm, (now, timing)).ok_or(SignError::NoKey(algorithm))?;
        let kid = &key.row.kid;
        if !key.material.ceiling.cover(&*self.0.ceilings, kid, exp, timing.ahead).await? {
            return Err(SignError::Withdrawn(kid.clone()));
        }
        let token = jwt::sign(&key.material.signing, typ, claims)?;
        key.material.signed.fetch_add(1, Ordering::Relaxed);
        Ok(token)
    }

    /// Verifies a token of ours (RFC 8725) with the keys that are believed at `expected.now`.
    pub fn verify<T: DeserializeOwned>(&self, token: &str, expected: &Expected<'_>) -> Result<T, VerifyError> {
        let snapshot = self.snapshot();
        let now = self.time_in(&snapshot, expected.now);
        let find = |kid: &str| {
            let key = snapshot.keys.iter().find(|key| key.row.kid == kid)?;
            State::of(&key.row, now).verifies().then_some(&key.material.verifying)
        };
        jwt::verify(token, find, expected)
    }

    /// The key set at `now`, from memory.
    pub fn jwks(&self, now: i64) -> Arc<PublishedSet> {
        let snapshot = self.snapshot();
        let now = self.time_in(&snapshot, now);
        let kept = snapshot.published.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| kept.from <= now && now < kept.until) {
            return kept.set.clone();
        }
        let fresh = Arc::new(snapshot.publish(now, self.0.timing.max_age));
        *snapshot.published.write().unwrap_or_else(PoisonError::into_inner) = Some(fresh.clone());
        fresh.set.clone()
    }

    /// The kid of the key that signs at `now`; without one no token can be issued.
    pub fn find_signer(&self, algorithm: Algorithm, now: i64) -> Option<String> {
        self.find_signer_for(None, algorithm, now)
    }

    /// The kid of the key that signs for an app at `now`.
    pub fn find_signer_for(&self, client: Option<&ClientId>, algorithm: Algorithm, now: i64) -> Option<String> {
        let snapshot = self.snapshot();
        let now = self.time_in(&snapshot, now);
        snapshot.signer(client, algorithm, (now, &self.0.timing)).map(|key| key.row.kid.clone())
    }

    /// The stored keys that are neither published nor used.
    pub fn alarms(&self) -> Vec<Alarm> {
        self.snapshot().alarms.clone()
    }

    /// Every stored key, sound or not, as it is at `now`.
    pub fn list(&self, now: i64) -> Vec<ListedKey> {
        let snapshot = self.snapshot();
        let now = self.time_in(&snapshot, now);
        let flaw = |kid: &str| snapshot.alarms.iter().find(|alarm| alarm.kid == kid).map(|alarm| alarm.flaw);
        let listed = |row: &SigningKey| ListedKey {
            state: State::of(row, now),
            flaw: flaw(&row.kid),
            exp_ceiling: snapshot.ceiling(row),
            has_private: row.sealed.is_some(),
            row: SigningKey { sealed: None, ..row.clone() },
        };
        snapshot.rows.iter().map(listed).collect()
    }

    /// Takes the tokens that each key has signed since they were last taken, in the order of the kids.
    pub(super) fn take_signed(&self) -> Vec<(String, i64)> {
        let snapshot = self.snapshot();
        let take = |key: &Key| (key.row.kid.clone(), key.material.signed.swap(0, Ordering::Relaxed));
        let mut taken: Vec<_> = snapshot.keys.iter().map(take).filter(|(_, count)| *count > 0).collect();
        taken.sort();
        taken
    }

    /// Counts again what could not be written.
    pub(super) fn give_back_signed(&self, counts: &[(String, i64)]) {
        for key in &self.snapshot().keys {
            if let Some((_, count)) = counts.iter().find(|(kid, _)| *kid == key.row.kid) {
                key.material.signed.fetch_add(*count, Ordering::Relaxed);
            }
        }
    }

    pub(super) fn master(&self) -> &MasterKey {
        &self.0.master
    }

    pub(super) fn timing(&self) -> &Timing {
        &self.0.timing
    }

    /// The rows as they were last read, private parts included.
    pub(super) fn rows(&self) -> Vec<SigningKey> {
        self.snapshot().rows.clone()
    }

    /// The time that the ring goes by: never before the newest of its keys was made, and behind a clock that leapt ahead.
    pub fn time(&self, now: i64) -> i64 {
        self.time_in(&self.snapshot(), now)
    }

    /// By how much (seconds) keys stay behind the clock because it leapt ahead; 0 as a rule.
    pub fn behind(&self) -> i64 {
        self.behind_in(&self.snapshot())
    }

    /// Compares the clock with that of the database (unix seconds).
    pub(super) fn compare(&self, database: i64) {
        self.0.pace.compare(database, self.0.timing.ripening());
    }

    fn time_in(&self, snapshot: &Snapshot, now: i64) -> i64 {
        (now - self.behind_in(snapshot)).max(snapshot.floor)
    }

    fn behind_in(&self, snapshot: &Snapshot) -> i64 {
        let last_token = || snapshot.keys.iter().map(|key| key.material.ceiling.get()).max().unwrap_or(i64::MIN);
        let ripening = self.0.timing.ripening();
        self.0.pace.behind(|| Horizon { ripening, newest: snapshot.floor, last_token: last_token() })
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
        let (ceiling, signed) = (Ceiling::default(), AtomicI64::default());
        Ok(Arc::new(Self { algorithm, jwk, signing, verifying, ceiling, signed }))
    }
}

impl Snapshot {
    fn ceiling(&self, row: &SigningKey) -> i64 {
        let key = self.keys.iter().find(|key| key.row.kid == row.kid);
        key.map_or(row.exp_ceiling, |key| key.material.ceiling.get())
    }

    fn signer(&self, client: Option<&ClientId>, algorithm: Algorithm, (now, timing): (i64, &Timing)) -> Option<&Key> {
        let own = || self.keys.iter().filter(|key| key.material.algorithm == algorithm);
        let candidates = own().map(|key| Candidate { row: &key.row, predecessor_until: key.predecessor_until });
        let chosen = choice::choose(&candidates, client, now, timing.ripening())?;
        own().find(|key| key.row.kid == chosen.kid)
    }

    fn publish(&self, now: i64, max_age: i64) -> Published {
        let is_published = |key: &&Key| State::of(&key.row, now).verifies();
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
