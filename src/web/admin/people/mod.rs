//! `/admin/users`: the people.

pub(super) mod acts;
pub(super) mod bulk;
pub(super) mod fields;
pub(super) mod form;
pub(super) mod links;
pub(super) mod list;
pub(super) mod person;
pub(super) mod role;
mod stale;

use rocket::Route;

/// Every route of these pages.
pub(super) fn routes() -> Vec<Route> {
    rocket::routes![
        acts::ask_delete,
        acts::ask_disable,
        acts::ask_enable,
        acts::ask_demand_password,
        acts::ask_end_sessions,
        acts::ask_restore,
        acts::delete,
        acts::demand_password,
        acts::disable,
        acts::enable,
        acts::end_session,
        acts::end_sessions,
        acts::restore,
        bulk::again,
        bulk::ask,
        bulk::begin,
        form::add,
        form::edit,
        form::new,
        form::save,
        links::ask_invite,
        links::ask_reset,
        links::invite,
        links::reset,
        list::get,
        person::get,
        role::ask,
        role::give,
    ]
}
