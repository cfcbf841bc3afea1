//! `/admin/attributes`: the organization's own attributes. Posts `label`, `name`, `kind` and `person_editable` to add one.

use super::{Choice, Fields, Section, Shell};
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// Every attribute, and the form for another.
#[derive(Clone, Debug, Serialize)]
pub struct AttributesPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// By name.
    pub attributes: Vec<AttributeRow>,
    /// What stands in the form.
    pub fields: Fields,
    /// The types to choose from.
    pub kinds: Vec<Choice>,
    /// Whether people may set their own value.
    pub is_person_editable: bool,
}

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttributeRow {
    /// As programs name it.
    pub name: String,
    /// As people read it.
    pub label: String,
    /// The type of its values: `attribute-type-…` of the catalogue.
    pub kind: &'static str,
    /// Whether people may set their own value.
    pub is_person_editable: bool,
}

impl Page for AttributesPage {
    const TEMPLATE: &'static str = "admin/people/attributes.html";

    fn samples() -> Vec<Self> {
        let row = |name: &str, label: &str, kind, is_person_editable| AttributeRow {
            name: name.into(),
            label: label.into(),
            kind,
            is_person_editable,
        };
        let full = Self {
            shell: Shell::sample(Section::People),
            attributes: vec![
                row("cost_centre", "Cost centre", "number", false),
                row("hired", "Hired", "date", false),
                row("remote", "Works remotely", "boolean", true),
                row("skills", "Skills", "list", true),
                row("desk", "Desk", "text", true),
            ],
            fields: Fields::default(),
            kinds: vec![Choice::new("text", "Text", true), Choice::new("number", "Number", false)],
            is_person_editable: false,
        };
        let wrong = |field: &str, key: &str| {
            let mut fields = Fields::default().with("name", "api_token").with("label", "Token");
            fields.refuse(field, key);
            Self { fields, ..full.clone() }
        };
        vec![
            full.clone(),
            Self { attributes: vec![], ..full.clone() },
            Self { shell: Shell::sample_auditor(Section::People), attributes: vec![], ..full.clone() },
            wrong("name", "attribute-name-malformed"),
            wrong("name", "attribute-name-standard"),
            wrong("name", "attribute-name-token"),
            wrong("name", "attribute-name-secret"),
            wrong("name", "attribute-taken"),
            wrong("label", "attribute-label-malformed"),
            Self {
                shell: Shell::sample_awkward(Section::People),
                attributes: vec![row(MARKUP, MARKUP, "text", false)],
                fields: Fields::default().with("name", MARKUP).with("label", MARKUP),
                ..full
            },
        ]
    }
}
