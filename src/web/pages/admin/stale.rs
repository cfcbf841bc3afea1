//! "Somebody else changed this meanwhile": what stands there now beside what was typed, and a choice between them.

use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::{HiddenField, MARKUP, When};
use serde::Serialize;

/// Two versions of the same thing.
#[derive(Clone, Debug, Serialize)]
pub struct Stale {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// What was edited.
    pub name: String,
    /// Who changed it, where that is known.
    pub changed_by: Option<String>,
    /// When.
    pub changed: When,
    /// The fields in which the two differ.
    pub differences: Vec<Difference>,
    /// Where mine is sent again, by POST.
    pub action: String,
    /// Every field of mine, with the version that stands there now.
    pub fields: Vec<HiddenField>,
    /// Where theirs is left as it is.
    pub theirs_url: String,
}

/// A field in which the two differ; both in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The message that names the field.
    pub label: String,
    /// What stands there now.
    pub theirs: String,
    /// What was typed.
    pub mine: String,
}

impl Page for Stale {
    const TEMPLATE: &'static str = "admin/stale.html";

    fn samples() -> Vec<Self> {
        let difference = |label: &str, theirs: &str, mine: &str| Difference {
            label: label.into(),
            theirs: theirs.into(),
            mine: mine.into(),
        };
        let plain = Self {
            shell: Shell::sample(Section::People),
            name: "Alice Adams".into(),
            changed_by: Some("Bashir Khan".into()),
            changed: When::new(1_795_269_000, 1_795_269_789),
            differences: vec![
                difference("field-name", "Alice Adams-Brown", "Alice Brown"),
                difference("field-email", "", "alice.brown@northwind.example"),
            ],
            action: "/admin/users/1/edit".into(),
            fields: vec![HiddenField::new("version", "8"), HiddenField::new("name", "Alice Brown")],
            theirs_url: "/admin/users/1".into(),
        };
        let awkward = Self {
            shell: Shell::sample_awkward(Section::People),
            name: MARKUP.into(),
            changed_by: None,
            differences: vec![difference("field-name", MARKUP, &"x".repeat(200))],
            ..plain.clone()
        };
        let app = [
            "app-url",
            "app-redirect-uris",
            "app-post-logout",
            "app-open-to",
            "app-consent",
            "app-scopes",
            "app-apis",
            "app-audiences",
            "app-grants",
            "app-pkce",
            "app-access",
            "app-refresh",
            "app-alg",
            "app-color",
        ];
        let app = Self { differences: app.map(|label| difference(label, "1", "2")).to_vec(), ..plain.clone() };
        vec![plain, app, awkward]
    }
}
