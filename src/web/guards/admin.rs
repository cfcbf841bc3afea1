//! Who may see the admin area: a signed-in person with a role. Every route below `/admin` demands an [`Admin`]; those
//! that change something demand an [`AdminForm`](super::admin_form::AdminForm) too. Used by `web` only.

use super::browser::Browser;
use super::local_path::LocalPath;
use super::peer::Peer;
use super::refusal::Refusal;
use super::session::MaybeSignedIn;
use crate::accounts::{Authority, SignedIn};
use crate::keys::rotation;
use crate::model::user::{Permission, Role};
use crate::oidc::Provider;
use crate::store;
use crate::web::admin::Totals;
use crate::web::answer::Answer;
use crate::web::flash::Flash;
use crate::web::pages::Chrome;
use crate::web::pages::admin::{Counts, May, Section, Shell};
use crate::web::visit::{chrome, for_person, shown};
use rocket::http::{CookieJar, Status};
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
use std::net::IpAddr;

/// A person with a role, and all that a page of the admin area works with.
///
/// Without a session the request is led to the sign-in and back; a person without a role finds no such page (404).
pub struct Admin<'r> {
    /// The protocol.
    pub provider: &'r Provider,
    /// On whose word changes are made: handed to every function that changes something.
    pub authority: Authority,
    /// Who it is.
    pub person: SignedIn,
    /// What surrounds every page.
    pub chrome: Chrome,
    browser: Browser,
    address: IpAddr,
    role: Role,
    totals: &'r Totals,
    counts: Counts,
    jar: &'r CookieJar<'r>,
    /// Scripts that ask for parts of a page must not use up what was meant for the person.
    is_page: bool,
}

impl Admin<'_> {
    /// What surrounds the page that is answered; takes the message that the last act left.
    pub fn into_shell(self, section: Section) -> Shell {
        let flash = if self.is_page { Flash::take(self.jar, self.provider, &self.person.session.sid) } else { None };
        Shell {
            chrome: self.chrome,
            csrf: self.browser.csrf(),
            person: shown(&self.person),
            role: self.role.as_str(),
            section,
            counts: self.counts,
            may: May::of(self.role),
            flash,
        }
    }

    /// Whether the role allows something; who may act on *whom* is decided by the act itself.
    pub const fn may(&self, permission: Permission) -> bool {
        self.role.allows(permission)
    }

    /// On whose word signing keys are changed.
    pub fn as_keeper(&self) -> rotation::By {
        rotation::By::admin(&self.person.user.id, self.role, self.address)
    }

    /// After an act whose answer is a page of its own: the next page counts anew how many there are of each.
    pub fn recount(&self) {
        self.totals.forget();
    }

    /// Answers a successful act: to a page, which confirms it once.
    pub fn done(self, url: impl Into<String>, flash: &Flash) -> Answer {
        flash.leave(self.jar, self.provider, &self.person.session.sid);
        self.recount();
        Answer::SeeOther(url.into())
    }

    /// The time of this request (unix seconds).
    pub fn now(&self) -> i64 {
        self.provider.clock.now()
    }
}

/// The role that [`Admin`] found; forms look here, so that a form without that guard is refused.
#[derive(Default)]
pub(super) struct Found(pub(super) Option<Role>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Admin<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        let (Some(provider), Some(totals), Some(chrome)) =
            (request.rocket().state::<Provider>(), request.rocket().state::<Totals>(), chrome(request))
        else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let (Outcome::Success(browser), Outcome::Success(peer), Outcome::Success(signed_in)) =
            (request.guard::<Browser>().await, request.guard::<Peer>().await, request.guard::<MaybeSignedIn>().await)
        else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        // No database keeps a NUL, so nothing has an id with one.
        if request.uri().path().contains("%00") {
            return Outcome::Error((Status::NotFound, ()));
        }
        let (person, counts) = match find(provider, totals, signed_in).await {
            Ok(Some(found)) => found,
            Ok(None) => return refused(request, Refusal::SignIn(here(request, provider))),
            Err(failed) => return refused(request, Refusal::Store(failed)),
        };
        if person.user.must_change_password {
            return refused(request, Refusal::NewPassword(here(request, provider)));
        }
        let Some(role) = person.user.role else { return Outcome::Error((Status::NotFound, ())) };
        request.local_cache(|| Found(Some(role)));
        let chrome = for_person(chrome, request, &person.user);
        let address = peer.0.address;
        let authority = Authority::admin(&person.user.id, role, address);
        let is_page = request.headers().get_one("Sec-Fetch-Dest").is_none_or(|kind| kind == "document");
        let jar = request.cookies();
        Outcome::Success(Self {
            provider,
            authority,
            person,
            chrome,
            browser,
            address,
            role,
            totals,
            counts,
            jar,
            is_page,
        })
    }
}

async fn find(
    provider: &Provider,
    totals: &Totals,
    signed_in: MaybeSignedIn,
) -> store::Result<Option<(SignedIn, Counts)>> {
    let Some(person) = signed_in.0? else { return Ok(None) };
    // People without a role cost the database nothing more.
    let counts = if person.user.role.is_some() { totals.counts(provider).await? } else { Counts::default() };
    Ok(Some((person, counts)))
}

/// Where to come back to: this page, or the page that the form stood on.
pub(super) fn here(request: &Request<'_>, provider: &Provider) -> LocalPath {
    let here = LocalPath::here(request, provider.issuer()).filter(|path| path.as_str().starts_with("/admin"));
    here.unwrap_or_else(LocalPath::admin)
}

pub(super) fn refused<T>(request: &Request<'_>, refusal: Refusal) -> Outcome<T, (Status, ()), Status> {
    Outcome::Error((refusal.leave(request), ()))
}
