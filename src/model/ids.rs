//! Identifiers: one type per kind of thing, so that none is passed in another's place. The only maker of UUIDs.

use super::secret::random_bytes;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as stored and shown.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

id! {
    /// A person; also the `sub` of their tokens.
    UserId,
    /// A group.
    GroupId,
    /// An app (RFC 6749 §2.2 `client_id`), chosen by whoever registers it.
    ClientId,
    /// A browser session as apps know it: the `sid` claim (OIDC Back-Channel Logout §2.1). Not a secret.
    Sid,
    /// All tokens that came from one authorization code.
    FamilyId,
}

/// A new random id (UUID v4): it tells nothing about when or in which order it was made.
#[expect(clippy::disallowed_methods, reason = "the one home of id making")]
pub fn random_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A new id that sorts by the time it was made (UUID v7), for rows that are listed by age.
#[expect(clippy::disallowed_methods, reason = "the one home of id making")]
pub fn sortable_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// A new id that sorts by a given time (UUID v7, whose first 48 bits are `at_ms`), and among those of one millisecond by
/// the order in which this process made them.
pub fn sortable_id_at(at_ms: i64) -> String {
    static TURN: AtomicU32 = AtomicU32::new(0);
    id_of_turn(at_ms, TURN.fetch_add(1, Ordering::Relaxed))
}

/// 18 bits of `turn` stand where RFC 9562 §6.2 (method 1) has a counter: 12 after the version, 6 after the variant.
fn id_of_turn(at_ms: i64, turn: u32) -> String {
    let mut tail = random_bytes::<10>();
    let turn = turn.to_be_bytes();
    tail[0] = (turn[1] << 2 | turn[2] >> 6) & 0x0f;
    tail[1] = turn[2] << 2 | turn[3] >> 6;
    tail[2] = turn[3] & 0x3f;
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at_ms).unwrap_or_default(), &tail).into_uuid().to_string()
}

/// What every id of [`sortable_id_at`] of this time or later sorts after, and every earlier one before.
pub fn sortable_id_from(at_ms: i64) -> String {
    let at_ms = u64::try_from(at_ms).unwrap_or_default() & 0xffff_ffff_ffff;
    format!("{:08x}-{:04x}", at_ms >> 16, at_ms & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_then_by_turn() {
        let times = [(0, 0), (0, 1), (1_000, 0), (1_000, 63), (1_000, 64), (1_000, 4095), (1_000, 262_143), (1_001, 0)];
        let later = [(1_800_000_000_000, 0), (1_800_000_000_000, 70_000), (0xffff_ffff_ffff, 5)];
        let ids: Vec<_> = times.iter().chain(&later).map(|(at_ms, turn)| id_of_turn(*at_ms, *turn)).collect();
        assert!(ids.is_sorted(), "{ids:?}");
        let mut distinct = ids.clone();
        distinct.dedup();
        assert_eq!(distinct.len(), ids.len());
    }

    #[test]
    fn ids_of_one_millisecond_sort_in_the_order_in_which_they_were_made() {
        let ids: Vec<_> = (0..1000).map(|_| sortable_id_at(1_800_000_000_000)).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn the_bound_of_a_time_lies_before_its_ids_and_after_those_of_the_millisecond_before() {
        for at_ms in [1, 65_535, 65_536, 1_800_000_000_123] {
            let bound = sortable_id_from(at_ms);
            assert!(bound < id_of_turn(at_ms, 0) && id_of_turn(at_ms - 1, 262_143) < bound, "{bound}");
        }
    }
}
