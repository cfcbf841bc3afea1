//! Changing the master key while servers run. Everything at rest is sealed anew in one transaction, which also says
//! which master key it is from now on; servers see that within two seconds and read the new key from its file.
//!
//! The new key is written to a file of its own before the transaction and takes the place of the old one after it. Cut
//! off before the transaction, nothing has changed; after it, whoever opens the database finds the new key in either
//! place. What cannot be sealed anew, the MACs of the audit log, its signed heads outside, the marks in people's
//! browsers, stays as it is: the subkeys behind it go along, sealed under the new key ([`MasterKey::carry_to`]).

mod files;

pub use files::{finish, prepare};

use crate::audit::{Audit, Event, Kind};
use crate::config::Config;
use crate::keys::lifecycle::{open_private, reseal_row};
use crate::keys::master_file::{MasterKeyError, open_master_key};
use crate::keys::seal::{MasterKey, SealError};
use crate::keys::shared_secret::SharedSecret;
use crate::store::{self, Db, Store};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::time::Duration;

/// The setting that remembers which master key seals this database.
pub const MASTER_KEY_ID: &str = "master_key_id";

/// The setting that holds the subkeys which the present master key took over.
const CARRIED: &str = "carried_subkeys";

/// The setting that holds the subkeys of what travels under the master key before, behind the time until when.
const LENT: &str = "lent_subkeys";

/// After a change of the master key every node has the new one within this time, and a good deal sooner.
pub const SETTLING: Duration = Duration::from_secs(10);

/// Nothing that travels is on its way for longer: a form that was opened, a sign-in that was begun.
pub const TRAVELLING: Duration = Duration::from_secs(3600);

/// What was sealed anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Private signing keys and the MACs of their rows.
    pub keys: usize,
    /// Secrets of apps.
    pub secrets: usize,
    /// Rows that did not open before and were left as they are: they are of no use, and an alarm says so.
    pub left: usize,
}

/// Why the master key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// Somebody else has changed it.
    #[error("the master key was changed by somebody else at the same moment; nothing was changed by this command")]
    Outrun,
    /// The file of the new one.
    #[error(transparent)]
    File(#[from] MasterKeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What a new master key took over does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the subkeys that this master key took over do not open: they were changed in the database")]
pub struct TakeOverError;

impl From<SealError> for TakeOverError {
    fn from(_: SealError) -> Self {
        Self
    }
}

/// Seals everything at rest under `new` instead of `old`, and records it; or nothing, where `old` is not the master key
/// of this database any more. Running servers follow; files are the caller's business.
pub async fn reseal(
    store: &Store,
    audit: &Audit,
    (old, new): (&MasterKey, &MasterKey),
    event: impl FnOnce(Kind) -> Event,
    now: i64,
) -> Result<Resealed, ResealError> {
    let mut write = store.write().await?;
    let mut db = write.db();
    // Whoever adds a key holds this too, so none is left behind.
    if db.hold_setting(MASTER_KEY_ID).await?.is_none_or(|id| id != old.id()) {
        return Err(ResealError::Outrun);
    }
    let mut done = Resealed::default();
    for row in db.signing_keys().await? {
        let Ok(key) = open_private(old, &row) else {
            done.left += 1;
            continue;
        };
        let renewed = reseal_row(new, &row, key.as_ref());
        db.reseal_signing_key(&renewed).await?;
        done.keys += 1;
    }
    for secret in db.sealed_client_secrets().await? {
        match SharedSecret::open(old, &secret.client_id, &secret.id, &secret.sealed) {
            Ok(opened) => {
                let sealed = opened.seal_under(new, &secret.client_id, &secret.id);
                db.reseal_client_secret(&secret.id, &sealed).await?;
                done.secrets += 1;
            }
            Err(_) => done.left += 1,
        }
    }
    db.set_setting(CARRIED, &STANDARD.encode(old.carry_to(new)), now).await?;
    let until = now + (SETTLING + TRAVELLING).as_secs().cast_signed();
    db.set_setting(LENT, &format!("{until}:{}", STANDARD.encode(old.lend_to(new, until))), now).await?;
    db.set_setting(MASTER_KEY_ID, &new.id(), now).await?;
    let event = event(Kind::MasterKeyChanged).detail("from", old.id()).detail("to", new.id());
    let event = event.detail("keys", done.keys).detail("secrets", done.secrets).detail("left", done.left);
    audit.record(&mut db, event).await?;
    write.commit().await?;
    Ok(done)
}

/// Gives a master key that was opened for this database what it took over from the one before, if there was one.
pub async fn take_over(db: &mut Db<'_>, master: &MasterKey) -> Result<(), TakeOverOrStore> {
    if db.find_setting(MASTER_KEY_ID).await?.is_none_or(|id| id != master.id()) {
        return Ok(());
    }
    let Some(carried) = db.find_setting(CARRIED).await? else { return Ok(()) };
    let carried = STANDARD.decode(carried).map_err(|_| TakeOverError)?;
    Ok(master.take_over(&carried).map_err(TakeOverError::from)?)
}

/// Lets a master key that was opened now take back what a server gave out under the one before; answers for how long
/// (seconds). Nothing where that is over. What does not open is not believed, and is no more than somebody's form.
pub async fn take_back(db: &mut Db<'_>, master: &MasterKey, now: i64) -> store::Result<Option<i64>> {
    let Some(lent) = db.find_setting(LENT).await? else { return Ok(None) };
    let read = |(until, lent): (&str, &str)| Some((until.parse::<i64>().ok()?, STANDARD.decode(lent).ok()?));
    let Some((until, lent)) = lent.split_once(':').and_then(read).filter(|(until, _)| *until > now) else {
        return Ok(None);
    };
    Ok(master.borrow(&lent, until).is_ok().then_some(until - now))
}

/// Why a master key could not be given what it took over.
#[derive(Debug, thiserror::Error)]
pub enum TakeOverOrStore {
    /// It does not open.
    #[error(transparent)]
    TakeOver(#[from] TakeOverError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Whether the rows of this database lie under `master`; so too where none is remembered yet.
pub(super) async fn is_current(db: &mut Db<'_>, master: &MasterKey) -> store::Result<bool> {
    Ok(db.find_setting(MASTER_KEY_ID).await?.is_none_or(|id| id == master.id()))
}

/// Refuses, as [`store::Error::Taken`], what is sealed under another master key than the database's; until the
/// transaction ends nobody changes it.
pub async fn hold_master_key(db: &mut Db<'_>, master: &MasterKey) -> store::Result<()> {
    match db.hold_setting(MASTER_KEY_ID).await? {
        Some(id) if id != master.id() => Err(store::Error::Taken("the master key was changed".to_owned())),
        _ => Ok(()),
    }
}

/// Whether this process has the master key that the database is sealed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// It had it before.
    Current,
    /// It was changed, and this process has the new one now.
    Changed,
    /// It was changed, and the new one, of this id, is not to be found: go on with what is known, and ask again.
    Missing(String),
}

/// Looks for the master key of the database where `master` is not it any more, and puts it in its place.
pub async fn follow(store: &Store, config: &Config, master: &MasterKey) -> store::Result<Followed> {
    let stored = store.read().await?.db().find_setting(MASTER_KEY_ID).await?;
    let Some(id) = stored.filter(|id| *id != master.id()) else { return Ok(Followed::Current) };
    let missing = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, id, "the master key was changed, and the new one cannot be opened");
        Followed::Missing(id.clone())
    };
    let next = match open_master_key(config, Some(&id)) {
        Ok((next, _)) => next,
        Err(error) => return Ok(missing(&error)),
    };
    match take_over(&mut store.read().await?.db(), &next).await {
        Ok(()) => {}
        Err(TakeOverOrStore::Store(error)) => return Err(error),
        Err(error) => return Ok(missing(&error)),
    }
    master.adopt(&next);
    tracing::info!(id, "the master key was changed; this server has the new one");
    Ok(Followed::Changed)
}

#[cfg(test)]
mod tests;
