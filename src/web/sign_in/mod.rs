//! The pages that a person meets on the way into an app.

mod consent;
mod select_account;

use rocket::Route;

/// Every page on the way in; mounted at the root.
pub fn routes() -> Vec<Route> {
    rocket::routes![consent::get, consent::post, select_account::get, select_account::post]
}
