//! The one place that reads the time. Everything else is handed a [`Clock`].

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Instant;
use time::OffsetDateTime;

/// From when on time that goes by is measured.
static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Tells the time: the system's, or in tests one that only moves when it is told to.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Fixed>>);

#[derive(Debug, Default)]
struct Fixed {
    at_ms: AtomicI64,
    steady_ms: AtomicI64,
}

impl Clock {
    /// The machine's own clock.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `unix_seconds` until [`Clock::advance`] moves it.
    pub fn fixed(unix_seconds: i64) -> Self {
        Self(Some(Arc::new(Fixed { at_ms: AtomicI64::new(unix_seconds * 1000), steady_ms: AtomicI64::default() })))
    }

    /// Lets time go by on a fixed clock, for all who share it; time does not run backwards, so less than nothing is a
    /// clock that jumps back. The system's clock stays as it is.
    pub fn advance(&self, seconds: i64) {
        self.leap(seconds);
        if let Some(fixed) = &self.0 {
            fixed.steady_ms.fetch_add(seconds.max(0) * 1000, Ordering::SeqCst);
        }
    }

    /// Moves a fixed clock without any time going by.
    pub fn leap(&self, seconds: i64) {
        if let Some(fixed) = &self.0 {
            fixed.at_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
    }

    /// Whether it is the machine's own.
    pub const fn is_system(&self) -> bool {
        self.0.is_none()
    }

    /// Milliseconds that have gone by since some moment in this process, whatever happens to the time of day. They stand
    /// still while the machine sleeps.
    pub fn steady_ms(&self) -> i64 {
        match &self.0 {
            Some(fixed) => fixed.steady_ms.load(Ordering::SeqCst),
            None => i64::try_from(BEGIN.elapsed().as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// Unix time in milliseconds.
    #[expect(clippy::disallowed_methods, reason = "the one home of the system's time")]
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Some(fixed) => fixed.at_ms.load(Ordering::SeqCst),
            None => i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX),
        }
    }

    /// Unix time in whole seconds.
    pub fn now(&self) -> i64 {
        self.now_ms().div_euclid(1000)
    }
}
