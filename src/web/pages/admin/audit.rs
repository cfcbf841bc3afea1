//! The audit log, `/admin/audit`: sentences, filters, how the chain stands.

use super::{Listing, Section, Shell};
use crate::audit::Kind;
use crate::model::params::Params;
use crate::web::admin::sentences::Named;
use crate::web::page::Page;
use crate::web::pages::admin::{Count, FilterOption};
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The audit log.
#[derive(Clone, Debug, Serialize)]
pub struct AuditPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Text, kinds, app, span, paging.
    pub listing: Listing,
    /// The fields that are no choice of a few.
    pub fields: AuditFields,
    /// What cannot be meant: `audit-problem-…` of the catalogue.
    pub problems: Vec<&'static str>,
    /// This page of events, the newest first.
    pub events: Vec<EventRow>,
    /// The log from its newest event, where this page is a later one.
    pub newest_url: Option<String>,
    /// A search that found little looked back no further than this; the next page goes on.
    pub searched_to: Option<When>,
    /// The same events as JSON lines.
    pub export_url: String,
    /// How the chain stands.
    pub chain: Chain,
}

/// What was typed into the fields that are no choice of a few.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AuditFields {
    /// Username, e-mail address or id.
    pub person: String,
    /// The name of whoever that is.
    pub person_name: Option<String>,
    /// A network address.
    pub address: String,
    /// A time.
    pub from: String,
    /// A time.
    pub until: String,
}

impl AuditFields {
    /// Whether anything was typed.
    pub fn are_used(&self) -> bool {
        [&self.person, &self.address, &self.from, &self.until].iter().any(|text| !text.is_empty())
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventRow {
    /// Its id.
    pub id: String,
    /// The symbol of its group of kinds.
    pub icon: &'static str,
    /// Whether something was refused.
    pub is_bad: bool,
    /// Whether the event is not as we wrote it.
    pub is_forged: bool,
    /// What happened.
    pub sentence: String,
    /// When.
    pub when: When,
    /// Who did it.
    pub actor: Named,
    /// Whom it concerns, and everything that does.
    pub person: Option<Concerned>,
    /// Which app it concerns, and everything that does.
    pub app: Option<Concerned>,
    /// From where, and everything from there.
    pub address: Option<Concerned>,
    /// Its kind as stored.
    pub kind: String,
    /// Its number in the chain, once it is linked.
    pub seq: Option<i64>,
    /// What was changed.
    pub changes: Vec<ChangeRow>,
    /// What else is known of it.
    pub details: Vec<Detail>,
}

/// Whom or what an event concerns, and the log of that alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Concerned {
    /// With the way to its page.
    pub named: Named,
    /// The log of it alone.
    pub only_url: String,
}

/// One value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    /// What it is called.
    pub name: String,
    /// Its lines: of a list each entry, of anything else the value before and the value after.
    pub lines: Vec<ChangeLine>,
}

/// One line of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeLine {
    /// Whether it stayed, went or came.
    pub mark: Mark,
    /// The value.
    pub text: String,
}

/// Whether a line stayed, went or came: `audit-mark-…` of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It was there before and is there now.
    Kept,
    /// It was there before.
    Gone,
    /// It is there now.
    New,
}

/// One more thing that is known of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// What.
    pub name: String,
    /// In words.
    pub value: String,
}

/// How the chain stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// What the last verification found.
    pub state: ChainState,
    /// When it ran.
    pub verified: Option<When>,
    /// The number of the last event that it looked at.
    pub verified_to: i64,
    /// How many faults it found.
    pub faults: i64,
    /// Events since then.
    pub newer: i64,
    /// Events that wait for their number.
    pub unlinked: i64,
    /// The events up to this number were removed, since they were kept long enough.
    pub removed_to: Option<i64>,
    /// The newest signed head.
    pub head: Option<Head>,
    /// Whether a verification runs now.
    pub is_running: bool,
    /// Whether this role may start one.
    pub may_verify: bool,
}

/// What the last verification found: `audit-chain-…` of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChainState {
    /// Nothing wrong.
    Sound,
    /// Something wrong.
    Faulty,
    /// What is remembered of it was not written by us.
    Forged,
    /// There was none yet.
    Never,
}

/// A signed head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The number of the last event that it covers.
    pub seq: i64,
    /// When it was signed.
    pub signed: When,
    /// The head itself.
    pub jwt: String,
}

/// The choices of the log.
pub fn audit_listing(query: &Params, apps: Vec<FilterOption>, spans: &[&str]) -> Listing {
    Listing::new("/admin/audit", query)
        .filter("event", &Kind::groups(), query)
        .filter_of("app", apps, query)
        .filter("when", spans, query)
}

impl AuditPage {
    fn sample_event(sentence: &str, icon: &'static str, age: i64) -> EventRow {
        let now = 1_795_269_789;
        let named = |name: &str, url: &str| Named { name: name.into(), url: Some(url.into()) };
        let concerned = |name, url| Concerned { named: named(name, url), only_url: "/admin/audit?person=1".into() };
        EventRow {
            id: format!("0197f2c1-{age}"),
            icon,
            is_bad: icon == "log-in" && age > 3000,
            is_forged: false,
            sentence: sentence.into(),
            when: When::new(now - age, now),
            actor: named("Olga Marin", "/admin/users/1"),
            person: (icon != "layout-grid").then(|| concerned("Alice Adams", "/admin/users/2")),
            app: (icon != "user").then(|| concerned("Harbor Wiki", "/admin/clients/wiki")),
            address: Some(Concerned {
                named: Named { name: "203.0.113.7".into(), url: None },
                only_url: "/admin/audit?address=203.0.113.7".into(),
            }),
            kind: "client.changed".into(),
            seq: (age > 60).then_some(12_345 - age / 60),
            changes: Vec::new(),
            details: vec![Detail { name: "reason".into(), value: "wrong_password".into() }],
        }
    }

    fn sample_changes(texts: [&str; 3]) -> Vec<ChangeRow> {
        let marks = [Mark::Kept, Mark::Gone, Mark::New];
        let line = |(mark, text): (Mark, &str)| ChangeLine { mark, text: text.into() };
        let lines = marks.into_iter().zip(texts).map(line).collect();
        vec![ChangeRow { name: "redirect_uris".into(), lines }]
    }

    pub(super) fn sample_chain() -> Chain {
        let when = |age: i64| When::new(1_795_269_789 - age, 1_795_269_789);
        Chain {
            state: ChainState::Sound,
            verified: Some(when(7200)),
            verified_to: 12_214,
            faults: 0,
            newer: 131,
            unlinked: 0,
            removed_to: None,
            head: Some(Head { seq: 12_345, signed: when(40), jwt: "eyJ0eXAiOiJhdWRpdC1oZWFkK2p3dCJ9.e30.c2ln".into() }),
            is_running: false,
            may_verify: true,
        }
    }

    fn sample() -> Self {
        let event = Self::sample_event;
        let uris = ["https://wiki.example/callback", "http://wiki.example/old", "https://wiki.example/new"];
        let changed = event("Olga Marin changed the app Harbor Wiki", "layout-grid", 700);
        let listing = audit_listing(&Params::default(), Vec::new(), &["hour", "day", "week", "month"]);
        Self {
            shell: Shell::sample(Section::Audit),
            listing: listing.pages(Count::new(3), None, Some("b")),
            fields: AuditFields::default(),
            problems: Vec::new(),
            events: vec![
                event("Alice Adams signed in to Harbor Wiki", "log-in", 20),
                EventRow { changes: Self::sample_changes(uris), ..changed },
                event("Somebody tried to sign in as Alice Adams with a wrong password", "log-in", 4000),
                event("Olga Marin added Alice Adams", "user", 90_000),
            ],
            newest_url: None,
            searched_to: None,
            export_url: "/admin/audit/export".into(),
            chain: Self::sample_chain(),
        }
    }
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "admin/audit/list.html";

    fn samples() -> Vec<Self> {
        let full = Self::sample();
        let chain = Self::sample_chain();
        let never = Chain { state: ChainState::Never, verified: None, head: None, unlinked: 3, ..chain.clone() };
        let faulty = Chain { state: ChainState::Faulty, faults: 2, removed_to: Some(9000), ..chain.clone() };
        let forged = Chain { state: ChainState::Forged, verified: None, ..chain.clone() };
        let changed = EventRow { is_forged: true, ..Self::sample_event("Alice Adams signed in", "log-in", 90) };
        let quiet = Chain { newer: 0, is_running: true, may_verify: false, ..chain };
        let asked = AuditFields {
            person: "alice".into(),
            person_name: Some("Alice Adams".into()),
            address: "203.0.113.7".into(),
            from: "2026-11-01T00:00".into(),
            until: "2026-11-27T00:00".into(),
        };
        let narrowed = full.listing.clone().keep("person", "alice").pages(Count::new(1), None, Some("c"));
        let nothing = Self { events: Vec::new(), chain: never, ..full.clone() };
        let markup = EventRow {
            actor: Named { name: MARKUP.into(), url: None },
            kind: MARKUP.into(),
            changes: Self::sample_changes([MARKUP, MARKUP, &"x".repeat(200)]),
            details: vec![Detail { name: MARKUP.into(), value: MARKUP.into() }],
            ..Self::sample_event(MARKUP, "layout-grid", 5)
        };
        vec![
            full.clone(),
            Self { chain: forged, events: vec![changed], ..full.clone() },
            Self { shell: Shell::sample_auditor(Section::Audit), chain: faulty, ..full.clone() },
            Self {
                listing: narrowed.clone().sample_later(),
                fields: asked.clone(),
                newest_url: Some("/admin/audit?person=alice".into()),
                searched_to: Some(When::new(1_795_000_000, 1_795_269_789)),
                chain: quiet,
                ..full.clone()
            },
            Self { listing: narrowed.pages(Count::new(0), None, None), ..nothing.clone() },
            Self {
                fields: AuditFields { person_name: None, ..asked },
                problems: vec!["person", "address", "time"],
                ..nothing.clone()
            },
            Self { listing: full.listing.clone().pages(Count::new(0), None, None), ..nothing },
            Self { shell: Shell::sample_awkward(Section::Audit), events: vec![markup], ..full },
        ]
    }
}
