//! The sign-in page: posts `flow` or `return_to`, `csrf`, `username`, `password` to `/login`.

use super::{Back, Chrome, Look, MARKUP};
use crate::web::page::Page;
use serde::Serialize;

/// The sign-in page.
#[derive(Clone, Debug, Serialize)]
pub struct LoginPage {
    /// Surroundings; its contact makes the line "Forgot it?".
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser.
    pub csrf: String,
    /// The sealed request of the app; `None` when signing in to one's own account.
    pub flow: Option<String>,
    /// The page of ours that waits.
    pub return_to: Option<String>,
    /// Whether somebody who is signed in must prove it anew, since the page that waits is a sensitive one.
    pub is_again: bool,
    /// The app that waits: "Sign in to Harbor Wiki".
    pub client_name: Option<String>,
    /// How that app looks.
    pub look: Look,
    /// What stands in the username field already.
    pub username: String,
    /// Why the last try did not work.
    pub problem: Option<LoginProblem>,
    /// A way back to the app without signing in.
    pub back: Option<Back>,
}

/// Why signing in did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LoginProblem {
    /// Unknown name, wrong password or disabled person: one text for all three.
    Mismatch,
    /// Too many tries; the next one may come after this long.
    TooMany {
        /// Seconds until the next try.
        retry_after_seconds: u64,
    },
    /// All password-checking slots are taken (503).
    Busy,
    /// The username field was empty.
    EmptyUsername,
    /// The password field was empty.
    EmptyPassword,
    /// The page was open for too long, or was opened in another browser.
    StaleForm,
}

impl LoginPage {
    /// A fresh sign-in page for one's own account.
    pub fn new(chrome: Chrome, csrf: impl Into<String>) -> Self {
        Self {
            chrome,
            csrf: csrf.into(),
            flow: None,
            return_to: None,
            is_again: false,
            client_name: None,
            look: Look::default(),
            username: String::new(),
            problem: None,
            back: None,
        }
    }

    fn sample(problem: Option<LoginProblem>) -> Self {
        Self {
            flow: Some("c2VhbGVk".into()),
            client_name: Some("Harbor Wiki".into()),
            username: if problem.is_some() { "alice".into() } else { String::new() },
            problem,
            ..Self::new(Chrome::sample(), "csrf")
        }
    }
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "sign_in/login.html";

    fn samples() -> Vec<Self> {
        let no_contact = Chrome { contact: None, ..Chrome::sample() };
        vec![
            Self { back: Some(Back::new("https://wiki.example/", "Harbor Wiki")), ..Self::sample(None) },
            Self { look: Look::sample(), ..Self::sample(None) },
            Self::sample(Some(LoginProblem::Mismatch)),
            Self::sample(Some(LoginProblem::TooMany { retry_after_seconds: 840 })),
            Self::sample(Some(LoginProblem::Busy)),
            Self { username: String::new(), ..Self::sample(Some(LoginProblem::EmptyUsername)) },
            Self::sample(Some(LoginProblem::EmptyPassword)),
            Self::sample(Some(LoginProblem::StaleForm)),
            Self::new(no_contact, "csrf"),
            Self {
                return_to: Some("/admin/users".into()),
                is_again: true,
                username: "olga".into(),
                ..Self::new(Chrome::sample(), "csrf")
            },
            Self {
                client_name: Some(format!("Donaudampfschifffahrtsgesellschaft {MARKUP}")),
                username: MARKUP.into(),
                back: Some(Back::new("https://wiki.example/", MARKUP)),
                ..Self::new(Chrome::sample().with_contact(Some(MARKUP)), MARKUP)
            },
        ]
    }
}
