//! The emergency: the question before a key is revoked, with everything that it reaches, and the report of what was done,
//! which is printed and kept.

use super::key_samples::{ACTIVE, NEXT, at};
use super::keys::short;
use super::{AppName, Section, Shell, Typed};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// What a revocation reaches, or reached.
#[derive(Clone, Debug, Serialize)]
pub struct Reach {
    /// The key.
    pub kid: String,
    /// The beginning of its name.
    pub short: String,
    /// The algorithm.
    pub ring: String,
    /// What it did until then: `active`, `staged` …
    pub state: String,
    /// When its last honest token would have expired; none where none was alive.
    pub tokens_until: Option<When>,
    /// Until when apps believe it, forged tokens too.
    pub accepted_until: When,
    /// Sessions from which its tokens came.
    pub sessions: i64,
    /// What apps hold from these: refresh tokens.
    pub refreshes: i64,
    /// The people behind them.
    pub people: i64,
    /// The apps that got its tokens.
    pub apps: Vec<AppName>,
    /// Whether another key has to take its place.
    pub is_followed: bool,
    /// The beginning of the name of that key; none where it has still to be made.
    pub successor: Option<String>,
    /// Until when apps may not know that key.
    pub fails_until: Option<When>,
}

/// The question.
#[derive(Clone, Debug, Serialize)]
pub struct KeyRevocation {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// What it reaches.
    pub reach: Reach,
    /// The beginning of the key's name, to be typed.
    pub typed: Typed,
    /// `end`, `keep`, or nothing chosen yet.
    pub ending: String,
    /// Whether nothing was chosen.
    pub is_unchosen: bool,
    /// Whether the key's state changed since the question was asked first.
    pub is_stale: bool,
    /// What the key was like when this was asked.
    pub version: String,
}

/// The report.
#[derive(Clone, Debug, Serialize)]
pub struct KeyReport {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// What it reached.
    pub reach: Reach,
    /// When the key was revoked.
    pub revoked: When,
    /// By whom.
    pub actor: String,
    /// From where.
    pub address: Option<String>,
    /// The event of the audit log that this was read from.
    pub event: String,
    /// Whether sessions and refresh tokens were ended.
    pub has_ended: bool,
    /// How many were ended.
    pub ended_sessions: i64,
    /// See `ended_sessions`.
    pub ended_refreshes: i64,
    /// Whether apps may still believe the key.
    pub is_accepted: bool,
    /// When this was shown.
    pub printed: When,
}

fn sample_reach() -> Reach {
    let app = |id: &str, name: &str| AppName { id: id.into(), name: name.into() };
    Reach {
        kid: ACTIVE.into(),
        short: short(ACTIVE),
        ring: "RS256".into(),
        state: "active".into(),
        tokens_until: Some(at(3400)),
        accepted_until: at(600),
        sessions: 214,
        refreshes: 318,
        people: 187,
        apps: vec![app("wiki", "Harbor Wiki"), app("payroll", "Payroll"), app("shop", "Bluebird Shop")],
        is_followed: true,
        successor: Some(short(NEXT)),
        fails_until: None,
    }
}

fn sample_standby() -> Reach {
    Reach {
        state: "standby".into(),
        tokens_until: None,
        sessions: 0,
        refreshes: 0,
        people: 0,
        apps: Vec::new(),
        is_followed: false,
        successor: None,
        ..sample_reach()
    }
}

impl Page for KeyRevocation {
    const TEMPLATE: &'static str = "admin/keys/revoke.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            shell: Shell::sample(Section::Keys),
            reach: sample_reach(),
            typed: Typed::new(short(ACTIVE)),
            ending: String::new(),
            is_unchosen: false,
            is_stale: false,
            version: "1".into(),
        };
        let unready = Reach { successor: None, fails_until: Some(at(1200)), ..sample_reach() };
        let wrong = Typed { is_wrong: true, ..plain.typed.clone() };
        vec![
            plain.clone(),
            Self { reach: sample_standby(), ..plain.clone() },
            Self { reach: unready, is_unchosen: true, ..plain.clone() },
            Self { typed: wrong, ending: "keep".into(), is_unchosen: false, ..plain.clone() },
            Self { is_stale: true, ending: "end".into(), ..plain.clone() },
            Self {
                shell: Shell::sample_awkward(Section::Keys),
                reach: Reach {
                    kid: MARKUP.into(),
                    apps: vec![AppName { id: MARKUP.into(), name: MARKUP.into() }],
                    ..sample_reach()
                },
                ..plain
            },
        ]
    }
}

impl Page for KeyReport {
    const TEMPLATE: &'static str = "admin/keys/report.html";

    fn samples() -> Vec<Self> {
        let fresh = Self {
            shell: Shell::sample(Section::Keys),
            reach: sample_reach(),
            revoked: at(-30),
            actor: "Olga Marin".into(),
            address: Some("203.0.113.7".into()),
            event: "01KB1Z6Q3N8W4VJ5T2Y7M9XRCD".into(),
            has_ended: true,
            ended_sessions: 214,
            ended_refreshes: 318,
            is_accepted: true,
            printed: at(0),
        };
        let late = Self {
            shell: Shell::sample_auditor(Section::Keys),
            reach: Reach { fails_until: Some(at(1200)), ..sample_reach() },
            has_ended: false,
            is_accepted: false,
            address: None,
            ..fresh.clone()
        };
        let standby = Self { reach: sample_standby(), ..fresh.clone() };
        let awkward = Self {
            shell: Shell::sample_awkward(Section::Keys),
            actor: MARKUP.into(),
            reach: Reach { apps: vec![AppName { id: MARKUP.into(), name: MARKUP.into() }], ..sample_reach() },
            ..fresh.clone()
        };
        vec![fresh, late, standby, awkward]
    }
}
