//! What a stored key is allowed to do: its state, computed from stored times so that all nodes agree without talking,
//! and the seal and MAC that tell our rows from rows that somebody changed in the database.

use crate::keys::KeyError;
use crate::keys::algorithm::Algorithm;
use crate::keys::generate::PrivateKey;
use crate::keys::jwk::PublicJwk;
use crate::keys::seal::{MasterKey, Purpose};
use crate::model::signing_key::SigningKey;

/// The state of a key at a given time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Published, verifies, signs.
    Active,
    /// Published and verifies; signs for some apps, before its time has come for all.
    Staged,
    /// Published and verifies; its time to sign has not come.
    Standby,
    /// Published and verifies; signs no more.
    Retired,
    /// Neither published nor believed; kept for history.
    Removed,
    /// As removed, in an emergency: its tokens are refused at once.
    Revoked,
}

impl State {
    /// The state of `key` at `now` (unix seconds). A revocation holds whatever the clock says: it never lies ahead.
    pub fn of(key: &SigningKey, now: i64) -> Self {
        let has_passed = |time: Option<i64>| time.is_some_and(|time| time <= now);
        if key.revoked_at.is_some() {
            Self::Revoked
        } else if has_passed(key.remove_at) {
            Self::Removed
        } else if has_passed(key.sign_until) {
            Self::Retired
        } else if has_passed(key.sign_from) {
            Self::Active
        } else if key.staged_for.is_empty() {
            Self::Standby
        } else {
            Self::Staged
        }
    }

    /// Whether the key is published and its tokens are believed.
    pub const fn verifies(self) -> bool {
        matches!(self, Self::Active | Self::Staged | Self::Standby | Self::Retired)
    }

    /// Whether the key waits for its time to sign for all.
    pub const fn is_next(self) -> bool {
        matches!(self, Self::Staged | Self::Standby)
    }

    /// The word for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Staged => "staged",
            Self::Standby => "standby",
            Self::Retired => "retired",
            Self::Removed => "removed",
            Self::Revoked => "revoked",
        }
    }
}

/// The times at which the state of `key` changes.
pub(super) fn boundaries(key: &SigningKey) -> impl Iterator<Item = i64> {
    [key.sign_from, key.sign_until, key.remove_at].into_iter().flatten()
}

/// What is wrong with a stored key; such a key is neither published nor used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The MAC over name, ring and times does not fit.
    #[error("its row was changed by something other than this program")]
    Mac,
    /// The private part does not open.
    #[error("its private part does not open with this master key")]
    Seal,
    /// The private part is gone although the key is neither removed nor revoked.
    #[error("its private part is missing")]
    Missing,
    /// What opened is no sound key, or not the key that the row names.
    #[error("its private part is not the key that the row names")]
    Material,
    /// The ring is none that this release knows.
    #[error("its algorithm is unknown to this release")]
    Algorithm,
    /// This process has seen it revoked, and an older row was put back.
    #[error("its revocation was undone in the database")]
    Revived,
}

/// The dates of a key that is about to be stored.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// Its place in the ring.
    pub generation: i64,
    /// Now, in unix seconds: it is published at once.
    pub now: i64,
    /// When it begins to sign; `None` for a standby key.
    pub sign_from: Option<i64>,
}

/// Seals a new private key into a row that can be stored.
pub fn seal_row(master: &MasterKey, key: &PrivateKey, dates: Dates) -> Result<SigningKey, KeyError> {
    let jwk = PublicJwk::of(key)?;
    let mut row = SigningKey {
        kid: jwk.kid().to_owned(),
        ring: key.algorithm().name().to_owned(),
        generation: dates.generation,
        sealed: None,
        public_jwk: jwk.to_json()?,
        publish_at: dates.now,
        sign_from: dates.sign_from,
        sign_until: None,
        remove_at: None,
        revoked_at: None,
        staged_for: Vec::new(),
        exp_ceiling: 0,
        created_at: dates.now,
        mac: Vec::new(),
    };
    let sealed = with_context(&row, |context| master.seal(Purpose::SigningKeys, context, key.pkcs8()));
    row.sealed = Some(sealed);
    sign_row(master, &mut row);
    Ok(row)
}

/// The row of a sound key as it lies under another master key; `key` is its private part, where it has one.
pub(super) fn reseal_row(master: &MasterKey, row: &SigningKey, key: Option<&PrivateKey>) -> SigningKey {
    let seal = |key: &PrivateKey| with_context(row, |context| master.seal(Purpose::SigningKeys, context, key.pkcs8()));
    let mut resealed = SigningKey { sealed: key.map(seal), ..row.clone() };
    sign_row(master, &mut resealed);
    resealed
}

/// Renews the MAC of a row whose times we have changed.
pub fn sign_row(master: &MasterKey, row: &mut SigningKey) {
    row.mac = with_mac_parts(row, |parts| master.mac(Purpose::SigningKeys, parts).to_vec());
}

/// Checks the MAC of a row and opens its private part, `None` where that was given up for good.
pub(super) fn open_row(master: &MasterKey, row: &SigningKey) -> Result<Option<(PrivateKey, PublicJwk)>, Flaw> {
    check_mac(master, row)?;
    let algorithm = Algorithm::find(&row.ring).ok_or(Flaw::Algorithm)?;
    let Some(sealed) = &row.sealed else {
        let is_given_up = row.revoked_at.is_some() || row.remove_at.is_some();
        return if is_given_up { Ok(None) } else { Err(Flaw::Missing) };
    };
    let pkcs8 = with_context(row, |context| master.open(Purpose::SigningKeys, context, sealed));
    let key = PrivateKey::from_pkcs8(algorithm, pkcs8.map_err(|_| Flaw::Seal)?);
    match PublicJwk::of(&key) {
        Ok(jwk) if jwk.kid() == row.kid => Ok(Some((key, jwk))),
        _ => Err(Flaw::Material),
    }
}

/// Whether a row is as we wrote it.
pub fn check_row(master: &MasterKey, row: &SigningKey) -> Result<(), Flaw> {
    check_mac(master, row)
}

/// The private key of a row, `None` where it was given up for good.
pub fn open_private(master: &MasterKey, row: &SigningKey) -> Result<Option<PrivateKey>, Flaw> {
    Ok(open_row(master, row)?.map(|(key, _)| key))
}

pub(super) fn check_mac(master: &MasterKey, row: &SigningKey) -> Result<(), Flaw> {
    let holds = with_mac_parts(row, |parts| master.is_mac_of(Purpose::SigningKeys, parts, &row.mac));
    if holds { Ok(()) } else { Err(Flaw::Mac) }
}

fn with_context<R>(row: &SigningKey, act: impl FnOnce(&[&str]) -> R) -> R {
    act(&["signing_keys.sealed", &row.ring, &row.generation.to_string(), &row.kid])
}

/// Left out are `sealed`, which carries its own proof, and `exp_ceiling`: nodes raise it while another may be changing
/// the times, and whoever lowers it can only make a key leave the key set early, never make a token believed.
fn with_mac_parts<R>(row: &SigningKey, act: impl FnOnce(&[&[u8]]) -> R) -> R {
    let [generation, publish_at, created_at] = [row.generation, row.publish_at, row.created_at].map(i64::to_be_bytes);
    let times = [row.sign_from, row.sign_until, row.remove_at, row.revoked_at];
    let times = times.map(|time| time.map_or_else(Vec::new, |time| time.to_be_bytes().to_vec()));
    let staged_for = row.staged_list();
    let mut parts: Vec<&[u8]> = vec![
        b"signing_keys.mac",
        row.kid.as_bytes(),
        row.ring.as_bytes(),
        &generation,
        row.public_jwk.as_bytes(),
        &publish_at,
        &times[0],
        &times[1],
        &times[2],
        &times[3],
        &created_at,
    ];
    // Rows of earlier releases know nothing of stages; those without one have the MAC that they had.
    parts.extend(staged_for.as_deref().map(str::as_bytes));
    act(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClientId;

    const DATES: Dates = Dates { generation: 1, now: 100, sign_from: Some(100) };

    fn sample(master: &MasterKey) -> SigningKey {
        seal_row(master, &PrivateKey::sample(), DATES).unwrap()
    }

    #[test]
    fn the_state_follows_from_the_stored_times() {
        let mut row = sample(&MasterKey::random());
        (row.sign_from, row.sign_until, row.remove_at) = (Some(200), Some(300), Some(400));
        let states: Vec<_> = [199, 200, 299, 300, 399, 400].map(|now| State::of(&row, now)).into();
        use State::{Active, Removed, Retired, Standby};
        assert_eq!(states, [Standby, Active, Active, Retired, Retired, Removed]);
        row.revoked_at = Some(250);
        assert_eq!(
            [249, 250, 400].map(|now| State::of(&row, now)),
            [State::Revoked; 3],
            "the clock may have jumped back"
        );
    }

    #[test]
    fn a_key_that_waits_is_staged_as_soon_as_an_app_receives_tokens_of_it() {
        let mut row = sample(&MasterKey::random());
        (row.sign_from, row.staged_for) = (Some(200), vec![ClientId::from("shop")]);
        assert_eq!([199, 200].map(|now| State::of(&row, now)), [State::Staged, State::Active]);
    }

    #[test]
    fn a_row_opens_to_the_key_that_it_names() {
        let master = MasterKey::random();
        let (_, jwk) = open_row(&master, &sample(&master)).unwrap().unwrap();
        assert_eq!(jwk, PublicJwk::of(&PrivateKey::sample()).unwrap());
    }

    #[test]
    fn a_row_with_any_column_changed_does_not_open() {
        let changes: [fn(&mut SigningKey); 11] = [
            |row| row.kid.push('x'),
            |row| row.ring = "RS512".to_owned(),
            |row| row.generation += 1,
            |row| row.public_jwk = row.public_jwk.replace("AQAB", "AQAC"),
            |row| row.publish_at -= 1,
            |row| row.sign_from = None,
            |row| row.sign_until = Some(0),
            |row| row.remove_at = Some(0),
            |row| row.revoked_at = Some(0),
            |row| row.created_at += 1,
            |row| row.staged_for.push(ClientId::from("shop")),
        ];
        let master = MasterKey::random();
        for (position, change) in changes.iter().enumerate() {
            let mut row = sample(&master);
            change(&mut row);
            assert_eq!(open_row(&master, &row).err(), Some(Flaw::Mac), "change {position}");
        }
    }

    #[test]
    fn a_private_part_from_another_row_or_master_key_does_not_open() {
        let master = MasterKey::random();
        let mut row = sample(&master);
        row.sealed = seal_row(&master, &PrivateKey::sample(), Dates { generation: 2, ..DATES }).unwrap().sealed;
        assert_eq!(open_row(&master, &row).err(), Some(Flaw::Seal));
        assert_eq!(open_row(&MasterKey::random(), &sample(&master)).err(), Some(Flaw::Mac));
    }

    #[test]
    fn a_private_part_may_be_missing_only_from_a_removed_or_revoked_key() {
        let master = MasterKey::random();
        let mut row = sample(&master);
        row.sealed = None;
        assert_eq!(open_row(&master, &row).err(), Some(Flaw::Missing));
        row.revoked_at = Some(150);
        sign_row(&master, &mut row);
        assert!(open_row(&master, &row).unwrap().is_none());
    }

    #[test]
    fn a_raised_ceiling_leaves_the_row_sound() {
        let master = MasterKey::random();
        let mut row = sample(&master);
        row.exp_ceiling = 5000;
        assert!(open_row(&master, &row).is_ok());
    }
}
