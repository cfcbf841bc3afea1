//! The admin area: people, groups, apps, keys, sessions, audit log, settings.
//!
//! Every route here demands an [`Admin`](super::guards::admin::Admin), and every form an
//! [`AdminForm`](super::guards::admin_form::AdminForm) besides; a test walks them all.

mod audit;
mod keys;
mod overview;
mod search;
pub mod sentences;
mod sessions;
mod settings;
mod totals;

pub use audit::Verification;
pub use settings::SettingSources;
pub use totals::Totals;

use rocket::Route;

/// Every route of the admin area; mounted at the root.
pub fn routes() -> Vec<Route> {
    rocket::routes![
        audit::export::get,
        audit::get,
        audit::verify::get,
        audit::verify::post,
        keys::get,
        overview::get,
        search::get,
        sessions::end::act,
        sessions::end::act_all,
        sessions::end::ask,
        sessions::end::ask_all,
        sessions::get,
        settings::get,
    ]
}
