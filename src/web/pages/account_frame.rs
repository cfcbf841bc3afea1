//! What surrounds every page of my account: who is signed in, and where in the account they are.

use super::{Chrome, Person};
use serde::Serialize;

/// The part that all pages of my account share; each context flattens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountFrame {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser; for every form of the page, and for signing out.
    pub csrf: String,
    /// Who is signed in.
    pub person: Person,
    /// Whether the admin area is open to them.
    pub is_admin: bool,
    /// Which page it is, for the navigation.
    pub section: AccountSection,
}

/// The pages of my account, in the order of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountSection {
    /// `/account`.
    Home,
    /// `/account/profile`.
    Profile,
    /// `/account/security`.
    Security,
    /// `/account/sessions`.
    Sessions,
    /// `/account/apps`.
    Apps,
    /// `/account/activity`.
    Activity,
    /// `/account/data`.
    Data,
}

impl AccountFrame {
    pub(super) fn sample(section: AccountSection) -> Self {
        let (chrome, csrf, person) = (Chrome::sample(), "csrf".to_owned(), Person::sample());
        Self { chrome, csrf, person, is_admin: false, section }
    }

    /// Long words, markup, and nobody to ask.
    pub(super) fn sample_awkward(section: AccountSection) -> Self {
        let chrome = Chrome { contact: None, ..Chrome::sample() };
        let (csrf, person) = (super::MARKUP.to_owned(), Person::sample_awkward());
        Self { chrome, csrf, person, is_admin: true, section }
    }
}
