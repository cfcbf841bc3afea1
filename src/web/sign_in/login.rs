//! `/login`: username and password on one page, for an app that waits or for one's own account.

use super::onward::Onward;
use super::{Again, remember};
use crate::accounts::{Attempt, SignInError, Way};
use crate::model::ids::ClientId;
use crate::model::params::Params;
use crate::model::secret::Redacted;
use crate::oidc::authorize::client_of;
use crate::oidc::flow::Kind;
use crate::web::answer::Answer;
use crate::web::apps::look;
use crate::web::error;
use crate::web::guards::device::KnownDevices;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::guards::session::session_cookie;
use crate::web::pages::{Back, ErrorPage, LoginPage, LoginProblem};
use crate::web::visit::Visit;
use rocket::http::{CookieJar, Status};

/// More of a name than this is not shown again (characters).
const LONGEST_NAME: usize = 300;

#[rocket::get("/login")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let params = match query.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    // Shown to the signed-in too: this is where somebody else signs in on a shared browser.
    let onward = Onward::of(&mut visit, &params);
    let problem = onward.is_lost.then_some(LoginProblem::StaleForm);
    let hint = match &onward.flow {
        Some(flow) => flow.params.get("login_hint").map(str::to_owned),
        None if onward.is_again => visit.signed_in().ok().flatten().map(|person| person.user.username),
        None => None,
    };
    let username = hint.unwrap_or_default().chars().take(LONGEST_NAME).collect();
    Answer::page(&page(visit, onward, username, problem))
}

#[rocket::post("/login", data = "<form>")]
pub(super) async fn post(
    form: Form,
    mut visit: Visit<'_>,
    peer: Peer,
    devices: KnownDevices,
    jar: &CookieJar<'_>,
) -> Again {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable).into(),
    };
    if let Some(name) = params.repeated() {
        let twice = format!("{name} was sent twice");
        return error::error_page(&ErrorPage::bad_request(visit.chrome, twice)).into();
    }
    let onward = Onward::of(&mut visit, &params);
    if onward.is_lost || !visit.browser.check_csrf(params.get("csrf")) {
        return refused(visit, &params, onward, LoginProblem::StaleForm);
    }
    let (username, password) = (params.get("username").unwrap_or_default(), params.get("password").unwrap_or_default());
    if username.trim().is_empty() {
        return refused(visit, &params, onward, LoginProblem::EmptyUsername);
    }
    if password.is_empty() {
        return refused(visit, &params, onward, LoginProblem::EmptyPassword);
    }
    let client_id =
        onward.flow.as_ref().and_then(|flow| client_of(visit.provider, flow)).map(|client| client.id.clone());
    let outcome = try_it(&visit, (username.trim(), password), &peer, (&devices, jar), client_id.as_ref()).await;
    match outcome {
        Ok(()) => match onward.url(&visit) {
            Ok(url) => Answer::SeeOther(url).into(),
            Err(failed) => error::page(visit.chrome, &failed).into(),
        },
        Err(SignInError::Store(failed)) => error::store_page(visit.chrome, failed).into(),
        Err(SignInError::Mismatch | SignInError::NotEnough(_)) => {
            refused(visit, &params, onward, LoginProblem::Mismatch)
        }
        Err(SignInError::TooMany { retry_after_seconds }) => {
            refused(visit, &params, onward, LoginProblem::TooMany { retry_after_seconds })
        }
        Err(SignInError::Busy(busy)) => Again {
            retry_after_seconds: Some(busy.retry_after_seconds),
            ..refused(visit, &params, onward, LoginProblem::Busy)
        },
    }
}

async fn try_it(
    visit: &Visit<'_>,
    (username, password): (&str, &str),
    peer: &Peer,
    (devices, jar): (&KnownDevices, &CookieJar<'_>),
    client_id: Option<&ClientId>,
) -> Result<(), SignInError> {
    let public_url = visit.provider.issuer();
    let (password, session) = (Redacted::from(password.to_owned()), session_cookie(jar, public_url));
    let attempt = Attempt {
        username,
        password: &password,
        caller: &peer.0,
        devices: &devices.0,
        session: session.as_ref(),
        client_id,
        way: Way::Page,
    };
    let success = visit.provider.accounts.sign_in(&attempt).await?;
    remember(jar, public_url, &success);
    Ok(())
}

fn refused(visit: Visit<'_>, params: &Params, onward: Onward, problem: LoginProblem) -> Again {
    // 422 rather than 200: browsers do not offer to keep a password that was answered with an error.
    let (status, retry_after_seconds) = match problem {
        LoginProblem::Mismatch | LoginProblem::EmptyUsername | LoginProblem::EmptyPassword => {
            (Status::UnprocessableEntity, None)
        }
        LoginProblem::TooMany { retry_after_seconds } => (Status::TooManyRequests, Some(retry_after_seconds)),
        LoginProblem::Busy => (Status::ServiceUnavailable, None),
        LoginProblem::StaleForm => (Status::Forbidden, None),
    };
    let username = params.get("username").unwrap_or_default().chars().take(LONGEST_NAME).collect();
    let page = page(visit, onward, username, Some(problem));
    Again { answer: Answer::with_status(status, &page), retry_after_seconds }
}

fn page(visit: Visit<'_>, onward: Onward, username: String, problem: Option<LoginProblem>) -> LoginPage {
    let client = onward.flow.as_ref().and_then(|flow| client_of(visit.provider, flow));
    // What was sealed once can be sealed again: it has not grown.
    let sealed = onward.flow.and_then(|flow| visit.provider.seal_flow(Kind::Authorize, &flow).ok());
    LoginPage {
        flow: sealed,
        return_to: onward.return_to.map(|path| path.as_str().to_owned()),
        is_again: onward.is_again,
        client_name: client.as_ref().map(|client| client.name.clone()),
        look: client.as_deref().map(look).unwrap_or_default(),
        back: client.and_then(|client| Some(Back::new(client.url.clone()?, client.name.clone()))),
        username,
        problem,
        ..LoginPage::new(visit.chrome, visit.browser.csrf())
    }
}
