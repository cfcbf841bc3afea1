//! The self-test, `/admin/selftest`: that it runs, and what it found.

use super::{Section, Shell};
use crate::diagnose::selftest::{Line, Mend, Outcome};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The self-test.
#[derive(Clone, Debug, Serialize)]
pub struct SelfTestPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Whether it runs, and how it ended.
    pub state: SelfTestState,
    /// When it began.
    pub began: Option<When>,
    /// Capabilities that work.
    pub ok: i64,
    /// Capabilities that do not.
    pub failed: i64,
    /// Capabilities that could not be tried.
    pub skipped: i64,
    /// What was tried so far: failures first, then by member.
    pub groups: Vec<SelfTestGroup>,
}

/// How far it is: `selftest-state-<state>` of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SelfTestState {
    /// None ran since the start of this server.
    Idle,
    /// It runs; the page asks again by itself.
    Running,
    /// Nothing failed.
    Passed,
    /// Something failed.
    Failed,
    /// Somebody stopped it.
    Stopped,
    /// It came to no end; the log says why.
    Broken,
}

/// What was tried of one member of the discovery document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SelfTestGroup {
    /// The member; none for what every provider must do.
    pub member: Option<String>,
    /// What was tried.
    pub lines: Vec<SelfTestLine>,
}

/// One capability.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SelfTestLine {
    /// What was tried, in English: a value or a rule of the standards.
    pub capability: String,
    /// `selftest-result-<result>` of the catalogue.
    pub result: &'static str,
    /// What was seen, in English.
    pub evidence: String,
    /// `selftest-mend-<mend>` of the catalogue, where it does not work.
    pub mend: Option<&'static str>,
}

impl SelfTestGroup {
    /// Lines by member; members with a failure come first.
    pub fn all(lines: &[Line]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for line in lines {
            let shown = SelfTestLine::new(line);
            match groups.iter_mut().find(|group| group.member == line.member) {
                Some(group) => group.lines.push(shown),
                None => groups.push(Self { member: line.member.clone(), lines: vec![shown] }),
            }
        }
        groups.sort_by_key(|group| !group.lines.iter().any(|line| line.mend.is_some()));
        groups
    }
}

impl SelfTestLine {
    fn new(line: &Line) -> Self {
        Self {
            capability: line.capability.clone(),
            result: line.result.as_str(),
            evidence: line.evidence.clone(),
            mend: line.mend.map(Mend::as_str),
        }
    }
}

impl Page for SelfTestPage {
    const TEMPLATE: &'static str = "admin/selftest.html";

    fn samples() -> Vec<Self> {
        let line = |member: Option<&str>, capability: &str, result, mend| Line {
            member: member.map(Into::into),
            capability: capability.into(),
            result,
            evidence: "the right verifier gives tokens, another one invalid_grant".into(),
            mend,
        };
        let fine = [
            line(Some("issuer"), "both well-known documents are the same", Outcome::Ok, None),
            line(Some("code_challenge_methods_supported"), "S256", Outcome::Ok, None),
            line(
                Some("backchannel_logout_supported"),
                "a logout token tells the app of the end",
                Outcome::Skipped,
                None,
            ),
        ];
        let mut wrong: Vec<_> = fine.to_vec();
        wrong.extend(Mend::ALL.map(|mend| line(Some("jwks_uri"), mend.as_str(), Outcome::Failed, Some(mend))));
        wrong.push(line(None, "a throw-away app", Outcome::Failed, Some(Mend::Database)));
        let state = |state, lines: &[Line]| {
            let count = |wanted| lines.iter().map(|line| i64::from(line.result == wanted)).sum();
            Self {
                shell: Shell::sample(Section::Settings),
                state,
                began: Some(When::new(1_795_269_700, 1_795_269_789)),
                ok: count(Outcome::Ok),
                failed: count(Outcome::Failed),
                skipped: count(Outcome::Skipped),
                groups: SelfTestGroup::all(lines),
            }
        };
        let hostile =
            Line { evidence: MARKUP.into(), ..line(Some(MARKUP), MARKUP, Outcome::Failed, Some(Mend::Answer)) };
        vec![
            Self { began: None, ..state(SelfTestState::Idle, &[]) },
            state(SelfTestState::Running, &fine[..1]),
            state(SelfTestState::Passed, &fine),
            state(SelfTestState::Failed, &wrong),
            state(SelfTestState::Stopped, &[]),
            state(SelfTestState::Broken, &[]),
            Self { shell: Shell::sample_auditor(Section::Settings), ..state(SelfTestState::Passed, &fine) },
            Self { shell: Shell::sample_awkward(Section::Settings), ..state(SelfTestState::Failed, &[hostile]) },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_by_member_and_members_with_a_failure_come_first() {
        let line = |member: &str, mend: Option<Mend>| Line {
            member: Some(member.into()),
            capability: "x".into(),
            result: if mend.is_some() { Outcome::Failed } else { Outcome::Ok },
            evidence: "y".into(),
            mend,
        };
        let groups = SelfTestGroup::all(&[line("a", None), line("b", Some(Mend::Keys)), line("a", None)]);
        let shown: Vec<_> = groups.iter().map(|group| (group.member.as_deref(), group.lines.len())).collect();
        assert_eq!(shown, [(Some("b"), 1), (Some("a"), 2)]);
    }
}
