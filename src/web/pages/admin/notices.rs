//! What became of the notices that tell apps of ended sessions, `/admin/sessions/notices`.

use super::{Count, FilterOption, Listing, Section, Shell};
use crate::model::params::Params;
use crate::web::page::Page;
use crate::web::pages::{MARKUP, Person, When};
use serde::Serialize;

/// The list of notices.
#[derive(Clone, Debug, Serialize)]
pub struct NoticesPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Search, filters, paging.
    pub listing: Listing,
    /// This page of them.
    pub rows: Vec<NoticeRow>,
    /// The list from its beginning, where this page is a later one.
    pub newest_url: Option<String>,
    /// Whether the role allows to send one again.
    pub may_send: bool,
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticeRow {
    /// The `jti` of its token.
    pub id: String,
    /// Who is told.
    pub client_id: String,
    /// By name.
    pub app: String,
    /// Whose session ended.
    pub user_id: String,
    /// By name.
    pub person: Person,
    /// `pending`, `delivered` or `given_up`: `filter-notice-<state>` of the catalogue.
    pub state: &'static str,
    /// When the session ended.
    pub written: When,
    /// How often it was sent.
    pub tries: i64,
    /// When it is sent again.
    pub next: Option<When>,
    /// When the app confirmed it.
    pub delivered: Option<When>,
    /// What went wrong the last time.
    pub last_error: Option<String>,
}

/// The filters of the list, with the apps to choose from.
pub fn notices_listing(query: &Params, apps: Vec<FilterOption>) -> Listing {
    let states = ["pending", "delivered", "given_up"];
    Listing::new("/admin/sessions/notices", query).filter_of("app", apps, query).filter("notice", &states, query)
}

impl NoticeRow {
    /// One of each state.
    pub(super) fn samples() -> Vec<Self> {
        let now = 1_795_269_789;
        let delivered = Self {
            id: "5b0a-1".into(),
            client_id: "harbor-wiki".into(),
            app: "Harbor Wiki".into(),
            user_id: "alice".into(),
            person: Person::sample(),
            state: "delivered",
            written: When::new(now - 700, now),
            tries: 1,
            next: None,
            delivered: Some(When::new(now - 699, now)),
            last_error: None,
        };
        let error = Some("the app answered with status 503".to_owned());
        vec![
            Self {
                state: "pending",
                tries: 3,
                next: Some(When::new(now + 60, now)),
                delivered: None,
                last_error: error.clone(),
                ..delivered.clone()
            },
            Self { state: "pending", tries: 0, delivered: None, ..delivered.clone() },
            Self { state: "given_up", tries: 12, delivered: None, last_error: error, ..delivered.clone() },
            delivered,
        ]
    }

    /// With markup in every text.
    pub(super) fn sample_awkward() -> Self {
        let error = Some(MARKUP.to_owned());
        let now = 1_795_269_789;
        Self {
            id: MARKUP.into(),
            client_id: MARKUP.into(),
            app: MARKUP.into(),
            user_id: MARKUP.into(),
            person: Person::sample_awkward(),
            state: "pending",
            written: When::new(now - 9, now),
            tries: 1_000_000,
            next: Some(When::new(now, now)),
            delivered: None,
            last_error: error,
        }
    }
}

impl Page for NoticesPage {
    const TEMPLATE: &'static str = "admin/sessions/notices.html";

    fn samples() -> Vec<Self> {
        let listing = |query: &str, after: Option<&str>| {
            let query = Params::parse(query).unwrap_or_default();
            let app = FilterOption { value: "harbor-wiki".into(), label: Some("Harbor Wiki".into()) };
            notices_listing(&query, vec![app]).pages(Count::new(4), None, after)
        };
        let full = Self {
            shell: Shell::sample(Section::Sessions),
            listing: listing("", Some("b")),
            rows: NoticeRow::samples(),
            newest_url: None,
            may_send: true,
        };
        vec![
            full.clone(),
            Self {
                shell: Shell::sample_auditor(Section::Sessions),
                listing: full.listing.clone().sample_later(),
                newest_url: Some("/admin/sessions/notices".into()),
                may_send: false,
                ..full.clone()
            },
            Self { listing: listing("app=harbor-wiki&notice=given_up", None), rows: vec![], ..full.clone() },
            Self { listing: listing("", None), rows: vec![], ..full.clone() },
            Self { shell: Shell::sample_awkward(Section::Sessions), rows: vec![NoticeRow::sample_awkward()], ..full },
        ]
    }
}
