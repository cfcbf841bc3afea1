//! The error page: what went wrong for the person, what to do, a reference, and a fold for the app's developer.

use super::{Back, Chrome, MARKUP};
use crate::web::page::Page;
use serde::Serialize;

/// An error page; made by the function named for its situation.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    /// Surroundings; the request id is the reference that the page shows.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// The HTTP status to answer with.
    pub status: u16,
    /// Which texts of the catalogue.
    pub kind: ErrorKind,
    /// For the developer of the app, in English: names of parameters, what came and what was expected. No secrets.
    pub technical: Option<String>,
    /// A way back to the app.
    pub back: Option<Back>,
    /// Where "Try again" leads.
    pub retry_url: Option<String>,
    /// The app's name, for the situations whose text names it.
    pub client_name: Option<String>,
    /// The address of this server, for [`ErrorKind::WrongHost`].
    pub public_url: Option<String>,
    /// Seconds to wait, for [`ErrorKind::TooBusy`].
    pub retry_after_seconds: Option<u64>,
}

/// The situations that have an error page, each with its texts in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// 400: an app's sign-out request cannot be used.
    SignOutRequest,
    /// 404.
    NotFound,
    /// 400: the app sent something that cannot be used.
    BadRequest,
    /// 400: no app has this client_id.
    UnknownClient,
    /// 400: the redirect_uri is missing or not registered.
    RedirectUri,
    /// 403: an admin switched the app off.
    AppDisabled,
    /// 403: the person may not use the app.
    NotAllowed,
    /// 403: the person may not see the page.
    Forbidden,
    /// 410: a one-time link was used, or its time is over.
    LinkUsed,
    /// 410: the same of what an app asked beforehand.
    RequestUsed,
    /// 400: the form is too old, or came from another browser.
    FormExpired,
    /// 400: a form's fields cannot be read.
    FormUnreadable,
    /// 503: too much to do.
    TooBusy,
    /// 421: asked under a name that is not ours.
    WrongHost,
    /// 500.
    Internal,
    /// 503: the database does not answer.
    Database,
    /// 413.
    PayloadTooLarge,
    /// 405.
    MethodNotAllowed,
}

impl ErrorKind {
    fn status(self) -> u16 {
        match self {
            Self::BadRequest
            | Self::SignOutRequest
            | Self::UnknownClient
            | Self::RedirectUri
            | Self::FormExpired
            | Self::FormUnreadable => 400,
            Self::AppDisabled | Self::NotAllowed | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::LinkUsed | Self::RequestUsed => 410,
            Self::PayloadTooLarge => 413,
            Self::WrongHost => 421,
            Self::Internal => 500,
            Self::TooBusy | Self::Database => 503,
        }
    }
}

impl ErrorPage {
    /// For the kinds whose text names nothing: [`ErrorKind::NotFound`], [`ErrorKind::LinkUsed`], ….
    fn new(chrome: Chrome, kind: ErrorKind) -> Self {
        Self {
            chrome,
            status: kind.status(),
            kind,
            technical: None,
            back: None,
            retry_url: None,
            client_name: None,
            public_url: None,
            retry_after_seconds: None,
        }
    }

    /// 404: there is no such page.
    pub fn not_found(chrome: Chrome) -> Self {
        Self::new(chrome, ErrorKind::NotFound)
    }

    /// 400: the app sent something that cannot be used; the text says what, for its developer.
    pub fn bad_request(chrome: Chrome, technical: impl Into<String>) -> Self {
        Self::new(chrome, ErrorKind::BadRequest).with_technical(technical)
    }

    /// 400: an app's sign-out request cannot be used; the page offers signing out here instead.
    pub fn sign_out_request(chrome: Chrome, technical: impl Into<String>) -> Self {
        Self::new(chrome, ErrorKind::SignOutRequest).with_technical(technical)
    }

    /// 400: no app has this client_id.
    pub fn unknown_client(chrome: Chrome, technical: impl Into<String>) -> Self {
        Self::new(chrome, ErrorKind::UnknownClient).with_technical(technical)
    }

    /// 400: the redirect_uri cannot be used (RFC 6749 §4.1.2.1: then nobody is redirected). The technical text always
    /// names the parameter.
    pub fn redirect_uri(chrome: Chrome, technical: impl Into<String>) -> Self {
        let technical = technical.into();
        let technical =
            if technical.contains("redirect_uri") { technical } else { format!("redirect_uri: {technical}") };
        Self::new(chrome, ErrorKind::RedirectUri).with_technical(technical)
    }

    /// 403: an admin switched the app off.
    pub fn app_disabled(chrome: Chrome, client_name: impl Into<String>) -> Self {
        Self { client_name: Some(client_name.into()), ..Self::new(chrome, ErrorKind::AppDisabled) }
    }

    /// 410: what the app asked beforehand was used, or its time is over.
    pub fn request_used(chrome: Chrome, client_name: impl Into<String>) -> Self {
        Self { client_name: Some(client_name.into()), ..Self::new(chrome, ErrorKind::RequestUsed) }
    }

    /// 403: the person may not use this app.
    pub fn not_allowed(chrome: Chrome, client_name: impl Into<String>) -> Self {
        Self { client_name: Some(client_name.into()), ..Self::new(chrome, ErrorKind::NotAllowed) }
    }

    /// 403: the person may not see this page.
    pub fn forbidden(chrome: Chrome) -> Self {
        Self::new(chrome, ErrorKind::Forbidden)
    }

    /// 410: a one-time link was used, or its time is over.
    pub fn link_used(chrome: Chrome) -> Self {
        Self::new(chrome, ErrorKind::LinkUsed)
    }

    /// 400: "This page is out of date"; `retry_url` leads to a fresh one.
    pub fn form_expired(chrome: Chrome, retry_url: Option<String>) -> Self {
        Self { retry_url, ..Self::new(chrome, ErrorKind::FormExpired) }
    }

    /// 400: a form's fields cannot be read.
    pub fn form_unreadable(chrome: Chrome, technical: impl Into<String>) -> Self {
        Self::new(chrome, ErrorKind::FormUnreadable).with_technical(technical)
    }

    /// 503: too busy; the route adds `Retry-After`.
    pub fn too_busy(chrome: Chrome, retry_after_seconds: u64) -> Self {
        Self { retry_after_seconds: Some(retry_after_seconds), ..Self::new(chrome, ErrorKind::TooBusy) }
    }

    /// 421: asked under a name that is not ours; shows the right address.
    pub fn wrong_host(chrome: Chrome, public_url: impl Into<String>) -> Self {
        Self { public_url: Some(public_url.into()), ..Self::new(chrome, ErrorKind::WrongHost) }
    }

    /// 500: our own mistake; the reason is in the log only, under the request id.
    pub fn internal(chrome: Chrome) -> Self {
        Self::new(chrome, ErrorKind::Internal)
    }

    /// 503: the database does not answer.
    pub fn database(chrome: Chrome) -> Self {
        Self::new(chrome, ErrorKind::Database)
    }

    /// 413: more was sent than is taken.
    pub fn payload_too_large(chrome: Chrome) -> Self {
        Self::new(chrome, ErrorKind::PayloadTooLarge)
    }

    /// 405: the page exists, but not for this method.
    pub fn method_not_allowed(chrome: Chrome, technical: impl Into<String>) -> Self {
        Self::new(chrome, ErrorKind::MethodNotAllowed).with_technical(technical)
    }

    /// Adds what the developer of the app should know. No secrets.
    #[must_use]
    pub fn with_technical(mut self, technical: impl Into<String>) -> Self {
        self.technical = Some(technical.into());
        self
    }

    /// Adds a way back to the app.
    #[must_use]
    pub fn with_back(mut self, back: Back) -> Self {
        self.back = Some(back);
        self
    }

    /// Adds a "Try again" link.
    #[must_use]
    pub fn with_retry(mut self, url: impl Into<String>) -> Self {
        self.retry_url = Some(url.into());
        self
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error.html";

    fn samples() -> Vec<Self> {
        let chrome = Chrome::sample;
        vec![
            Self::not_found(chrome()),
            Self::bad_request(chrome(), "response_type: \"token\" is not supported; expected \"code\"")
                .with_back(Back::new("https://wiki.example/", "Harbor Wiki")),
            Self::sign_out_request(chrome(), "id_token_hint is not an ID token of this server"),
            Self::unknown_client(chrome(), "client_id: no client is named \"harbour-wiki\""),
            Self::redirect_uri(
                chrome(),
                "redirect_uri: https://wiki.example/callback/ is not registered for harbor-wiki.\n\
                 Closest registered: https://wiki.example/callback\n\
                 First difference at character 30: \"/\" instead of the end.",
            ),
            Self::app_disabled(chrome(), "Harbor Wiki").with_technical(
                "client_id: the app Harbor Wiki is switched off, and everything that it asks is refused",
            ),
            Self::not_allowed(chrome(), "Harbor Wiki")
                .with_technical("access_denied: the person is in none of the groups that may use this app: harbor-wiki")
                .with_back(Back::new("https://wiki.example/", "Harbor Wiki")),
            Self::forbidden(chrome()),
            Self::link_used(chrome()),
            Self::request_used(chrome(), "Harbor Wiki")
                .with_technical(
                    "the pushed request was used before, is older than 60 seconds, or is none of this client",
                )
                .with_back(Back::new("https://wiki.example/", "Harbor Wiki")),
            Self::form_expired(chrome(), Some("/login".into())),
            Self::form_unreadable(chrome(), "name was sent twice"),
            Self::too_busy(chrome(), 5).with_retry("/login"),
            Self::wrong_host(chrome(), "https://id.northwind.example"),
            Self::internal(chrome()),
            Self::database(chrome()),
            Self::payload_too_large(chrome()),
            Self::method_not_allowed(chrome(), "PUT is not allowed; allowed: GET, HEAD"),
            Self::not_allowed(Chrome::new("en", MARKUP, MARKUP).with_contact(Some(MARKUP)), MARKUP)
                .with_technical(MARKUP)
                .with_back(Back::new("javascript:alert(1)", MARKUP))
                .with_retry("javascript:alert(1)"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::{Chrome, ErrorPage};

    #[test]
    fn the_page_about_a_redirect_uri_always_names_the_parameter() {
        let page = ErrorPage::redirect_uri(Chrome::sample(), "not registered");
        assert_eq!(page.technical.as_deref(), Some("redirect_uri: not registered"));
        let page = ErrorPage::redirect_uri(Chrome::sample(), "The redirect_uri is missing");
        assert_eq!(page.technical.as_deref(), Some("The redirect_uri is missing"));
    }
}
