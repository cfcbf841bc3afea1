//! The page behind a rescue link: posts `token`, `csrf`, `username` (for password managers), `password` to `/rescue`.

use super::{Chrome, FieldProblem, MARKUP};
use crate::web::page::Page;
use serde::Serialize;

/// "Set a new password".
#[derive(Clone, Debug, Serialize)]
pub struct NewPassword {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser.
    pub csrf: String,
    /// The token of the link.
    pub token: String,
    /// Whose password it is.
    pub username: String,
    /// Shortest password accepted.
    pub min_length: usize,
    /// What is wrong with the password.
    pub problem: Option<FieldProblem>,
}

impl Page for NewPassword {
    const TEMPLATE: &'static str = "sign_in/new_password.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            chrome: Chrome::sample(),
            csrf: "csrf".into(),
            token: "token".into(),
            username: "olga".into(),
            min_length: 8,
            problem: None,
        };
        let short = Self { problem: Some(FieldProblem::TooShort), ..plain.clone() };
        let awkward = Self { username: MARKUP.into(), token: MARKUP.into(), ..plain.clone() };
        vec![plain, short, awkward]
    }
}
