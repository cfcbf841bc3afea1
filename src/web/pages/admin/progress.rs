//! Work on many at once: how far it is, how it went, and the way to stop it. A reload finds it where it is.

use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// Work on many. Its title is `progress-<act>` in the catalogue, with `$count`.
#[derive(Clone, Debug, Serialize)]
pub struct Progress {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Which act.
    pub act: &'static str,
    /// Whether it goes on, and how it ended.
    pub state: ProgressState,
    /// Of how many.
    pub total: i64,
    /// Whether there are more than were counted.
    pub is_more: bool,
    /// How many are done, those that failed among them.
    pub done: i64,
    /// Those that were left as they are, each with the reason.
    pub failures: Vec<Failure>,
    /// More failed than are listed.
    pub more_failures: i64,
    /// Where it is stopped, by POST.
    pub cancel_action: String,
    /// The list that it began at.
    pub back_url: String,
}

/// Whether work goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProgressState {
    /// It goes on; the page asks again by itself.
    Running,
    /// All are done.
    Finished,
    /// Somebody stopped it; what was done stays done.
    Cancelled,
    /// It broke off; what was done stays done.
    Failed,
}

/// One that was left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Who or what.
    pub name: String,
    /// Why: `failure-…` in the catalogue.
    pub reason: &'static str,
}

impl Page for Progress {
    const TEMPLATE: &'static str = "admin/progress.html";

    fn samples() -> Vec<Self> {
        let failure = |name: &str, reason| Failure { name: name.into(), reason };
        let running = Self {
            shell: Shell::sample(Section::People),
            act: "disable-people",
            state: ProgressState::Running,
            total: 1204,
            is_more: false,
            done: 380,
            failures: vec![],
            more_failures: 0,
            cancel_action: "/admin/jobs/1/cancel".into(),
            back_url: "/admin/users".into(),
        };
        let finished = Self {
            state: ProgressState::Finished,
            done: 1204,
            failures: vec![
                failure("Olga Marin", "last-owner"),
                failure("Bashir Khan", "not-allowed"),
                failure("Esi Mensah", "gone"),
                failure("Olga Marin", "yourself"),
            ],
            more_failures: 14,
            ..running.clone()
        };
        let act = |act| Self { act, state: ProgressState::Cancelled, ..running.clone() };
        let awkward = Self {
            shell: Shell::sample_awkward(Section::People),
            failures: vec![failure(MARKUP, "gone")],
            ..finished.clone()
        };
        vec![
            running.clone(),
            finished,
            act("enable-people"),
            act("end-sessions-people"),
            act("delete-people"),
            act("join-people"),
            act("leave-people"),
            Self { total: 0, done: 0, ..running.clone() },
            Self { total: 10_000, is_more: true, ..running.clone() },
            Self { state: ProgressState::Failed, ..running.clone() },
            awkward,
        ]
    }
}
