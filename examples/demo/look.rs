//! What all apps of the demo look like, and the page that the API has for people.

use rocket::http::Status;
use rocket::response::content::{RawCss, RawHtml};
use rocket::{Route, get, routes};

/// The stylesheet.
pub const STYLE: RawCss<&str> = RawCss(include_str!("style.css"));

/// For an app that brings no stylesheet of its own.
pub fn style_route() -> Vec<Route> {
    routes![style]
}

/// For the API, which people open only to see that it is there.
pub fn api_routes() -> Vec<Route> {
    routes![style, api_home, no_icon]
}

#[get("/style.css")]
fn style() -> RawCss<&'static str> {
    STYLE
}

#[get("/")]
fn api_home() -> RawHtml<&'static str> {
    RawHtml(include_str!("api.html"))
}

/// Browsers ask for it beside an answer that is no page.
#[get("/favicon.ico")]
fn no_icon() -> Status {
    Status::NoContent
}
