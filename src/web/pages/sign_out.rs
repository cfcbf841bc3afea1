//! Signing out (OpenID Connect RP-Initiated Logout 1.0): the question, which posts `csrf` and `logout` to
//! `/oauth2/logout/confirm`, and the page afterwards.

use super::{Back, Chrome, MARKUP, Person};
use crate::web::page::Page;
use serde::Serialize;

/// "Sign out?"
#[derive(Clone, Debug, Serialize)]
pub struct SignOut {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser.
    pub csrf: String,
    /// The sealed logout request of the app; empty when nobody but the person asked.
    pub logout: String,
    /// Who is signed in.
    pub person: Person,
    /// The app that sent the person here.
    pub client_name: Option<String>,
    /// The apps of this session.
    pub apps: Vec<String>,
    /// Where "Stay signed in" leads: a path of ours, or a registered address of the app.
    pub cancel_url: String,
}

/// "You are signed out."
#[derive(Clone, Debug, Serialize)]
pub struct SignedOut {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// The apps whose sign-in here has ended; they may keep sessions of their own.
    pub apps: Vec<String>,
    /// A way back to the app.
    pub back: Option<Back>,
}

impl SignedOut {
    /// The page after signing out, with nothing to tell but that.
    pub fn new(chrome: Chrome) -> Self {
        Self { chrome, apps: Vec::new(), back: None }
    }
}

impl Page for SignOut {
    const TEMPLATE: &'static str = "sign_in/sign_out.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            chrome: Chrome::sample(),
            csrf: "csrf".into(),
            logout: "c2VhbGVk".into(),
            person: Person::sample(),
            client_name: Some("Harbor Wiki".into()),
            apps: vec!["Harbor Wiki".into(), "Payroll".into()],
            cancel_url: "/account".into(),
        };
        let alone = Self { logout: String::new(), client_name: None, apps: vec![], ..plain.clone() };
        let awkward = Self {
            person: Person::sample_awkward(),
            client_name: Some(MARKUP.into()),
            apps: vec![MARKUP.into(), "x".repeat(90)],
            ..plain.clone()
        };
        vec![plain, alone, awkward]
    }
}

impl Page for SignedOut {
    const TEMPLATE: &'static str = "sign_in/signed_out.html";

    fn samples() -> Vec<Self> {
        let back = Some(Back::new("https://wiki.example/", "Harbor Wiki"));
        vec![
            Self::new(Chrome::sample()),
            Self { apps: vec!["Harbor Wiki".into(), "Payroll".into()], back, ..Self::new(Chrome::sample()) },
            Self {
                apps: vec![MARKUP.into()],
                back: Some(Back::new("javascript:alert(1)", MARKUP)),
                ..Self::new(Chrome::sample())
            },
        ]
    }
}
