//! `/account/apps`: which apps may see what of me. Posts `csrf` and `client_id` to `/account/apps/disconnect`.

use super::{AccountFrame, AccountSection, ConsentItem, MARKUP, When};
use crate::web::page::Page;
use serde::Serialize;

/// My connected apps.
#[derive(Clone, Debug, Serialize)]
pub struct AccountApps {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AccountFrame,
    /// The apps, by name.
    pub apps: Vec<ConnectedApp>,
    /// What has just been done.
    pub done: Option<AppsDone>,
}

/// An app that I am connected to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConnectedApp {
    /// Its client_id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it opens.
    pub url: Option<String>,
    /// Since when it is connected.
    pub since: When,
    /// When it last got tokens, if any of them live.
    pub last_used: Option<When>,
    /// What it may see, with the real values.
    pub items: Vec<ConsentItem>,
}

/// What was done on this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppsDone {
    /// An app was disconnected.
    Disconnected,
    /// There was nothing to disconnect any more.
    Gone,
}

impl Page for AccountApps {
    const TEMPLATE: &'static str = "account/apps.html";

    fn samples() -> Vec<Self> {
        let now = 1_795_269_789;
        let wiki = ConnectedApp {
            id: "wiki".into(),
            name: "Harbor Wiki".into(),
            url: Some("https://wiki.example/".into()),
            since: When::new(now - 9_000_000, now),
            last_used: Some(When::new(now - 300, now)),
            items: vec![
                ConsentItem::new("openid", vec![]),
                ConsentItem::new("profile", vec!["Alice Adams".into(), "alice".into()]),
                ConsentItem::new("email", vec!["alice@northwind.example".into()]),
                ConsentItem::new("offline_access", vec![]),
            ],
        };
        let payroll = ConnectedApp {
            id: "payroll".into(),
            name: "Payroll".into(),
            url: None,
            last_used: None,
            items: vec![ConsentItem::named("https://api.example/", "https://api.example/", vec![])],
            ..wiki.clone()
        };
        let awkward = ConnectedApp {
            id: MARKUP.into(),
            name: format!("{MARKUP}{}", "y".repeat(80)),
            url: Some("javascript:alert(1)".into()),
            items: vec![ConsentItem::named(MARKUP, MARKUP, vec![MARKUP.into(), "x".repeat(300)])],
            ..wiki.clone()
        };
        let frame = AccountFrame::sample(AccountSection::Apps);
        vec![
            Self { frame: frame.clone(), apps: vec![wiki.clone(), payroll], done: None },
            Self { frame: frame.clone(), apps: vec![], done: Some(AppsDone::Disconnected) },
            Self { frame, apps: vec![wiki], done: Some(AppsDone::Gone) },
            Self { frame: AccountFrame::sample_awkward(AccountSection::Apps), apps: vec![awkward], done: None },
        ]
    }
}
