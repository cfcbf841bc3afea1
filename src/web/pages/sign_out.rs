//! Signing out (OpenID Connect RP-Initiated Logout 1.0): the question, which posts `csrf` and `logout` to
//! `/oauth2/logout/confirm`, and the page afterwards.

use super::{Back, Chrome, MARKUP, Person};
use crate::oidc::farewell::{Frame, Receipt};
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
    /// The apps that are told from server to server, and what became of it.
    pub receipts: Vec<AppReceipt>,
    /// The apps that are told in this browser.
    pub frames: Vec<LogoutFrame>,
    /// The apps whose sign-in here has ended without their knowing; they may keep sessions of their own.
    pub apps: Vec<String>,
    /// The page with what became of it meanwhile, while some apps are still being told.
    pub refresh_url: Option<String>,
    /// It goes on to `back` by itself.
    pub goes_on: bool,
    /// A way back to the app.
    pub back: Option<Back>,
}

/// An app and whether it has confirmed: `signed-out-<state>` of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppReceipt {
    /// What people call it.
    pub name: String,
    /// `pending`, `delivered` or `given_up`.
    pub state: &'static str,
}

impl From<Receipt> for AppReceipt {
    fn from(receipt: Receipt) -> Self {
        Self { name: receipt.name, state: receipt.state.as_str() }
    }
}

/// An app that is told by a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogoutFrame {
    /// What people call it.
    pub name: String,
    /// What is loaded; none where it was loaded before.
    pub url: Option<String>,
}

impl LogoutFrame {
    /// The frame of an app, loaded or only named.
    pub fn of(frame: &Frame, is_loaded: bool) -> Self {
        Self { name: frame.name.clone(), url: is_loaded.then(|| frame.url.clone()) }
    }
}

impl SignedOut {
    /// The page after signing out, with nothing to tell but that.
    pub fn new(chrome: Chrome) -> Self {
        let (receipts, frames, apps) = (Vec::new(), Vec::new(), Vec::new());
        Self { chrome, receipts, frames, apps, refresh_url: None, goes_on: false, back: None }
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
        let receipt = |name: &str, state| AppReceipt { name: name.into(), state };
        let frame = |name: &str, url: Option<&str>| LogoutFrame { name: name.into(), url: url.map(Into::into) };
        let plain = Self::new(Chrome::sample());
        vec![
            plain.clone(),
            Self {
                receipts: vec![receipt("Harbor Wiki", "delivered"), receipt("Payroll", "pending")],
                apps: vec!["Time sheets".into()],
                refresh_url: Some("/signed-out?ended=c2VhbGVk&again=yes".into()),
                back: back.clone(),
                ..plain.clone()
            },
            Self {
                receipts: vec![receipt("Harbor Wiki", "delivered"), receipt("Payroll", "given_up")],
                frames: vec![frame("Time sheets", None)],
                ..plain.clone()
            },
            Self {
                frames: vec![frame("Time sheets", Some("/healthz")), frame("Payroll", Some("/readyz"))],
                back: back.clone(),
                goes_on: back.is_some(),
                ..plain.clone()
            },
            Self {
                receipts: vec![receipt(MARKUP, "pending")],
                frames: vec![frame(MARKUP, None)],
                apps: vec![MARKUP.into(), "x".repeat(90)],
                back: Some(Back::new("javascript:alert(1)", MARKUP)),
                ..plain
            },
        ]
    }
}
