//! Groups: the list `/admin/groups`, one of them with its members, and the form.

use super::people::sample_rows;
use super::{Fields, Listing, PersonRow, Section, Shell};
use crate::model::params::Params;
use crate::web::page::Page;
use crate::web::pages::admin::Count;
use crate::web::pages::{MARKUP, Person, When};
use serde::Serialize;

/// The list of groups.
#[derive(Clone, Debug, Serialize)]
pub struct GroupsList {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Search, order, paging.
    pub listing: Listing,
    /// This page of them.
    pub groups: Vec<GroupRow>,
}

/// One group in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupRow {
    /// Its id.
    pub id: String,
    /// Its name: a value of the `groups` claim.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether only owners change who is in it.
    pub is_protected: bool,
    /// How many people are in it.
    pub members: Count,
    /// The apps that are open to it and not to everybody.
    pub apps: Vec<String>,
}

/// One group with its members. Posts `username` to `…/members` to add one.
#[derive(Clone, Debug, Serialize)]
pub struct GroupPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// The group.
    pub group: GroupRow,
    /// Whether the `groups` claim names it.
    pub is_in_claim: bool,
    /// When it was made.
    pub created: When,
    /// Search and paging among its members.
    pub listing: Listing,
    /// This page of them.
    pub people: Vec<PersonRow>,
    /// What stands in the field to add somebody.
    pub fields: Fields,
    /// Whether this admin may change it.
    pub may_change: bool,
}

/// Adding and changing a group. Posts `name`, `description`, `protected`, `in_claim`, and `version` of a known one.
#[derive(Clone, Debug, Serialize)]
pub struct GroupForm {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Its id; none for a new one.
    pub id: Option<String>,
    /// What it is called, in the heading.
    pub title: String,
    /// The version that the form was filled from.
    pub version: i64,
    /// What stands in the fields.
    pub fields: Fields,
    /// Whether only owners may change who is in it.
    pub is_protected: bool,
    /// Whether the `groups` claim names it.
    pub is_in_claim: bool,
}

fn sample_group(name: &str, members: i64, is_protected: bool) -> GroupRow {
    GroupRow {
        id: name.to_lowercase(),
        name: name.into(),
        description: if members > 9 { "Everyone who writes in the wiki".into() } else { String::new() },
        is_protected,
        members: Count::new(members),
        apps: if members > 9 { vec!["Harbor Wiki".into(), "Payroll".into()] } else { vec![] },
    }
}

fn sample_listing(path: &str, query: &str, found: i64) -> Listing {
    let query = Params::parse(query).unwrap_or_default();
    Listing::new(path, &query).sort_by(&["name"]).pages(Count::new(found), None, None)
}

impl Page for GroupsList {
    const TEMPLATE: &'static str = "admin/groups/list.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            shell: Shell::sample(Section::Groups),
            listing: sample_listing("/admin/groups", "", 3),
            groups: vec![
                sample_group("Admins", 4, true),
                sample_group("Berlin", 240, false),
                sample_group("Editors", 20_000, false),
            ],
        };
        let mut long = sample_group(&"x".repeat(90), 12, true);
        long.description = MARKUP.into();
        long.apps.push(MARKUP.into());
        let awkward = Self {
            shell: Shell::sample_awkward(Section::Groups),
            groups: vec![sample_group(MARKUP, 0, false), long],
            ..full.clone()
        };
        let auditor = Self { shell: Shell::sample_auditor(Section::Groups), ..full.clone() };
        let none = Self { groups: vec![], listing: sample_listing("/admin/groups", "", 0), ..full.clone() };
        let nothing = Self { listing: sample_listing("/admin/groups", "q=zzz", 0), ..none.clone() };
        vec![full, auditor, none, nothing, awkward]
    }
}

impl Page for GroupPage {
    const TEMPLATE: &'static str = "admin/groups/group.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            shell: Shell::sample(Section::Groups),
            group: sample_group("Editors", 240, false),
            is_in_claim: true,
            created: When::new(1_780_000_000, 1_795_269_789),
            listing: sample_listing("/admin/groups/editors", "", 240),
            people: sample_rows(),
            fields: Fields::default(),
            may_change: true,
        };
        let mut wrong = Fields::default().with("username", "nobody");
        wrong.refuse("username", "member-unknown");
        let empty = Self {
            group: sample_group("Admins", 0, true),
            listing: sample_listing("/admin/groups/admins", "", 0),
            people: vec![],
            ..full.clone()
        };
        let mut rows = sample_rows();
        rows[0].person = Person::sample_awkward();
        let mut group = sample_group(MARKUP, 1, true);
        group.description = MARKUP.into();
        vec![
            full.clone(),
            Self { fields: wrong, ..full.clone() },
            empty.clone(),
            Self {
                listing: sample_listing("/admin/groups/admins", "q=zzz", 0),
                may_change: false,
                is_in_claim: false,
                ..empty
            },
            Self { shell: Shell::sample_awkward(Section::Groups), group, people: rows, ..full },
        ]
    }
}

impl Page for GroupForm {
    const TEMPLATE: &'static str = "admin/groups/form.html";

    fn samples() -> Vec<Self> {
        let new = Self {
            shell: Shell::sample(Section::Groups),
            id: None,
            title: String::new(),
            version: 0,
            fields: Fields::default(),
            is_protected: false,
            is_in_claim: true,
        };
        let mut wrong = Fields::default().with("name", "Editors");
        wrong.refuse("name", "group-taken");
        let mut long = wrong.clone();
        long.refuse("description", "description-too-long");
        let mut malformed = wrong.clone();
        malformed.refuse("description", "description-malformed");
        let edit = Self {
            id: Some("editors".into()),
            title: "Editors".into(),
            version: 3,
            fields: Fields::default().with("name", "Editors").with("description", "Everyone who writes"),
            is_protected: true,
            ..new.clone()
        };
        let awkward = Self {
            shell: Shell::sample_awkward(Section::Groups),
            title: MARKUP.into(),
            fields: Fields::default().with("name", MARKUP).with("description", MARKUP),
            ..edit.clone()
        };
        vec![
            new.clone(),
            Self { fields: wrong, ..new.clone() },
            Self { fields: long, ..new.clone() },
            Self { fields: malformed, ..new },
            edit,
            awkward,
        ]
    }
}
