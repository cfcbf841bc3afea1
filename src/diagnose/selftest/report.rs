//! What a self-test tells: a line for each capability that was tried.

use serde::{Serialize, Serializer};

/// What came of a self-test.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The address that was asked.
    pub url: String,
    /// Capabilities that work.
    pub ok: usize,
    /// Capabilities that do not.
    pub failed: usize,
    /// Capabilities that could not be tried from here.
    pub skipped: usize,
    /// How long it took.
    pub seconds: f64,
    /// What was tried, in its order.
    pub lines: Vec<Line>,
}

impl Report {
    /// Whether the server does what it advertises, as far as it was tried.
    pub const fn is_passed(&self) -> bool {
        self.failed == 0 && self.ok > 0
    }

    /// How it stands after these lines.
    pub(super) fn of(url: &str, lines: Vec<Line>, seconds: f64) -> Self {
        let count = |wanted| lines.iter().filter(|line| line.result == wanted).count();
        let (ok, failed, skipped) = (count(Outcome::Ok), count(Outcome::Failed), count(Outcome::Skipped));
        Self { url: url.to_owned(), ok, failed, skipped, seconds, lines }
    }
}

/// One capability, and whether it works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The member of the discovery document that advertises it; none for what every provider must do.
    pub member: Option<String>,
    /// What was tried.
    pub capability: String,
    /// Whether it works.
    pub result: Outcome,
    /// What was seen, or why nothing could be. Holds no secret and no token.
    pub evidence: String,
    /// What to do about it, where it does not work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<Mend>,
}

/// Whether a capability works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It does what is advertised.
    Ok,
    /// It does not.
    Failed,
    /// It could not be tried.
    Skipped,
}

impl Outcome {
    /// As JSON and the catalogue's `selftest-result-…` have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// What to do about a failure: the catalogue says it as `selftest-mend-…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// The server cannot be reached at its address.
    Reach,
    /// Issuer and public URL differ somewhere.
    Issuer,
    /// The server has another database than this command.
    Database,
    /// A key is missing or does not fit.
    Keys,
    /// Answers must not be kept so, or must be.
    Caching,
    /// It does not do what it should: the proxy in front, or the server itself.
    Answer,
    /// It is advertised, and this program does not know it.
    Unknown,
}

impl Mend {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Reach, Self::Issuer, Self::Database, Self::Keys, Self::Caching, Self::Answer, Self::Unknown];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Issuer => "issuer",
            Self::Database => "database",
            Self::Keys => "keys",
            Self::Caching => "caching",
            Self::Answer => "answer",
            Self::Unknown => "unknown",
        }
    }
}

impl Serialize for Mend {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Why a check has nothing good to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Something is wrong.
    Failed(String, Mend),
    /// It cannot be tried from here.
    Skipped(String),
}

/// What a check says: evidence, or why there is none.
pub(super) type Check<T = String> = Result<T, Stop>;

impl Stop {
    /// The answer is another than it should be.
    pub(super) fn answer(seen: impl Into<String>) -> Self {
        Self::Failed(seen.into(), Mend::Answer)
    }

    /// Advertised, and nothing here checks it.
    pub(super) fn unknown(name: &str) -> Self {
        let shown: String = name.chars().take(100).collect();
        Self::Failed(format!("{shown:?} is advertised, and nothing checks it"), Mend::Unknown)
    }
}

/// Demands that something is so; otherwise `seen` tells what was there instead.
pub(super) fn demand(is_so: bool, seen: impl FnOnce() -> String) -> Check<()> {
    if is_so { Ok(()) } else { Err(Stop::answer(seen())) }
}

impl Line {
    pub(super) fn new(member: &str, capability: impl Into<String>, outcome: Check) -> Self {
        let member = Some(member.to_owned()).filter(|member| !member.is_empty());
        let (result, evidence, mend) = match outcome {
            Ok(evidence) => (Outcome::Ok, evidence, None),
            Err(Stop::Failed(seen, mend)) => (Outcome::Failed, seen, Some(mend)),
            Err(Stop::Skipped(reason)) => (Outcome::Skipped, reason, None),
        };
        Self { member, capability: capability.into(), result, evidence, mend }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_passes_only_if_something_worked_and_nothing_failed() {
        let line = |outcome| Line::new("issuer", "x", outcome);
        let report = |lines| Report::of("u", lines, 0.0);
        assert!(report(vec![line(Ok("seen".into())), line(Err(Stop::Skipped("why".into())))]).is_passed());
        assert!(!report(vec![line(Ok("seen".into())), line(Err(Stop::answer("404")))]).is_passed());
        assert!(!report(vec![]).is_passed());
        assert!(!report(vec![line(Err(Stop::Skipped("why".into())))]).is_passed());
    }

    #[test]
    fn a_failed_line_tells_what_to_do_and_no_other_does() {
        let failed = serde_json::to_value(Line::new("jwks_uri", "keys", Err(Stop::unknown("x")))).unwrap();
        assert_eq!((&failed["result"], &failed["mend"]), (&"failed".into(), &"unknown".into()));
        let ok = serde_json::to_value(Line::new("", "keys", Ok("seen".into()))).unwrap();
        assert_eq!((&ok["member"], ok.get("mend")), (&serde_json::Value::Null, None));
    }
}
