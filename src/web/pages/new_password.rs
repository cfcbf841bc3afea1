//! Another password: behind a link posts `token`, `csrf`, `username` (for password managers), `password` to `/rescue`;
//! where it is demanded, `csrf`, `username`, `password` and `flow` or `return_to` to `/new-password`.

use super::{Chrome, FieldProblem, MARKUP};
use crate::web::page::Page;
use serde::Serialize;

/// Why another password is to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewPasswordReason {
    /// A link was opened.
    Link,
    /// Somebody else may know the present one, or an admin wants it so.
    Demanded,
}

/// "Set a new password".
#[derive(Clone, Debug, Serialize)]
pub struct NewPassword {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser.
    pub csrf: String,
    /// Why.
    pub reason: NewPasswordReason,
    /// The token of the link.
    pub token: String,
    /// The sealed request of the app that waits.
    pub flow: Option<String>,
    /// The page of ours that waits.
    pub return_to: Option<String>,
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
            reason: NewPasswordReason::Link,
            token: "token".into(),
            flow: None,
            return_to: None,
            username: "olga".into(),
            min_length: 8,
            problem: None,
        };
        let short = Self { problem: Some(FieldProblem::TooShort), ..plain.clone() };
        let awkward = Self { username: MARKUP.into(), token: MARKUP.into(), ..plain.clone() };
        let demanded = Self { reason: NewPasswordReason::Demanded, return_to: Some("/admin".into()), ..plain.clone() };
        let unchanged =
            Self { problem: Some(FieldProblem::Unchanged), flow: Some("c2VhbGVk".into()), ..demanded.clone() };
        vec![plain, short, awkward, demanded, unchanged]
    }
}
