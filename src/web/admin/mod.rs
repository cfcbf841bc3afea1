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
pub mod sentences;
mod sessions;
mod settings;
mod totals;

pub use audit::Verification;
pub use jobs::Jobs;
pub use settings::SettingSources;
pub use totals::Totals;

use rocket::Route;

/// Every route of the admin area; mounted at the root.
pub fn routes() -> Vec<Route> {
    let own = rocket::routes![jobs::cancel, jobs::get, keys::get, overview::get, search::get, settings::get];
    let log = rocket::routes![
        audit::export::get,
        audit::get,
        audit::verify::get,
        audit::verify::post,
        sessions::end::act,
        sessions::end::act_all,
        sessions::end::ask,
        sessions::end::ask_all,
        sessions::get,
    ];
    [own, log, apis::routes(), attributes::routes(), clients::routes(), groups::routes(), people::routes()].concat()
}
