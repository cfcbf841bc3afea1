//! The page behind the link of the first start: posts `token`, `csrf`, `username`, `name`, `email`, `password` to
//! `/setup`.

use super::{Chrome, MARKUP};
use crate::web::page::Page;
use serde::Serialize;

/// "Create the first administrator".
#[derive(Clone, Debug, Serialize)]
pub struct FirstAdministrator {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser.
    pub csrf: String,
    /// The token of the link.
    pub token: String,
    /// Shortest password accepted.
    pub min_length: usize,
    /// What stands in the fields already.
    pub username: String,
    /// See `username`.
    pub name: String,
    /// See `username`.
    pub email: String,
    /// What is wrong with each field.
    pub problems: FirstAdministratorProblems,
}

/// At most one problem per field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FirstAdministratorProblems {
    /// Of the username.
    pub username: Option<FieldProblem>,
    /// Of the name.
    pub name: Option<FieldProblem>,
    /// Of the e-mail address.
    pub email: Option<FieldProblem>,
    /// Of the password.
    pub password: Option<FieldProblem>,
}

/// What can be wrong with a field; the text depends on the field too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldProblem {
    /// Nothing was typed.
    Empty,
    /// Too short (passwords).
    TooShort,
    /// Too long.
    TooLong,
    /// Not of the right form.
    Malformed,
    /// Somebody has it already.
    Taken,
    /// The password is on the list of common ones, or is the username.
    TooCommon,
    /// The password is the one that must be changed.
    Unchanged,
}

impl FirstAdministrator {
    /// An empty form.
    pub fn new(chrome: Chrome, csrf: impl Into<String>, token: impl Into<String>, min_length: usize) -> Self {
        Self {
            chrome,
            csrf: csrf.into(),
            token: token.into(),
            min_length,
            username: String::new(),
            name: String::new(),
            email: String::new(),
            problems: FirstAdministratorProblems::default(),
        }
    }

    fn sample(problem: Option<FieldProblem>) -> Self {
        Self {
            username: "olga".into(),
            name: "Olga Marin".into(),
            email: "olga@northwind".into(),
            problems: FirstAdministratorProblems {
                username: problem,
                name: problem,
                email: problem,
                password: problem,
            },
            ..Self::new(Chrome::sample(), "csrf", "token", 8)
        }
    }
}

impl Page for FirstAdministrator {
    const TEMPLATE: &'static str = "sign_in/first_administrator.html";

    fn samples() -> Vec<Self> {
        let one = FirstAdministratorProblems { password: Some(FieldProblem::TooShort), ..Default::default() };
        vec![
            Self::new(Chrome::sample(), "csrf", "token", 8),
            Self { problems: one, ..Self::sample(None) },
            Self::sample(Some(FieldProblem::Empty)),
            Self::sample(Some(FieldProblem::TooShort)),
            Self::sample(Some(FieldProblem::TooLong)),
            Self::sample(Some(FieldProblem::Malformed)),
            Self::sample(Some(FieldProblem::Taken)),
            Self::sample(Some(FieldProblem::TooCommon)),
            Self {
                username: MARKUP.into(),
                name: MARKUP.into(),
                email: MARKUP.into(),
                ..Self::new(Chrome::new("en", MARKUP, "r"), MARKUP, MARKUP, 12)
            },
        ]
    }
}
