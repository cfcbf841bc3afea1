//! The check of the audit log, `/admin/audit/verify`: that it runs, and what it found.

use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The check of the audit log.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Whether it runs, and how it ended.
    pub state: VerifyState,
    /// When it began.
    pub began: Option<When>,
    /// What was found.
    pub result: Option<VerifyResult>,
    /// Whether this role may start one.
    pub may_verify: bool,
}

/// Whether a check runs: `verify-<state>-title`, `-text` of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifyState {
    /// None ran since the start of this server.
    Idle,
    /// It runs; the page asks again by itself.
    Running,
    /// Nothing is wrong.
    Sound,
    /// Something is wrong.
    Faulty,
    /// It came to no end; the log says why.
    Broken,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifyResult {
    /// Events with a number.
    pub linked: i64,
    /// Events that wait for one.
    pub unlinked: i64,
    /// The events up to this number were removed, since they were kept long enough.
    pub removed_to: Option<i64>,
    /// Signed heads in the database.
    pub heads: i64,
    /// Signed heads from outside the database that were compared.
    pub heads_outside: i64,
    /// The number that the newest head covers.
    pub head_seq: Option<i64>,
    /// How many faults there are.
    pub fault_count: i64,
    /// How many of them are not listed.
    pub more_faults: i64,
    /// The first of them.
    pub faults: Vec<FaultRow>,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaultRow {
    /// The number in the chain.
    pub seq: Option<i64>,
    /// The id of the row.
    pub id: Option<String>,
    /// `fault-…` of the catalogue, which may use `$what` and `$number`.
    pub finding: &'static str,
    /// What it turns on.
    pub what: &'static str,
    /// A number that it names.
    pub number: i64,
}

impl Page for VerifyPage {
    const TEMPLATE: &'static str = "admin/audit/verify.html";

    fn samples() -> Vec<Self> {
        let result = VerifyResult {
            linked: 12_345,
            unlinked: 2,
            removed_to: None,
            heads: 870,
            heads_outside: 1204,
            head_seq: Some(12_345),
            fault_count: 0,
            more_faults: 0,
            faults: Vec::new(),
        };
        let state = |state, result| Self {
            shell: Shell::sample(Section::Audit),
            state,
            began: Some(When::new(1_795_269_700, 1_795_269_789)),
            result,
            may_verify: true,
        };
        let fault = |(finding, what): (&'static str, &'static str)| FaultRow {
            seq: (what != "malformed").then_some(812),
            id: (finding == "mac").then(|| "0197f2c1-6f1e-7000-8000-1f2e3d4c5b6a".into()),
            finding,
            what,
            number: 9,
        };
        let all = [
            ("mac", ""),
            ("link", ""),
            ("missing", ""),
            ("number", ""),
            ("put-back", ""),
            ("uncovered", ""),
            ("head", "malformed"),
            ("head-outside", "key"),
            ("head-columns", ""),
            ("head-differs", "inside"),
            ("head-beyond", "outside"),
        ];
        let faulty = VerifyResult {
            removed_to: Some(700),
            heads_outside: 0,
            head_seq: None,
            fault_count: 120,
            more_faults: 109,
            faults: all.map(fault).into(),
            ..result.clone()
        };
        let hostile = FaultRow { id: Some(MARKUP.into()), ..fault(("mac", "")) };
        let awkward = VerifyResult { fault_count: 1, more_faults: 0, faults: vec![hostile], ..faulty.clone() };
        vec![
            state(VerifyState::Running, None),
            state(VerifyState::Sound, Some(result)),
            state(VerifyState::Faulty, Some(faulty)),
            state(VerifyState::Broken, None),
            Self { shell: Shell::sample_auditor(Section::Audit), began: None, ..state(VerifyState::Idle, None) },
            Self {
                shell: Shell::sample_awkward(Section::Audit),
                may_verify: false,
                ..state(VerifyState::Faulty, Some(awkward))
            },
        ]
    }
}
