//! `POST /oauth2/token` (RFC 6749 §3.2).

use crate::oidc::client_auth::{self, ClientAuthError};
use crate::oidc::{Code, Provider, grants};
use crate::web::answer::JsonAnswer;
use crate::web::cors::Origin;
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::params::Form;
use rocket::State;
use rocket::http::Status;

#[rocket::post("/oauth2/token", data = "<form>")]
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
        Err(refused) => {
            return origin.allow_registered(provider, refused_client(&refused));
        }
    };
    let answer = match grants::answer(provider, &client, &params).await {
        Ok(tokens) => JsonAnswer::new(Status::Ok, &tokens),
        Err(refused) => error::json(&refused),
    };
    origin.allow(Some(&client), answer)
}

/// 401 names the scheme where Basic was tried (RFC 6749 §5.2).
pub(super) fn refused_client(refused: &ClientAuthError) -> JsonAnswer {
    let answer = error::json(&refused.error);
    if refused.tried_basic && refused.error.code == Code::InvalidClient {
        answer.header("WWW-Authenticate", "Basic realm=\"claviger\"")
    } else {
        answer
    }
}
