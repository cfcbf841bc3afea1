//! Why a guard let nobody through: left with the request, since the catcher that answers knows only a status.
//! Used by `web` only.

use super::local_path::LocalPath;
use super::params::FormError;
use super::prove::Question;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error::{self, error_page};
use crate::web::pages::{Chrome, ErrorPage};
use rocket::http::Status;
use rocket::request::Request;
use std::sync::Mutex;

/// Why.
#[derive(Debug)]
pub enum Refusal {
    /// Nobody is signed in; afterwards they come back to where they were.
    SignIn(LocalPath),
    /// The sign-in is too long ago for what they want to do.
    SignInAgain(LocalPath),
    /// The sign-in is too long ago for what the form does; the form goes on from the page that asks.
    Prove(Box<Question>),
    /// They must choose another password first.
    NewPassword(LocalPath),
    /// The role does not allow it.
    Forbidden,
    /// The form did not stand on a page that this browser was given, or is too old; where it stood.
    FormExpired(Option<LocalPath>),
    /// The form is too long, or no form at all.
    Unreadable(FormError),
    /// A field of the form came twice or holds control characters; which one.
    BadField(String),
    /// The database did not answer.
    Store(store::Error),
}

impl Refusal {
    /// Leaves the reason with the request; answers with the status for the guard's outcome.
    pub fn leave(self, request: &Request<'_>) -> Status {
        let status = match &self {
            Self::SignIn(_) | Self::SignInAgain(_) | Self::NewPassword(_) => Status::Unauthorized,
            Self::Forbidden | Self::Prove(_) => Status::Forbidden,
            Self::FormExpired(_) | Self::BadField(_) => Status::BadRequest,
            Self::Unreadable(error) => error.status(),
            Self::Store(_) => Status::ServiceUnavailable,
        };
        let mut place = cell(request).0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        place.get_or_insert(self);
        status
    }

    /// What a guard left with the request, if any did.
    pub fn take(request: &Request<'_>) -> Option<Self> {
        cell(request).0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
    }

    /// The page or redirect that says so.
    pub fn answer(self, chrome: Chrome) -> Answer {
        match self {
            Self::SignIn(back) => Answer::SeeOther(format!("/login?return_to={}", back.encoded())),
            Self::SignInAgain(back) => Answer::SeeOther(format!("/login?again=yes&return_to={}", back.encoded())),
            Self::Prove(question) => question.answer(chrome),
            Self::NewPassword(back) => Answer::SeeOther(format!("/new-password?return_to={}", back.encoded())),
            Self::Forbidden => error_page(&ErrorPage::forbidden(chrome)),
            Self::FormExpired(back) => {
                error_page(&ErrorPage::form_expired(chrome, back.map(|path| path.as_str().to_owned())))
            }
            Self::Unreadable(FormError::TooLong) => error_page(&ErrorPage::payload_too_large(chrome)),
            Self::Unreadable(failed) => {
                Answer::with_status(failed.status(), &ErrorPage::form_unreadable(chrome, failed.to_string()))
            }
            Self::BadField(name) => {
                let text = format!("{name} was sent twice or holds control characters");
                error_page(&ErrorPage::form_unreadable(chrome, text))
            }
            Self::Store(failed) => error::store_page(chrome, failed),
        }
    }
}

#[derive(Default)]
struct Cell(Mutex<Option<Refusal>>);

fn cell<'r>(request: &'r Request<'_>) -> &'r Cell {
    request.local_cache(Cell::default)
}
