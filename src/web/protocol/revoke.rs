//! `POST /oauth2/revoke` (RFC 7009).

use super::token::refused_client;
use crate::oidc::{Error, Provider, client_auth, revocation};
use crate::web::answer::JsonAnswer;
use crate::web::cors::Origin;
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::params::Form;
use rocket::State;
use rocket::http::Status;

#[rocket::post("/oauth2/revoke", data = "<form>")]
pub(super) async fn post(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    origin: Origin,
    form: Form,
) -> JsonAnswer {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable(unreadable),
    };
    let client = match client_auth::authenticate(provider, authorization.0, &params).await {
        Ok(client) => client,
        Err(refused) => return origin.allow_registered(provider, refused_client(&refused)),
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
