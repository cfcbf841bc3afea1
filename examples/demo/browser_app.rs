//! Serves the browser-only app: a page, its script, the library and its settings. It sees no token.

use crate::{Failure, look};
use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Header};
use rocket::response::content::{RawCss, RawHtml, RawJavaScript, RawJson};
use rocket::{Build, Rocket, State, get, routes};
use std::env;

/// Where the app's script finds its provider and its API.
struct Settings(String);

/// The app, not yet listening.
pub fn rocket() -> Result<Rocket<Build>, Failure> {
    let setting = |name| env::var(name).map_err(|_| format!("{name} is not set"));
    let (issuer, api, port) = (setting("ISSUER")?, setting("API_URL")?, setting("PORT")?.parse::<u16>()?);
    // No script but ours may run, and it may talk to the provider and the API only: tokens are stolen by scripts that
    // got in.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' {issuer} {api}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let settings = serde_json::json!({
        "issuer": issuer,
        "clientId": setting("CLIENT_ID")?,
        "api": api,
        "audience": setting("API_AUDIENCE")?,
    });
    Ok(rocket::custom(rocket::Config::figment().merge(("port", port)))
        .attach(AdHoc::on_response("policy", move |_, answer| {
            let policy = Header::new("Content-Security-Policy", policy.clone());
            Box::pin(async move {
                answer.set_header(policy);
                answer.set_header(Header::new("Referrer-Policy", "no-referrer"));
                answer.set_header(Header::new("Cache-Control", "no-store"));
            })
        }))
        .manage(Settings(settings.to_string()))
        .mount("/", routes![home, callback, signed_out, app, library, settings, style]))
}

const PAGE: RawHtml<&str> = RawHtml(include_str!("browser_app/index.html"));

#[get("/")]
fn home() -> RawHtml<&'static str> {
    PAGE
}

#[get("/callback")]
fn callback() -> RawHtml<&'static str> {
    PAGE
}

#[get("/signed-out")]
fn signed_out() -> RawHtml<&'static str> {
    PAGE
}

#[get("/app.js")]
fn app() -> RawJavaScript<&'static str> {
    RawJavaScript(include_str!("browser_app/app.js"))
}

#[get("/oauth4webapi.js")]
fn library() -> (ContentType, &'static str) {
    (ContentType::JavaScript, include_str!("browser_app/vendor/oauth4webapi.js"))
}

#[get("/settings.json")]
fn settings(settings: &State<Settings>) -> RawJson<&str> {
    RawJson(&settings.inner().0)
}

#[get("/style.css")]
fn style() -> RawCss<&'static str> {
    look::STYLE
}
