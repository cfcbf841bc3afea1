//! The contexts of all pages: what a route must know to answer with a page. Built by the routes in `web` only.
//!
//! Every form posts a hidden `csrf`; pages on the way into an app post a hidden `flow` too. Field names equal ids.

pub mod admin;

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
mod prove_again;
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
pub use chrome::{Back, Chrome, Contact, LanguageLink};
pub use consent::{Consent, ConsentItem, ToldClaim};
pub use error::{ErrorKind, ErrorPage};
pub use first_administrator::{FieldProblem, FirstAdministrator, FirstAdministratorProblems};
pub use form_post::{FormPost, HiddenField};
pub use login::{LoginPage, LoginProblem};
pub use look::Look;
pub use new_password::{NewPassword, NewPasswordReason};
pub use person::Person;
pub use prove_again::ProveAgain;
pub use select_account::SelectAccount;
pub use sign_out::{AppReceipt, LogoutFrame, SignOut, SignedOut};
pub use when::When;

use super::page::Page;
use rocket::{Orbit, Rocket};
use rocket_dyn_templates::Template;

/// A rendered sample: its file name and HTML, `None` when it does not render.
pub type Rendered = (String, Option<String>);

/// Every sample of every page, rendered in one language.
///
/// For the gallery and the tests; the rocket must have the templates attached.
pub fn render_samples(rocket: &Rocket<Orbit>, lang: &str) -> Vec<Rendered> {
    let mut all = Vec::new();
    show::<LoginPage>(rocket, lang, &mut all);
    show::<SelectAccount>(rocket, lang, &mut all);
    show::<Consent>(rocket, lang, &mut all);
    show::<SignOut>(rocket, lang, &mut all);
    show::<SignedOut>(rocket, lang, &mut all);
    show::<ErrorPage>(rocket, lang, &mut all);
    show::<FirstAdministrator>(rocket, lang, &mut all);
    show::<NewPassword>(rocket, lang, &mut all);
    show::<ProveAgain>(rocket, lang, &mut all);
    show::<FormPost>(rocket, lang, &mut all);
    show::<AccountHome>(rocket, lang, &mut all);
    show::<AccountProfile>(rocket, lang, &mut all);
    show::<AccountSecurity>(rocket, lang, &mut all);
    show::<AccountSessions>(rocket, lang, &mut all);
    show::<AccountApps>(rocket, lang, &mut all);
    show::<AccountActivity>(rocket, lang, &mut all);
    show::<AccountData>(rocket, lang, &mut all);
    admin::render_samples(rocket, lang, &mut all);
    all
}

fn show<P: Page>(rocket: &Rocket<Orbit>, lang: &str, all: &mut Vec<Rendered>) {
    let stem = P::TEMPLATE.trim_end_matches(".html").replace('/', "-");
    for (number, sample) in P::samples().iter().enumerate() {
        let mut context = serde_json::to_value(sample).unwrap_or_default();
        context["lang"] = lang.into();
        all.push((format!("{stem}-{:02}.html", number + 1), Template::show(rocket, P::TEMPLATE, context)));
    }
}

/// What the samples put where people write: markup that must come out as text.
const MARKUP: &str = "<b>bold</b>\"'&";
