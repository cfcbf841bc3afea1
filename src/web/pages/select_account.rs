//! The account chooser (`prompt=select_account`, OpenID Connect Core §3.1.2.1): posts `flow`, `csrf`, `choice`
//! (`continue` or `other`) to `/select-account`.

use super::{Chrome, MARKUP, Person};
use crate::web::page::Page;
use serde::Serialize;

/// "Continue as Alice Adams" or another account.
#[derive(Clone, Debug, Serialize)]
pub struct SelectAccount {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser.
    pub csrf: String,
    /// The sealed request of the app.
    pub flow: String,
    /// The app that waits.
    pub client_name: String,
    /// Who is signed in.
    pub person: Person,
}

impl Page for SelectAccount {
    const TEMPLATE: &'static str = "sign_in/select_account.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            chrome: Chrome::sample(),
            csrf: "csrf".into(),
            flow: "c2VhbGVk".into(),
            client_name: "Harbor Wiki".into(),
            person: Person::sample(),
        };
        let awkward = Self { client_name: MARKUP.into(), person: Person::sample_awkward(), ..plain.clone() };
        vec![plain, awkward]
    }
}
