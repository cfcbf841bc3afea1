//! The form of one claim rule, `/admin/clients/<id>/claims/new` and `/edit`.

use super::{AppFrame, AppTab, Choice, Fields};
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// A rule being written.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimForm {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// What is typed in, and what is wrong with it: `claim`, `prefix`, `chosen`, `constant`.
    pub fields: Fields,
    /// The claim that is changed; empty for a new one.
    pub was: String,
    /// The rule as it stood when the form was opened; empty for a new one.
    pub before: String,
    /// `standard`, `attribute`, `groups` or `constant`.
    pub source: &'static str,
    /// The standard claims of a person.
    pub standards: Vec<Choice>,
    /// The attributes that the installation has.
    pub attributes: Vec<Choice>,
    /// `all`, `prefix` or `chosen`.
    pub group_choice: &'static str,
    /// Whether the prefix is left out.
    pub is_cut: bool,
    /// Where it goes.
    pub places: PlaceTicks,
}

/// Where a claim goes, as boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceTicks {
    /// Into ID tokens.
    pub id_token: bool,
    /// Into access tokens.
    pub access_token: bool,
    /// Into the answers of userinfo.
    pub userinfo: bool,
}

/// Every problem that a rule can have: its key in the catalogue, and a field that it stands beside.
const PROBLEMS: &[(&str, &str)] = &[
    ("claim", "claim-bad-name"),
    ("claim", "claim-protected"),
    ("claim", "claim-secret"),
    ("claim", "claim-repeated"),
    ("claim", "claim-too-many"),
    ("claim", "claim-other"),
    ("id_token", "claim-no-place"),
    ("standard", "claim-unknown-standard"),
    ("attribute", "claim-no-attribute"),
    ("prefix", "claim-no-prefix"),
    ("chosen", "claim-no-group"),
    ("constant", "claim-bad-constant"),
    ("constant", "claim-wrong-type-text"),
    ("constant", "claim-wrong-type-boolean"),
    ("constant", "claim-wrong-type-number"),
    ("constant", "claim-wrong-type-object"),
    ("constant", "claim-wrong-type-list"),
];

impl Page for ClaimForm {
    const TEMPLATE: &'static str = "admin/clients/claim_form.html";

    fn samples() -> Vec<Self> {
        let new = Self {
            frame: AppFrame::sample(AppTab::Claims),
            fields: Fields::default(),
            was: String::new(),
            before: String::new(),
            source: "attribute",
            standards: vec![Choice::new("email", "email", true), Choice::new("name", "name", false)],
            attributes: vec![Choice::new("department", "Department (department)", true)],
            group_choice: "all",
            is_cut: true,
            places: PlaceTicks { id_token: true, access_token: false, userinfo: true },
        };
        let edit = Self {
            fields: Fields::default().with("claim", "department").with("constant", "\"gold\"").with("prefix", "wiki-"),
            was: "department".into(),
            before: "{}".into(),
            ..new.clone()
        };
        let mut wrong = Fields::default().with("claim", MARKUP).with("constant", MARKUP).with("chosen", MARKUP);
        for (field, key) in PROBLEMS {
            wrong.refuse_because(field, key, 50, MARKUP);
        }
        let of = |source, group_choice| Self { source, group_choice, ..edit.clone() };
        vec![
            new.clone(),
            edit.clone(),
            of("standard", "all"),
            of("groups", "prefix"),
            of("groups", "chosen"),
            of("constant", "all"),
            Self { attributes: Vec::new(), ..new.clone() },
            Self { fields: wrong, frame: AppFrame::sample_awkward(AppTab::Claims), was: MARKUP.into(), ..edit },
        ]
    }
}
