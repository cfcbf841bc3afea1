//! The time that keys go by where the clock leaps ahead.
//!
//! A key that signs a day too early is one that no app knows, and one that leaves the key set a day too early takes good
//! tokens with it. So a leap is not believed as it comes: keys stay behind the clock by as much as it leapt, until
//! enough time has truly gone by that believing it does no harm, whether or not it was right. A clock that jumps back is
//! followed at once; what it must not undo is held by [`super::choice::floor_of`].

use crate::clock::Clock;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The clock may be ahead of the time that has gone by for so long (milliseconds) between two looks.
const TOLERANCE_MS: i64 = 2000;

/// How far another clock may differ (seconds) before it is said.
const FAR_SECONDS: i64 = 60;

/// Compares one clock with the time that goes by in this process.
pub(super) struct Pace {
    clock: Clock,
    kept: Mutex<Kept>,
}

struct Kept {
    /// The clock less the time that has gone by, as it is believed (milliseconds).
    believed_ms: i64,
    leap: Option<Leap>,
}

#[derive(Clone, Copy)]
struct Leap {
    /// How far the clock is ahead.
    ahead_ms: i64,
    /// The least that the clock was ahead since it leapt first.
    least_ms: i64,
    /// It is believed no sooner (unix seconds of the time that keys go by).
    until: i64,
}

/// What has to be over before a leap may be believed.
pub(super) struct Horizon {
    /// How long a key must have been published before it signs (seconds).
    pub(super) ripening: i64,
    /// When the newest key was published (unix seconds).
    pub(super) newest: i64,
    /// No token that was signed so far expires later (unix seconds).
    pub(super) last_token: i64,
}

impl Pace {
    /// Believes `clock` as it is now.
    pub(super) fn new(clock: Clock) -> Self {
        let believed_ms = clock.now_ms() - clock.steady_ms();
        Self { clock, kept: Mutex::new(Kept { believed_ms, leap: None }) }
    }

    /// By how much (seconds) keys stay behind the clock now.
    pub(super) fn behind(&self, horizon: impl FnOnce() -> Horizon) -> i64 {
        let (wall_ms, mut kept) = (self.clock.now_ms(), self.kept());
        let seen_ms = wall_ms - self.clock.steady_ms();
        let ahead_ms = seen_ms - kept.believed_ms;
        if ahead_ms <= TOLERANCE_MS {
            kept.believe(seen_ms);
            return 0;
        }
        let now = (wall_ms - ahead_ms).div_euclid(1000);
        let horizon = horizon();
        let earlier = kept.leap;
        let least_ms = earlier.map_or(ahead_ms, |earlier| earlier.least_ms.min(ahead_ms));
        let leap = match earlier.filter(|leap| ahead_ms <= leap.ahead_ms + TOLERANCE_MS) {
            // Whatever it gains again is a leap of its own.
            Some(known) => Leap { least_ms, ahead_ms: known.ahead_ms.min(ahead_ms), ..known },
            None => {
                tracing::error!(
                    seconds = ahead_ms / 1000,
                    "the clock leapt ahead, or the machine slept: keys go by the time before until that does no harm"
                );
                // Tokens that were signed during an earlier leap expire by a clock that was ahead already.
                let last_token = horizon.last_token - earlier.map_or(0, |earlier| earlier.least_ms / 1000);
                let before = earlier.map_or(i64::MIN, |earlier| earlier.until);
                Leap { ahead_ms, least_ms, until: before.max(last_token).max(now + horizon.ripening) }
            }
        };
        kept.leap = Some(leap);
        if now >= leap.until.max(horizon.newest + horizon.ripening) {
            kept.believe(seen_ms);
            return 0;
        }
        seconds(ahead_ms)
    }

    /// Compares the clock with another one, that of the database, which is the same for all servers (unix seconds).
    /// Where both agree the clock is believed; where it is ahead, keys go by the other one.
    pub(super) fn compare(&self, other: i64, ripening: i64) {
        let (wall_ms, mut kept) = (self.clock.now_ms(), self.kept());
        let seen_ms = wall_ms - self.clock.steady_ms();
        let ahead_ms = wall_ms - other * 1000;
        if ahead_ms.abs() <= FAR_SECONDS * 1000 {
            kept.believe(seen_ms);
            return;
        }
        let is_known = kept.leap.is_some_and(|leap| (leap.ahead_ms - ahead_ms).abs() <= FAR_SECONDS * 1000);
        if ahead_ms < 0 {
            tracing::warn!(seconds = -ahead_ms / 1000, "the clock of this server is behind that of the database");
            return;
        }
        if !is_known {
            tracing::error!(seconds = ahead_ms / 1000, "the clock of this server is ahead of that of the database");
        }
        kept.believed_ms = kept.believed_ms.min(seen_ms - ahead_ms);
        // While they are compared and differ it is not believed.
        let least_ms = kept.leap.map_or(ahead_ms, |leap| leap.least_ms.min(ahead_ms));
        kept.leap = Some(Leap { ahead_ms, least_ms, until: other + ripening });
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn believe(&mut self, seen_ms: i64) {
        self.believed_ms = seen_ms;
        if self.leap.take().is_some() {
            tracing::warn!("keys go by the clock again");
        }
    }
}

/// In whole seconds, rounded up.
const fn seconds(ms: i64) -> i64 {
    (ms + 999).div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const DAY: i64 = 86_400;

    fn behind(pace: &Pace) -> i64 {
        pace.behind(|| Horizon { ripening: 1200, newest: NOW, last_token: NOW + 300 })
    }

    #[test]
    fn time_that_goes_by_is_no_leap_and_neither_is_a_clock_that_is_put_right_a_little() {
        let clock = Clock::fixed(NOW);
        let pace = Pace::new(clock.clone());
        for seconds in [1, 30 * DAY, -3600, 3600] {
            clock.advance(seconds);
            assert_eq!(behind(&pace), 0, "{seconds}");
        }
        clock.leap(2);
        assert_eq!(behind(&pace), 0);
    }

    #[test]
    fn a_leap_is_held_back_until_it_is_undone() {
        let clock = Clock::fixed(NOW);
        let pace = Pace::new(clock.clone());
        clock.leap(DAY);
        assert_eq!(behind(&pace), DAY);
        clock.advance(600);
        assert_eq!(behind(&pace), DAY);
        clock.leap(-DAY);
        assert_eq!(behind(&pace), 0);
        clock.leap(DAY);
        assert_eq!(behind(&pace), DAY, "the next one is held back as well");
    }

    #[test]
    fn a_leap_that_stays_is_believed_once_every_app_knows_every_key() {
        let clock = Clock::fixed(NOW);
        let pace = Pace::new(clock.clone());
        clock.leap(DAY);
        assert_eq!(behind(&pace), DAY);
        clock.advance(1199);
        assert_eq!(behind(&pace), DAY);
        clock.advance(1);
        assert_eq!(behind(&pace), 0);
    }

    #[test]
    fn a_leap_is_held_back_until_tokens_of_before_are_over_and_new_keys_are_known() {
        let clock = Clock::fixed(NOW);
        let pace = Pace::new(clock.clone());
        let long_lived = || Horizon { ripening: 1200, newest: NOW, last_token: NOW + 5000 };
        clock.leap(DAY);
        assert_eq!(pace.behind(long_lived), DAY);
        clock.advance(4999);
        assert_eq!(pace.behind(long_lived), DAY);
        let young = || Horizon { newest: NOW + 4900, ..long_lived() };
        clock.advance(1);
        assert_eq!(pace.behind(young), DAY);
        clock.advance(1100);
        assert_eq!(pace.behind(young), 0);
    }

    #[test]
    fn a_second_leap_begins_the_wait_anew() {
        let clock = Clock::fixed(NOW);
        let pace = Pace::new(clock.clone());
        clock.leap(DAY);
        assert_eq!(behind(&pace), DAY);
        clock.advance(1000);
        clock.leap(DAY);
        assert_eq!(behind(&pace), 2 * DAY);
        clock.advance(1199);
        assert_eq!(behind(&pace), 2 * DAY);
        clock.advance(1);
        assert_eq!(behind(&pace), 0);
    }

    #[test]
    fn a_clock_that_the_database_confirms_is_believed_at_once_and_one_that_is_ahead_never() {
        let clock = Clock::fixed(NOW);
        let pace = Pace::new(clock.clone());
        clock.leap(DAY);
        assert_eq!(behind(&pace), DAY);
        pace.compare(clock.now() + 30, 1200);
        assert_eq!(behind(&pace), 0, "the machine slept");
        for minutes in 0..100 {
            pace.compare(clock.now() - DAY, 1200);
            assert_eq!(behind(&pace), DAY, "after {minutes} minutes");
            clock.advance(60);
        }
        pace.compare(clock.now() + DAY, 1200);
        assert_eq!(behind(&pace), DAY, "a database that is ahead changes nothing");
    }
}
