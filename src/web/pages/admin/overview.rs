//! The admin area's first page, `/admin`.

use super::chart::Chart;
use super::key_samples;
use super::{RingView, Section, Shell};
use crate::model::user::Role;
use crate::web::flash::Flash;
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// How it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// Surroundings; its counts are the page's numbers.
    #[serde(flatten)]
    pub shell: Shell,
    /// Which span the pictures show.
    pub span: Span,
    /// Sign-ins and tokens by the hour.
    pub charts: Vec<Chart>,
    /// How busy the checking of passwords is.
    pub passwords: PasswordPool,
    /// The keys in small.
    pub rings: Vec<RingView>,
    /// What somebody should look at, the most urgent first.
    pub attention: Vec<Attention>,
}

/// A span of the pictures: `span-…` of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
}

impl Span {
    /// What an address asks for; the day where it asks for nothing that we have.
    pub fn parse(text: Option<&str>) -> Self {
        if text == Some("week") { Self::Week } else { Self::Day }
    }

    /// How many hours it has.
    pub const fn hours(self) -> i64 {
        match self {
            Self::Day => 24,
            Self::Week => 168,
        }
    }
}

/// How busy the checking of passwords is on this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PasswordPool {
    /// How many can be checked at once.
    pub slots: usize,
    /// How many are checked now.
    pub busy: usize,
    /// How many wait.
    pub waiting: usize,
    /// How many may wait.
    pub queue: usize,
    /// How many were turned away since the start.
    pub refused: u64,
}

/// Something that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attention {
    /// Which texts of the catalogue: `attention-…-title`, `-text`, and with a link `-link`.
    pub kind: &'static str,
    /// What it concerns.
    pub name: String,
    /// How many.
    pub count: i64,
    /// Where it is seen to.
    pub url: Option<String>,
    /// Whether something is broken, and not only better done otherwise.
    pub is_bad: bool,
}

impl Attention {
    /// Something to look at, and what it concerns.
    pub fn new(kind: &'static str, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), count: 0, url: None, is_bad: false }
    }

    /// Says how many.
    #[must_use]
    pub fn count(self, count: i64) -> Self {
        Self { count, ..self }
    }

    /// Says where it is seen to.
    #[must_use]
    pub fn at(self, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..self }
    }

    /// Says that something is broken.
    #[must_use]
    pub fn bad(self) -> Self {
        Self { is_bad: true, ..self }
    }
}

fn sample_charts(span: Span) -> Vec<Chart> {
    let wave = |hour: i64, height: i64| (hour % 24 - 4).min(20 - hour % 24).max(0) * height;
    let counts = |height: i64, bad: i64| -> Vec<(i64, i64)> {
        (0..span.hours()).map(|hour| (wave(hour, height), if hour % 7 == 3 { bad } else { 0 })).collect()
    };
    vec![Chart::new("sign-ins", 498_660, &counts(12, 4)), Chart::new("tokens", 498_660, &counts(140, 9))]
}

impl Page for Overview {
    const TEMPLATE: &'static str = "admin/overview.html";

    fn samples() -> Vec<Self> {
        let attention = vec![
            Attention::new("key-flaw", "8Wm3kq").at("/admin/keys").bad(),
            Attention::new("audit-faults", "").count(2).at("/admin/audit/verify").bad(),
            Attention::new("audit-forged", "").at("/admin/audit").bad(),
            Attention::new("audit-unlinked", "").count(340).at("/admin/audit").bad(),
            Attention::new("master-key-open", "keys/master.key").bad(),
            Attention::new("secret-expired", "Payroll").at("/admin/clients/payroll/secrets").bad(),
            Attention::new("app-failing", "Harbor Wiki").count(7).at("/admin/clients/wiki/health"),
            Attention::new("secret-expires", "Payroll").count(9).at("/admin/clients/payroll/secrets"),
            Attention::new("clock", "").count(1440).bad(),
            Attention::new("no-standby", "RS256").at("/admin/keys"),
            Attention::new("switch-silent", "RS256: Payroll, Warehouse").count(2).at("/admin/keys"),
            Attention::new("key-revoked", "8Wm3kqP0").at("/admin/keys/8Wm3kqP0/report"),
            Attention::new("one-owner", "").at("/admin/users"),
            Attention::new("plain-http", "http://localhost:8000").at("/admin/settings"),
            Attention::new("no-apps", "").at("/admin/clients/new"),
            Attention::new("no-contact", "").at("/admin/settings"),
        ];
        let quiet = Self {
            shell: Shell::sample(Section::Overview),
            span: Span::Day,
            charts: sample_charts(Span::Day),
            passwords: PasswordPool { slots: 4, busy: 1, waiting: 0, queue: 64, refused: 0 },
            rings: vec![key_samples::pending()],
            attention: Vec::new(),
        };
        let auditor = Shell::sample_auditor(Section::Overview);
        let role = |role: Role| Self { shell: Shell { role: role.as_str(), ..auditor.clone() }, ..quiet.clone() };
        let done = Flash::good("flash-person-deleted").name("Dmitri Orlov").undo("/admin/users/1/restore");
        let still = |name| Chart::new(name, 498_660, &[(0, 0); 24]);
        vec![
            quiet.clone(),
            role(Role::Auditor),
            role(Role::PeopleAdmin),
            Self {
                shell: role(Role::AppAdmin).shell.with(done),
                span: Span::Week,
                charts: sample_charts(Span::Week),
                passwords: PasswordPool { busy: 4, waiting: 12, refused: 3, ..quiet.passwords },
                ..quiet.clone()
            },
            Self { attention, charts: vec![still("sign-ins"), still("tokens")], ..quiet.clone() },
            Self {
                shell: Shell::sample_awkward(Section::Overview),
                attention: vec![
                    Attention::new("key-flaw", MARKUP).bad(),
                    Attention::new("app-failing", MARKUP).count(1),
                ],
                rings: vec![],
                ..quiet
            },
        ]
    }
}
