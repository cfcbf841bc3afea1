//! `POST /oauth2/par` (RFC 9126 §2).

use super::token::authenticate;
use crate::oidc::failures::Endpoint;
use crate::oidc::{Provider, pushed};
use crate::web::answer::JsonAnswer;
use crate::web::cors::Origin;
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::params::Form;
use crate::web::guards::source::Source;
use rocket::State;
use rocket::http::Status;

#[rocket::post("/oauth2/par", data = "<form>")]
pub(super) async fn post(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    source: Source<'_>,
    origin: Origin,
    form: Form,
) -> JsonAnswer {
    let (params, client) = match authenticate(provider, Endpoint::Pushed, (&authorization, &source), form).await {
        Ok(authenticated) => authenticated,
        Err(refused) => return origin.allow_registered(provider, refused),
    };
    let answer = match pushed::push(provider, &client, params).await {
        Ok(pushed) => JsonAnswer::new(Status::Created, &pushed),
        Err(refused) => error::json(&refused),
    };
    origin.allow(Some(&client), answer)
}
