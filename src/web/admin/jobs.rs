//! Work on many people: one job for each admin at a time, kept in memory, with a page that survives a reload and a way
//! to stop it. A restart of the server ends it; what was done stays done.

use super::people::list::PAGE;
use super::refusal::not_found;
use crate::accounts::{Accounts, ActError, Authority, PersonAct};
use crate::model::ids::{UserId, random_id};
use crate::model::people_list::{PageRequest, PeopleFilter, PeopleSort};
use crate::oidc::Provider;
use crate::store;
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::admin::{Failure, Progress, ProgressState, Section};
use rocket::State;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Failures that are told one by one; the rest is counted.
const MOST_FAILURES: usize = 50;

/// The jobs of all admins, by whose they are.
#[derive(Default)]
pub struct Jobs(Mutex<HashMap<UserId, Job>>);

/// What to do.
pub(super) struct Task {
    /// To each.
    pub(super) act: PersonAct,
    /// The work's name in the catalogue: `progress-…`.
    pub(super) name: &'static str,
    /// To whom.
    pub(super) selection: Selection,
    /// How many these are.
    pub(super) total: i64,
    /// Whether there are more than were counted.
    pub(super) is_more: bool,
    /// The list that it began at.
    pub(super) back_url: String,
}

/// To whom.
pub(super) enum Selection {
    /// These people.
    These(Vec<UserId>),
    /// Everybody whom a search finds.
    All(PeopleFilter),
}

/// A job, running or ended. Clones are the same job.
#[derive(Clone)]
pub(super) struct Job(Arc<Inner>);

struct Inner {
    id: String,
    name: &'static str,
    total: i64,
    is_more: bool,
    back_url: String,
    is_stopped: AtomicBool,
    /// Whether it has ended, for those who wait.
    ended: watch::Sender<bool>,
    standing: Mutex<Standing>,
}

/// How far it is.
struct Standing {
    state: ProgressState,
    done: i64,
    failures: Vec<Failure>,
    more_failures: i64,
}

impl Jobs {
    /// Begins an admin's job; the running one where there is one already.
    pub(super) fn begin(
        &self,
        provider: &Provider,
        authority: &Authority,
        admin: &UserId,
        task: Task,
    ) -> Result<Job, Job> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = jobs.get(admin).filter(|job| job.standing().state == ProgressState::Running) {
            return Err(running.clone());
        }
        let job = Job::new(&task);
        jobs.insert(admin.clone(), job.clone());
        let work = Work { job: job.clone(), provider: provider.clone(), authority: authority.clone() };
        tokio::spawn(work.run(admin.clone(), task.act, task.selection));
        Ok(job)
    }

    fn find(&self, admin: &UserId, id: &str) -> Option<Job> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(admin).filter(|job| job.0.id == id).cloned()
    }
}

impl Job {
    fn new(task: &Task) -> Self {
        let standing = Standing { state: ProgressState::Running, done: 0, failures: Vec::new(), more_failures: 0 };
        Self(Arc::new(Inner {
            id: random_id(),
            name: task.name,
            total: task.total,
            is_more: task.is_more,
            back_url: task.back_url.clone(),
            is_stopped: AtomicBool::new(false),
            ended: watch::Sender::new(false),
            standing: Mutex::new(standing),
        }))
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.0.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its page.
    pub(super) fn url(&self) -> String {
        format!("/admin/jobs/{}", self.0.id)
    }

    /// Waits until it has ended.
    pub(super) async fn ended(&self) {
        // The sender lives as long as this job does.
        let _ = self.0.ended.subscribe().wait_for(|has_ended| *has_ended).await;
    }

    /// How many were done, if it has ended and nobody was left out.
    pub(super) fn done_without_failure(&self) -> Option<i64> {
        let standing = self.standing();
        (standing.state == ProgressState::Finished && standing.failures.is_empty()).then_some(standing.done)
    }

    fn end(&self, state: ProgressState) {
        self.standing().state = state;
        self.0.ended.send_replace(true);
    }

    fn progressed(&self, done: usize, failures: Vec<Failure>) {
        let mut standing = self.standing();
        standing.done = standing.done.saturating_add(i64::try_from(done).unwrap_or(i64::MAX));
        for failure in failures {
            if standing.failures.len() < MOST_FAILURES {
                standing.failures.push(failure);
            } else {
                standing.more_failures += 1;
            }
        }
    }
}

/// A job at work.
struct Work {
    job: Job,
    provider: Provider,
    authority: Authority,
}

impl Work {
    async fn run(self, admin: UserId, act: PersonAct, selection: Selection) {
        let worked = match selection {
            Selection::These(ids) => self.on_these(&admin, &act, &ids).await,
            Selection::All(filter) => self.on_all(&admin, &act, &filter).await,
        };
        self.job.end(match worked {
            Ok(()) if self.is_stopped() => ProgressState::Cancelled,
            Ok(()) => ProgressState::Finished,
            Err(error) => {
                tracing::error!(reason = &error as &dyn std::error::Error, "work on many people broke off");
                ProgressState::Failed
            }
        });
    }

    fn is_stopped(&self) -> bool {
        self.job.0.is_stopped.load(Ordering::Relaxed)
    }

    async fn on_all(&self, admin: &UserId, act: &PersonAct, filter: &PeopleFilter) -> Result<(), ActError> {
        let mut page = PageRequest { limit: PAGE * 10, ..PageRequest::first(PAGE) };
        loop {
            let accounts = &self.provider.accounts;
            let found = accounts.list_people(&self.authority, filter, PeopleSort::Name, &page).await?;
            let ids: Vec<_> = found.rows.into_iter().map(|user| user.id).collect();
            self.on_these(admin, act, &ids).await?;
            // The cursor is a place between two people: what becomes of those before it does not move it.
            match found.next {
                Some(next) if !self.is_stopped() => page.cursor = Some(next),
                _ => return Ok(()),
            }
        }
    }

    async fn on_these(&self, admin: &UserId, act: &PersonAct, ids: &[UserId]) -> Result<(), ActError> {
        for ids in ids.chunks(Accounts::PEOPLE_AT_ONCE) {
            if self.is_stopped() {
                return Ok(());
            }
            let is_lock_out = matches!(act, PersonAct::Disable | PersonAct::Delete);
            let others: Vec<_> = ids.iter().filter(|id| !is_lock_out || *id != admin).cloned().collect();
            let acted = self.provider.accounts.act_on_people(&self.authority, &others, act).await?;
            let mut refused: Vec<_> = acted.refused.into_iter().map(|(id, error)| (id, reason(&error))).collect();
            if others.len() < ids.len() {
                refused.push((admin.clone(), "yourself"));
            }
            self.job.progressed(ids.len(), self.failures(refused).await?);
        }
        Ok(())
    }

    /// Those who were left out, by name.
    async fn failures(&self, refused: Vec<(UserId, &'static str)>) -> store::Result<Vec<Failure>> {
        if refused.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = refused.iter().map(|(id, _)| id.clone()).collect();
        let mut names = self.provider.store.read().await?.db().names_of_each(&ids).await?;
        let failure =
            |(id, reason): (UserId, _)| Failure { name: names.remove(&id).unwrap_or_else(|| id.to_string()), reason };
        Ok(refused.into_iter().map(failure).collect())
    }
}

/// Why somebody was left out: `failure-…` of the catalogue.
const fn reason(error: &ActError) -> &'static str {
    match error {
        ActError::LastOwner => "last-owner",
        ActError::Gone => "gone",
        _ => "not-allowed",
    }
}

#[rocket::get("/admin/jobs/<id>")]
pub(super) fn get(admin: Admin<'_>, id: &str, jobs: &State<Jobs>) -> Answer {
    let Some(job) = jobs.find(&admin.person.user.id, id) else { return not_found(admin) };
    let standing = job.standing();
    Answer::page(&Progress {
        act: job.0.name,
        state: standing.state,
        total: job.0.total.max(standing.done),
        is_more: job.0.is_more && standing.done <= job.0.total,
        done: standing.done,
        failures: standing.failures.clone(),
        more_failures: standing.more_failures,
        cancel_action: format!("{}/cancel", job.url()),
        back_url: job.0.back_url.clone(),
        shell: admin.into_shell(Section::People),
    })
}

#[rocket::post("/admin/jobs/<id>/cancel", data = "<_form>")]
pub(super) fn cancel(admin: Admin<'_>, id: &str, _form: AdminForm, jobs: &State<Jobs>) -> Answer {
    let Some(job) = jobs.find(&admin.person.user.id, id) else { return not_found(admin) };
    job.0.is_stopped.store(true, Ordering::Relaxed);
    Answer::SeeOther(job.url())
}
