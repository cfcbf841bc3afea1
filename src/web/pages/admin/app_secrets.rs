//! `/admin/clients/<id>/secrets`: the secrets of an app by their first characters, and the forms to add one and to roll.

use super::{AppFrame, AppTab, Choice};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The secrets of an app.
#[derive(Clone, Debug, Serialize)]
pub struct AppSecrets {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// The secrets, the newest first.
    pub secrets: Vec<SecretRow>,
    /// Whether one more can be added.
    pub has_room: bool,
}

/// One secret; nobody can show it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SecretRow {
    /// Names it without telling it.
    pub id: String,
    /// Its first characters.
    pub hint: String,
    /// When it was made.
    pub created: When,
    /// When an app proved by it who it is, last.
    pub used: Option<When>,
    /// When it ends, or ended, by itself.
    pub expires: Option<When>,
    /// How long it still works (seconds).
    pub left_seconds: Option<i64>,
    /// Whether it has ended.
    pub has_ended: bool,
}

/// Adding a secret, or rolling. Posts `seen`, `expires` (days, 0 = never), and `grace` (seconds) where it rolls.
#[derive(Clone, Debug, Serialize)]
pub struct AppSecretForm {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// Whether the secrets that it has end then.
    pub is_roll: bool,
    /// The secrets that it has.
    pub secrets: Vec<SecretRow>,
    /// Which secrets it had as the form was made; a form that was sent twice is found by it.
    pub seen: String,
    /// How long the others go on working, in seconds.
    pub graces: Vec<Choice>,
    /// How long the new one works, in days.
    pub lives: Vec<Choice>,
}

pub(super) fn sample_secret(hint: &str, age: i64, used: Option<i64>, left: Option<i64>) -> SecretRow {
    let now = 1_795_269_789;
    SecretRow {
        id: format!("0191-{hint}"),
        hint: hint.into(),
        created: When::new(now - age, now),
        used: used.map(|age| When::new(now - age, now)),
        expires: left.map(|left| When::new(now + left, now)),
        left_seconds: left.filter(|left| *left > 0),
        has_ended: left.is_some_and(|left| left <= 0),
    }
}

impl Page for AppSecrets {
    const TEMPLATE: &'static str = "admin/clients/secrets.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            frame: AppFrame::sample(AppTab::Secrets),
            secrets: vec![
                sample_secret("hJ2k", 3600, None, None),
                sample_secret("Zb7y", 9_000_000, Some(40), Some(82_000)),
                sample_secret("qL4x", 90_000_000, Some(9_000_000), Some(-8_000_000)),
            ],
            has_room: true,
        };
        let one = Self { secrets: full.secrets[..1].to_vec(), ..full.clone() };
        let none = Self { secrets: vec![], ..full.clone() };
        let awkward = Self {
            frame: AppFrame::sample_awkward(AppTab::Secrets),
            secrets: vec![sample_secret(MARKUP, 1, None, None)],
            ..full.clone()
        };
        vec![
            full.clone(),
            one,
            none,
            Self { has_room: false, ..full.clone() },
            Self { frame: AppFrame::sample_auditor(AppTab::Secrets), ..full },
            awkward,
        ]
    }
}

impl Page for AppSecretForm {
    const TEMPLATE: &'static str = "admin/clients/secret_form.html";

    fn samples() -> Vec<Self> {
        let choices = |values: &[&str]| values.iter().map(|value| Choice::new(*value, "", *value == "0")).collect();
        let roll = Self {
            frame: AppFrame::sample(AppTab::Secrets),
            is_roll: true,
            secrets: vec![sample_secret("Zb7y", 9_000_000, Some(40), None)],
            seen: "0191-Zb7y".into(),
            graces: choices(&["0", "3600", "86400", "604800", "2592000"]),
            lives: choices(&["0", "90", "365", "730"]),
        };
        let add = Self { is_roll: false, secrets: vec![], seen: String::new(), ..roll.clone() };
        let awkward = Self {
            frame: AppFrame::sample_awkward(AppTab::Secrets),
            secrets: vec![sample_secret(MARKUP, 1, None, None)],
            ..roll.clone()
        };
        vec![roll, add, awkward]
    }
}
