//! The signed-in person's own pages.

mod activity;
mod apps;
mod data;
pub mod device;
mod home;
mod profile;
mod security;
mod sessions;

use super::answer::Answer;
use super::error;
use super::guards::params::{Form, Query};
use super::pages::{AccountFrame, AccountSection, ErrorPage};
use super::visit::{Visit, shown};
use crate::accounts::SignedIn;
use crate::model::params::Params;
use rocket::Route;

/// Every route of these pages; mounted at the root.
pub fn routes() -> Vec<Route> {
    rocket::routes![
        activity::get,
        apps::disconnect,
        apps::get,
        data::download,
        data::get,
        home::get,
        home::root,
        profile::get,
        profile::post,
        security::get,
        security::post,
        sessions::end,
        sessions::end_others,
        sessions::get,
    ]
}

/// Who is signed in; whoever is not is led to the sign-in page, and who must choose another password to where they do.
fn person(visit: &mut Visit<'_>) -> Result<SignedIn, Answer> {
    match visit.signed_in() {
        Ok(Some(person)) if person.user.must_change_password => Err(Answer::SeeOther("/new-password".to_owned())),
        Ok(Some(person)) => Ok(person),
        Ok(None) => Err(Answer::SeeOther("/login".to_owned())),
        Err(failed) => Err(error::store_page(visit.chrome.clone(), failed)),
    }
}

/// Who sends a form, and what is in it: it must stand on a page that this very browser was given at `path`.
fn sent(form: Form, visit: &mut Visit<'_>, path: &str) -> Result<(SignedIn, Params), Answer> {
    let params = form.params().map_err(|unreadable| error::unreadable_page(visit.chrome.clone(), unreadable))?;
    if !visit.browser.check_csrf(params.get("csrf")) {
        return Err(error::error_page(&ErrorPage::form_expired(visit.chrome.clone(), Some(path.to_owned()))));
    }
    if let Some(name) = params.repeated() {
        return Err(error::error_page(&ErrorPage::bad_request(visit.chrome.clone(), format!("{name} was sent twice"))));
    }
    Ok((person(visit)?, params))
}

/// A parameter of a page's address; none where the address cannot be read.
fn asked(query: Query, name: &str) -> Option<String> {
    query.params().ok().and_then(|params| params.get(name).map(str::to_owned))
}

fn frame(visit: &Visit<'_>, person: &SignedIn, section: AccountSection) -> AccountFrame {
    AccountFrame {
        chrome: visit.chrome.clone(),
        csrf: visit.browser.csrf(),
        person: shown(person),
        is_admin: person.user.role.is_some(),
        section,
    }
}
