//! `/admin/clients/new`: first the kind of app, then a short form; and what is shown once it was made.

use super::app_checks::Check;
use super::{Choice, Fields, Section, Shell};
use crate::model::client::ClientKind;
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// Adding an app. Posts `kind`, `name`, `client_id`, `url`, `redirect_uris`, and `resource` of a service.
#[derive(Clone, Debug, Serialize)]
pub struct AppNew {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// The kind that was chosen; none before.
    pub kind: Option<&'static str>,
    /// Every kind.
    pub kinds: [&'static str; 4],
    /// What stands in the fields.
    pub fields: Fields,
    /// What is said of each redirect URI.
    pub uri_checks: Vec<Check>,
    /// The APIs that a service may ask tokens for.
    pub apis: Vec<Choice>,
}

/// An app that was just made: its credentials, shown this once.
#[derive(Clone, Debug, Serialize)]
pub struct AppMade {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Its name.
    pub name: String,
    /// Its `client_id`.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Where it finds everything else.
    pub issuer: String,
}

impl AppNew {
    /// The form of a kind, or the choice of one.
    pub fn new(shell: Shell, kind: Option<ClientKind>) -> Self {
        Self {
            shell,
            kind: kind.map(ClientKind::as_str),
            kinds: ClientKind::ALL.map(ClientKind::as_str),
            fields: Fields::default(),
            uri_checks: Vec::new(),
            apis: Vec::new(),
        }
    }
}

impl Page for AppNew {
    const TEMPLATE: &'static str = "admin/clients/new.html";

    fn samples() -> Vec<Self> {
        let shell = || Shell::sample(Section::Apps);
        let empty = |kind| Self::new(shell(), Some(kind));
        let mut wrong = Fields::default().with("name", "").with("redirect_uris", "/callback");
        wrong.refuse("name", "app-problem-name-empty");
        wrong.refuse_because("name", "app-problem-name-long", 128, "");
        wrong.refuse("name", "app-problem-name-invisible");
        wrong.refuse_because("name", "app-problem-name-taken", 0, "harbor-wiki");
        wrong.refuse_because("name", "app-problem-other", 0, "cannot be");
        wrong.refuse_because("redirect_uris", "app-problem-uris", 12, "/callback");
        wrong.refuse("redirect_uris", "app-problem-no-uri");
        wrong.refuse("client_id", "app-problem-id");
        wrong.refuse("client_id", "app-problem-id-person");
        wrong.refuse("client_id", "app-problem-id-reserved");
        wrong.refuse("client_id", "app-problem-id-taken");
        let api =
            |name: &str, audience: &str| Choice { hint: audience.to_owned(), ..Choice::new(audience, name, false) };
        let service = Self {
            apis: vec![api("Orders", "https://orders.northwind.example/"), api(MARKUP, "urn:x")],
            ..empty(ClientKind::Service)
        };
        let awkward = Self {
            shell: Shell::sample_awkward(Section::Apps),
            fields: Fields::default().with("name", MARKUP).with("redirect_uris", MARKUP).with("url", MARKUP),
            uri_checks: vec![Check { text: MARKUP.into(), key: Some("uri-problem-character"), name: MARKUP.into() }],
            ..empty(ClientKind::Web)
        };
        vec![
            Self::new(shell(), None),
            empty(ClientKind::Web),
            empty(ClientKind::Browser),
            empty(ClientKind::Native),
            empty(ClientKind::Service),
            service,
            Self { fields: wrong, uri_checks: Check::samples(), ..empty(ClientKind::Web) },
            awkward,
        ]
    }
}

impl Page for AppMade {
    const TEMPLATE: &'static str = "admin/clients/made.html";

    fn samples() -> Vec<Self> {
        let made = Self {
            shell: Shell::sample(Section::Apps),
            name: "Harbor Wiki".into(),
            id: "harbor-wiki".into(),
            secret: "hJ2kq0Xv9rTqLw4ZbN7yPmC3sVfG8dRe1uWoAiKxYzE".into(),
            issuer: "https://id.northwind.example".into(),
        };
        let awkward = Self { shell: Shell::sample_awkward(Section::Apps), name: MARKUP.into(), ..made.clone() };
        vec![made, awkward]
    }
}
