//! x
use crate::accounts::SignedIn;
use crate::store;
use rocket::http::{CookieJar, Status};
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
/// x
pub struct MaybeSignedIn(pub store::Result<Option<SignedIn>>);
/// x
pub fn sign_out_cookies(_j: &CookieJar<'_>, _u: &str) {}
#[rocket::async_trait]
impl<'r> FromRequest<'r> for MaybeSignedIn {
    type Error = ();
    async fn from_request(_: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        Outcome::Success(Self(Ok(None)))
    }
}
