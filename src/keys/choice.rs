//! Which key of a ring signs. Decided here for each token, whatever a plan or the database says: a key that relying
//! parties cannot know yet does not sign while there is another that they know.

use crate::keys::lifecycle::State;
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;

/// A key that could sign: its row is sound and its private part is at hand.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'k> {
    pub(super) row: &'k SigningKey,
    /// Until when its predecessor is believed; see [`predecessor_until`].
    pub(super) predecessor_until: i64,
}

impl Candidate<'_> {
    /// Whether it has been published for so long that every relying party knows it.
    fn is_ripe(&self, now: i64, ripening: i64) -> bool {
        now.saturating_sub(self.row.publish_at) >= ripening
    }

    /// Ripe, or there is nothing else that relying parties could know: the first key of a ring, and the successor of a
    /// revoked one.
    fn may_sign(&self, now: i64, ripening: i64) -> bool {
        self.is_ripe(now, ripening) || now >= self.predecessor_until
    }
}

/// The key of one ring that signs for a client, or for nobody in particular, at `now` (unix seconds).
///
/// First the staged key, where it is staged for this client and ripe; then the active one. Where that one may not sign
/// (its date came too early, or the clock jumped) or cannot (its row was changed), the newest that relying parties know
/// signs in its place.
pub(super) fn choose<'k>(
    candidates: &(impl Iterator<Item = Candidate<'k>> + Clone),
    client: Option<&ClientId>,
    now: i64,
    ripening: i64,
) -> Option<&'k SigningKey> {
    let is_for_client = |row: &SigningKey| client.is_some_and(|client| row.staged_for.contains(client));
    let state = |candidate: &Candidate<'k>| State::of(candidate.row, now);
    let newest = |wanted: &dyn Fn(&Candidate<'k>) -> bool| {
        candidates.clone().filter(|candidate| wanted(candidate)).max_by_key(|candidate| candidate.row.generation)
    };
    newest(&|c| state(c) == State::Staged && is_for_client(c.row) && c.is_ripe(now, ripening))
        .or_else(|| newest(&|c| state(c) == State::Active && c.may_sign(now, ripening)))
        .or_else(|| newest(&|c| state(c).verifies() && c.is_ripe(now, ripening)))
        .map(|candidate| candidate.row)
}

/// Until when (unix seconds) the key that signed before `row` is believed: until then relying parties know a key of the
/// ring. `i64::MIN` where none signed before, or where that one was revoked.
pub(super) fn predecessor_until(row: &SigningKey, rows: &[SigningKey], is_sound: impl Fn(&SigningKey) -> bool) -> i64 {
    let signed_before =
        |other: &&SigningKey| other.ring == row.ring && other.generation < row.generation && other.sign_from.is_some();
    match rows.iter().filter(signed_before).max_by_key(|other| other.generation) {
        None => i64::MIN,
        // A row that somebody changed proves nothing.
        Some(other) if !is_sound(other) => i64::MAX,
        Some(other) if other.revoked_at.is_some() => i64::MIN,
        Some(other) => other.remove_at.unwrap_or(i64::MAX),
    }
}

/// What time it is at the least: that at which the newest of these rows was made or revoked. A clock that jumped back
/// must not make the ring forget which keys it has retired and published since.
pub(super) fn floor_of<'r>(rows: impl Iterator<Item = &'r SigningKey>) -> i64 {
    let latest = |row: &SigningKey| row.publish_at.max(row.created_at).max(row.revoked_at.unwrap_or(i64::MIN));
    rows.map(latest).max().unwrap_or(i64::MIN)
}
