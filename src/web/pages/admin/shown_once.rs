//! A link or a secret that is shown this once, with a button to copy it.

use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// What is shown once. Its texts are `once-<kind>-title`, `-text`, `-warning` and `-label` in the catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct ShownOnce {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// `invitation`, `reset`, `client-secret`, ….
    pub kind: &'static str,
    /// Whom or what it is for.
    pub name: String,
    /// The link or secret.
    pub value: String,
    /// How long it works; none for as long as nobody ends it.
    pub lifetime_seconds: Option<i64>,
    /// The way on.
    pub back_url: String,
}

impl Page for ShownOnce {
    const TEMPLATE: &'static str = "admin/shown_once.html";

    fn samples() -> Vec<Self> {
        let invitation = Self {
            shell: Shell::sample(Section::People),
            kind: "invitation",
            name: "Esi Mensah".into(),
            value: "https://id.northwind.example/rescue?token=hJ2kq0Xv9rTqLw4ZbN7yPmC3sVfG8dRe1uWoAiKxYzE".into(),
            lifetime_seconds: Some(7 * 86_400),
            back_url: "/admin/users/1".into(),
        };
        vec![
            invitation.clone(),
            Self { kind: "reset", lifetime_seconds: Some(3600), ..invitation.clone() },
            Self { kind: "client-secret", name: "Harbor Wiki".into(), lifetime_seconds: None, ..invitation.clone() },
            Self { kind: "initial-token", name: "Team blue".into(), ..invitation.clone() },
            Self {
                shell: Shell::sample_awkward(Section::People),
                name: MARKUP.into(),
                value: MARKUP.into(),
                back_url: "javascript:alert(1)".into(),
                ..invitation
            },
        ]
    }
}
