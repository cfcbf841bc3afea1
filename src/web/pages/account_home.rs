//! The signed-in person's first page, `/account`: my apps, recent sign-ins, who I am.

use super::{Chrome, MARKUP, Person, When};
use crate::web::page::Page;
use serde::Serialize;

/// My account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountHome {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this session; for the sign-out form.
    pub csrf: String,
    /// Who is signed in.
    pub person: Person,
    /// Whether the admin area is open to them.
    pub is_admin: bool,
    /// Their groups, in alphabetical order.
    pub groups: Vec<String>,
    /// The apps that they may open.
    pub apps: Vec<App>,
    /// The latest sign-ins, newest first.
    pub sign_ins: Vec<RecentSignIn>,
}

/// An app as a tile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct App {
    /// Its name.
    pub name: String,
    /// Where it opens.
    pub url: String,
    /// The host of the URL, shown below the name.
    pub host: String,
}

impl App {
    /// The app `name` that opens at `url`.
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> Self {
        let (name, url) = (name.into(), url.into());
        let host = url::Url::parse(&url).ok().and_then(|url| url.host_str().map(ToOwned::to_owned)).unwrap_or_default();
        Self { name, url, host }
    }
}

/// One try to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecentSignIn {
    /// When it was.
    pub when: When,
    /// The network address it came from.
    pub address: String,
    /// "Firefox on Linux", where the browser said so.
    pub device: Option<String>,
    /// `false` for a wrong password.
    pub succeeded: bool,
    /// The app that it led to.
    pub app: Option<String>,
    /// Whether it began the session that looks at this page.
    pub this_session: bool,
}

impl Page for AccountHome {
    const TEMPLATE: &'static str = "account/home.html";

    fn samples() -> Vec<Self> {
        let now = 1_795_269_789;
        let sign_in = |age, succeeded, app: Option<&str>| RecentSignIn {
            when: When::new(now - age, now),
            address: "203.0.113.7".into(),
            device: Some("Firefox on Linux".into()),
            succeeded,
            app: app.map(Into::into),
            this_session: age == 20,
        };
        let full = Self {
            chrome: Chrome::sample(),
            csrf: "csrf".into(),
            person: Person::sample(),
            is_admin: false,
            groups: vec!["Berlin".into(), "Editors".into()],
            apps: vec![
                App::new("Harbor Wiki", "https://wiki.example/"),
                App::new("Payroll", "https://payroll.northwind.example/start"),
                App::new("Tickets", "https://tickets.northwind.example/"),
                App::new("Calendar", "https://calendar.example/"),
            ],
            sign_ins: vec![
                sign_in(20, true, Some("Harbor Wiki")),
                sign_in(1500, false, None),
                sign_in(9000, true, Some("Payroll")),
                sign_in(200_000, true, None),
                RecentSignIn {
                    device: None,
                    address: "2001:db8::8a2e:370:7334".into(),
                    ..sign_in(9_000_000, true, None)
                },
            ],
        };
        let empty = Self { is_admin: true, groups: vec![], apps: vec![], sign_ins: vec![], ..full.clone() };
        let awkward = Self {
            chrome: Chrome { contact: None, ..Chrome::sample() },
            person: Person::sample_awkward(),
            groups: vec![MARKUP.into(), "x".repeat(120)],
            apps: vec![App::new(MARKUP, "javascript:alert(1)"), App::new("y".repeat(80), "https://wiki.example/")],
            sign_ins: vec![RecentSignIn {
                address: MARKUP.into(),
                device: Some(MARKUP.into()),
                ..sign_in(70, true, Some(MARKUP))
            }],
            ..full.clone()
        };
        vec![full, empty, awkward]
    }
}
