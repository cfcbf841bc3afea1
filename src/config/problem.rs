//! What is wrong with a configuration: the place, the reason, the mend.

use super::Source;
use std::fmt;

/// One thing that must be put right before the program starts. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// File and line, or environment variable.
    pub place: Source,
    /// What is wrong, as a sentence without its full stop.
    pub reason: String,
    /// What to do about it, likewise.
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stop = if self.mend.ends_with('?') { "" } else { "." };
        write!(f, "{}: {}. {}{stop}", self.place, self.reason, self.mend)
    }
}

impl std::error::Error for Problem {}

/// Why a value is refused, before it is known where it stood.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Completes "`public_url` …".
    pub reason: String,
    /// An imperative.
    pub mend: String,
}

impl Refusal {
    /// A refusal: `reason` completes "`key` …", `mend` is an imperative.
    pub fn new(reason: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { reason: reason.into(), mend: mend.into() }
    }
}
