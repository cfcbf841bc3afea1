//! The consent page: posts `flow`, `csrf`, `decision` (`allow` or `deny`) to `/consent`.

use super::{Chrome, Look, MARKUP, Person};
use crate::model::claim_rule::STANDARD;
use crate::web::page::Page;
use serde::Serialize;

/// What an app will learn, in words and with the real values.
#[derive(Clone, Debug, Serialize)]
pub struct Consent {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser.
    pub csrf: String,
    /// The sealed request of the app.
    pub flow: String,
    /// The app that asks.
    pub client_name: String,
    /// How the app looks.
    pub look: Look,
    /// The app's home page.
    pub client_url: Option<String>,
    /// Whose data it is.
    pub person: Person,
    /// One entry per scope, in the order asked.
    pub items: Vec<ConsentItem>,
}

/// One thing that an app asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsentItem {
    /// The scope as the protocol names it. `openid`, `profile`, `email`, `phone`, `address`, `groups` and
    /// `offline_access` have texts and an icon of their own.
    pub scope: String,
    /// What to call it where the catalogue has no text for the scope.
    pub title: Option<String>,
    /// The claim of the app's own that tells it; none for what a scope shows.
    pub claim: Option<ToldClaim>,
    /// What the app would learn now.
    pub values: Vec<String>,
}

/// A claim of an app's own, as the person who is asked reads of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToldClaim {
    /// Its name in tokens.
    pub name: String,
    /// What is told, in the catalogue; none where the item has a title.
    pub key: Option<String>,
    /// Names of groups, for the words of the catalogue.
    pub detail: String,
}

impl ConsentItem {
    /// An entry for a scope that the catalogue knows.
    pub fn new(scope: impl Into<String>, values: Vec<String>) -> Self {
        Self { scope: scope.into(), title: None, claim: None, values }
    }

    /// An entry for a scope or resource that an admin named.
    pub fn named(scope: impl Into<String>, title: impl Into<String>, values: Vec<String>) -> Self {
        Self { scope: scope.into(), title: Some(title.into()), claim: None, values }
    }
}

impl ToldClaim {
    /// An entry for a standard claim.
    pub(super) fn standard(name: &str, values: Vec<String>) -> ConsentItem {
        let key = Some(format!("profile-{}", name.replace('_', "-")));
        let claim = Some(Self { name: name.into(), key, detail: String::new() });
        ConsentItem { claim, ..ConsentItem::new(name, values) }
    }

    /// Examples: one with a label of the installation's, one for every message.
    pub(super) fn samples() -> Vec<ConsentItem> {
        let item = |name: &str, key: &str, detail: &str| ConsentItem {
            claim: Some(Self { name: name.into(), key: Some(key.into()), detail: detail.into() }),
            ..ConsentItem::new(name, vec![])
        };
        let labelled = ConsentItem {
            claim: Some(Self { name: "dept".into(), key: None, detail: String::new() }),
            ..ConsentItem::named("dept", "Department", vec!["Sales".into()])
        };
        let standard = STANDARD.iter().map(|name| Self::standard(name, vec![]));
        let of_groups = [
            item("roles", "consent-groups", ""),
            item("roles", "consent-groups-prefix", "wiki-"),
            item("roles", "consent-groups-chosen", "Editors, Staff"),
        ];
        [labelled].into_iter().chain(standard).chain(of_groups).collect()
    }
}

impl Page for Consent {
    const TEMPLATE: &'static str = "sign_in/consent.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            chrome: Chrome::sample(),
            csrf: "csrf".into(),
            flow: "c2VhbGVk".into(),
            client_name: "Harbor Wiki".into(),
            look: Look::default(),
            client_url: Some("https://wiki.example/".into()),
            person: Person::sample(),
            items: vec![
                ConsentItem::new("openid", vec![]),
                ConsentItem::new("profile", vec!["Alice Adams".into(), "alice".into()]),
                ConsentItem::new("email", vec!["alice@northwind.example".into()]),
                ConsentItem::new("groups", vec!["Editors".into(), "Berlin".into()]),
                ConsentItem::new("offline_access", vec![]),
                ConsentItem::named("invoices.read", "Read your invoices", vec!["https://api.example/".into()]),
                ToldClaim::standard("nickname", vec!["Al".into()]),
            ],
        };
        let awkward = Self {
            client_name: MARKUP.into(),
            client_url: Some("javascript:alert(1)".into()),
            person: Person::sample_awkward(),
            items: vec![
                ConsentItem::new("phone", vec!["+49 30 1234567".into()]),
                ConsentItem::new("address", vec!["Kaiserdamm 1\n14057 Berlin".into()]),
                ConsentItem::new("something.unknown", vec![]),
                ConsentItem::named(MARKUP, MARKUP, vec![MARKUP.into(), "x".repeat(300)]),
            ],
            ..plain.clone()
        };
        let nothing = Self { client_url: None, items: vec![], look: Look::sample(), ..plain.clone() };
        let told = Self { items: ToldClaim::samples(), ..plain.clone() };
        vec![plain, awkward, nothing, told]
    }
}
