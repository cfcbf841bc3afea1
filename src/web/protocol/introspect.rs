//! `POST /oauth2/introspect` (RFC 7662, RFC 9701).

use super::token::authenticate;
use crate::oidc::failures::Endpoint;
use crate::oidc::introspection::{self, Answer};
use crate::oidc::{Error, Provider};
use crate::web::answer::{INTROSPECTION_JWT, JsonAnswer};
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::params::Form;
use crate::web::guards::source::Source;
use rocket::State;
use rocket::http::{Accept, MediaType, Status};
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
use std::convert::Infallible;

#[rocket::post("/oauth2/introspect", data = "<form>")]
pub(super) async fn post(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    source: Source<'_>,
    wish: Wish,
    form: Form,
) -> JsonAnswer {
    let (params, client) = match authenticate(provider, Endpoint::Introspect, (&authorization, &source), form).await {
        Ok(authenticated) => authenticated,
        Err(refused) => return refused,
    };
    let Some(token) = params.get("token") else {
        return error::json(&Error::invalid_request("token is missing"));
    };
    match introspection::answer(provider, &client, token, wish.is_for_jwt).await {
        Ok(Answer::Json(answer)) => JsonAnswer::new(Status::Ok, &answer),
        Ok(Answer::Jwt(jwt)) => JsonAnswer::introspection_jwt(jwt),
        Err(refused) => error::json(&refused),
    }
}

/// What `Accept` asks for.
pub(super) struct Wish {
    is_for_jwt: bool,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Wish {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, Infallible), Status> {
        Outcome::Success(Self { is_for_jwt: request.accept().is_some_and(prefers_jwt) })
    }
}

/// Whether the JWT is named, and not less wanted than JSON. `*/*` asks for neither.
fn prefers_jwt(accept: &Accept) -> bool {
    let weight = |name: &str| {
        let is_it = |kind: &MediaType| name.eq_ignore_ascii_case(&format!("{}/{}", kind.top(), kind.sub()));
        accept.iter().find(|kind| is_it(kind.media_type())).map(|kind| kind.weight_or(1.0))
    };
    let json = weight("application/json").unwrap_or_default();
    weight(INTROSPECTION_JWT).is_some_and(|jwt| jwt > 0.0 && jwt >= json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jwt_is_given_to_those_who_name_it() {
        let prefers = |text: &str| prefers_jwt(&text.parse().unwrap());
        for text in [
            "application/token-introspection+jwt",
            "Application/Token-Introspection+JWT",
            "application/json;q=0.5, application/token-introspection+jwt",
            "application/token-introspection+jwt, application/json",
        ] {
            assert!(prefers(text), "{text}");
        }
        for text in [
            "application/json",
            "*/*",
            "application/*",
            "application/jwt",
            "application/token-introspection+jwt;q=0",
            "application/json, application/token-introspection+jwt;q=0.1",
        ] {
            assert!(!prefers(text), "{text}");
        }
    }
}
