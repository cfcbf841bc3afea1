//! `/admin/clients/registration`: who may register apps that no admin adds, and the tokens that let them. Posts `label`,
//! `uses`, `days` and `scopes` to make a token.

use super::{Choice, Fields, Section, Shell};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The mode, the tokens, and the form for another.
#[derive(Clone, Debug, Serialize)]
pub struct RegistrationPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// The modes: `registration-mode-…` of the catalogue.
    pub modes: Vec<Choice>,
    /// Whether anybody may register.
    pub is_open: bool,
    /// Where apps register.
    pub endpoint: String,
    /// Tokens that still let somebody in, the newest first.
    pub tokens: Vec<InitialTokenRow>,
    /// What stands in the form.
    pub fields: Fields,
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InitialTokenRow {
    /// Names it.
    pub id: String,
    /// Who it is for.
    pub label: String,
    /// Apps that may still come with it.
    pub uses_left: i64,
    /// What these may ask for.
    pub scopes: String,
    /// When it was made.
    pub created: When,
    /// When it ends.
    pub ends: When,
}

/// Every problem that a token can have: its field, and its key in the catalogue.
const PROBLEMS: &[(&str, &str)] = &[
    ("label", "registration-bad-label"),
    ("uses", "registration-bad-uses"),
    ("days", "registration-bad-days"),
    ("scopes", "registration-bad-scopes"),
];

impl Page for RegistrationPage {
    const TEMPLATE: &'static str = "admin/clients/registration.html";

    fn samples() -> Vec<Self> {
        let now = 1_795_269_789;
        let row = |label: &str, uses_left| InitialTokenRow {
            id: "0190b7f2-7a52-7e0c-9b7e-3f6d1c2a4b5e".into(),
            label: label.into(),
            uses_left,
            scopes: "openid profile email".into(),
            created: When::new(now - 90_000, now),
            ends: When::new(now + 500_000, now),
        };
        let modes = ["off", "token", "open"].map(|mode| Choice::new(mode, "", mode == "token"));
        let full = Self {
            shell: Shell::sample(Section::Apps),
            modes: modes.to_vec(),
            is_open: false,
            endpoint: "https://id.northwind.example/oauth2/register".into(),
            tokens: vec![row("Team blue", 1), row("Test run", 100)],
            fields: Fields::default().with("uses", "1").with("days", "7").with("scopes", "openid profile email"),
        };
        let mut wrong = full.fields.clone().with("label", MARKUP);
        for (field, key) in PROBLEMS {
            wrong.refuse_because(field, key, 365, "");
        }
        let open = ["off", "token", "open"].map(|mode| Choice::new(mode, "", mode == "open"));
        vec![
            full.clone(),
            Self { tokens: Vec::new(), ..full.clone() },
            Self { modes: open.to_vec(), is_open: true, ..full.clone() },
            Self { shell: Shell::sample_auditor(Section::Apps), ..full.clone() },
            Self { fields: wrong.clone(), ..full.clone() },
            Self {
                shell: Shell::sample_awkward(Section::Apps),
                tokens: vec![InitialTokenRow { scopes: MARKUP.into(), ..row(MARKUP, 1) }],
                fields: wrong,
                ..full
            },
        ]
    }
}
