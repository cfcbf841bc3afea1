//! The cookies of known devices: one for each person who signed in with this browser. Used by `web` only.

use super::cookie;
use crate::accounts::Device;
use crate::oidc::Provider;
use rocket::http::{CookieJar, Status};
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
use rocket::time::Duration;

/// A browser that nobody signed in with for this long is a stranger again.
const MEMORY: Duration = Duration::days(180);

/// More people than this do not share a browser.
const MOST_COOKIES: usize = 20;

/// The values of the device cookies that came with a request, whatever they are worth.
pub struct KnownDevices(pub Vec<String>);

/// Makes this browser known for a person.
pub fn remember(jar: &CookieJar<'_>, public_url: &str, device: &Device) {
    let mut cookie = cookie::make(public_url, &format!("device-{}", device.name), &device.value);
    cookie.set_max_age(MEMORY);
    jar.add(cookie);
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for KnownDevices {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        let Some(provider) = request.rocket().state::<Provider>() else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let prefix = format!("{}device-", cookie::prefix(provider.issuer()));
        let brought = request.cookies().iter().filter(|cookie| cookie.name().starts_with(&prefix));
        Outcome::Success(Self(brought.take(MOST_COOKIES).map(|cookie| cookie.value().to_owned()).collect()))
    }
}
