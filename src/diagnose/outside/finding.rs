//! What was seen of a deployment, what it means, and how to mend it.

use serde::Serialize;

/// Everything that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The address as it was given.
    pub url: String,
    /// In the order in which it was looked at.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many findings are of a kind.
    pub fn count(&self, state: State) -> usize {
        self.findings.iter().filter(|finding| finding.state == state).count()
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What: a short name that stays.
    pub what: &'static str,
    /// What it means.
    pub state: State,
    /// What was seen.
    pub seen: String,
    /// What to change, with the line for nginx, Caddy or Traefik where a proxy is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<&'static str>,
}

/// What a finding means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and could be better or will break.
    Warning,
    /// Apps or people are turned away, or put at risk.
    Fault,
}

impl State {
    /// As JSON has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }
}

impl Finding {
    pub(super) fn ok(what: &'static str, seen: impl Into<String>) -> Self {
        Self { what, state: State::Ok, seen: seen.into(), mend: None }
    }

    pub(super) fn warning(what: &'static str, seen: impl Into<String>, mend: &'static str) -> Self {
        Self { what, state: State::Warning, seen: seen.into(), mend: Some(mend) }
    }

    pub(super) fn fault(what: &'static str, seen: impl Into<String>, mend: &'static str) -> Self {
        Self { what, state: State::Fault, seen: seen.into(), mend: Some(mend) }
    }
}
