//! `POST /oauth2/revoke` (RFC 7009).

use super::token::authenticate;
use crate::oidc::failures::Endpoint;
use crate::oidc::{Error, Provider, revocation};
use crate::web::answer::JsonAnswer;
use crate::web::cors::Origin;
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::params::Form;
use crate::web::guards::source::Source;
use rocket::State;
use rocket::http::Status;

#[rocket::post("/oauth2/revoke", data = "<form>")]
pub(super) async fn post(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    source: Source<'_>,
    origin: Origin,
    form: Form,
) -> JsonAnswer {
    let (params, client) = match authenticate(provider, Endpoint::Revoke, (&authorization, &source), form).await {
        Ok(authenticated) => authenticated,
        Err(refused) => return origin.allow_registered(provider, refused),
    };
    let outcome = match params.get("token") {
        Some(token) => revocation::revoke(provider, &client, token).await,
        None => Err(Error::invalid_request("token is missing")),
    };
    let answer = match outcome {
        Ok(()) => JsonAnswer::empty(Status::Ok),
        Err(refused) => error::json(&refused),
    };
    origin.allow(Some(&client), answer)
}
