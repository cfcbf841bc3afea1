//! Who is signed in, by the session cookie. Used by `web` only.

use super::cookie;
use crate::accounts::SignedIn;
use crate::model::secret::Token;
use crate::oidc::Provider;
use crate::store;
use rocket::http::{CookieJar, Status};
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};

const NAME: &str = "session";

/// Who is signed in, if anybody, and if the database could say.
pub struct MaybeSignedIn(pub store::Result<Option<SignedIn>>);

/// The value of the session cookie, whatever it is worth.
pub fn session_cookie(jar: &CookieJar<'_>, public_url: &str) -> Option<Token> {
    let cookie = jar.get(&format!("{}{NAME}", cookie::prefix(public_url)))?;
    (cookie.value().len() == 43).then(|| Token::presented(cookie.value()))
}

/// Gives the browser the cookie of a session.
pub fn sign_in_cookie(jar: &CookieJar<'_>, public_url: &str, value: &Token) {
    jar.add(cookie::make(public_url, NAME, value.expose()));
}

/// Takes the session's cookie back.
pub fn sign_out_cookies(jar: &CookieJar<'_>, public_url: &str) {
    jar.remove(cookie::make(public_url, NAME, ""));
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for MaybeSignedIn {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        let Some(provider) = request.rocket().state::<Provider>() else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let found = match session_cookie(request.cookies(), &provider.config.public_url) {
            Some(cookie) => provider.accounts.find_session(&cookie).await,
            None => Ok(None),
        };
        Outcome::Success(Self(found))
    }
}
