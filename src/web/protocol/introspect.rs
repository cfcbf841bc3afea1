//! `POST /oauth2/introspect` (RFC 7662).

use super::token::authenticate;
use crate::oidc::failures::Endpoint;
use crate::oidc::{Error, Provider, introspection};
use crate::web::answer::JsonAnswer;
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::params::Form;
use crate::web::guards::source::Source;
use rocket::State;
use rocket::http::Status;

#[rocket::post("/oauth2/introspect", data = "<form>")]
pub(super) async fn post(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    source: Source<'_>,
    form: Form,
) -> JsonAnswer {
    let (params, client) = match authenticate(provider, Endpoint::Introspect, (&authorization, &source), form).await {
        Ok(authenticated) => authenticated,
        Err(refused) => return refused,
    };
    let Some(token) = params.get("token") else {
        return error::json(&Error::invalid_request("token is missing"));
    };
    match introspection::answer(provider, &client, token).await {
        Ok(answer) => JsonAnswer::new(Status::Ok, &answer),
        Err(refused) => error::json(&refused),
    }
}
