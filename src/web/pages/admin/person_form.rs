//! Adding and changing a person, `/admin/users/new` and `/admin/users/<id>/edit`.
//!
//! Posts `username`, `name`, `email`, `email_verified`, one field `claim-<name>` for each standard claim, `group` for
//! each group with `groups_before`; a new one `way` (`invite` or `password`) and `password`; a known one `version`. Attributes post
//! `attribute-<name>`.

use super::{Choice, Fields, Section, Shell};
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// Who somebody is, to be typed.
#[derive(Clone, Debug, Serialize)]
pub struct PersonForm {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Their id; none for a new one.
    pub id: Option<String>,
    /// What they are called, in the heading.
    pub title: String,
    /// The version that the form was filled from.
    pub version: i64,
    /// What stands in the fields.
    pub fields: Fields,
    /// Whether apps may rely on the address.
    pub is_email_verified: bool,
    /// The standard claims by topic.
    pub topics: Vec<Topic>,
    /// Typed attributes of this organization.
    pub attributes: Vec<AttributeField>,
    /// Every group; protected ones are fixed for all but owners.
    pub groups: Vec<Choice>,
    /// The ids of those that they were in when the form was shown, and that can be left, with blanks between.
    pub groups_before: String,
    /// Whether a new one gets a password now (else an invitation).
    pub is_by_password: bool,
    /// Whether a new one with a password chooses another one at the first sign-in.
    pub must_change_password: bool,
    /// Shortest password accepted.
    pub min_length: usize,
}

/// Standard claims of one topic (OIDC Core §5.1): `topic-<name>` of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// Which.
    pub name: &'static str,
    /// Its claims: `claim-<name>` of the catalogue.
    pub claims: &'static [&'static str],
    /// How many are filled in.
    pub filled: i64,
    /// Whether it is shown unfolded, since something is wrong in it.
    pub is_open: bool,
}

/// An attribute to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttributeField {
    /// Its name; the field is `attribute-<name>`.
    pub name: String,
    /// `text`, `number`, `date`, `boolean`, `list`: `attribute-kind-…` of the catalogue says how it is typed.
    pub kind: &'static str,
    /// What people read.
    pub label: String,
}

/// The topics in their order, each with its claims.
pub const TOPICS: [(&str, &[&str]); 4] = [
    ("names", &["given_name", "middle_name", "family_name", "nickname"]),
    ("contact", &["phone_number", "website", "profile", "picture"]),
    ("about", &["birthdate", "gender", "locale", "zoneinfo"]),
    ("address", &["street_address", "postal_code", "locality", "region", "country"]),
];

/// The topics of a form, folded where nothing is wrong.
pub fn topics(is_filled: impl Fn(&str) -> bool, is_wrong: impl Fn(&str) -> bool) -> Vec<Topic> {
    let topic = |(name, claims): (&'static str, &'static [&'static str])| Topic {
        name,
        claims,
        filled: i64::try_from(claims.iter().filter(|claim| is_filled(claim)).count()).unwrap_or_default(),
        is_open: claims.iter().any(|claim| is_wrong(claim)),
    };
    TOPICS.into_iter().map(topic).collect()
}

impl Page for PersonForm {
    const TEMPLATE: &'static str = "admin/people/form.html";

    fn samples() -> Vec<Self> {
        let groups = || {
            let fixed = Choice { is_fixed: true, hint: MARKUP.into(), ..Choice::new("3", "Admins", false) };
            vec![Choice::new("1", "Editors", true), Choice::new("2", "Berlin", false), fixed]
        };
        let attribute = |name: &str, kind, label: &str| AttributeField { name: name.into(), kind, label: label.into() };
        let new = Self {
            shell: Shell::sample(Section::People),
            id: None,
            title: String::new(),
            version: 0,
            fields: Fields::default(),
            is_email_verified: false,
            topics: topics(|_| false, |_| false),
            attributes: vec![],
            groups: groups(),
            groups_before: String::new(),
            is_by_password: false,
            must_change_password: true,
            min_length: 8,
        };
        let mut wrong = Fields::default().with("username", "alice").with("email", "alice").with("claim-birthdate", "x");
        wrong.refuse("username", "username-taken");
        wrong.refuse("email", "email-malformed");
        for (claim, key) in [
            ("birthdate", "claim-malformed"),
            ("website", "profile-malformed-url"),
            ("gender", "profile-too-long"),
            ("nickname", "profile-invisible"),
        ] {
            wrong.refuse(&format!("claim-{claim}"), key);
        }
        wrong.refuse_because("password", "password-too-short", 8, "");
        let edit = Self {
            id: Some("1".into()),
            title: "Alice Adams".into(),
            version: 7,
            fields: Fields::default().with("username", "alice").with("name", "Alice Adams").with("claim-locale", "de"),
            is_email_verified: true,
            topics: topics(|claim| claim == "locale", |_| false),
            attributes: vec![
                attribute("cost_centre", "number", "Cost centre"),
                attribute("hired", "date", "Hired"),
                attribute("remote", "boolean", "Works remotely"),
                attribute("skills", "list", "Skills"),
                attribute("desk", "text", "Desk"),
            ],
            ..new.clone()
        };
        let mut bad = edit.fields.clone().with("attribute-cost_centre", "x");
        for (attribute, key) in [
            ("cost_centre", "attribute-not-number"),
            ("hired", "attribute-not-date"),
            ("remote", "attribute-not-boolean"),
            ("skills", "attribute-too-many"),
        ] {
            bad.refuse(&format!("attribute-{attribute}"), key);
        }
        let awkward = Self {
            shell: Shell::sample_awkward(Section::People),
            title: MARKUP.into(),
            fields: Fields::default().with("username", MARKUP).with("name", "x".repeat(120)),
            attributes: vec![attribute("x", "text", MARKUP)],
            groups: vec![Choice::new(MARKUP, MARKUP, true), Choice::new("y", "y".repeat(90), false)],
            groups_before: MARKUP.into(),
            ..edit.clone()
        };
        vec![
            new.clone(),
            Self {
                fields: wrong,
                is_by_password: true,
                topics: topics(|_| true, |claim| ["birthdate", "website", "gender", "nickname"].contains(&claim)),
                ..new.clone()
            },
            edit.clone(),
            Self { fields: bad, ..edit },
            Self { groups: vec![], ..new },
            awkward,
        ]
    }
}
