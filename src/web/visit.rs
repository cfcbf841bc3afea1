//! Everything that a page's handler knows of its visitor, in one guard.

use super::answer::Answer;
use super::error::error_page;
use super::guards::browser::Browser;
use super::guards::language;
use super::guards::local_path::LocalPath;
use super::guards::session::MaybeSignedIn;
use super::headers::request_id;
use super::pages::{Chrome, ErrorPage, Person};
use super::protocol::resume_url;
use crate::accounts::SignedIn;
use crate::model::params::Params;
use crate::model::user::User;
use crate::oidc::Provider;
use crate::oidc::flow::{Flow, Kind};
use crate::store;
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};

/// A visitor of the pages around authorization and signing out.
pub struct Visit<'r> {
    /// The protocol.
    pub provider: &'r Provider,
    /// What surrounds every page.
    pub chrome: Chrome,
    /// Whose browser it is.
    pub browser: Browser,
    /// What the page's address itself asks for.
    asked_language: Option<&'static str>,
    /// Who is signed in, if the database could say.
    signed_in: store::Result<Option<SignedIn>>,
}

impl Visit<'_> {
    /// Opens the flow of a page's address. One that was begun in another browser is begun anew in this one: it is worth
    /// as much as the link to it.
    pub fn open_flow(&mut self, sealed: &str) -> Option<Flow> {
        let mut flow = self.provider.open_flow(Kind::Authorize, sealed)?;
        self.speak(&mut flow);
        let is_ours = flow.belongs_to(|id| self.browser.owns(id));
        if is_ours { Some(flow) } else { flow.rebound(self.browser.id(), self.provider.clock.now()) }
    }

    /// Opens the flow of a form that acts: it must stand on a page that this very browser was given. Where it does not,
    /// the page says so, and leads back into the flow.
    pub fn open_form(&mut self, params: &Params) -> Result<Flow, Answer> {
        let sealed = params.get("flow").unwrap_or_default();
        let mut flow = self.provider.open_flow(Kind::Authorize, sealed);
        if let Some(flow) = &mut flow {
            self.speak(flow);
        }
        let retry_url = flow.is_some().then(|| resume_url(sealed));
        let is_ours = self.browser.check_csrf(params.get("csrf"));
        flow.filter(|flow| is_ours && flow.belongs_to(|id| self.browser.owns(id)))
            .ok_or_else(|| error_page(&ErrorPage::form_expired(self.chrome.clone(), retry_url)))
    }

    /// The page speaks as the app asked (OIDC Core §3.1.2.1 `ui_locales`). What was chosen on the page itself outweighs
    /// that, for what is left of the flow.
    fn speak(&mut self, flow: &mut Flow) {
        match self.asked_language {
            Some(asked) => flow.params.set("ui_locales", asked),
            None => {
                if let Some(known) = flow.params.get("ui_locales").and_then(language::first_known) {
                    known.clone_into(&mut self.chrome.lang);
                }
            }
        }
    }

    /// The page speaks as an app asked, unless another language was chosen on the page itself.
    pub fn speak_as_asked(&mut self, ui_locales: Option<&str>) {
        if self.asked_language.is_none()
            && let Some(known) = ui_locales.and_then(language::first_known)
        {
            known.clone_into(&mut self.chrome.lang);
        }
    }

    /// Who is signed in.
    pub fn signed_in(&mut self) -> store::Result<Option<SignedIn>> {
        std::mem::replace(&mut self.signed_in, Ok(None))
    }
}

/// How a person is shown.
pub fn shown(person: &SignedIn) -> Person {
    let user = &person.user;
    Person::new(user.name.as_deref().unwrap_or_default(), user.username.clone(), user.email.clone())
}

/// The surroundings of a page for this request.
pub fn chrome(request: &Request<'_>) -> Option<Chrome> {
    let provider = request.rocket().state::<Provider>()?;
    let config = &provider.config;
    let lang = language::of(request, &config.public_url);
    let chrome = Chrome::new(lang, &*config.organization, request_id(request)).with_contact(config.contact.as_deref());
    let here = LocalPath::here(request, &config.public_url).unwrap_or_else(LocalPath::account);
    Some(chrome.with_languages(&here))
}

/// The same for a signed-in person, in their own language.
pub fn for_person(mut chrome: Chrome, request: &Request<'_>, user: &User) -> Chrome {
    if let Some(own) = language::own(request, user) {
        own.clone_into(&mut chrome.lang);
    }
    chrome
}

/// The surroundings of a page, for handlers that need no more.
pub struct Surroundings(pub Chrome);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Surroundings {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        chrome(request)
            .map_or(Outcome::Error((Status::InternalServerError, ())), |chrome| Outcome::Success(Self(chrome)))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Visit<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        let (Some(provider), Some(chrome)) = (request.rocket().state::<Provider>(), chrome(request)) else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let Outcome::Success(browser) = request.guard::<Browser>().await else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let signed_in = match request.guard::<MaybeSignedIn>().await {
            Outcome::Success(found) => found.0,
            _ => return Outcome::Error((Status::InternalServerError, ())),
        };
        let chrome = match &signed_in {
            Ok(Some(person)) => for_person(chrome, request, &person.user),
            _ => chrome,
        };
        let asked_language = language::asked(request);
        Outcome::Success(Self { provider, chrome, browser, asked_language, signed_in })
    }
}
