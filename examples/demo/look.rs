//! What all apps of the demo look like, the page that the API has for people, and the tour's.

use crate::Failure;
use rocket::http::Status;
use rocket::response::content::{RawCss, RawHtml};
use rocket::{Build, Rocket, Route, State, get, routes};
use std::env;

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

/// What the tour's server shows.
struct Page(String);

/// The tour as a page, not yet listening.
pub fn tour() -> Result<Rocket<Build>, Failure> {
    let port: u16 = env::var("PORT")?.parse()?;
    Ok(rocket::custom(rocket::Config::figment().merge(("port", port)))
        .manage(Page(env::var("PAGE")?))
        .mount("/", routes![style, tour_page]))
}

#[get("/")]
fn tour_page(page: &State<Page>) -> RawHtml<&str> {
    RawHtml(&page.inner().0)
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
