//! `/admin/clients/<id>`: what an app is and how it is doing, at one glance.

use super::{AppFrame, AppTab, Count, TrailRow};
use crate::model::client::ClientKind;
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// An app at one glance.
#[derive(Clone, Debug, Serialize)]
pub struct AppOverview {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// When it got tokens last, within the days that this is remembered.
    pub used: Option<When>,
    /// How often it got tokens within a week.
    pub succeeded: Count,
    /// How many of its requests failed within a week.
    pub failed: Count,
    /// Sign-ins that still give it tokens.
    pub families: Count,
    /// The groups that may use it; none = everybody may.
    pub groups: Option<Vec<String>>,
    /// Where people come back to.
    pub redirect_uris: Vec<String>,
    /// The scopes that it may ask for.
    pub scopes: Vec<String>,
    /// Whether people are asked first.
    pub requires_consent: bool,
    /// Whether it signs people in, and does not only get tokens for itself.
    pub has_people: bool,
    /// Secrets that work; none where it keeps none.
    pub secrets: Option<usize>,
    /// The latest of what was done to it.
    pub trail: Vec<TrailRow>,
    /// The label of the token that it registered itself with; none where it did not, or nobody vouched for it.
    pub registered_with: Option<String>,
    /// When it was added.
    pub created: When,
    /// When it was changed last.
    pub changed: When,
}

impl AppOverview {
    fn sample(frame: AppFrame) -> Self {
        let now = 1_795_269_789;
        let event = |sentence: &str, age: i64| TrailRow {
            when: When::new(now - age, now),
            sentence: sentence.into(),
            by: "Olga Marin".into(),
            is_bad: false,
            is_forged: false,
        };
        Self {
            frame,
            used: Some(When::new(now - 40, now)),
            succeeded: Count::new(4812),
            failed: Count::new(0),
            families: Count::new(214),
            groups: None,
            redirect_uris: vec!["https://wiki.northwind.example/callback".into()],
            scopes: ["openid", "profile", "email", "groups"].map(str::to_owned).to_vec(),
            requires_consent: false,
            has_people: true,
            secrets: Some(2),
            trail: vec![
                event("Olga Marin changed the app Harbor Wiki", 7300),
                event("Olga Marin added the app Harbor Wiki", 9_000_000),
            ],
            registered_with: Some("Team blue".into()),
            created: When::new(1_780_000_000, now),
            changed: When::new(now - 7300, now),
        }
    }
}

impl Page for AppOverview {
    const TEMPLATE: &'static str = "admin/clients/overview.html";

    fn samples() -> Vec<Self> {
        let tab = AppTab::Overview;
        let full = Self::sample(AppFrame::sample(tab));
        let new = Self {
            registered_with: None,
            used: None,
            succeeded: Count::new(0),
            families: Count::new(0),
            trail: full.trail[1..].to_vec(),
            ..full.clone()
        };
        let failing = Self {
            failed: Count::new(23),
            groups: Some(vec!["Editors".into(), "Berlin".into()]),
            requires_consent: true,
            ..full.clone()
        };
        let off =
            Self { groups: Some(vec![]), secrets: None, trail: vec![], ..Self::sample(AppFrame::sample_public(tab)) };
        let service = Self {
            frame: AppFrame::sample(tab).of_kind(ClientKind::Service),
            redirect_uris: vec![],
            scopes: vec![],
            has_people: false,
            secrets: Some(0),
            ..new.clone()
        };
        let awkward = Self {
            groups: Some(vec![MARKUP.into(), "x".repeat(120)]),
            redirect_uris: vec![MARKUP.into(), format!("https://wiki.example/{}", "x".repeat(300))],
            scopes: vec![MARKUP.into()],
            registered_with: Some(MARKUP.into()),
            families: Count::new(20_000),
            ..Self::sample(AppFrame::sample_awkward(tab))
        };
        vec![
            full.clone(),
            Self { frame: AppFrame::sample_auditor(tab), ..full.clone() },
            Self { frame: AppFrame::sample(tab).of_kind(ClientKind::Native), ..full },
            new,
            failing,
            off,
            service,
            awkward,
        ]
    }
}
