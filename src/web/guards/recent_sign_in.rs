//! Sensitive acts ask for the password again, unless it was typed a moment ago. Used by `web` only.

use super::admin::{here, refused};
use super::refusal::Refusal;
use super::session::MaybeSignedIn;
use crate::oidc::Provider;
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};

/// A sign-in counts as recent for this long (seconds).
pub(super) const RECENT_SECONDS: i64 = 600;

/// Proof that the person typed their password within the last ten minutes; else they do it now and come back to this
/// page. For pages: a form is a [`RecentForm`](super::admin_form::RecentForm), which keeps what was typed.
pub struct RecentSignIn(());

#[rocket::async_trait]
impl<'r> FromRequest<'r> for RecentSignIn {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        let (Some(provider), Outcome::Success(signed_in)) =
            (request.rocket().state::<Provider>(), request.guard::<MaybeSignedIn>().await)
        else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        match signed_in.0 {
            Ok(Some(person)) if provider.clock.now() - person.session.auth_time <= RECENT_SECONDS => {
                Outcome::Success(Self(()))
            }
            Ok(Some(_)) => refused(request, Refusal::SignInAgain(here(request, provider))),
            Ok(None) => refused(request, Refusal::SignIn(here(request, provider))),
            Err(failed) => refused(request, Refusal::Store(failed)),
        }
    }
}
