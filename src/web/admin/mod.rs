//! The admin area: people, groups, apps, keys, sessions, audit log, settings.
//!
//! Every route here demands an [`Admin`](super::guards::admin::Admin), and every form an
//! [`AdminForm`](super::guards::admin_form::AdminForm) besides; a test walks them all.

mod apis;
mod attributes;
mod audit;
mod clients;
mod groups;
mod jobs;
mod keys;
mod last_change;
mod overview;
mod people;
mod refusal;
mod search;
mod selftest;
pub mod sentences;
mod sessions;
mod settings;
mod token_doctor;
mod totals;

pub use audit::Verification;
pub use jobs::Jobs;
pub use selftest::SelfTests;
pub use settings::SettingSources;
pub use totals::Totals;

use rocket::Route;

/// Every route of the admin area; mounted at the root.
pub fn routes() -> Vec<Route> {
    let mut routes = rocket::routes![jobs::cancel, jobs::get, overview::get, search::get, settings::get];
    routes.extend(attributes::routes());
    routes.extend(apis::routes());
    routes.extend(audit::routes());
    routes.extend(clients::routes());
    routes.extend(groups::routes());
    routes.extend(keys::routes());
    routes.extend(people::routes());
    routes.extend(sessions::routes());
    routes.extend(rocket::routes![selftest::get, selftest::post, selftest::stop]);
    routes.extend(rocket::routes![token_doctor::get, token_doctor::post]);
    routes
}
