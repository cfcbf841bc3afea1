//! `/new-password`: another password, before anything else, for whom it is demanded of. The sign-in a moment ago has
//! asked for the old one.

use super::onward::Onward;
use super::{Again, field_problem};
use crate::accounts::{Busy, PasswordChangeError, SignInError, SignedIn};
use crate::model::params::Params;
use crate::model::secret::Redacted;
use crate::oidc::flow::Kind;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::guards::session::{session_cookie, sign_in_cookie};
use crate::web::pages::{ErrorPage, FieldProblem, NewPassword, NewPasswordReason};
use crate::web::visit::Visit;
use rocket::http::{CookieJar, Status};

#[rocket::get("/new-password")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let params = match query.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    match demanded(&mut visit, &params) {
        Ok((person, onward)) => Answer::page(&page(&visit, &person, &onward, None)),
        Err(answer) => answer,
    }
}

#[rocket::post("/new-password", data = "<form>")]
pub(super) async fn post(form: Form, mut visit: Visit<'_>, peer: Peer, jar: &CookieJar<'_>) -> Again {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable).into(),
    };
    if !visit.browser.check_csrf(params.get("csrf")) {
        return error::error_page(&ErrorPage::form_expired(visit.chrome, None)).into();
    }
    let (person, onward) = match demanded(&mut visit, &params) {
        Ok(demanded) => demanded,
        Err(answer) => return answer.into(),
    };
    let public_url = visit.provider.issuer();
    let Some(cookie) = session_cookie(jar, public_url) else { return sign_in_again(&visit, onward).into() };
    let password = Redacted::from(params.get("password").unwrap_or_default().to_owned());
    let chosen = visit.provider.accounts.choose_demanded_password(&person, &cookie, &password, &peer.0).await;
    let problem = match chosen {
        Ok(started) => {
            sign_in_cookie(jar, public_url, &started.cookie);
            return onwards(&visit, onward).into();
        }
        Err(PasswordChangeError::New(_)) if password.expose().is_empty() => FieldProblem::Empty,
        Err(PasswordChangeError::New(problem)) => field_problem(problem),
        Err(PasswordChangeError::Old(SignInError::Store(failed))) => {
            return error::store_page(visit.chrome, failed).into();
        }
        Err(PasswordChangeError::Old(SignInError::Busy(busy))) => return Again::busy(visit.chrome, busy),
        Err(PasswordChangeError::Old(SignInError::TooMany { retry_after_seconds })) => {
            return Again::busy(visit.chrome, Busy { retry_after_seconds });
        }
        // Chosen in another tab, or signed out: the way goes on from what holds now.
        Err(
            PasswordChangeError::Stale | PasswordChangeError::Old(SignInError::Mismatch | SignInError::NotEnough(_)),
        ) => {
            return sign_in_again(&visit, onward).into();
        }
    };
    let page = page(&visit, &person, &onward, Some(problem));
    Answer::with_status(Status::UnprocessableEntity, &page).into()
}

/// Of whom another password is demanded, and what waits behind it; else where they go instead.
fn demanded(visit: &mut Visit<'_>, params: &Params) -> Result<(SignedIn, Onward), Answer> {
    let onward = Onward::of(visit, params);
    match visit.signed_in() {
        Ok(Some(person)) if !person.user.must_change_password => Err(onwards(visit, onward)),
        Ok(Some(person)) if visit.provider.accounts.has_just_signed_in(&person) => Ok((person, onward)),
        Ok(_) => Err(sign_in_again(visit, onward)),
        Err(failed) => Err(error::store_page(visit.chrome.clone(), failed)),
    }
}

fn onwards(visit: &Visit<'_>, onward: Onward) -> Answer {
    match onward.url(visit) {
        Ok(url) => Answer::SeeOther(url),
        Err(failed) => error::page(visit.chrome.clone(), &failed),
    }
}

/// To the sign-in, and from there back into what waits.
fn sign_in_again(visit: &Visit<'_>, onward: Onward) -> Answer {
    let sealed = onward.flow.and_then(|flow| visit.provider.seal_flow(Kind::Authorize, &flow).ok());
    match (sealed, onward.return_to) {
        (Some(sealed), _) => Answer::SeeOther(format!("/login?flow={sealed}")),
        (None, Some(path)) => Answer::SeeOther(format!("/login?again=yes&return_to={}", path.encoded())),
        (None, None) => Answer::SeeOther("/login?again=yes".to_owned()),
    }
}

fn page(visit: &Visit<'_>, person: &SignedIn, onward: &Onward, problem: Option<FieldProblem>) -> NewPassword {
    NewPassword {
        chrome: visit.chrome.clone(),
        csrf: visit.browser.csrf(),
        reason: NewPasswordReason::Demanded,
        token: String::new(),
        // What was sealed once can be sealed again: it has not grown.
        flow: onward.flow.as_ref().and_then(|flow| visit.provider.seal_flow(Kind::Authorize, flow).ok()),
        return_to: onward.return_to.as_ref().map(|path| path.as_str().to_owned()),
        username: person.user.username.clone(),
        min_length: visit.provider.config.passwords.min_length,
        problem,
    }
}
