//! `/admin/selftest`: everything that this server advertises, exercised through its own public address. It takes a
//! while, so it runs by itself, one at a time on this server, and the page follows it.

use super::refusal::forbidden;
use crate::accounts::Authority;
use crate::diagnose::selftest::{self, Line, Outcome, Report, SelfTestError};
use crate::model::user::Permission;
use crate::oidc::Provider;
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::RecentForm;
use crate::web::pages::When;
use crate::web::pages::admin::{Section, SelfTestGroup, SelfTestPage, SelfTestState};
use rocket::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

const PATH: &str = "/admin/selftest";

/// The self-test that runs now, or ran last since the start of this server. Clones share it.
#[derive(Clone, Default)]
pub struct SelfTests(Arc<Mutex<Option<Run>>>);

#[derive(Clone)]
struct Run {
    began: i64,
    lines: Vec<Line>,
    state: SelfTestState,
    stop: Arc<Notify>,
}

impl SelfTests {
    fn lock(&self) -> MutexGuard<'_, Option<Run>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Run)) {
        if let Some(run) = &mut *self.lock() {
            change(run);
        }
    }

    /// Begins one, unless one runs already.
    fn begin(&self, provider: &Provider, by: &Authority) {
        let stop = Arc::new(Notify::new());
        {
            let mut last = self.lock();
            if last.as_ref().is_some_and(|run| run.state == SelfTestState::Running) {
                return;
            }
            let (began, lines) = (provider.clock.now(), Vec::new());
            *last = Some(Run { began, lines, state: SelfTestState::Running, stop: Arc::clone(&stop) });
        }
        let (shared, provider, by) = (self.clone(), provider.clone(), by.clone());
        // On a thread of its own: checks that borrow what they test cannot move between workers. As a task, so that even
        // a panic leaves an outcome.
        let runtime = tokio::runtime::Handle::current();
        let own = shared.clone();
        tokio::spawn(async move {
            let running = tokio::task::spawn_blocking(move || runtime.block_on(test(own, provider, by, stop)));
            let state = running.await.unwrap_or_else(|broken| broke_off(&broken));
            shared.change(|run| run.state = state);
        });
    }
}

async fn test(shared: SelfTests, provider: Provider, by: Authority, stop: Arc<Notify>) -> SelfTestState {
    let tell = |line: &Line| shared.change(|run| run.lines.push(line.clone()));
    let outcome = selftest::run(&provider, &by, provider.issuer(), stop.notified(), &tell).await;
    match outcome {
        Ok(report) => state_after(&report),
        Err(SelfTestError::Interrupted) => SelfTestState::Stopped,
        Err(error) => broke_off(&error),
    }
}

const fn state_after(report: &Report) -> SelfTestState {
    if report.is_passed() { SelfTestState::Passed } else { SelfTestState::Failed }
}

fn broke_off(error: &(dyn std::error::Error + 'static)) -> SelfTestState {
    tracing::error!(reason = error, "a self-test came to no end");
    SelfTestState::Broken
}

#[rocket::get("/admin/selftest")]
pub(super) fn get(admin: Admin<'_>, tests: &State<SelfTests>) -> Answer {
    let now = admin.now();
    let last = tests.lock().clone();
    let (state, began, lines) = match last {
        None => (SelfTestState::Idle, None, Vec::new()),
        Some(run) => (run.state, Some(When::new(run.began, now)), run.lines),
    };
    let count = |wanted| lines.iter().map(|line| i64::from(line.result == wanted)).sum();
    Answer::page(&SelfTestPage {
        state,
        began,
        ok: count(Outcome::Ok),
        failed: count(Outcome::Failed),
        skipped: count(Outcome::Skipped),
        groups: SelfTestGroup::all(&lines),
        shell: admin.into_shell(Section::Settings),
    })
}

/// Only owners make people and apps at once, and only lately proved ones.
#[rocket::post("/admin/selftest", data = "<_form>")]
pub(super) fn post(admin: Admin<'_>, _form: RecentForm, tests: &State<SelfTests>) -> Answer {
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    tests.begin(admin.provider, &admin.authority);
    Answer::SeeOther(PATH.to_owned())
}

#[rocket::post("/admin/selftest/stop", data = "<_form>")]
pub(super) fn stop(admin: Admin<'_>, _form: RecentForm, tests: &State<SelfTests>) -> Answer {
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    tests.change(|run| run.stop.notify_one());
    Answer::SeeOther(PATH.to_owned())
}
