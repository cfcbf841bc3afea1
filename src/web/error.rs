//! Errors as answers: JSON for clients, pages for people. Here, and only here, the private reason is logged.

use super::answer::{Answer, JsonAnswer};
use super::guards::params::FormError;
use super::pages::{Chrome, ErrorPage};
use crate::oidc::{Code, Error};
use crate::store;
use rocket::http::Status;
use serde_json::json;

/// The status of a code at the token endpoint and its neighbours (RFC 6749 §5.2, RFC 6750 §3.1).
const fn status(code: Code) -> Status {
    match code {
        Code::InvalidClient | Code::InvalidToken => Status::Unauthorized,
        Code::InsufficientScope => Status::Forbidden,
        Code::TemporarilyUnavailable => Status::ServiceUnavailable,
        Code::TooManyTries => Status::TooManyRequests,
        Code::ServerError => Status::InternalServerError,
        Code::InvalidRequest
        | Code::InvalidGrant
        | Code::UnauthorizedClient
        | Code::UnsupportedGrantType
        | Code::UnsupportedResponseType
        | Code::InvalidScope
        | Code::InvalidTarget
        | Code::AccessDenied
        | Code::LoginRequired
        | Code::ConsentRequired
        | Code::UnmetAuthenticationRequirements
        | Code::InvalidRequestObject
        | Code::InvalidRequestUri
        | Code::RegistrationNotSupported
        | Code::InvalidRedirectUri
        | Code::InvalidClientMetadata => Status::BadRequest,
    }
}

/// The JSON body of an error (RFC 6749 §5.2), logged if the fault is ours.
pub fn json(error: &Error) -> JsonAnswer {
    log(error);
    let body = json!({ "error": error.code.as_str(), "error_description": error.description });
    let answer = JsonAnswer::new(status(error.code), &body);
    let usual = (error.code == Code::TemporarilyUnavailable).then_some(1);
    match error.retry_after_seconds.or(usual) {
        Some(seconds) => answer.header("Retry-After", seconds.to_string()),
        None => answer,
    }
}

/// The JSON body of an unreadable form, with its own status.
pub fn unreadable(error: FormError) -> JsonAnswer {
    let body = json!({ "error": "invalid_request", "error_description": error.to_string() });
    JsonAnswer::new(error.status(), &body)
}

/// The page for a form or query that cannot be read.
pub fn unreadable_page(chrome: Chrome, error: FormError) -> Answer {
    let page = match error {
        FormError::TooLong => ErrorPage::payload_too_large(chrome),
        other => ErrorPage::bad_request(chrome, other.to_string()),
    };
    Answer::with_status(error.status(), &page)
}

/// The page for a failed database.
pub fn store_page(chrome: Chrome, error: store::Error) -> Answer {
    page(chrome, &Error::from(error))
}

/// The page for an error that no app can be told.
pub fn page(chrome: Chrome, error: &Error) -> Answer {
    log(error);
    let page = match error.code {
        Code::TemporarilyUnavailable | Code::TooManyTries => ErrorPage::database(chrome),
        Code::ServerError => ErrorPage::internal(chrome),
        _ => ErrorPage::bad_request(chrome, error.description.clone()),
    };
    error_page(&page)
}

/// An error page as answer.
pub fn error_page(page: &ErrorPage) -> Answer {
    Answer::with_status(Status::new(page.status), page)
}

fn log(error: &Error) {
    if let Some(source) = &error.source {
        tracing::error!(code = error.code.as_str(), reason = &**source as &dyn std::error::Error, "a request failed");
    }
}
