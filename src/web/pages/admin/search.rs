//! People, groups and apps found by one question, `/admin/search`; the command palette takes its list from here.

use super::{Count, Section, Shell};
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
    pub people: Hits,
    /// See `people`.
    pub groups: Hits,
    /// See `people`.
    pub apps: Hits,
    /// Pages of the admin area that no list leads to.
    pub pages: Vec<Hit>,
}

/// What was found of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hits {
    /// The first few.
    pub first: Vec<Hit>,
    /// How many there are in all.
    pub all: Count,
}

impl Hits {
    fn sample(first: Vec<Hit>, all: i64) -> Self {
        Self { first, all: Count::new(all) }
    }
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
            people: Hits::default(),
            groups: Hits::default(),
            apps: Hits::default(),
            pages: vec![],
        };
        let full = Self {
            q: "al".into(),
            people: Hits::sample(
                vec![
                    hit("/admin/users/1", "Alice Adams", "alice@northwind.example"),
                    hit("/admin/users/2", "Alan Turner", "alan"),
                ],
                20_000,
            ),
            groups: Hits::sample(vec![hit("/admin/groups/1", "Altona", "Everyone in the Altona office")], 12),
            apps: Hits::sample(vec![hit("/admin/clients/calendar", "Calendar", "calendar")], 1),
            pages: vec![hit("/admin/tokens", "Token doctor", "")],
            ..empty.clone()
        };
        let nothing = Self { q: MARKUP.into(), shell: Shell::sample_awkward(Section::None), ..empty.clone() };
        let awkward = Self {
            people: Hits::sample(vec![hit("javascript:alert(1)", MARKUP, &"x".repeat(120))], 2),
            ..nothing.clone()
        };
        vec![empty, full, nothing, awkward]
    }
}
