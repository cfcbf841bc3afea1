//! `/admin/groups`: the groups, who is in each, and what they open.

pub(super) mod form;
pub(super) mod group;
pub(super) mod list;
pub(super) mod members;

use rocket::Route;

/// Every route of these pages.
pub(super) fn routes() -> Vec<Route> {
    rocket::routes![
        form::add,
        form::edit,
        form::new,
        form::save,
        group::ask_delete,
        group::delete,
        group::get,
        list::get,
        members::add,
        members::ask_remove,
        members::remove,
    ]
}
