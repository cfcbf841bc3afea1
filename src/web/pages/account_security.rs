//! `/account/security`: change of password. Posts `csrf`, `version`, `old_password`, `new_password` and, where ticked,
//! `end_others`.

use super::{AccountFrame, AccountSection, FieldProblem};
use crate::web::page::Page;
use serde::Serialize;

/// My password.
#[derive(Clone, Debug, Serialize)]
pub struct AccountSecurity {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AccountFrame,
    /// Which password the form was shown for.
    pub version: String,
    /// Shortest password accepted.
    pub min_length: usize,
    /// Whether there is a password to change.
    pub has_password: bool,
    /// How many other sessions there are.
    pub others: usize,
    /// Whether the box that ends them is ticked.
    pub ends_others: bool,
    /// What is wrong with the old password.
    pub old_problem: Option<OldProblem>,
    /// What is wrong with the new one.
    pub new_problem: Option<FieldProblem>,
    /// Why nothing could be tried.
    pub trouble: Option<PasswordTrouble>,
    /// Whether it has just been changed.
    pub is_changed: bool,
}

/// What is wrong with the old password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OldProblem {
    /// Nothing was typed.
    Empty,
    /// It is another one.
    Wrong,
}

/// Why a change of password could not be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PasswordTrouble {
    /// Too many wrong ones.
    TooMany {
        /// Seconds until the next try.
        retry_after_seconds: u64,
    },
    /// All password-checking slots are taken (503).
    Busy,
    /// The password was changed since the form was shown.
    Stale,
}

impl AccountSecurity {
    /// The form as it is first shown.
    pub fn new(frame: AccountFrame, version: String, min_length: usize) -> Self {
        Self {
            frame,
            version,
            min_length,
            has_password: true,
            others: 0,
            ends_others: true,
            old_problem: None,
            new_problem: None,
            trouble: None,
            is_changed: false,
        }
    }
}

impl Page for AccountSecurity {
    const TEMPLATE: &'static str = "account/security.html";

    fn samples() -> Vec<Self> {
        let plain = Self::new(AccountFrame::sample(AccountSection::Security), "v".into(), 8);
        let wrong = |old_problem, new_problem| Self { old_problem, new_problem, ..plain.clone() };
        let trouble = |trouble| Self { trouble: Some(trouble), ..plain.clone() };
        vec![
            Self { others: 2, ..plain.clone() },
            Self { is_changed: true, ..plain.clone() },
            Self { has_password: false, ..plain.clone() },
            Self { others: 1, ends_others: false, ..wrong(Some(OldProblem::Wrong), None) },
            wrong(Some(OldProblem::Empty), Some(FieldProblem::Empty)),
            wrong(None, Some(FieldProblem::TooShort)),
            wrong(None, Some(FieldProblem::TooCommon)),
            trouble(PasswordTrouble::TooMany { retry_after_seconds: 30 }),
            trouble(PasswordTrouble::Busy),
            trouble(PasswordTrouble::Stale),
            Self {
                has_password: false,
                ..Self::new(AccountFrame::sample_awkward(AccountSection::Security), "v".into(), 15)
            },
            Self::new(AccountFrame::sample_awkward(AccountSection::Security), "v".into(), 15),
        ]
    }
}
