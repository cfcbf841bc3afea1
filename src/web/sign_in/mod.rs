//! The pages that a person meets on the way in: sign-in, consent, account chooser, first administrator, rescue.

mod consent;
mod consent_claims;
mod language;
mod login;
mod new_password;
mod onward;
mod rescue;
mod select_account;
mod setup;

pub(super) use consent::{Asked, scope_items};
pub(super) use consent_claims::claim_items;

use super::answer::Answer;
use super::error;
use super::guards::device;
use super::guards::session::sign_in_cookie;
use super::pages::{Chrome, ErrorPage, FieldProblem};
use crate::accounts::{Busy, PasswordProblem, Success};
use rocket::Route;
use rocket::http::{CookieJar, Header};
use rocket::request::Request;
use rocket::response::{self, Responder};

/// Every route of these pages; mounted at the root.
pub fn routes() -> Vec<Route> {
    rocket::routes![
        consent::get,
        consent::post,
        language::get,
        login::get,
        login::post,
        new_password::get,
        new_password::post,
        rescue::get,
        rescue::invite,
        rescue::post,
        select_account::get,
        select_account::post,
        setup::get,
        setup::post,
    ]
}

/// An answer that may say when to come again (RFC 9110 §10.2.3).
pub(super) struct Again {
    pub(super) answer: Answer,
    pub(super) retry_after_seconds: Option<u64>,
}

impl Again {
    /// 503: too many passwords are being hashed.
    fn busy(chrome: Chrome, busy: Busy) -> Self {
        let page = ErrorPage::too_busy(chrome, busy.retry_after_seconds);
        Self { answer: error::error_page(&page), retry_after_seconds: Some(busy.retry_after_seconds) }
    }
}

impl From<Answer> for Again {
    fn from(answer: Answer) -> Self {
        Self { answer, retry_after_seconds: None }
    }
}

impl<'r> Responder<'r, 'static> for Again {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = self.answer.respond_to(request)?;
        if let Some(seconds) = self.retry_after_seconds {
            response.set_header(Header::new("Retry-After", seconds.to_string()));
        }
        Ok(response)
    }
}

/// Gives the browser what it is signed in by.
fn remember(jar: &CookieJar<'_>, public_url: &str, success: &Success) {
    sign_in_cookie(jar, public_url, &success.cookie);
    device::remember(jar, public_url, &success.device);
}

/// A refused password as its field shows it.
pub(super) const fn field_problem(problem: PasswordProblem) -> FieldProblem {
    match problem {
        PasswordProblem::TooShort(_) => FieldProblem::TooShort,
        PasswordProblem::TooLong => FieldProblem::TooLong,
        PasswordProblem::Common | PasswordProblem::Personal => FieldProblem::TooCommon,
        PasswordProblem::Unchanged => FieldProblem::Unchanged,
    }
}
