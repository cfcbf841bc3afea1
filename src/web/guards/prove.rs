//! A sensitive form whose sender's sign-in is long ago asks for the password on a page of its own, which keeps every
//! field: the answer is the same form, sent again with the password beside it. Used by `web` only.

use super::browser::Browser;
use super::device::{self, KnownDevices};
use super::peer::Peer;
use super::recent_sign_in::RECENT_SECONDS;
use super::refusal::Refusal;
use super::session::{MaybeSignedIn, session_cookie, sign_in_cookie};
use crate::accounts::{Attempt, SignInError, SignedIn, Way};
use crate::model::params::Params;
use crate::model::secret::Redacted;
use crate::oidc::Provider;
use crate::web::answer::Answer;
use crate::web::pages::{Chrome, HiddenField, LoginProblem, ProveAgain};
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};

/// The field of the password.
const PASSWORD: &str = "again_password";

/// Fields of the form that are not kept: they are made anew.
const MADE_ANEW: [&str; 2] = ["csrf", PASSWORD];

/// Whether a form's sender has proved lately who they are.
pub(super) enum Proof {
    /// They have, or do with this very form.
    Given,
    /// They have not.
    Missing(Question),
}

/// The page that asks for the password, but for what surrounds it.
#[derive(Clone, Debug)]
pub struct Question {
    csrf: String,
    action: String,
    fields: Vec<HiddenField>,
    username: String,
    problem: Option<LoginProblem>,
}

impl Question {
    /// The page.
    pub fn answer(self, chrome: Chrome) -> Answer {
        let status = match self.problem {
            None => Status::Forbidden,
            Some(LoginProblem::TooMany { .. }) => Status::TooManyRequests,
            Some(LoginProblem::Busy) => Status::ServiceUnavailable,
            Some(_) => Status::UnprocessableEntity,
        };
        let Self { csrf, action, fields, username, problem } = self;
        Answer::with_status(status, &ProveAgain { chrome, csrf, action, fields, username, problem })
    }
}

/// Looks at when the sender signed in, and at the password that came with the form.
pub(super) async fn proof(request: &Request<'_>, params: &Params) -> Result<Proof, Refusal> {
    let (Some(provider), Some(person)) = (request.rocket().state::<Provider>(), signed_in(request).await?) else {
        // The handler's other guard leads to the sign-in.
        return Ok(Proof::Given);
    };
    let typed = params.get(PASSWORD);
    let problem = match typed {
        _ if provider.clock.now() - person.session.auth_time <= RECENT_SECONDS => return Ok(Proof::Given),
        None if params.iter().any(|(name, _)| name == PASSWORD) => Some(LoginProblem::EmptyPassword),
        None => None,
        Some(password) => match sign_in(request, provider, &person, password).await? {
            None => return Ok(Proof::Given),
            problem => problem,
        },
    };
    let csrf = match request.guard::<Browser>().await {
        Outcome::Success(browser) => browser.csrf(),
        _ => String::new(),
    };
    let kept = params.iter().filter(|(name, _)| !MADE_ANEW.contains(name));
    Ok(Proof::Missing(Question {
        csrf,
        action: request.uri().to_string(),
        fields: kept.map(|(name, value)| HiddenField::new(name, value)).collect(),
        username: person.user.username,
        problem,
    }))
}

async fn signed_in(request: &Request<'_>) -> Result<Option<SignedIn>, Refusal> {
    match request.guard::<MaybeSignedIn>().await {
        Outcome::Success(found) => found.0.map_err(Refusal::Store),
        _ => Ok(None),
    }
}

/// Signs the sender in once more: their session goes on, under a new cookie. None where the password was right.
async fn sign_in(
    request: &Request<'_>,
    provider: &Provider,
    person: &SignedIn,
    password: &str,
) -> Result<Option<LoginProblem>, Refusal> {
    let (Outcome::Success(peer), Outcome::Success(devices)) =
        (request.guard::<Peer>().await, KnownDevices::from_request(request).await)
    else {
        return Ok(Some(LoginProblem::Mismatch));
    };
    let (jar, public_url) = (request.cookies(), provider.issuer());
    let session = session_cookie(jar, public_url);
    let password = Redacted::from(password.to_owned());
    let attempt = Attempt {
        username: &person.user.username,
        password: &password,
        caller: &peer.0,
        devices: &devices.0,
        session: session.as_ref(),
        client_id: None,
        way: Way::Page,
    };
    match provider.accounts.sign_in(&attempt).await {
        Ok(success) => {
            sign_in_cookie(jar, public_url, &success.cookie);
            device::remember(jar, public_url, &success.device);
            Ok(None)
        }
        Err(SignInError::Mismatch | SignInError::NotEnough(_)) => Ok(Some(LoginProblem::Mismatch)),
        Err(SignInError::TooMany { retry_after_seconds }) => Ok(Some(LoginProblem::TooMany { retry_after_seconds })),
        Err(SignInError::Busy(_)) => Ok(Some(LoginProblem::Busy)),
        Err(SignInError::Store(failed)) => Err(Refusal::Store(failed)),
    }
}
