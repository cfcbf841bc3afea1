//! `/oauth2/userinfo` (OIDC Core §5.3, RFC 6750): by header, or in a posted form; never in the query.

use crate::oidc::access_token::{AccessToken, TYP};
use crate::oidc::client_auth::strip_scheme;
use crate::oidc::userinfo::{self, Answer};
use crate::oidc::{Code, Error, Provider};
use crate::web::answer::JsonAnswer;
use crate::web::cors::Origin;
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::params::Form;
use rocket::State;
use rocket::http::Status;

#[rocket::get("/oauth2/userinfo")]
pub(super) async fn get(provider: &State<Provider>, authorization: Authorization<'_>, origin: Origin) -> JsonAnswer {
    answer(provider, bearer(&authorization), &origin).await
}

#[rocket::post("/oauth2/userinfo", data = "<form>")]
pub(super) async fn post(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    origin: Origin,
    form: Form,
) -> JsonAnswer {
    let by_header = bearer(&authorization);
    match form.params() {
        Ok(params) if by_header.is_some() && params.get("access_token").is_some() => {
            let twice = Error::invalid_request("the access token came twice: by header and in the body");
            origin.allow_registered(provider, challenge(&twice))
        }
        _ if by_header.is_some() => answer(provider, by_header, &origin).await,
        Ok(params) if params.is_repeated("access_token") => {
            origin.allow_registered(provider, challenge(&Error::invalid_request("access_token was sent twice")))
        }
        Ok(params) => answer(provider, params.get("access_token"), &origin).await,
        Err(_) => answer(provider, None, &origin).await,
    }
}

fn bearer<'r>(authorization: &Authorization<'r>) -> Option<&'r str> {
    authorization.0.and_then(|value| strip_scheme(value, "bearer"))
}

async fn answer(provider: &Provider, token: Option<&str>, origin: &Origin) -> JsonAnswer {
    let Some(token) = token else {
        // RFC 6750 §3.1: without credentials the challenge names no error.
        let body = serde_json::json!({ "error": "invalid_token", "error_description": "no access token came" });
        let answer = JsonAnswer::new(Status::Unauthorized, &body);
        let answer = answer.header("WWW-Authenticate", "Bearer realm=\"claviger\"");
        return origin.allow_registered(provider, answer);
    };
    let claims = provider.verify::<AccessToken>(token, TYP, true);
    let client = claims.and_then(|claims| provider.clients.get(&claims.client_id.as_str().into()));
    let answer = match userinfo::answer(provider, token).await {
        Ok(Answer::Claims(claims)) => JsonAnswer::new(Status::Ok, &claims),
        Ok(Answer::Jwt(jwt)) => JsonAnswer::jwt(jwt),
        Err(refused) => challenge(&refused),
    };
    match client {
        Some(client) => origin.allow(Some(&client), answer),
        None => origin.allow_registered(provider, answer),
    }
}

fn challenge(refused: &Error) -> JsonAnswer {
    let answer = error::json(refused);
    match refused.code {
        Code::InvalidToken | Code::InsufficientScope | Code::InvalidRequest => {
            let scope = if refused.code == Code::InsufficientScope { ", scope=\"openid\"" } else { "" };
            let value = format!(
                "Bearer realm=\"claviger\", error=\"{}\", error_description=\"{}\"{scope}",
                refused.code.as_str(),
                refused.description
            );
            answer.header("WWW-Authenticate", value)
        }
        _ => answer,
    }
}
