//! The list of people, `/admin/users`: search, filters, and acts on a selection, which posts `id`s, `all` and `act` to
//! `/admin/users/bulk`.

use super::{Listing, Section, Shell};
use crate::model::params::Params;
use crate::web::flash::Flash;
use crate::web::page::Page;
use crate::web::pages::admin::{Count, FilterOption};
use crate::web::pages::{MARKUP, Person, When};
use serde::Serialize;

/// The list of people.
#[derive(Clone, Debug, Serialize)]
pub struct PeopleList {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Search, filters, order, paging.
    pub listing: Listing,
    /// This page of them.
    pub people: Vec<PersonRow>,
}

/// One person in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonRow {
    /// Their id.
    pub id: String,
    /// Who it is.
    pub person: Person,
    /// What they may do here: `role-…` of the catalogue.
    pub role: Option<&'static str>,
    /// Whether they can sign in.
    pub status: PersonStatus,
    /// The first few of their groups.
    pub groups: Vec<String>,
    /// How many more there are.
    pub more_groups: i64,
    /// When they were last seen.
    pub last_seen: Option<When>,
    /// Their live sessions.
    pub sessions: i64,
}

/// Whether somebody can sign in: `person-status-…` of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonStatus {
    /// Yes.
    Active,
    /// Not yet: the invitation was not used.
    Invited,
    /// No.
    Disabled,
    /// No; the account goes for good in a while.
    Deleted,
}

/// The filters of the list, with the groups to choose from.
pub fn people_listing(query: &Params, groups: Vec<FilterOption>) -> Listing {
    Listing::new("/admin/users", query)
        .filter("status", &["active", "invited", "disabled", "deleted"], query)
        .filter_of("group", groups, query)
        .filter("role", &["some", "owner", "people_admin", "app_admin", "auditor"], query)
        .filter("seen", &["day", "week", "month", "older", "never"], query)
        .sort_by(&["name", "seen"])
}

pub(super) fn sample_rows() -> Vec<PersonRow> {
    use PersonStatus::{Active, Deleted, Disabled, Invited};
    let now = 1_795_269_789;
    let people = [
        ("Alice Adams", "alice", Active, &["Editors", "Berlin"][..], Some(120), 2),
        ("Bashir Khan", "bashir", Active, &["Finance"], Some(11_000), 1),
        ("Chiara Conti", "chiara", Active, &["Editors", "On call"], Some(90_000), 3),
        ("Dmitri Orlov", "dmitri", Disabled, &["Contractors"], Some(3_600_000), 0),
        ("Esi Mensah", "esi", Invited, &["Berlin"], None, 0),
        ("Farid Haddad", "farid", Active, &["Finance", "Admins"], Some(700), 1),
        ("Grace Lindqvist", "grace", Deleted, &[], Some(430_000), 0),
    ];
    let row = |(name, username, status, groups, age, sessions): (&str, &str, _, &[&str], Option<i64>, i64)| PersonRow {
        id: username.to_owned(),
        person: Person::new(name, username, Some(format!("{username}@northwind.example"))),
        role: (username == "farid").then_some("people_admin"),
        status,
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        more_groups: i64::from(username == "chiara"),
        last_seen: age.map(|age| When::new(now - age, now)),
        sessions,
    };
    people.into_iter().map(row).collect()
}

impl Page for PeopleList {
    const TEMPLATE: &'static str = "admin/people/list.html";

    fn samples() -> Vec<Self> {
        let listing = |query: &str| {
            let query = Params::parse(query).unwrap_or_default();
            let group = FilterOption { value: "1".into(), label: Some("Editors".into()) };
            people_listing(&query, vec![group]).pages(Count::new(1204), Some("a"), Some("b"))
        };
        let full = Self { shell: Shell::sample(Section::People), listing: listing(""), people: sample_rows() };
        let done = Flash::good("flash-person-disabled").name("Dmitri Orlov");
        let nothing =
            Self { people: vec![], listing: listing("q=zzz").pages(Count::new(0), None, None), ..full.clone() };
        let mut awkward = sample_rows();
        awkward[0].person = Person::sample_awkward();
        awkward[0].groups = vec![MARKUP.into(), "x".repeat(70)];
        vec![
            full.clone(),
            Self { shell: Shell::sample_auditor(Section::People), listing: listing("sort=-seen"), ..full.clone() },
            Self {
                shell: Shell::sample(Section::People).with(done),
                listing: listing("q=orlov&status=disabled&group=1").pages(Count::new(1), None, None),
                people: sample_rows().split_off(3)[..1].to_vec(),
            },
            nothing.clone(),
            Self { listing: listing("seen=never").pages(Count::new(0), None, None), ..nothing.clone() },
            Self { listing: listing("").pages(Count::new(0), None, None), ..nothing },
            Self {
                shell: Shell::sample_awkward(Section::People),
                listing: listing("q=%3Cb%3Ebold").pages(Count::new(20_000), None, Some(MARKUP)),
                people: awkward,
            },
        ]
    }
}
