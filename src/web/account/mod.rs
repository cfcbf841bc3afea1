//! The signed-in person's own pages.

mod device;
mod home;

use rocket::Route;

/// Every route of these pages; mounted at the root.
pub fn routes() -> Vec<Route> {
    rocket::routes![home::root, home::get]
}
