//! The token doctor, `/admin/tokens`: what was found out about a token that is not shown again.

use super::refused_request::MarkedDifference;
use super::{Choice, Fields, Section, Shell};
use crate::diagnose::token_doctor::{Code, Finding, Kind, Report, Verdict};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The form for a token, and what was found of the last one.
#[derive(Clone, Debug, Serialize)]
pub struct TokenDoctor {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// `client` as typed; `token` never.
    pub fields: Fields,
    /// The name of the app that was asked about.
    pub app: Option<String>,
    /// Apps to choose from.
    pub offered: Vec<Choice>,
    /// What was found.
    pub examined: Option<Examined>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Examined {
    /// `doctor-kind-<kind>` of the catalogue.
    pub kind: &'static str,
    /// `ok`, `warning` or `wrong`: `doctor-verdict-<verdict>`.
    pub verdict: &'static str,
    /// What was found, trouble first.
    pub findings: Vec<FindingRow>,
    /// What the token says of itself.
    pub facts: Vec<FactRow>,
    /// Where its issuer and ours part.
    pub difference: Option<MarkedDifference>,
}

/// One finding: `doctor-<code>`, and of trouble `doctor-<code>-mend`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingRow {
    /// `ok`, `warning` or `wrong`.
    pub verdict: &'static str,
    /// Which.
    pub code: &'static str,
    /// What the messages may name.
    pub came: String,
    /// See `came`.
    pub expected: String,
    /// See `came`.
    pub name: String,
    /// A time in seconds that they may name.
    pub seconds: i64,
}

/// Something that the token says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactRow {
    /// The member's name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// The moment that it is, where it is one.
    pub when: Option<When>,
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Warning => "warning",
        Verdict::Wrong => "wrong",
    }
}

impl Examined {
    /// A report as the page shows it at `now` (unix seconds).
    pub fn new(report: &Report, now: i64) -> Self {
        let mut findings: Vec<_> = report.findings.iter().map(FindingRow::new).collect();
        // Those who look for a mistake read its mend first; among equals the order stays.
        findings.sort_by_key(|finding| ["wrong", "warning", "ok"].iter().position(|one| *one == finding.verdict));
        let fact = |fact: &crate::diagnose::token_doctor::Fact| FactRow {
            name: fact.name,
            value: fact.value.clone(),
            when: fact.at.map(|at| When::new(at, now)),
        };
        Self {
            kind: report.kind.as_str(),
            verdict: verdict(report.verdict),
            findings,
            facts: report.facts.iter().map(fact).collect(),
            difference: report.difference.as_ref().map(MarkedDifference::new),
        }
    }
}

impl FindingRow {
    fn new(finding: &Finding) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            verdict: verdict(finding.verdict),
            code: finding.code.as_str(),
            came: text(&finding.came),
            expected: text(&finding.expected),
            name: text(&finding.name),
            seconds: finding.seconds.unwrap_or_default().max(0),
        }
    }
}

impl TokenDoctor {
    fn sample(findings: &[Finding], kind: Kind, worst: Verdict) -> Self {
        let fact = |name, value: &str| FactRow { name, value: value.into(), when: None };
        let exp = FactRow { when: Some(When::new(1_795_269_000, 1_795_269_789)), ..fact("exp", "1795269000") };
        let examined = Examined {
            kind: kind.as_str(),
            verdict: verdict(worst),
            findings: findings.iter().map(FindingRow::new).collect(),
            facts: vec![fact("alg", "RS256"), fact("iss", "https://id.northwind.example/"), exp],
            difference: None,
        };
        Self {
            shell: Shell::sample(Section::Apps),
            fields: Fields::default().with("client", "harbor-wiki"),
            app: Some("Harbor Wiki".into()),
            offered: vec![Choice::new("harbor-wiki", "Harbor Wiki", false)],
            examined: Some(examined),
        }
    }
}

impl Page for TokenDoctor {
    const TEMPLATE: &'static str = "admin/token_doctor.html";

    fn samples() -> Vec<Self> {
        let told = |finding: Finding| finding.came("a b").expected("c d").name("Harbor Wiki").seconds(4000);
        let fine: Vec<_> = Code::FINE.iter().map(|code| told(Finding::ok(*code))).collect();
        let mut trouble: Vec<_> = Code::TROUBLE.iter().map(|code| told(Finding::wrong(*code))).collect();
        trouble.push(told(Finding::warning(Code::Bearer)));
        let good = Self::sample(&fine, Kind::AccessToken, Verdict::Ok);
        let empty = Self { fields: Fields::default(), app: None, examined: None, ..good.clone() };
        let mut wrong = Fields::default().with("client", MARKUP);
        wrong.refuse_because("client", "doctor-no-app", 0, MARKUP);
        let mut all = vec![
            empty.clone(),
            good.clone(),
            Self::sample(&trouble, Kind::IdToken, Verdict::Wrong),
            Self { shell: Shell::sample_auditor(Section::Apps), ..good },
            Self { fields: wrong, ..empty },
        ];
        all.extend(Kind::ALL.map(|kind| Self::sample(&[], kind, Verdict::Warning)));
        let hostile = Finding::wrong(Code::IssuerSlash).came(MARKUP).expected(MARKUP).name(MARKUP);
        let mut awkward = Self::sample(&[hostile], Kind::OtherJwt, Verdict::Wrong);
        if let Some(examined) = &mut awkward.examined {
            examined.facts = vec![FactRow { name: "sub", value: MARKUP.into(), when: None }];
            examined.difference = MarkedDifference::sample();
        }
        all.push(Self { shell: Shell::sample_awkward(Section::Apps), app: Some(MARKUP.into()), ..awkward });
        all
    }
}
