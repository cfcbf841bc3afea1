//! One person, `/admin/users/<id>`: who they are, groups, sessions, apps, their trail, and one row of acts.

use super::people::sample_rows;
use super::{PersonRow, Section, Shell};
use crate::store::Group;
use crate::web::page::Page;
use crate::web::pages::{MARKUP, Person, When};
use serde::Serialize;

/// One person.
#[derive(Clone, Debug, Serialize)]
pub struct PersonPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Who it is.
    pub user: PersonRow,
    /// Made, and by whom changed last.
    pub created: When,
    /// When the account goes for good, for a deleted one.
    pub gone_at: Option<When>,
    /// What is known of them: standard claims by their catalogue name (`claim-…`), attributes by their own.
    pub facts: Vec<Fact>,
    /// How their password stands: `none`, `own`, `known` to others, or another one is `demanded`.
    pub password: &'static str,
    /// Every group.
    pub groups: Vec<GroupBadge>,
    /// Live sessions, the latest first.
    pub sessions: Vec<SessionRow>,
    /// The apps that they used.
    pub apps: Vec<AppUse>,
    /// The latest of what they did and of what was done to them.
    pub trail: Vec<TrailRow>,
    /// The acts that this admin may do here and now; those of a stronger account are missing.
    pub acts: PersonActs,
}

/// Something known of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The claim, if it is a standard one.
    pub claim: Option<&'static str>,
    /// The attribute's name otherwise.
    pub label: String,
    /// In words.
    pub value: String,
}

/// A group of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupBadge {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether only owners change who is in it.
    pub is_protected: bool,
}

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionRow {
    /// Its `sid`.
    pub sid: String,
    /// "Firefox on Linux", where the browser said so.
    pub device: Option<String>,
    /// Where it came from.
    pub address: Option<String>,
    /// When the password was typed.
    pub began: When,
    /// When it was last used.
    pub seen: When,
    /// The apps that were opened in it.
    pub apps: Vec<String>,
    /// Whether it is the one that looks at this page.
    pub is_this: bool,
}

/// An app that a person used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppUse {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it last got tokens for them, or when they agreed to what it may see.
    pub last: Option<When>,
    /// Whether it holds tokens that work.
    pub is_live: bool,
}

/// An event as a sentence, in the page's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrailRow {
    /// When it was.
    pub when: When,
    /// What happened.
    pub sentence: String,
    /// From which address; the sentence says by whom.
    pub by: String,
    /// Whether it failed.
    pub is_bad: bool,
    /// Whether the event is not as we wrote it.
    pub is_forged: bool,
}

/// The acts that can be done to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PersonActs {
    /// To change the profile and the groups.
    pub edit: bool,
    /// To make a link for a new password, or a new invitation.
    pub reset_password: bool,
    /// To have them choose another password.
    pub demand_password: bool,
    /// To end all sessions.
    pub end_sessions: bool,
    /// To disable, or to enable a disabled one.
    pub disable: bool,
    /// To delete, or to take a deletion back.
    pub delete: bool,
    /// To give or take a role.
    pub role: bool,
    /// Why some of these are missing: `person-fixed-…` of the catalogue.
    pub fixed: Option<&'static str>,
}

/// Every act, for an admin who is strong enough.
const EVERY_ACT: PersonActs = PersonActs {
    edit: true,
    reset_password: true,
    demand_password: true,
    end_sessions: true,
    disable: true,
    delete: true,
    role: true,
    fixed: None,
};

fn sample_when(age: i64) -> When {
    When::new(1_795_269_789 - age, 1_795_269_789)
}

impl GroupBadge {
    /// A group as it is stored.
    pub fn of(group: &Group) -> Self {
        Self { id: group.id.to_string(), name: group.name.clone(), is_protected: group.is_protected }
    }

    fn new(name: &str, is_protected: bool) -> Self {
        Self { id: name.into(), name: name.into(), is_protected }
    }
}

impl PersonPage {
    fn sample_session(device: Option<&str>, age: i64, is_this: bool) -> SessionRow {
        SessionRow {
            sid: format!("sid-{age}"),
            device: device.map(Into::into),
            address: Some("203.0.113.7".into()),
            began: sample_when(age),
            seen: sample_when(age / 9),
            apps: vec!["Harbor Wiki".into(), "Payroll".into()],
            is_this,
        }
    }

    fn sample_trail(sentence: &str, age: i64, is_bad: bool) -> TrailRow {
        let by = "203.0.113.7".into();
        TrailRow { when: sample_when(age), sentence: sentence.into(), by, is_bad, is_forged: false }
    }

    /// Alice, whom this admin may do anything to.
    fn sample() -> Self {
        let (when, session, trail) = (sample_when, Self::sample_session, Self::sample_trail);
        let fact = |claim, value: &str| Fact { claim: Some(claim), label: String::new(), value: value.into() };
        Self {
            shell: Shell::sample(Section::People),
            user: sample_rows().remove(0),
            created: when(9_000_000),
            gone_at: None,
            password: "own",
            facts: vec![
                fact("given_name", "Alice"),
                fact("family_name", "Adams"),
                fact("phone_number", "+49 30 1234567"),
                fact("locale", "de-DE"),
                Fact { claim: None, label: "Cost centre".into(), value: "4711".into() },
            ],
            groups: vec![
                GroupBadge::new("Editors", false),
                GroupBadge::new("Berlin", false),
                GroupBadge::new("Admins", true),
            ],
            sessions: vec![session(Some("Firefox on Linux"), 1100, true), session(None, 90_000, false)],
            apps: vec![
                AppUse { id: "wiki".into(), name: "Harbor Wiki".into(), last: Some(when(300)), is_live: true },
                AppUse { id: "payroll".into(), name: "Payroll".into(), last: None, is_live: false },
            ],
            trail: vec![
                trail("Alice Adams signed in to Harbor Wiki", 1100, false),
                trail("Somebody tried to sign in as Alice Adams with a wrong password", 1200, true),
                trail("Olga Marin took Alice Adams into the group Editors", 900_000, false),
            ],
            acts: EVERY_ACT,
        }
    }
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "admin/people/person.html";

    fn samples() -> Vec<Self> {
        let (full, mut rows) = (Self::sample(), sample_rows());
        let state = |user: PersonRow| Self { user, sessions: vec![], apps: vec![], ..full.clone() };
        let (awkward, deleted, disabled) = (rows.remove(0), rows.remove(5), rows.remove(2));
        let mut invited = rows.remove(2);
        invited.groups.clear();
        vec![
            full.clone(),
            Self { shell: Shell::sample_auditor(Section::People), acts: PersonActs::default(), ..full.clone() },
            state(disabled),
            Self { gone_at: Some(sample_when(-2_000_000)), ..state(deleted) },
            Self { password: "known", ..full.clone() },
            Self {
                password: "demanded",
                acts: PersonActs { demand_password: false, ..EVERY_ACT },
                trail: vec![TrailRow { is_forged: true, ..full.trail[0].clone() }],
                ..full.clone()
            },
            Self { password: "none", groups: vec![], facts: vec![], trail: vec![], ..state(invited) },
            Self {
                acts: PersonActs { fixed: Some("last-owner"), disable: false, delete: false, ..EVERY_ACT },
                ..full.clone()
            },
            Self { acts: PersonActs { fixed: Some("stronger"), ..PersonActs::default() }, ..full.clone() },
            Self {
                acts: PersonActs { fixed: Some("yourself"), delete: false, disable: false, ..EVERY_ACT },
                ..full.clone()
            },
            Self {
                shell: Shell::sample_awkward(Section::People),
                user: PersonRow { person: Person::sample_awkward(), ..awkward },
                facts: vec![
                    Fact { claim: None, label: MARKUP.into(), value: "x".repeat(200) },
                    Fact { claim: Some("website"), label: String::new(), value: MARKUP.into() },
                ],
                groups: vec![GroupBadge::new(MARKUP, true), GroupBadge::new(&"y".repeat(90), false)],
                sessions: vec![SessionRow {
                    apps: vec![MARKUP.into()],
                    device: Some(MARKUP.into()),
                    ..Self::sample_session(None, 9, false)
                }],
                apps: vec![AppUse {
                    id: MARKUP.into(),
                    name: MARKUP.into(),
                    last: Some(sample_when(3)),
                    is_live: true,
                }],
                trail: vec![Self::sample_trail(MARKUP, 5, true)],
                ..full
            },
        ]
    }
}
