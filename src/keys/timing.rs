//! The durations that the life of a signing key is made of.

use crate::config;

const DAY: i64 = 86_400;

/// All in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long the key set may be cached.
    pub max_age: i64,
    /// How long a key is published before it signs, where nobody is in a hurry.
    pub lead: i64,
    /// How far clocks may differ.
    pub skew: i64,
    /// How far ahead of a token's expiry the ceiling of its key is raised: one write per key in this time.
    pub ahead: i64,
    /// After how long a key is replaced by itself; 0 = never.
    pub rotate_every: i64,
}

impl Timing {
    /// As configured.
    pub const fn of(keys: &config::Keys) -> Self {
        Self {
            max_age: keys.jwks_max_age_seconds,
            lead: keys.lead_seconds,
            skew: keys.clock_skew_seconds,
            ahead: keys.ceiling_ahead_seconds,
            rotate_every: keys.rotate_days * DAY,
        }
    }

    /// How long a key must have been published before every relying party that keeps to `max-age` knows it: once for a
    /// copy of the key set that was fetched just before, once more for servers that learn of the key late.
    pub const fn ripening(&self) -> i64 {
        2 * self.max_age
    }

    /// How long a key is published before it signs in a rotation without haste.
    pub fn full_lead(&self) -> i64 {
        self.lead.max(self.ripening())
    }
}
