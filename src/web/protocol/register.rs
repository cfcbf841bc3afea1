//! `/oauth2/register` (RFC 7591, OpenID Connect Dynamic Client Registration 1.0) and what manages a registration below it
//! (RFC 7592).

use crate::oidc::client_auth::strip_scheme;
use crate::oidc::registration::{self, Managed, Refused};
use crate::oidc::{Code, Error, Provider};
use crate::web::answer::JsonAnswer;
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::json_body::JsonBody;
use crate::web::guards::peer::Peer;
use rocket::State;
use rocket::http::Status;
use serde_json::json;

#[rocket::post("/oauth2/register", data = "<body>")]
pub(super) async fn post(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    peer: Peer,
    body: JsonBody,
) -> JsonAnswer {
    // Who may not register learns nothing of how it is done, and makes us fetch nothing.
    let admission = match registration::admit(provider, bearer(&authorization), peer.0.address).await {
        Ok(admission) => admission,
        Err(refusal) => return refused(refusal),
    };
    let body = match body.bytes() {
        Ok(body) => body,
        Err(unreadable) => return error::unreadable(unreadable),
    };
    match registration::register(provider, admission, &body).await {
        Ok(registered) => JsonAnswer::new(Status::Created, &registered),
        Err(error) => challenge(&error),
    }
}

#[rocket::get("/oauth2/register/<client_id>")]
pub(super) async fn get(provider: &State<Provider>, authorization: Authorization<'_>, client_id: &str) -> JsonAnswer {
    match find(provider, &authorization, client_id).await {
        Ok(managed) => JsonAnswer::new(Status::Ok, &managed.to_json(provider)),
        Err(refused) => refused,
    }
}

#[rocket::put("/oauth2/register/<client_id>", data = "<body>")]
pub(super) async fn put(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    client_id: &str,
    body: JsonBody,
) -> JsonAnswer {
    let managed = match find(provider, &authorization, client_id).await {
        Ok(managed) => managed,
        Err(refused) => return refused,
    };
    let body = match body.bytes() {
        Ok(body) => body,
        Err(unreadable) => return error::unreadable(unreadable),
    };
    match registration::replace(provider, managed, &body).await {
        Ok(registered) => JsonAnswer::new(Status::Ok, &registered),
        Err(error) => challenge(&error),
    }
}

#[rocket::delete("/oauth2/register/<client_id>")]
pub(super) async fn delete(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    client_id: &str,
) -> JsonAnswer {
    let managed = match find(provider, &authorization, client_id).await {
        Ok(managed) => managed,
        Err(refused) => return refused,
    };
    match registration::remove(provider, managed).await {
        Ok(()) => JsonAnswer::empty(Status::NoContent),
        Err(error) => challenge(&error),
    }
}

async fn find(provider: &Provider, authorization: &Authorization<'_>, id: &str) -> Result<Managed, JsonAnswer> {
    // No database keeps a NUL, so nothing has an id with one.
    let bearer = bearer(authorization).filter(|_| !id.contains('\0'));
    registration::find(provider, id, bearer).await.map_err(|error| challenge(&error))
}

fn bearer<'r>(authorization: &Authorization<'r>) -> Option<&'r str> {
    authorization.0.and_then(|value| strip_scheme(value, "bearer"))
}

fn refused(refusal: Refused) -> JsonAnswer {
    match refusal {
        Refused::Error(error) => challenge(&error),
        // RFC 6750 §3.1: without credentials the challenge names no error.
        Refused::NoToken => {
            let text = "registration needs an initial access token, which an administrator makes";
            let body = json!({ "error": "invalid_token", "error_description": text });
            JsonAnswer::new(Status::Unauthorized, &body).header("WWW-Authenticate", "Bearer realm=\"claviger\"")
        }
        Refused::TooMany { retry_after_seconds } => {
            let text = "too many apps were registered from this network; try again later";
            let body = json!({ "error": "temporarily_unavailable", "error_description": text });
            JsonAnswer::new(Status::TooManyRequests, &body).header("Retry-After", retry_after_seconds.to_string())
        }
    }
}

fn challenge(error: &Error) -> JsonAnswer {
    let answer = error::json(error);
    if error.code != Code::InvalidToken {
        return answer;
    }
    let value =
        format!("Bearer realm=\"claviger\", error=\"invalid_token\", error_description=\"{}\"", error.description);
    answer.header("WWW-Authenticate", value)
}
