//! What a ring needs from time to time, whoever looks after it: the next standby key, the switch by schedule, the date on
//! which a key leaves the key set, and the end of private parts that are of no use any more.
//!
//! Every server does this; of those that do the same at once, one does it.

use super::plan::{self, Ringful};
use super::{By, Rotation, RotationError, planned};
use crate::audit::{Event, Kind};
use crate::keys::algorithm::Algorithm;
use crate::keys::generate::PrivateKey;
use crate::keys::lifecycle::{Dates, State, seal_row};
use crate::keys::store_key;
use crate::keys::timing::Timing;
use crate::model::signing_key::SigningKey;
use std::collections::BTreeSet;

/// One thing that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chore {
    /// A ring has no next key.
    MakeStandby(Algorithm),
    /// The switch of a ring is due by schedule and gets its date.
    Rotate(Algorithm),
    /// A key signs no more and gets the date on which it leaves the key set.
    DateRemoval(String),
    /// A key has left the key set: its private part goes.
    GiveUp(String),
}

/// What is due now; `is_sound` tells rows that are ours from others, which are left alone.
pub(super) fn chores(
    rows: &[SigningKey],
    now: i64,
    timing: &Timing,
    is_sound: impl Fn(&SigningKey) -> bool,
) -> Vec<Chore> {
    let rings: BTreeSet<Algorithm> = rows.iter().filter_map(|row| Algorithm::find(&row.ring)).collect();
    let mut due = Vec::new();
    for algorithm in rings {
        let ring = Ringful::new(rows, algorithm.name(), now);
        let are_sound = [ring.active(), ring.next()].into_iter().flatten().all(&is_sound);
        if ring.active().is_some_and(|row| row.sign_until.is_none()) && ring.may_take_standby() {
            due.push(Chore::MakeStandby(algorithm));
        } else if are_sound && plan::scheduled(&ring, timing).is_some_and(|(_, is_time)| is_time) {
            due.push(Chore::Rotate(algorithm));
        }
    }
    for row in rows.iter().filter(|row| is_sound(row)) {
        if plan::may_date_removal(row, now, timing) {
            due.push(Chore::DateRemoval(row.kid.clone()));
        } else if State::of(row, now) == State::Removed && row.sealed.is_some() {
            due.push(Chore::GiveUp(row.kid.clone()));
        }
    }
    due
}

impl Rotation {
    /// Does what is due, and answers what this call did. Costs no query where nothing is. What fails keeps nothing else
    /// from being done; the first failure is answered.
    pub async fn keep_up(&self) -> Result<Vec<Chore>, RotationError> {
        let (mut done, mut failure) = (Vec::new(), None);
        for chore in self.due() {
            match self.do_chore(&chore).await {
                Ok(true) => done.push(chore),
                Ok(false) => {}
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        failure.map_or(Ok(done), Err)
    }

    /// False where another server did it.
    async fn do_chore(&self, chore: &Chore) -> Result<bool, RotationError> {
        match chore {
            Chore::MakeStandby(algorithm) => self.make_standby(*algorithm).await,
            Chore::Rotate(algorithm) => self.rotate_by_schedule(*algorithm).await,
            Chore::DateRemoval(kid) => self.date_removal(kid).await,
            Chore::GiveUp(kid) => self.give_up(kid).await,
        }
    }

    /// What is due as far as this process knows the rows.
    fn due(&self) -> Vec<Chore> {
        let (rows, flawed) = (self.ring.rows(), self.ring.alarms());
        let is_sound = |row: &SigningKey| !flawed.iter().any(|alarm| alarm.kid == row.kid);
        chores(&rows, self.ring.time(self.clock.now()), self.ring.timing(), is_sound)
    }

    /// Makes a key that stands by where a ring has none; false where another was faster. The key is made before the
    /// transaction, so a crash between the two leaves nothing behind.
    pub(super) async fn make_standby(&self, algorithm: Algorithm) -> Result<bool, RotationError> {
        let key = self.generate(algorithm).await?;
        let mut write = self.store.write().await?;
        let rows = write.db().signing_keys().await?;
        let now = self.now_of(&rows);
        let ring = Ringful::new(&rows, algorithm.name(), now);
        let Some(active) = ring.active().filter(|_| ring.may_take_standby()) else { return Ok(false) };
        let generation = ring.newest_generation() + 1;
        let row = seal_row(self.ring.master(), &key, Dates { generation, now, sign_from: None })?;
        match store_key(&mut write.db(), self.ring.master(), &row).await.map_err(RotationError::from) {
            Ok(()) => {}
            Err(RotationError::Outrun) => return Ok(false),
            Err(error) => return Err(error),
        }
        // The first key that is made after a switch tells that it has happened.
        if active.generation == ring.newest_generation() && ring.was_handed_over_to(active) {
            let event = By::system().event(Kind::KeyActivated).detail("kid", &*active.kid);
            self.audit.record(&mut write.db(), event.detail("signs_from", active.sign_from)).await?;
        }
        self.audit.record(&mut write.db(), created(&row)).await?;
        write.commit().await?;
        self.ring.reload(&self.store).await?;
        Ok(true)
    }

    pub(super) async fn generate(&self, algorithm: Algorithm) -> Result<PrivateKey, RotationError> {
        Ok(PrivateKey::generate(algorithm, self.rsa_bits).await?)
    }

    async fn rotate_by_schedule(&self, algorithm: Algorithm) -> Result<bool, RotationError> {
        let by = By::system();
        self.act(algorithm.name(), &by, |ring| {
            let Some((switch, changed)) = plan::rotate_by_schedule(ring, self.ring.timing()) else {
                return Ok((false, Vec::new(), None));
            };
            Ok((true, changed, Some(planned(&by, &switch))))
        })
        .await
    }

    async fn date_removal(&self, kid: &str) -> Result<bool, RotationError> {
        self.upkeep_of(kid, |row, now| {
            let until = row.sign_until.filter(|_| plan::may_date_removal(row, now, self.ring.timing()))?;
            let at = plan::earliest_removal(until, row.exp_ceiling, self.ring.timing());
            let event = By::system().event(Kind::KeyRetired).detail("kid", &*row.kid);
            let event = event.detail("signed_until", until).detail("leaves_at", at);
            Some((SigningKey { remove_at: Some(at), ..row.clone() }, event))
        })
        .await
    }

    async fn give_up(&self, kid: &str) -> Result<bool, RotationError> {
        self.upkeep_of(kid, |row, now| {
            let is_due = State::of(row, now) == State::Removed && row.sealed.is_some();
            let event = By::system().event(Kind::KeyRemoved).detail("kid", &*row.kid);
            let event = event.detail("left_at", row.remove_at);
            is_due.then(|| (SigningKey { sealed: None, ..row.clone() }, event))
        })
        .await
    }

    /// Changes one key where that is still due by the rows as they are now.
    async fn upkeep_of(
        &self,
        kid: &str,
        work_out: impl Fn(&SigningKey, i64) -> Option<(SigningKey, Event)>,
    ) -> Result<bool, RotationError> {
        let by = By::system();
        let ring = self.ring.rows().iter().find(|row| row.kid == kid).map(|row| row.ring.clone());
        self.act(&ring.unwrap_or_default(), &by, |ring| {
            let found = ring.find(kid).and_then(|row| work_out(row, ring.now));
            Ok(found.map_or_else(|| (false, Vec::new(), None), |(row, event)| (true, vec![row], Some(event))))
        })
        .await
    }
}

pub(super) fn created(row: &SigningKey) -> Event {
    let event = By::system().event(Kind::KeyCreated).detail("kid", &*row.kid).detail("ring", &*row.ring);
    event.detail("signs_from", row.sign_from)
}
