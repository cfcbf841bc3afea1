//! People, groups and apps found by one question, `/admin/search`; the command palette takes its list from here.

use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct SearchPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// The question; empty before anything was asked.
    pub q: String,
    /// The first few of each kind.
    pub people: Vec<Hit>,
    /// See `people`.
    pub groups: Vec<Hit>,
    /// See `people`.
    pub apps: Vec<Hit>,
    /// Pages of the admin area that no list leads to.
    pub pages: Vec<Hit>,
}

/// One of what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Its page.
    pub url: String,
    /// Its name.
    pub name: String,
    /// What tells it from others of that name.
    pub line: String,
}

impl Hit {
    /// One of what was found.
    pub fn new(url: String, name: String, line: Option<String>) -> Self {
        Self { url, name, line: line.unwrap_or_default() }
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "admin/search.html";

    fn samples() -> Vec<Self> {
        let hit = |url: &str, name: &str, line: &str| Hit::new(url.into(), name.into(), Some(line.into()));
        let empty = Self {
            shell: Shell::sample(Section::None),
            q: String::new(),
            people: vec![],
            groups: vec![],
            apps: vec![],
            pages: vec![],
        };
        let full = Self {
            q: "al".into(),
            people: vec![
                hit("/admin/users/1", "Alice Adams", "alice@northwind.example"),
                hit("/admin/users/2", "Alan Turner", "alan"),
            ],
            groups: vec![hit("/admin/groups/1", "Altona", "Everyone in the Altona office")],
            apps: vec![hit("/admin/clients/calendar", "Calendar", "calendar")],
            pages: vec![hit("/admin/tokens", "Token doctor", "")],
            ..empty.clone()
        };
        let nothing = Self { q: MARKUP.into(), shell: Shell::sample_awkward(Section::None), ..empty.clone() };
        let awkward = Self { people: vec![hit("javascript:alert(1)", MARKUP, &"x".repeat(120))], ..nothing.clone() };
        vec![empty, full, nothing, awkward]
    }
}
