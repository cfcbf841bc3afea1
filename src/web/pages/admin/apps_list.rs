//! `/admin/clients`: every app, with when it was last used and how often it fails.

use super::{AppHead, Count, Listing, Section, Shell};
use crate::model::client::ClientKind;
use crate::model::params::Params;
use crate::web::page::Page;
use crate::web::pages::{Look, MARKUP, When};
use serde::Serialize;

/// The list of apps.
#[derive(Clone, Debug, Serialize)]
pub struct AppsList {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Search, filters, order, paging.
    pub listing: Listing,
    /// This page of them.
    pub apps: Vec<AppRow>,
}

/// One app in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppRow {
    /// The app.
    #[serde(flatten)]
    pub app: AppHead,
    /// The host that people come from and go back to.
    pub host: Option<String>,
    /// When it got tokens last, within the days that this is remembered.
    pub used: Option<When>,
    /// How many of its requests failed within a week.
    pub failed: Count,
    /// When it was changed last.
    pub changed: When,
}

/// The list as its address asks for it.
pub fn apps_listing(query: &Params) -> Listing {
    let kinds = ClientKind::ALL.map(ClientKind::as_str);
    let listing = Listing::new("/admin/clients", query);
    let listing = listing.filter("kind", &kinds, query).filter("state", &["on", "off"], query);
    listing.sort_by(&["name", "changed"])
}

fn sample_row(id: &str, name: &str, kind: ClientKind, used: Option<i64>) -> AppRow {
    let app = AppHead {
        id: id.into(),
        name: name.into(),
        kind: kind.as_str(),
        url: None,
        is_public: kind.is_public(),
        is_disabled: used.is_none(),
        is_registered: kind == ClientKind::Native,
        look: Look::default(),
    };
    let now = 1_795_269_789;
    AppRow {
        app,
        host: (kind != ClientKind::Service).then(|| format!("{id}.northwind.example")),
        used: used.map(|age| When::new(now - age, now)),
        failed: Count::new(0),
        changed: When::new(now - 90_000, now),
    }
}

impl Page for AppsList {
    const TEMPLATE: &'static str = "admin/clients/list.html";

    fn samples() -> Vec<Self> {
        let listing = |query: &str, found| {
            apps_listing(&Params::parse(query).unwrap_or_default()).pages(Count::new(found), None, None)
        };
        let mut wiki = sample_row("harbor-wiki", "Harbor Wiki", ClientKind::Web, Some(40));
        wiki.app.look = Look::sample();
        let mut board = sample_row("board", "Departure board", ClientKind::Browser, Some(7300));
        board.failed = Count::new(23);
        let full = Self {
            shell: Shell::sample(Section::Apps),
            listing: listing("", 31).pages(Count::new(31), None, Some("next")),
            apps: vec![
                board,
                wiki,
                sample_row("ferry", "Ferry tickets", ClientKind::Native, None),
                sample_row("nightly-export", "Nightly export", ClientKind::Service, Some(30_000)),
            ],
        };
        let mut row = sample_row(&"x".repeat(100), MARKUP, ClientKind::Web, None);
        (row.host, row.failed) = (Some(MARKUP.into()), Count::new(20_000));
        let none = Self { listing: listing("", 0), apps: vec![], ..full.clone() };
        vec![
            full.clone(),
            Self { shell: Shell::sample_auditor(Section::Apps), ..full.clone() },
            Self { shell: Shell::sample_auditor(Section::Apps), ..none.clone() },
            Self { listing: listing("q=zzz&kind=web&state=off&sort=-changed", 0), ..none.clone() },
            none,
            Self { shell: Shell::sample_awkward(Section::Apps), apps: vec![row], ..full },
        ]
    }
}
