//! What a rotation will do, worked out from rows, the time and the settings alone: pages and commands show it before it
//! happens, acts carry it out, and tests run through thousands of histories of it.
//!
//! Changed rows still carry the MAC of what they were, by which the database tells whether somebody was faster; they are
//! listed in the order in which its constraints take them.

use super::RotationError;
use crate::keys::lifecycle::State;
use crate::keys::timing::Timing;
use crate::model::signing_key::SigningKey;

/// How much of the lead a rotation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Haste {
    /// All of it.
    WhenSafe,
    /// Only twice `max-age`, without which apps that keep to the headers would meet an unknown key.
    Sooner,
}

/// From one key to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The ring: the name of its algorithm.
    pub ring: String,
    /// The key that signs until then.
    pub from: Option<String>,
    /// The key that signs from then on.
    pub to: String,
    /// When (unix seconds).
    pub at: i64,
    /// Since when apps can have fetched the next key.
    pub published_since: i64,
    /// False when it was planned before: nothing was or would be changed.
    pub is_new: bool,
}

/// The keys of one ring at one time.
pub(super) struct Ringful<'r> {
    rows: Vec<&'r SigningKey>,
    pub(super) now: i64,
}

impl<'r> Ringful<'r> {
    pub(super) fn new(rows: &'r [SigningKey], ring: &str, now: i64) -> Self {
        Self { rows: rows.iter().filter(|row| row.ring == ring).collect(), now }
    }

    /// The same without one key.
    pub(super) fn without(&self, kid: &str) -> Self {
        Self { rows: self.rows.iter().copied().filter(|row| row.kid != kid).collect(), now: self.now }
    }

    /// The key that signs.
    pub(super) fn active(&self) -> Option<&'r SigningKey> {
        self.of(|state| state == State::Active).max_by_key(|row| row.generation)
    }

    /// The key that will sign next, whether or not it has a date.
    pub(super) fn next(&self) -> Option<&'r SigningKey> {
        self.of(State::is_next).min_by_key(|row| row.generation)
    }

    pub(super) fn find(&self, kid: &str) -> Option<&'r SigningKey> {
        self.rows.iter().copied().find(|row| row.kid == kid)
    }

    pub(super) fn newest_generation(&self) -> i64 {
        self.rows.iter().map(|row| row.generation).max().unwrap_or(0)
    }

    /// Whether another key signed until this one did, and was not revoked.
    pub(super) fn was_handed_over_to(&self, active: &SigningKey) -> bool {
        let ends_there = |row: &&SigningKey| row.sign_until.is_some() && row.sign_until == active.sign_from;
        self.rows.iter().copied().filter(ends_there).any(|row| row.revoked_at.is_none())
    }

    /// Whether the place of the standby key is free. A key that waits holds it even if its row is damaged.
    pub(super) fn may_take_standby(&self) -> bool {
        !self.rows.iter().any(|row| State::of(row, self.now).is_next())
    }

    fn of(&self, wanted: impl Fn(State) -> bool) -> impl Iterator<Item = &'r SigningKey> {
        let now = self.now;
        self.rows.iter().copied().filter(move |row| wanted(State::of(row, now)))
    }

    fn switch(&self, next: &SigningKey, at: i64, is_new: bool) -> Switch {
        Switch {
            ring: next.ring.clone(),
            from: self.active().map(|row| row.kid.clone()),
            to: next.kid.clone(),
            at,
            published_since: next.publish_at,
            is_new,
        }
    }

    /// The next key signs from `at` on, and the present one until then.
    fn date(&self, next: &SigningKey, at: i64) -> (Switch, Vec<SigningKey>) {
        let closed = self.active().map(|row| SigningKey { sign_until: Some(at), ..row.clone() });
        let opened = SigningKey { sign_from: Some(at), ..next.clone() };
        (self.switch(next, at, true), closed.into_iter().chain([opened]).collect())
    }
}

/// A rotation that somebody asks for: as soon as the lead allows. One that is planned already stays as it is, unless
/// haste brings it forward.
pub(super) fn rotate(
    ring: &Ringful<'_>,
    timing: &Timing,
    haste: Haste,
) -> Result<(Switch, Vec<SigningKey>), RotationError> {
    let next = ring.next().ok_or(RotationError::NoStandby)?;
    let lead = match haste {
        Haste::WhenSafe => timing.full_lead(),
        Haste::Sooner => timing.ripening(),
    };
    let at = ring.now.max(next.publish_at + lead);
    match next.sign_from {
        Some(planned) if haste == Haste::WhenSafe || planned <= at => {
            Ok((ring.switch(next, planned, false), Vec::new()))
        }
        _ => Ok(ring.date(next, at)),
    }
}

/// The switch that the schedule makes by itself, and whether it is time to announce it: a full lead ahead. One that is
/// late, since no server was running, is announced as long ahead.
pub(super) fn scheduled(ring: &Ringful<'_>, timing: &Timing) -> Option<(i64, bool)> {
    let (active, next) = (ring.active()?, ring.next()?);
    let since = active.sign_from?;
    if timing.rotate_every == 0 || next.sign_from.is_some() {
        return None;
    }
    let lead = timing.full_lead();
    let due = since + timing.rotate_every;
    Some((due.max(ring.now + lead).max(next.publish_at + lead), ring.now >= due - lead))
}

/// Carries out [`scheduled`] where it is time.
pub(super) fn rotate_by_schedule(ring: &Ringful<'_>, timing: &Timing) -> Option<(Switch, Vec<SigningKey>)> {
    let (at, _) = scheduled(ring, timing).filter(|(_, is_time)| *is_time)?;
    Some(ring.date(ring.next()?, at))
}

/// Takes a planned switch back.
pub(super) fn cancel(ring: &Ringful<'_>) -> Result<(Switch, Vec<SigningKey>), RotationError> {
    let next = ring.next().ok_or(RotationError::NothingPending)?;
    let at = next.sign_from.ok_or(RotationError::NothingPending)?;
    let waiting = SigningKey { sign_from: None, ..next.clone() };
    let reopened = ring.active().map(|row| SigningKey { sign_until: None, ..row.clone() });
    Ok((ring.switch(next, at, true), [waiting].into_iter().chain(reopened).collect()))
}

/// Removes a key that stands by and never signed, so that another may take its place.
pub(super) fn discard(ring: &Ringful<'_>, timing: &Timing) -> Result<Vec<SigningKey>, RotationError> {
    let next = ring.next().ok_or(RotationError::NoStandby)?;
    if let Some(at) = next.sign_from {
        return Err(RotationError::Pending { kid: next.kid.clone(), at });
    }
    let until = next.exp_ceiling + timing.skew;
    if until > ring.now {
        return Err(RotationError::InUse { kid: next.kid.clone(), at: until });
    }
    let given_up = SigningKey { remove_at: Some(ring.now), staged_for: Vec::new(), sealed: None, ..next.clone() };
    Ok(vec![given_up])
}

/// Whether a key that signs no more may be given the date on which it leaves the key set: when no server's clock can be
/// so late that it still signs.
pub(super) fn may_date_removal(row: &SigningKey, now: i64, timing: &Timing) -> bool {
    let signs_no_more = row.sign_until.is_some_and(|until| now >= until + timing.skew);
    signs_no_more && row.remove_at.is_none() && row.revoked_at.is_none()
}

/// The earliest time at which a key that signs until `until` may leave the key set: after its last token has expired
/// for the slowest clock.
pub(super) fn earliest_removal(until: i64, exp_ceiling: i64, timing: &Timing) -> i64 {
    until.max(exp_ceiling) + timing.skew
}
