//! One person, `/admin/users/<id>`: who they are, groups, sessions, apps, their trail, and one row of acts.

use super::people::sample_rows;
use super::{PersonRow, Section, Shell};
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
    /// When it last got tokens for them.
    pub last: When,
}

/// An event as a sentence, in the page's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrailRow {
    /// When it was.
    pub when: When,
    /// What happened.
    pub sentence: String,
    /// By whom and from where.
    pub by: String,
    /// Whether it failed.
    pub is_bad: bool,
}

/// The acts that can be done to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PersonActs {
    /// To change the profile and the groups.
    pub edit: bool,
    /// To make a link for a new password, or a new invitation.
    pub reset_password: bool,
    /// To end all sessions.
    pub end_sessions: bool,
    /// To disable, or to enable a disabled one.
    pub disable: bool,
    /// To delete, or to take a deletion back.
    pub delete: bool,
    /// Why some of these are missing: `person-fixed-…` of the catalogue.
    pub fixed: Option<&'static str>,
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "admin/people/person.html";

    fn samples() -> Vec<Self> {
        let now = 1_795_269_789;
        let when = |age: i64| When::new(now - age, now);
        let fact = |claim, value: &str| Fact { claim: Some(claim), label: String::new(), value: value.into() };
        let group = |name: &str, is_protected| GroupBadge { id: name.into(), name: name.into(), is_protected };
        let session = |device: Option<&str>, age, is_this| SessionRow {
            sid: format!("sid-{age}"),
            device: device.map(Into::into),
            address: Some("203.0.113.7".into()),
            began: when(age),
            seen: when(age / 9),
            apps: vec!["Harbor Wiki".into(), "Payroll".into()],
            is_this,
        };
        let trail = |sentence: &str, age, is_bad| TrailRow {
            when: when(age),
            sentence: sentence.into(),
            by: "Alice Adams, 203.0.113.7".into(),
            is_bad,
        };
        let every_act = PersonActs {
            edit: true,
            reset_password: true,
            end_sessions: true,
            disable: true,
            delete: true,
            fixed: None,
        };
        let mut rows = sample_rows();
        let full = Self {
            shell: Shell::sample(Section::People),
            user: rows[0].clone(),
            created: when(9_000_000),
            gone_at: None,
            facts: vec![
                fact("given_name", "Alice"),
                fact("family_name", "Adams"),
                fact("phone_number", "+49 30 1234567"),
                fact("locale", "de-DE"),
                Fact { claim: None, label: "Cost centre".into(), value: "4711".into() },
            ],
            groups: vec![group("Editors", false), group("Berlin", false), group("Admins", true)],
            sessions: vec![session(Some("Firefox on Linux"), 1100, true), session(None, 90_000, false)],
            apps: vec![AppUse { id: "wiki".into(), name: "Harbor Wiki".into(), last: when(300) }],
            trail: vec![
                trail("Signed in to Harbor Wiki", 1100, false),
                trail("Wrong password", 1200, true),
                trail("Was added to the group Editors", 900_000, false),
            ],
            acts: every_act,
        };
        let state = |user: PersonRow| Self { user, sessions: vec![], apps: vec![], ..full.clone() };
        let (awkward, deleted, disabled) = (rows.remove(0), rows.remove(5), rows.remove(2));
        let mut invited = rows.remove(2);
        invited.groups.clear();
        vec![
            full.clone(),
            Self { shell: Shell::sample_auditor(Section::People), acts: PersonActs::default(), ..full.clone() },
            state(disabled),
            Self { gone_at: Some(When::new(now + 2_000_000, now)), ..state(deleted) },
            Self { groups: vec![], facts: vec![], trail: vec![], ..state(invited) },
            Self {
                acts: PersonActs { fixed: Some("last-owner"), disable: false, delete: false, ..every_act },
                ..full.clone()
            },
            Self { acts: PersonActs { fixed: Some("stronger"), ..PersonActs::default() }, ..full.clone() },
            Self {
                acts: PersonActs { fixed: Some("yourself"), delete: false, disable: false, ..every_act },
                ..full.clone()
            },
            Self {
                shell: Shell::sample_awkward(Section::People),
                user: PersonRow { person: Person::sample_awkward(), ..awkward },
                facts: vec![
                    Fact { claim: None, label: MARKUP.into(), value: "x".repeat(200) },
                    fact("website", MARKUP),
                ],
                groups: vec![group(MARKUP, true), group(&"y".repeat(90), false)],
                sessions: vec![SessionRow {
                    apps: vec![MARKUP.into()],
                    device: Some(MARKUP.into()),
                    ..session(None, 9, false)
                }],
                apps: vec![AppUse { id: MARKUP.into(), name: MARKUP.into(), last: when(3) }],
                trail: vec![trail(MARKUP, 5, true)],
                ..full
            },
        ]
    }
}
