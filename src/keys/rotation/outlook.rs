//! How each ring stands and what comes next, in dates with their reasons: for the page and for `keys list`. From memory,
//! without a query.

use super::Rotation;
use super::plan::{self, Ringful};
use crate::keys::algorithm::Algorithm;
use crate::keys::lifecycle::{Flaw, State};
use crate::keys::ring::ListedKey;
use crate::keys::timing::Timing;
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;

/// One ring. All times are unix seconds.
#[derive(Clone, Debug)]
pub struct RingOutlook {
    /// The name of its algorithm.
    pub ring: String,
    /// The algorithm, unless a later release knows it only.
    pub algorithm: Option<Algorithm>,
    /// The time that this is worked out for.
    pub now: i64,
    /// The key that signs.
    pub active: Option<String>,
    /// The key that comes after it.
    pub next: Option<NextKey>,
    /// When it does.
    pub switch: NextSwitch,
    /// Every key of the ring that ever was, the newest first.
    pub keys: Vec<KeyOutlook>,
}

/// The key that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextKey {
    /// Its name.
    pub kid: String,
    /// Since when it is published.
    pub publish_at: i64,
    /// From when every app that keeps to `max-age` knows it.
    pub ripe_at: i64,
    /// From when it may sign without haste.
    pub safe_at: i64,
    /// The apps that receive tokens of it already.
    pub staged_for: Vec<ClientId>,
}

/// When a ring switches to its next key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextSwitch {
    /// It is planned.
    Pending {
        /// When.
        at: i64,
    },
    /// Nobody has planned it; the schedule will.
    Scheduled {
        /// When, if nothing happens before.
        at: i64,
    },
    /// Only by hand.
    NotScheduled,
}

/// One key.
#[derive(Clone, Debug)]
pub struct KeyOutlook {
    /// The key as listed.
    pub listed: ListedKey,
    /// When it leaves the key set.
    pub leaves: Leaves,
}

/// When a key leaves the key set, and why then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// It has left, or was revoked.
    Gone {
        /// When.
        at: i64,
    },
    /// It signs no more and has its date: its last token expires at `last_token`, and clocks differ.
    Dated {
        /// When.
        at: i64,
        /// No token of it expires later.
        last_token: i64,
    },
    /// It signs until a known time, and leaves no earlier than this; later where it signs longer-lived tokens meanwhile.
    NotBefore {
        /// When at the earliest.
        at: i64,
        /// No token that it has signed so far expires later.
        last_token: i64,
    },
    /// It signs or waits, and nobody has said until when.
    WhileUsed,
    /// It is not published, since something is wrong with it.
    Flawed(Flaw),
}

impl Rotation {
    /// How each ring stands, as far as this server knows: at most 2 s old.
    pub fn outlook(&self) -> Vec<RingOutlook> {
        let now = self.ring.time(self.clock.now());
        let listed = self.ring.list(now);
        let rows = self.ring.rows();
        let mut names: Vec<&str> = rows.iter().map(|row| &*row.ring).collect();
        names.dedup();
        names.into_iter().map(|name| ring_outlook(name, &rows, &listed, (now, self.ring.timing()))).collect()
    }
}

fn ring_outlook(name: &str, rows: &[SigningKey], listed: &[ListedKey], (now, timing): (i64, &Timing)) -> RingOutlook {
    let ring = Ringful::new(rows, name, now);
    let next = ring.next().map(|row| NextKey {
        kid: row.kid.clone(),
        publish_at: row.publish_at,
        ripe_at: row.publish_at + timing.ripening(),
        safe_at: row.publish_at + timing.full_lead(),
        staged_for: row.staged_for.clone(),
    });
    let pending = ring.next().and_then(|row| row.sign_from);
    let switch = match (pending, plan::scheduled(&ring, timing)) {
        (Some(at), _) => NextSwitch::Pending { at },
        (None, Some((at, _))) => NextSwitch::Scheduled { at },
        (None, None) => NextSwitch::NotScheduled,
    };
    let own = listed.iter().filter(|key| key.row.ring == name).rev();
    let keys = own.map(|key| KeyOutlook { listed: key.clone(), leaves: leaves(key, timing) }).collect();
    let active = ring.active().map(|row| row.kid.clone());
    RingOutlook { ring: name.to_owned(), algorithm: Algorithm::find(name), now, active, next, switch, keys }
}

fn leaves(key: &ListedKey, timing: &Timing) -> Leaves {
    if let Some(flaw) = key.flaw {
        return Leaves::Flawed(flaw);
    }
    let (row, last_token) = (&key.row, key.exp_ceiling);
    match (key.state, row.remove_at, row.sign_until) {
        (State::Revoked, _, _) => Leaves::Gone { at: row.revoked_at.unwrap_or_default() },
        (State::Removed, Some(at), _) => Leaves::Gone { at },
        (_, Some(at), _) => Leaves::Dated { at, last_token },
        (_, None, Some(until)) => {
            Leaves::NotBefore { at: plan::earliest_removal(until, last_token, timing), last_token }
        }
        (_, None, None) => Leaves::WhileUsed,
    }
}
