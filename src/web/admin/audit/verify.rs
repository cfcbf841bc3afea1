//! `/admin/audit/verify`: the whole log checked, one check at a time on this server. It may take minutes with millions of
//! events, so it runs by itself, and the page asks how far it is.

use crate::audit::verify::{Fault, Finding, Report, verify};
use crate::audit::{HeadFault, HeadsFile};
use crate::keys::audit_head_key;
use crate::model::user::Permission;
use crate::oidc::Provider;
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::VerifyForm;
use crate::web::pages::When;
use crate::web::pages::admin::{FaultRow, Section, VerifyPage, VerifyResult, VerifyState};
use rocket::State;
use std::sync::{Arc, Mutex, PoisonError};

const PATH: &str = "/admin/audit/verify";

/// The check that runs now, or ran last since the start of this server. Clones share it.
#[derive(Clone, Default)]
pub struct Verification(Arc<Mutex<Option<Run>>>);

#[derive(Clone)]
struct Run {
    began: i64,
    outcome: Option<Result<Report, Broken>>,
}

/// Why a check came to no end.
#[derive(Clone, Debug, thiserror::Error)]
enum Broken {
    #[error("the database did not answer: {0}")]
    Store(String),
    #[error("the heads kept outside the database cannot be read: {0}")]
    Heads(String),
}

impl Verification {
    /// Whether a check runs now.
    pub(super) fn is_running(&self) -> bool {
        self.last().is_some_and(|run| run.outcome.is_none())
    }

    fn last(&self) -> Option<Run> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, run: Run) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
    }

    /// Begins a check, unless one runs already.
    fn begin(&self, provider: &Provider) {
        let began = provider.clock.now();
        {
            let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if last.as_ref().is_some_and(|run| run.outcome.is_none()) {
                return;
            }
            *last = Some(Run { began, outcome: None });
        }
        let (shared, provider) = (self.clone(), provider.clone());
        tokio::spawn(async move {
            // In a task of its own, so that even a panic leaves an outcome.
            let checked = tokio::spawn(async move { check(&provider).await }).await;
            let outcome = checked.unwrap_or_else(|broken| Err(Broken::Store(broken.to_string())));
            if let Err(broken) = &outcome {
                tracing::error!(reason = broken as &dyn std::error::Error, "the audit log could not be verified");
            }
            shared.set(Run { began, outcome: Some(outcome) });
        });
    }
}

/// Checks the log, with the heads outside the database where they are kept, and remembers what was found.
async fn check(provider: &Provider) -> Result<Report, Broken> {
    let failed = |failed: crate::store::Error| Broken::Store(failed.to_string());
    // Before the log itself, so that no head is newer than what is looked at.
    let outside = match provider.config.audit_heads_file().map(HeadsFile::new) {
        Some(file) => file.read().await.map_err(|failed| Broken::Heads(failed.to_string()))?.unwrap_or_default(),
        None => Vec::new(),
    };
    let key = audit_head_key(&provider.master_key);
    let report = verify(&provider.store, &provider.audit, key.verifier(), &outside).await.map_err(failed)?;
    let mut write = provider.store.write().await.map_err(failed)?;
    provider.audit.remember_verified(&mut write.db(), &report, provider.clock.now()).await.map_err(failed)?;
    write.commit().await.map_err(failed)?;
    Ok(report)
}

#[rocket::get("/admin/audit/verify")]
pub(super) fn get(admin: Admin<'_>, verification: &State<Verification>) -> Answer {
    let now = admin.now();
    let (state, began, result) = match verification.last() {
        None => (VerifyState::Idle, None, None),
        Some(Run { began, outcome: None }) => (VerifyState::Running, Some(began), None),
        Some(Run { began, outcome: Some(Err(_)) }) => (VerifyState::Broken, Some(began), None),
        Some(Run { began, outcome: Some(Ok(report)) }) => {
            let state = if report.is_sound() { VerifyState::Sound } else { VerifyState::Faulty };
            (state, Some(began), Some(shown(report)))
        }
    };
    let may_verify = admin.may(Permission::VerifyLog);
    let began = began.map(|at| When::new(at, now));
    Answer::page(&VerifyPage { shell: admin.into_shell(Section::Audit), state, began, result, may_verify })
}

#[rocket::post("/admin/audit/verify", data = "<_form>")]
pub(super) async fn post(admin: Admin<'_>, verification: &State<Verification>, _form: VerifyForm) -> Answer {
    verification.begin(admin.provider);
    Answer::SeeOther(PATH.to_owned())
}

fn shown(report: Report) -> VerifyResult {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let told = report.faults.len() as u64;
    VerifyResult {
        linked: number(report.linked),
        unlinked: number(report.unlinked),
        removed_to: report.removed_to,
        heads: number(report.heads),
        heads_outside: number(report.heads_outside),
        head_seq: report.newest.map(|head| head.seq),
        fault_count: number(report.fault_count),
        more_faults: number(report.fault_count - told),
        faults: report.faults.iter().map(fault).collect(),
    }
}

fn fault(fault: &Fault) -> FaultRow {
    let (finding, what, number) = match &fault.finding {
        Finding::Mac => ("mac", "", 0),
        Finding::Link => ("link", "", 0),
        Finding::Missing { to } => ("missing", "", *to),
        Finding::Number => ("number", "", 0),
        Finding::PutBack => ("put-back", "", 0),
        Finding::Uncovered { after } => ("uncovered", "", *after),
        Finding::Head(reason) => ("head", word(*reason), 0),
        Finding::HeadOutside { line, fault } => ("head-outside", word(*fault), i64::try_from(*line).unwrap_or(0)),
        Finding::HeadColumns => ("head-columns", "", 0),
        Finding::HeadDiffers { is_outside } => ("head-differs", place(*is_outside), 0),
        Finding::HeadBeyond { is_outside } => ("head-beyond", place(*is_outside), 0),
    };
    FaultRow { seq: fault.seq, id: fault.id.clone(), finding, what, number }
}

const fn word(fault: HeadFault) -> &'static str {
    match fault {
        HeadFault::Malformed => "malformed",
        HeadFault::Key => "key",
        HeadFault::Signature => "signature",
    }
}

const fn place(is_outside: bool) -> &'static str {
    if is_outside { "outside" } else { "inside" }
}
