//! The contexts of all pages: what a route must know to answer with a page. Built by the routes in `web` only.
//!
//! Every form posts a hidden `csrf`; pages on the way into an app post a hidden `flow` too. Field names equal ids.

mod account_activity;
mod account_apps;
mod account_data;
mod account_frame;
mod account_home;
mod account_profile;
mod account_security;
mod account_sessions;
mod chrome;
mod consent;
mod error;
mod first_administrator;
mod form_post;
mod login;
mod look;
mod new_password;
mod person;
mod select_account;
mod sign_out;
mod when;

pub use account_activity::AccountActivity;
pub use account_apps::{AccountApps, AppsDone, ConnectedApp};
pub use account_data::AccountData;
pub use account_frame::{AccountFrame, AccountSection};
pub use account_home::{AccountHome, App, RecentSignIn};
pub use account_profile::{AccountProfile, ProfileField, ProfileTopic};
pub use account_security::{AccountSecurity, OldProblem, PasswordTrouble};
pub use account_sessions::{AccountSessions, OwnSession, SessionsDone};
pub use chrome::{Back, Chrome, Contact};
pub use consent::{Consent, ConsentItem};
pub use error::{ErrorKind, ErrorPage};
pub use first_administrator::{FieldProblem, FirstAdministrator, FirstAdministratorProblems};
pub use form_post::{FormPost, HiddenField};
pub use login::{LoginPage, LoginProblem};
pub use look::Look;
pub use new_password::NewPassword;
pub use person::Person;
pub use select_account::SelectAccount;
pub use sign_out::{SignOut, SignedOut};
pub use when::When;

use super::page::Page;
use rocket::{Orbit, Rocket};
use rocket_dyn_templates::Template;

/// Every sample of every page, rendered: file name and HTML, `None` when a sample does not render.
///
/// For the gallery and the tests; the rocket must have the templates attached.
pub fn render_samples(rocket: &Rocket<Orbit>) -> Vec<(String, Option<String>)> {
    let mut all = Vec::new();
    show::<LoginPage>(rocket, &mut all);
    show::<SelectAccount>(rocket, &mut all);
    show::<Consent>(rocket, &mut all);
    show::<SignOut>(rocket, &mut all);
    show::<SignedOut>(rocket, &mut all);
    show::<ErrorPage>(rocket, &mut all);
    show::<FirstAdministrator>(rocket, &mut all);
    show::<NewPassword>(rocket, &mut all);
    show::<FormPost>(rocket, &mut all);
    show::<AccountHome>(rocket, &mut all);
    show::<AccountProfile>(rocket, &mut all);
    show::<AccountSecurity>(rocket, &mut all);
    show::<AccountSessions>(rocket, &mut all);
    show::<AccountApps>(rocket, &mut all);
    show::<AccountActivity>(rocket, &mut all);
    show::<AccountData>(rocket, &mut all);
    all
}

fn show<P: Page>(rocket: &Rocket<Orbit>, all: &mut Vec<(String, Option<String>)>) {
    let stem = P::TEMPLATE.trim_end_matches(".html").replace('/', "-");
    for (number, sample) in P::samples().iter().enumerate() {
        all.push((format!("{stem}-{:02}.html", number + 1), Template::show(rocket, P::TEMPLATE, sample)));
    }
}

/// What the samples put where people write: markup that must come out as text.
const MARKUP: &str = "<b>bold</b>\"'&";
