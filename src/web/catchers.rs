//! What is answered where no handler did: pages for people, JSON below the protocol's addresses.

use super::answer::{Answer, JsonAnswer};
use super::guards::refusal::Refusal;
use super::pages::ErrorPage;
use super::visit::chrome;
use rocket::Catcher;
use rocket::http::Status;
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use serde_json::json;

/// The one catcher.
pub fn catchers() -> Vec<Catcher> {
    rocket::catchers![any]
}

/// An answer of either form.
enum Caught {
    Json(JsonAnswer),
    Said(Answer),
    Bare(Status),
}

impl<'r> Responder<'r, 'static> for Caught {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        match self {
            Self::Json(answer) => answer.respond_to(request),
            Self::Said(answer) => answer.respond_to(request),
            Self::Bare(status) => Response::build().status(status).ok(),
        }
    }
}

#[rocket::catch(default)]
fn any(status: Status, request: &Request<'_>) -> Caught {
    let wants_json =
        ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par", "/oauth2/userinfo", "/.well-known/"]
            .iter()
            .any(|path| request.uri().path().starts_with(path));
    if wants_json {
        let code = if status.code >= 500 { "server_error" } else { "invalid_request" };
        let body = json!({ "error": code, "error_description": status.reason_lossy() });
        return Caught::Json(JsonAnswer::new(status, &body));
    }
    let Some(chrome) = chrome(request) else { return Caught::Bare(status) };
    if let Some(refusal) = Refusal::take(request) {
        return Caught::Said(refusal.answer(chrome));
    }
    let page = match status.code {
        404 => ErrorPage::not_found(chrome),
        405 => ErrorPage::method_not_allowed(chrome, request.method().as_str()),
        413 => ErrorPage::payload_too_large(chrome),
        503 => ErrorPage::too_busy(chrome, 1),
        400..=499 => ErrorPage::bad_request(chrome, status.reason_lossy()),
        _ => ErrorPage::internal(chrome),
    };
    Caught::Said(Answer::with_status(status, &page))
}
