//! The only Rocket code.

pub mod account;
pub mod admin;
pub mod answer;
pub mod apps;
pub mod assets;
pub mod cached;
mod catalogues;
pub mod catchers;
pub mod cors;
pub mod error;
pub mod flash;
pub mod guards;
pub mod headers;
pub mod health;
pub mod logos;
pub mod messages;
mod numbers;
pub mod page;
pub mod pages;
pub mod protocol;
pub mod sign_in;
pub mod templates;
pub mod visit;

use crate::oidc::Provider;
use headers::Headers;
use health::Readiness;
use protocol::Discovery;
use rocket::shield::Shield;
use rocket::{Build, Rocket};

/// Attaches every route, catcher and fairing, and hands over what the guards look for.
pub fn mount(rocket: Rocket<Build>, provider: &Provider) -> Rocket<Build> {
    rocket
        .manage(provider.clone())
        .manage(Discovery::new(provider))
        .manage(Readiness::default())
        .manage(logos::Logos::default())
        .manage(admin::Totals::default())
        .manage(admin::Verification::default())
        .manage(admin::Jobs::default())
        .manage(admin::SelfTests::default())
        .attach(templates::attach_templates())
        // Rocket's own headers stand in the way of ours.
        .attach(Shield::new())
        .attach(Headers::new(provider.issuer()))
        .register("/", catchers::catchers())
        .mount("/", assets::routes())
        .mount("/", rocket::routes![headers::misdirected, health::healthz, health::readyz])
        .mount("/", protocol::routes())
        .mount("/", sign_in::routes())
        .mount("/", account::routes())
        .mount("/", apps::routes())
        .mount("/", admin::routes())
}
