//! `/account/security`: change of password.

use super::{asked, frame, person, sent};
use crate::accounts::{PasswordChange, PasswordChangeError, SignInError, SignedIn};
use crate::model::params::Params;
use crate::model::secret::Redacted;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::device::KnownDevices;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::guards::session::{session_cookie, sign_in_cookie};
use crate::web::pages::{AccountSection, AccountSecurity, FieldProblem, OldProblem, PasswordTrouble};
use crate::web::sign_in::{Again, field_problem};
use crate::web::visit::Visit;
use rocket::http::{CookieJar, Status};

const PATH: &str = "/account/security";

#[rocket::get("/account/security")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let person = match person(&mut visit) {
        Ok(person) => person,
        Err(answer) => return answer,
    };
    let is_changed = asked(query, "done").as_deref() == Some("changed");
    match page(&visit, &person).await {
        Ok(page) => Answer::page(&AccountSecurity { is_changed, ..page }),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

#[rocket::post("/account/security", data = "<form>")]
pub(super) async fn post(
    form: Form,
    mut visit: Visit<'_>,
    peer: Peer,
    devices: KnownDevices,
    jar: &CookieJar<'_>,
) -> Again {
    let (person, params) = match sent(form, &mut visit, PATH) {
        Ok(sent) => sent,
        Err(answer) => return answer.into(),
    };
    let public_url = visit.provider.issuer();
    let Some(cookie) = session_cookie(jar, public_url) else { return Answer::SeeOther("/login".to_owned()).into() };
    let change = Typed::of(&params);
    let problems = change.empty_fields();
    if problems != (None, None) {
        return refused(&visit, &person, &change, Refusal::Fields(problems)).await;
    }
    let wish = PasswordChange {
        person: &person,
        cookie: &cookie,
        version: &change.version,
        old: &change.old,
        new: &change.new,
        ends_others: change.ends_others,
        caller: &peer.0,
        devices: &devices.0,
    };
    let refusal = match visit.provider.accounts.change_password(&wish).await {
        Ok(started) => {
            sign_in_cookie(jar, public_url, &started.cookie);
            return Answer::SeeOther(format!("{PATH}?done=changed")).into();
        }
        Err(PasswordChangeError::Old(SignInError::Store(failed))) => {
            return error::store_page(visit.chrome, failed).into();
        }
        Err(PasswordChangeError::Old(SignInError::Mismatch | SignInError::NotEnough(_))) => {
            Refusal::Fields((Some(OldProblem::Wrong), None))
        }
        Err(PasswordChangeError::Old(SignInError::TooMany { retry_after_seconds })) => {
            Refusal::Trouble(PasswordTrouble::TooMany { retry_after_seconds })
        }
        Err(PasswordChangeError::Old(SignInError::Busy(_))) => Refusal::Trouble(PasswordTrouble::Busy),
        Err(PasswordChangeError::New(problem)) => Refusal::Fields((None, Some(field_problem(problem)))),
        Err(PasswordChangeError::Stale) => Refusal::Trouble(PasswordTrouble::Stale),
    };
    refused(&visit, &person, &change, refusal).await
}

/// What is wrong with the old and with the new password.
type Problems = (Option<OldProblem>, Option<FieldProblem>);

/// Why the form is shown again.
enum Refusal {
    Fields(Problems),
    Trouble(PasswordTrouble),
}

/// The form as it came.
struct Typed {
    version: String,
    old: Redacted,
    new: Redacted,
    ends_others: bool,
}

impl Typed {
    fn of(params: &Params) -> Self {
        let password = |name: &str| Redacted::from(params.get(name).unwrap_or_default().to_owned());
        Self {
            version: params.get("version").unwrap_or_default().to_owned(),
            old: password("old_password"),
            new: password("new_password"),
            ends_others: params.get("end_others").is_some(),
        }
    }

    fn empty_fields(&self) -> Problems {
        let is_empty = |password: &Redacted| password.expose().is_empty();
        (is_empty(&self.old).then_some(OldProblem::Empty), is_empty(&self.new).then_some(FieldProblem::Empty))
    }
}

async fn refused(visit: &Visit<'_>, person: &SignedIn, change: &Typed, refusal: Refusal) -> Again {
    let (status, retry_after_seconds) = match &refusal {
        Refusal::Fields(_) => (Status::UnprocessableEntity, None),
        Refusal::Trouble(PasswordTrouble::TooMany { retry_after_seconds }) => {
            (Status::TooManyRequests, Some(*retry_after_seconds))
        }
        Refusal::Trouble(PasswordTrouble::Busy) => (Status::ServiceUnavailable, Some(1)),
        Refusal::Trouble(PasswordTrouble::Stale) => (Status::Conflict, None),
    };
    let page = match page(visit, person).await {
        Ok(page) => AccountSecurity { ends_others: change.ends_others, ..page },
        Err(failed) => return error::store_page(visit.chrome.clone(), failed).into(),
    };
    let page = match refusal {
        Refusal::Fields((old_problem, new_problem)) => AccountSecurity { old_problem, new_problem, ..page },
        Refusal::Trouble(trouble) => AccountSecurity { trouble: Some(trouble), ..page },
    };
    Again { answer: Answer::with_status(status, &page), retry_after_seconds }
}

async fn page(visit: &Visit<'_>, person: &SignedIn) -> store::Result<AccountSecurity> {
    let accounts = &visit.provider.accounts;
    let sessions = accounts.own_sessions(person).await?;
    let frame = frame(visit, person, AccountSection::Security);
    let version = accounts.password_version(&person.user);
    Ok(AccountSecurity {
        has_password: person.user.password_hash.is_some(),
        others: sessions.len().saturating_sub(1),
        ..AccountSecurity::new(frame, version, visit.provider.config.passwords.min_length)
    })
}
