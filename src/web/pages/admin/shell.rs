//! What surrounds every page of the admin area: where one is, how many there are of each, who one is and may do.

use crate::model::people_list;
use crate::model::user::{Permission, Role};
use crate::web::flash::Flash;
use crate::web::pages::{Chrome, Person};
use serde::Serialize;

/// Numbers above this are told as "more than".
const MOST_TOLD: i64 = 10_000;

/// The part that every page of the admin area has; each context flattens it.
#[derive(Clone, Debug, Serialize)]
pub struct Shell {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// Bound to this browser; for every form on the page.
    pub csrf: String,
    /// Who is signed in.
    pub person: Person,
    /// Their role, as the catalogue's `role-…` names it.
    pub role: &'static str,
    /// The entry of the navigation that the page belongs to.
    pub section: Section,
    /// How many there are of each, for the navigation.
    pub counts: Counts,
    /// What the role allows: acts that it does not allow are not shown.
    pub may: May,
    /// What the last act did.
    pub flash: Option<Flash>,
}

/// An entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// `/admin`
    Overview,
    /// `/admin/users`
    People,
    /// `/admin/groups`
    Groups,
    /// `/admin/clients`
    Apps,
    /// `/admin/keys`
    Keys,
    /// `/admin/sessions`
    Sessions,
    /// `/admin/audit`
    Audit,
    /// `/admin/settings`
    Settings,
    /// Pages that belong to no entry: search.
    None,
}

/// A number that is counted up to ten thousand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How many; ten thousand where there are more.
    pub number: i64,
    /// Whether there are more.
    pub is_more: bool,
}

impl Count {
    /// Takes a count that may have stopped anywhere above ten thousand.
    pub const fn new(counted: i64) -> Self {
        if counted > MOST_TOLD {
            Self { number: MOST_TOLD, is_more: true }
        } else {
            Self { number: counted, is_more: false }
        }
    }
}

impl From<people_list::Count> for Count {
    fn from(count: people_list::Count) -> Self {
        Self { number: count.number, is_more: count.is_more }
    }
}

/// How many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// People.
    pub people: Count,
    /// Groups.
    pub groups: Count,
    /// Apps.
    pub apps: Count,
    /// Sessions that are alive.
    pub sessions: Count,
}

/// What a role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct May {
    /// To change people and groups.
    pub manage_people: bool,
    /// To end other people's sessions.
    pub end_sessions: bool,
    /// To change apps.
    pub manage_apps: bool,
    /// What only owners may.
    pub own: bool,
}

impl May {
    /// What a role allows.
    pub const fn of(role: Role) -> Self {
        Self {
            manage_people: role.allows(Permission::ManagePeople),
            end_sessions: role.allows(Permission::EndSessions),
            manage_apps: role.allows(Permission::ManageApps),
            own: role.allows(Permission::Own),
        }
    }
}

impl Shell {
    /// What the samples of all admin pages are surrounded by: an owner.
    pub(in crate::web::pages) fn sample(section: Section) -> Self {
        Self {
            chrome: Chrome::sample(),
            csrf: "csrf".into(),
            person: Person::new("Olga Marin", "olga", Some("olga@northwind.example".into())),
            role: Role::Owner.as_str(),
            section,
            counts: Counts {
                people: Count::new(1204),
                groups: Count::new(18),
                apps: Count::new(31),
                sessions: Count::new(412),
            },
            may: May::of(Role::Owner),
            flash: None,
        }
    }

    /// The same as an auditor sees it.
    pub(in crate::web::pages) fn sample_auditor(section: Section) -> Self {
        Self { role: Role::Auditor.as_str(), may: May::of(Role::Auditor), ..Self::sample(section) }
    }

    /// Long and hostile words everywhere.
    pub(in crate::web::pages) fn sample_awkward(section: Section) -> Self {
        let markup = crate::web::pages::MARKUP;
        let more = Count::new(1_000_000);
        Self {
            chrome: Chrome { organization: format!("{} {markup}", "Northwind".repeat(5)), ..Chrome::sample() },
            person: Person::sample_awkward(),
            counts: Counts { people: more, groups: more, apps: more, sessions: more },
            ..Self::sample(section)
        }
    }

    /// With what the last act did.
    pub(in crate::web::pages) fn with(self, flash: Flash) -> Self {
        Self { flash: Some(flash), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn more_than_ten_thousand_is_all_that_is_told() {
        assert_eq!(Count::new(10_000), Count { number: 10_000, is_more: false });
        assert_eq!(Count::new(10_001), Count { number: 10_000, is_more: true });
    }
}
