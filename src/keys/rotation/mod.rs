//! The acts on a ring: rotate, stage, revoke, and what the schedule does by itself. Each is worked out from the rows
//! first and then made true in one transaction, in which every row that changes must still be as it was read: of two
//! admins or two servers that act at once, one is first and the other sees what the first has done.

mod by;
mod outlook;
mod plan;
mod revoke;
mod stage;
mod upkeep;

#[cfg(test)]
mod failures;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod leaps;
#[cfg(test)]
mod races;
#[cfg(test)]
mod revoke_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use by::By;
pub use outlook::{KeyOutlook, Leaves, NextKey, NextSwitch, RingOutlook};
pub use plan::{Haste, Switch};
pub use revoke::{Ending, Radius, Successor};
pub use stage::Staging;
pub use upkeep::Chore;

use crate::audit::{Audit, Event, Kind};
use crate::clock::Clock;
use crate::config;
use crate::keys::algorithm::Algorithm;
use crate::keys::choice;
use crate::keys::lifecycle::{self, State};
use crate::keys::ring::Ring;
use crate::keys::{Flaw, KeyError};
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;
use crate::store::{self, Db, Store};
use plan::Ringful;

/// How often an act is begun again because somebody else changed the ring meanwhile.
const TRIES: usize = 8;

/// What an act comes to: its answer, the rows that change, and what is recorded of it.
type Work<T> = (T, Vec<SigningKey>, Option<Event>);

/// The acts over one database. Cheap to clone.
#[derive(Clone)]
pub struct Rotation {
    store: Store,
    ring: Ring,
    audit: Audit,
    clock: Clock,
    rsa_bits: u16,
}

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The role does not allow it, or is held no more.
    #[error("only owners may do this to signing keys")]
    Forbidden,
    /// There is nothing to switch to.
    #[error("no next key is published yet; the server makes one within seconds, so try again")]
    NoStandby,
    /// No switch is planned.
    #[error("no switch is planned")]
    NothingPending,
    /// The next key has its date already.
    #[error("the switch to {kid} is planned already; call it off first")]
    Pending {
        /// The next key.
        kid: String,
        /// Its date (unix seconds).
        at: i64,
    },
    /// Apps may not know the key yet.
    #[error("the key {kid} has not been published for long enough: apps may still hold a key set without it")]
    TooYoung {
        /// The next key.
        kid: String,
        /// From when it may sign (unix seconds).
        at: i64,
    },
    /// The key has signed for some apps.
    #[error("tokens of the key {kid} are alive")]
    InUse {
        /// The key.
        kid: String,
        /// Until then (unix seconds).
        at: i64,
    },
    /// No app was named.
    #[error("name at least one app")]
    NobodyNamed,
    /// There is no such app.
    #[error("there is no app {0}")]
    UnknownClient(ClientId),
    /// There is no such key.
    #[error("there is no signing key {0}")]
    UnknownKey(String),
    /// It is out of use already.
    #[error("the key {kid} is {} already", .state.name())]
    Over {
        /// The key.
        kid: String,
        /// Removed or revoked.
        state: State,
    },
    /// A row that it concerns was changed by something else.
    #[error("the key {kid} cannot be worked with: {flaw}; revoke it")]
    Flawed {
        /// The key.
        kid: String,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// Others kept changing the ring.
    #[error("the ring was changed by others at the same time; look at it and try again")]
    Outrun,
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(store::Error),
}

impl From<store::Error> for RotationError {
    fn from(error: store::Error) -> Self {
        match error {
            // Another took the place of the active or of the standby key.
            store::Error::Taken(_) => Self::Outrun,
            other => Self::Store(other),
        }
    }
}

impl Rotation {
    /// The acts on `ring`, whose keys lie in `store`.
    pub const fn new(store: Store, ring: Ring, audit: Audit, clock: Clock, keys: &config::Keys) -> Self {
        Self { store, ring, audit, clock, rsa_bits: keys.rsa_bits }
    }

    /// What [`Rotation::rotate`] would do.
    pub async fn plan(&self, algorithm: Algorithm, haste: Haste) -> Result<Switch, RotationError> {
        let rows = self.rows().await?;
        let ring = Ringful::new(&rows, algorithm.name(), self.now_of(&rows));
        let (switch, changed) = plan::rotate(&ring, self.ring.timing(), haste)?;
        self.check(&rows, &changed)?;
        Ok(switch)
    }

    /// Gives the next key its date: as soon as the lead is over. Where it has one already, says so and changes nothing,
    /// unless haste brings it forward.
    pub async fn rotate(&self, algorithm: Algorithm, haste: Haste, by: &By) -> Result<Switch, RotationError> {
        self.act(algorithm.name(), by, |ring| {
            let (switch, changed) = plan::rotate(ring, self.ring.timing(), haste)?;
            let event = planned(by, &switch).detail("without_lead", haste == Haste::Sooner);
            Ok((switch, changed, Some(event)))
        })
        .await
    }

    /// Takes back a switch whose time has not come; answers what was planned.
    pub async fn cancel(&self, algorithm: Algorithm, by: &By) -> Result<Switch, RotationError> {
        self.act(algorithm.name(), by, |ring| {
            let (switch, changed) = plan::cancel(ring)?;
            let event = by.event(Kind::KeyRotationCancelled).detail("kid", &*switch.to).detail("signs_from", switch.at);
            Ok((switch, changed, Some(event)))
        })
        .await
    }

    /// Removes the key that stands by, which never signed, for good; the schedule, or whoever imports one, may put
    /// another in its place. Refused while a switch to it is planned or tokens of it are alive.
    pub async fn discard_standby(&self, algorithm: Algorithm, by: &By) -> Result<(), RotationError> {
        self.act(algorithm.name(), by, |ring| {
            let changed = plan::discard(ring, self.ring.timing())?;
            let kid = changed.first().map(|row| row.kid.clone());
            let event = by.event(Kind::KeyRemoved).detail("kid", kid).detail("left_at", ring.now);
            Ok(((), changed, Some(event)))
        })
        .await
    }

    /// Works an act out and makes it true, again where somebody else was faster. Nothing to change is nothing to record.
    async fn act<T>(
        &self,
        ring: &str,
        by: &By,
        work_out: impl Fn(&Ringful<'_>) -> Result<Work<T>, RotationError>,
    ) -> Result<T, RotationError> {
        for _ in 0..TRIES {
            let mut write = self.store.write().await?;
            by.confirm(&mut write.db()).await?;
            let rows = write.db().signing_keys().await?;
            let (answer, changed, event) = work_out(&Ringful::new(&rows, ring, self.now_of(&rows)))?;
            if changed.is_empty() {
                return Ok(answer);
            }
            self.check(&rows, &changed)?;
            match self.replace(&mut write.db(), changed).await {
                Ok(()) => {}
                Err(RotationError::Outrun) => continue,
                Err(error) => return Err(error),
            }
            if let Some(event) = event {
                self.audit.record(&mut write.db(), event).await?;
            }
            write.commit().await?;
            self.ring.reload(&self.store).await?;
            return Ok(answer);
        }
        Err(RotationError::Outrun)
    }

    /// Writes changed rows under new MACs; [`RotationError::Outrun`] where one is not what it was any more.
    async fn replace(&self, db: &mut Db<'_>, changed: Vec<SigningKey>) -> Result<(), RotationError> {
        for row in changed {
            let mut renewed = row.clone();
            lifecycle::sign_row(self.ring.master(), &mut renewed);
            if !db.replace_signing_key(&row, &renewed.mac).await? {
                return Err(RotationError::Outrun);
            }
        }
        Ok(())
    }

    /// A row that somebody else changed must not be made ours by a new MAC, and a key that does not open not be used.
    fn check(&self, rows: &[SigningKey], changed: &[SigningKey]) -> Result<(), RotationError> {
        let alarms = self.ring.alarms();
        let flaw = |row: &SigningKey| match lifecycle::check_mac(self.ring.master(), row) {
            Err(flaw) => Some(flaw),
            Ok(()) => alarms.iter().find(|alarm| alarm.kid == row.kid).map(|alarm| alarm.flaw),
        };
        let concerned = rows.iter().filter(|row| changed.iter().any(|changed| changed.kid == row.kid));
        match concerned.into_iter().find_map(|row| flaw(row).map(|flaw| (row, flaw))) {
            Some((row, flaw)) => Err(RotationError::Flawed { kid: row.kid.clone(), flaw }),
            None => Ok(()),
        }
    }

    /// The time that acts go by; see [`Ring::time`].
    fn now_of(&self, rows: &[SigningKey]) -> i64 {
        let is_sound = |row: &&SigningKey| lifecycle::check_mac(self.ring.master(), row).is_ok();
        (self.clock.now() - self.ring.behind()).max(choice::floor_of(rows.iter().filter(is_sound)))
    }

    /// Compares this server's clock with that of the database, where that is another.
    pub async fn compare_clocks(&self) -> Result<(), RotationError> {
        Ok(self.ring.compare_clocks(&mut self.store.read().await?.db(), &self.clock).await?)
    }

    async fn rows(&self) -> Result<Vec<SigningKey>, RotationError> {
        Ok(self.store.read().await?.db().signing_keys().await?)
    }
}

/// The event of a switch that was given its date.
fn planned(by: &By, switch: &Switch) -> Event {
    by.event(Kind::KeyRotationPlanned)
        .detail("kid", &*switch.to)
        .detail("ring", &*switch.ring)
        .detail("instead_of", switch.from.as_deref())
        .detail("signs_from", switch.at)
        .detail("published_since", switch.published_since)
}
