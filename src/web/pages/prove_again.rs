//! "Is it still you?": posts the form that waits once more, with `again_password` beside its own fields.

use super::{Chrome, HiddenField, LoginProblem, MARKUP};
use crate::web::page::Page;
use serde::Serialize;

/// The password, before a sensitive form takes effect.
#[derive(Clone, Debug, Serialize)]
pub struct ProveAgain {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser.
    pub csrf: String,
    /// Where the form goes.
    pub action: String,
    /// Every field of the form, as it was filled in.
    pub fields: Vec<HiddenField>,
    /// Who is signed in, for password managers.
    pub username: String,
    /// Why the last try did not work.
    pub problem: Option<LoginProblem>,
}

impl Page for ProveAgain {
    const TEMPLATE: &'static str = "sign_in/prove_again.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            chrome: Chrome::sample(),
            csrf: "csrf".into(),
            action: "/admin/users/bulk".into(),
            fields: vec![HiddenField::new("act", "disable"), HiddenField::new("id", "1"), HiddenField::new("id", "2")],
            username: "olga".into(),
            problem: None,
        };
        let with = |problem| Self { problem: Some(problem), ..plain.clone() };
        let awkward = Self {
            action: format!("/admin/{MARKUP}"),
            fields: vec![HiddenField::new(MARKUP, MARKUP)],
            username: MARKUP.into(),
            ..plain.clone()
        };
        vec![
            plain.clone(),
            with(LoginProblem::Mismatch),
            with(LoginProblem::EmptyPassword),
            with(LoginProblem::TooMany { retry_after_seconds: 90 }),
            with(LoginProblem::Busy),
            awkward,
        ]
    }
}
