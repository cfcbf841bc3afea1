//! `/account/profile`: who I am. Posts `csrf`, `version` and a field for each claim that people may edit themselves.

use super::{AccountFrame, AccountSection, MARKUP};
use crate::web::page::Page;
use serde::Serialize;

/// My profile.
#[derive(Clone, Debug, Serialize)]
pub struct AccountProfile {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AccountFrame,
    /// Which state of the profile the fields show.
    pub version: String,
    /// Whether apps may rely on the e-mail address.
    pub email_verified: bool,
    /// My groups, in alphabetical order.
    pub groups: Vec<String>,
    /// The fields, by topic.
    pub topics: Vec<ProfileTopic>,
    /// Whether some field has a problem.
    pub has_problems: bool,
    /// Whether somebody changed the profile since the form was shown; the fields concerned say what stands there.
    pub is_stale: bool,
    /// Whether it has just been saved.
    pub is_saved: bool,
}

/// Fields that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileTopic {
    /// `name`, `about`, `web`, `place`, `contact`, `own`.
    pub id: &'static str,
    /// Its fields.
    pub fields: Vec<ProfileField>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileField {
    /// The claim's name; a member of the address behind `address.`, an attribute behind `attribute.`.
    pub name: String,
    /// What an attribute is called; fields without one have it in the catalogue.
    pub label: Option<String>,
    /// The name as part of a message's key.
    pub key: String,
    /// What stands in it.
    pub value: String,
    /// The `type` of its input; `lines` for several lines; of an attribute its type: `text`, `number`, `boolean`, `date`,
    /// `list`.
    pub kind: &'static str,
    /// The `autocomplete` of its input.
    pub autocomplete: &'static str,
    /// `too-long`, `invisible`, `malformed`; of an attribute also `not-a-number`, `not-a-date`, `too-many`.
    pub problem: Option<&'static str>,
    /// What somebody else has written there meanwhile.
    pub stored: Option<String>,
}

/// A field's name, input type and autocomplete (HTML, "Autofill").
type Input = (&'static str, &'static str, &'static str);

/// Topics with their fields.
const TOPICS: [(&str, &[Input]); 5] = [
    (
        "name",
        &[
            ("name", "text", "name"),
            ("given_name", "text", "given-name"),
            ("middle_name", "text", "additional-name"),
            ("family_name", "text", "family-name"),
            ("nickname", "text", "nickname"),
        ],
    ),
    ("about", &[("gender", "text", "sex"), ("birthdate", "text", "bday")]),
    ("web", &[("picture", "url", "photo"), ("website", "url", "url"), ("profile", "url", "off")]),
    ("place", &[("locale", "text", "language"), ("zoneinfo", "text", "off")]),
    (
        "contact",
        &[
            ("phone_number", "tel", "tel"),
            ("address.street_address", "lines", "street-address"),
            ("address.postal_code", "text", "postal-code"),
            ("address.locality", "text", "address-level2"),
            ("address.region", "text", "address-level1"),
            ("address.country", "text", "country-name"),
        ],
    ),
];

impl ProfileTopic {
    /// Every topic with its fields, filled in by `value`.
    pub fn all(value: impl Fn(&str) -> String) -> Vec<Self> {
        let field = |(name, kind, autocomplete): &Input| ProfileField {
            name: (*name).to_owned(),
            label: None,
            key: name.replace(['.', '_'], "-"),
            value: value(name),
            kind,
            autocomplete,
            problem: None,
            stored: None,
        };
        TOPICS.iter().map(|(id, fields)| Self { id, fields: fields.iter().map(field).collect() }).collect()
    }

    /// The attributes that are open to people; none where there are none.
    pub fn of_attributes(fields: Vec<ProfileField>) -> Option<Self> {
        (!fields.is_empty()).then_some(Self { id: "own", fields })
    }
}

impl ProfileField {
    /// The field of an attribute.
    pub fn of_attribute(name: &str, label: &str, kind: &'static str, value: String) -> Self {
        Self {
            name: name.to_owned(),
            label: Some(label.to_owned()),
            key: String::new(),
            value,
            kind,
            autocomplete: "off",
            problem: None,
            stored: None,
        }
    }
}

impl AccountProfile {
    fn sample(topics: Vec<ProfileTopic>) -> Self {
        Self {
            frame: AccountFrame::sample(AccountSection::Profile),
            version: "1f0a".into(),
            email_verified: true,
            groups: vec!["Berlin".into(), "Editors".into()],
            topics,
            has_problems: false,
            is_stale: false,
            is_saved: false,
        }
    }
}

fn sample_attributes() -> ProfileTopic {
    let field = |label: &str, kind, value: &str| {
        ProfileField::of_attribute(&format!("attribute.{}", label.to_lowercase()), label, kind, value.into())
    };
    let fields = vec![
        field("Desk", "text", "4.12"),
        field("Floor", "number", "4"),
        field("Birthday-cake", "boolean", "true"),
        field("Start", "date", "2026-02-01"),
        field("Languages", "list", "German\nEnglish"),
    ];
    ProfileTopic { id: "own", fields }
}

fn sample_value(name: &str) -> String {
    let value = match name {
        "name" => "Alice Adams",
        "given_name" => "Alice",
        "family_name" => "Adams",
        "birthdate" => "1990-02-28",
        "website" => "https://alice.example/",
        "locale" => "en-GB",
        "zoneinfo" => "Europe/Berlin",
        "phone_number" => "+4930123456",
        "address.street_address" => "Kaiserdamm 1\nHinterhaus",
        "address.locality" => "Berlin",
        _ => "",
    };
    value.to_owned()
}

impl Page for AccountProfile {
    const TEMPLATE: &'static str = "account/profile.html";

    fn samples() -> Vec<Self> {
        let plain = Self::sample([ProfileTopic::all(sample_value), vec![sample_attributes()]].concat());
        let saved = Self { is_saved: true, ..plain.clone() };
        let empty =
            Self { email_verified: false, groups: vec![], ..Self::sample(ProfileTopic::all(|_| String::new())) };
        let with_problem = |problem: &'static str| {
            let mut page = Self { has_problems: true, ..plain.clone() };
            page.topics.iter_mut().flat_map(|topic| &mut topic.fields).for_each(|f| f.problem = Some(problem));
            page
        };
        let mut stale = Self { is_stale: true, ..plain.clone() };
        for (number, field) in stale.topics.iter_mut().flat_map(|topic| &mut topic.fields).enumerate() {
            field.stored = match number {
                0 => Some("Alice Adams-Berg".into()),
                4 => Some(String::new()),
                _ => None,
            };
        }
        let mut awkward = Self {
            frame: AccountFrame::sample_awkward(AccountSection::Profile),
            groups: vec![MARKUP.into(), "x".repeat(120)],
            ..Self::sample(ProfileTopic::all(|_| format!("{MARKUP} {}", "x".repeat(300))))
        };
        awkward.topics[0].fields[0].stored = Some(MARKUP.into());
        let problems =
            ["too-long", "invisible", "malformed", "not-a-number", "not-a-date", "too-many"].map(with_problem);
        [vec![plain, saved, empty, stale, awkward], problems.to_vec()].concat()
    }
}
