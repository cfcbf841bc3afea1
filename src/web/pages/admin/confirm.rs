//! "Are you sure?": what an act destroys and how many are affected; the large ones ask to type the name.

use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::{HiddenField, MARKUP};
use serde::Serialize;

/// The question before an act. Its texts are `confirm-<act>-title`, `-text` and `-do` in the catalogue, which may use
/// `$name` and `$count`.
#[derive(Clone, Debug, Serialize)]
pub struct Confirm {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Which act.
    pub act: &'static str,
    /// Whom or what it concerns.
    pub name: String,
    /// How many it concerns.
    pub count: i64,
    /// What else goes with it.
    pub losses: Vec<Loss>,
    /// What must be typed: for acts that cannot be taken back, or concern many.
    pub typed: Option<Typed>,
    /// Whether something is destroyed.
    pub is_danger: bool,
    /// Where the answer is sent, by POST.
    pub action: String,
    /// What is sent with it.
    pub fields: Vec<HiddenField>,
    /// The way back.
    pub cancel_url: String,
}

/// Something that goes with an act: `loss-<kind>` in the catalogue, with `$count`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// What.
    pub kind: &'static str,
    /// How many.
    pub count: i64,
}

/// A name to type, sent as `typed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Typed {
    /// What must be typed.
    pub expected: String,
    /// Whether something else was.
    pub is_wrong: bool,
}

impl Typed {
    /// A name to type, not typed yet.
    pub fn new(expected: impl Into<String>) -> Self {
        Self { expected: expected.into(), is_wrong: false }
    }
}

impl Page for Confirm {
    const TEMPLATE: &'static str = "admin/confirm.html";

    fn samples() -> Vec<Self> {
        let disable = Self {
            shell: Shell::sample(Section::People),
            act: "disable-person",
            name: "Dmitri Orlov".into(),
            count: 1,
            losses: vec![Loss { kind: "sessions", count: 2 }, Loss { kind: "apps", count: 3 }],
            typed: None,
            is_danger: true,
            action: "/admin/users/1/disable".into(),
            fields: vec![HiddenField::new("version", "7")],
            cancel_url: "/admin/users/1".into(),
        };
        let act = |act| Self { act, ..disable.clone() };
        let app_losses = [("refreshes", 214), ("consents", 1), ("secrets", 2)];
        let app = |act| Self {
            shell: Shell::sample(Section::Apps),
            name: "Harbor Wiki".into(),
            losses: app_losses.map(|(kind, count)| Loss { kind, count }).to_vec(),
            ..Self { act, ..disable.clone() }
        };
        let delete = Self { typed: Some(Typed::new("dmitri")), ..act("delete-person") };
        let wrong = Typed { expected: MARKUP.into(), is_wrong: true };
        vec![
            disable.clone(),
            Self { losses: vec![], is_danger: false, ..act("enable-person") },
            Self { losses: vec![], is_danger: false, ..act("reset-password") },
            Self { losses: vec![], is_danger: false, ..act("add-redirect-uri") },
            Self { losses: vec![], ..act("remove-claim") },
            Self { losses: vec![Loss { kind: "api-apps", count: 3 }], ..act("remove-api") },
            Self { losses: vec![Loss { kind: "sessions", count: 1 }], ..act("end-sessions") },
            delete.clone(),
            Self { losses: vec![Loss { kind: "sessions", count: 1 }], ..act("end-session") },
            Self { losses: vec![Loss { kind: "sign-ins", count: 240 }], ..act("end-app-sessions") },
            Self { losses: vec![Loss { kind: "more-sessions", count: 10_000 }], ..act("end-all-sessions") },
            Self { losses: vec![Loss { kind: "undo", count: 7 }], ..act("delete-person") },
            Self { losses: vec![], is_danger: false, ..act("restore-person") },
            Self { losses: vec![], is_danger: false, ..act("invite-person") },
            Self { losses: vec![], is_danger: false, ..act("demand-password") },
            Self { losses: vec![], typed: Some(Typed::new("desk")), ..act("remove-attribute") },
            Self { losses: vec![], ..act("remove-member") },
            Self {
                losses: vec![Loss { kind: "members", count: 240 }, Loss { kind: "group-apps", count: 3 }],
                name: "Editors".into(),
                ..act("delete-group")
            },
            Self { count: 1204, ..act("disable-people") },
            Self { count: 1204, is_danger: false, losses: vec![], ..act("enable-people") },
            Self { count: 10_000, losses: vec![Loss { kind: "more", count: 10_000 }], ..act("disable-people") },
            Self { count: 1204, ..act("end-sessions-people") },
            Self { count: 1204, name: "Editors".into(), is_danger: false, losses: vec![], ..act("join-people") },
            Self { count: 1, name: "Editors".into(), losses: vec![], ..act("leave-people") },
            Self { count: 1204, typed: Some(Typed::new("1204")), ..act("delete-people") },
            app("disable-app"),
            Self { losses: vec![], is_danger: false, ..app("enable-app") },
            Self { typed: Some(Typed::new("Harbor Wiki")), ..app("remove-app") },
            Self { losses: vec![], name: "hJ2k…".into(), ..app("remove-secret") },
            Self { name: "hJ2k…".into(), ..app("remove-last-secret") },
            Self {
                shell: Shell::sample_awkward(Section::People),
                name: MARKUP.into(),
                typed: Some(wrong),
                cancel_url: "javascript:alert(1)".into(),
                ..delete
            },
        ]
    }
}
