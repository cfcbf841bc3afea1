//! Which algorithms apps may choose: the rows on the page of keys, and the question before one is offered or withdrawn.

use super::key_samples::at;
use super::{AppName, Section, Shell};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// One algorithm; `algorithm-about-<name in small letters>` says what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlgorithmRow {
    /// Its name.
    pub name: &'static str,
    /// Whether apps may choose it.
    pub is_offered: bool,
    /// Whether it always is.
    pub is_fixed: bool,
    /// How many apps have chosen it; those that say nothing use RS256 and are not counted.
    pub apps: usize,
}

impl AlgorithmRow {
    /// One that is always there, one in use, one that nobody uses, one that is off.
    pub(super) fn samples() -> Vec<Self> {
        let row = |name, is_offered, apps| Self { name, is_offered, is_fixed: name == "RS256", apps };
        vec![
            row("RS256", true, 0),
            row("PS256", false, 0),
            row("ES256", true, 2),
            row("ES384", false, 0),
            row("EdDSA", true, 0),
            row("HS256", true, 1),
        ]
    }
}

/// The question before an algorithm is offered or withdrawn. Posts nothing but `csrf`.
#[derive(Clone, Debug, Serialize)]
pub struct AlgorithmQuestion {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// `enable` or `disable`; the texts are `algorithm-<act>-title`, `-text` and `-do`.
    pub act: &'static str,
    /// The algorithm.
    pub name: String,
    /// Whether the app's own secret signs, and no key of ours.
    pub is_secret: bool,
    /// From when on apps would know its first key, where that is still to be made.
    pub known_from: Option<When>,
    /// The apps that have chosen it: they stand in the way of withdrawing it.
    pub apps: Vec<AppName>,
    /// How many more of them there are.
    pub more: usize,
    /// Whether an app has chosen it since the question was asked first.
    pub is_stale: bool,
}

impl Page for AlgorithmQuestion {
    const TEMPLATE: &'static str = "admin/keys/algorithm.html";

    fn samples() -> Vec<Self> {
        let app = |name: &str| AppName { id: name.to_lowercase(), name: name.to_owned() };
        let enable = Self {
            shell: Shell::sample(Section::Keys),
            act: "enable",
            name: "ES256".into(),
            is_secret: false,
            known_from: Some(at(600)),
            apps: vec![],
            more: 0,
            is_stale: false,
        };
        let disable = Self { act: "disable", known_from: None, ..enable.clone() };
        let secret = |page: &Self| Self { name: "HS256".into(), is_secret: true, known_from: None, ..page.clone() };
        let in_use = Self { apps: vec![app("Harbor Wiki"), app("Bluebird Shop")], ..disable.clone() };
        vec![
            enable.clone(),
            Self { known_from: None, ..enable.clone() },
            secret(&enable),
            disable.clone(),
            secret(&disable),
            in_use.clone(),
            Self { apps: vec![app(MARKUP)], more: 1204, is_stale: true, ..in_use },
            Self { shell: Shell::sample_awkward(Section::Keys), name: MARKUP.into(), ..enable },
        ]
    }
}
