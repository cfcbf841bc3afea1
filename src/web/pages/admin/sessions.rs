//! Everybody's live sign-ins, `/admin/sessions`: search, filters, and the ends of one, of a person's, of an app's, of all.

use super::{Listing, Section, Shell};
use crate::model::params::Params;
use crate::web::flash::Flash;
use crate::web::page::Page;
use crate::web::pages::admin::{Count, FilterOption};
use crate::web::pages::{MARKUP, Person, When};
use serde::Serialize;

/// The list of sessions.
#[derive(Clone, Debug, Serialize)]
pub struct SessionsPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Search, filters, paging.
    pub listing: Listing,
    /// This page of them.
    pub sessions: Vec<SessionEntry>,
    /// The list from its beginning, where this page is a later one.
    pub newest_url: Option<String>,
    /// Whether `listing.found` counts all that fit, and not only those on this page.
    pub is_counted: bool,
    /// More people's names fit than were looked at.
    pub has_more_people: bool,
    /// All of one person or of one app, where the search names one and the role allows to end them together.
    pub whole: Option<Whole>,
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionEntry {
    /// Its `sid`.
    pub sid: String,
    /// Whose it is.
    pub user_id: String,
    /// Whose it is.
    pub person: Person,
    /// All sessions of the same person.
    pub person_url: String,
    /// "Firefox on Linux", where the browser said so.
    pub device: Option<String>,
    /// Whether it is a telephone or a tablet.
    pub is_handheld: bool,
    /// Where it came from.
    pub address: Option<String>,
    /// When the password was typed.
    pub began: When,
    /// When it was last used.
    pub seen: When,
    /// The apps that hold tokens of it.
    pub apps: Vec<AppName>,
    /// How many more there are.
    pub more_apps: usize,
    /// Whether it is the one that looks at this page.
    pub is_this: bool,
    /// Whether this admin may end it.
    pub may_end: bool,
}

/// An app by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppName {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Sessions that are ended together: `sessions-end-<kind>` of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Whole {
    /// `person` or `app`.
    pub kind: &'static str,
    /// Whose.
    pub name: String,
    /// Where it is asked whether they shall end.
    pub url: String,
}

/// The filters of the list, with the apps to choose from.
pub fn sessions_listing(query: &Params, apps: Vec<FilterOption>) -> Listing {
    let device = |value: &str, label: &str| FilterOption { value: value.into(), label: Some(label.into()) };
    let devices = DEVICES.iter().map(|(value, label, _)| device(value, label)).collect();
    Listing::new("/admin/sessions", query).filter_of("app", apps, query).filter_of("device", devices, query)
}

/// Devices to choose from: the value, the name, and what their browsers say.
pub const DEVICES: [(&str, &str, &str); 6] = [
    ("windows", "Windows", "Windows NT"),
    ("macos", "macOS", "Macintosh"),
    ("linux", "Linux", "X11;"),
    ("iphone", "iPhone", "iPhone"),
    ("ipad", "iPad", "iPad"),
    ("android", "Android", "Android"),
];

fn sample_entry(person: Person, device: Option<&str>, age: i64) -> SessionEntry {
    let now = 1_795_269_789;
    SessionEntry {
        sid: format!("sid-{age}"),
        user_id: person.username.clone(),
        person_url: format!("/admin/sessions?q=person%3A{}", person.username),
        person,
        device: device.map(Into::into),
        is_handheld: device.is_some_and(|device| device.contains("Phone")),
        address: Some("203.0.113.7".into()),
        began: When::new(now - age, now),
        seen: When::new(now - age / 9, now),
        apps: ["Harbor Wiki", "Payroll"].map(|name| AppName { id: name.into(), name: name.into() }).into(),
        more_apps: usize::from(age > 9000),
        is_this: age == 700,
        may_end: true,
    }
}

impl Page for SessionsPage {
    const TEMPLATE: &'static str = "admin/sessions/list.html";

    fn samples() -> Vec<Self> {
        let listing = |query: &str, found: i64, after: Option<&str>| {
            let query = Params::parse(query).unwrap_or_default();
            let app = FilterOption { value: "wiki".into(), label: Some("Harbor Wiki".into()) };
            sessions_listing(&query, vec![app]).pages(Count::new(found), None, after)
        };
        let person = |name: &str, username: &str| Person::new(name, username, None);
        let sessions = vec![
            sample_entry(person("Olga Marin", "olga"), Some("Firefox on Linux"), 700),
            sample_entry(person("Alice Adams", "alice"), Some("Safari on iPhone"), 9_000),
            sample_entry(person("Bashir Khan", "bashir"), None, 200_000),
        ];
        let full = Self {
            shell: Shell::sample(Section::Sessions),
            listing: listing("", 412, Some("b")),
            sessions,
            newest_url: None,
            is_counted: true,
            has_more_people: false,
            whole: None,
        };
        let whole = |kind, name: &str| Some(Whole { kind, name: name.into(), url: "/admin/sessions/end".into() });
        let bare = |entry: &SessionEntry| SessionEntry { may_end: false, apps: Vec::new(), ..entry.clone() };
        let done = Flash::good("flash-one-session-ended").name("Alice Adams");
        let nothing = Self { sessions: vec![], listing: listing("q=zzz", 0, None), ..full.clone() };
        let markup = SessionEntry {
            device: Some(MARKUP.into()),
            address: Some(MARKUP.into()),
            apps: vec![AppName { id: MARKUP.into(), name: MARKUP.into() }],
            ..sample_entry(Person::sample_awkward(), None, 9)
        };
        vec![
            full.clone(),
            Self {
                shell: Shell::sample_auditor(Section::Sessions),
                sessions: full.sessions.iter().map(bare).collect(),
                listing: full.listing.clone().sample_later(),
                newest_url: Some("/admin/sessions".into()),
                ..full.clone()
            },
            Self {
                shell: Shell::sample(Section::Sessions).with(done),
                listing: listing("q=al", 2, None),
                has_more_people: true,
                whole: whole("person", "Alice Adams"),
                ..full.clone()
            },
            Self {
                listing: listing("app=wiki&device=linux", 2, Some("b")),
                is_counted: false,
                whole: whole("app", "Harbor Wiki"),
                ..full
            },
            nothing.clone(),
            Self { listing: listing("device=ipad", 0, Some("c")), is_counted: false, ..nothing.clone() },
            Self { listing: listing("", 0, None), ..nothing.clone() },
            Self {
                shell: Shell::sample_awkward(Section::Sessions),
                sessions: vec![markup],
                whole: whole("person", MARKUP),
                ..nothing
            },
        ]
    }
}
