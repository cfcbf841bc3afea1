//! How an authorization request is answered: by redirect to the app, or by a page where nothing says a safe way back.

use crate::oidc::{Cause, Error};
use crate::store;

/// Where and how a request is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyTo {
    /// The checked redirect URI.
    pub redirect_uri: String,
    /// The app's name, for the button of a form post.
    pub client_name: String,
    /// How the parameters travel.
    pub mode: ResponseMode,
    /// `state`, byte for byte.
    pub state: Option<String>,
}

/// OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0 Form Post Response Mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query.
    Query,
    /// In the fragment.
    Fragment,
    /// In a form that the browser posts.
    FormPost,
}

/// Why a request is refused.
#[derive(Debug)]
pub enum Refusal {
    /// Shown to the person; nobody is redirected (RFC 6749 §4.1.2.1).
    Page(PageRefusal),
    /// Told to the app.
    Redirect(Box<ReplyTo>, Error),
    /// The server itself failed.
    Failed(Error),
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What the person is shown when the app cannot be told; texts are for its developer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageRefusal {
    /// No such client.
    UnknownClient(String),
    /// `redirect_uri` missing or not registered.
    RedirectUri(String),
    /// The app is switched off: its name.
    Disabled(String),
    /// The request object is refused, and nothing beside it says a way back: what the app would have been told.
    RequestObject(String, Cause),
    /// What the app pushed was used, or is too old: the text, the app's name, and where the app is.
    Used(String, String, Option<String>),
    /// Anything else that leaves no safe way back.
    Malformed(String),
}
