//! Claviger, a self-hosted OpenID Connect provider: people sign in once in the browser, apps on any domain get signed
//! tokens that they verify by themselves.
//!
//! Floors, each of which may import only what stands to its right:
//! `main → cli → lib → web, background → diagnose → oidc → keys, accounts → audit, fetch → store → config → model, clock`
//!
//! | RFC | file |
//! |---|---|
//! | RFC 6749 §4.1, OIDC Core §3.1.2 authorization | [`oidc::authorize`], `web/protocol/authorize.rs` |
//! | RFC 6749 §5, §6, §4.4 token | [`oidc::grants`], `web/protocol/token.rs` |
//! | RFC 6749 §2.3 client authentication | [`oidc::client_auth`] |
//! | RFC 7636 PKCE | [`model::pkce`] |
//! | RFC 8252 §7.3 loopback redirects | [`model::redirect_uri`] |
//! | RFC 9068 access tokens, RFC 8707 resources | [`oidc::access_token`], [`oidc::scope`] |
//! | OIDC Core §2 ID tokens, §5 claims and userinfo | [`oidc::id_token`], [`oidc::claims`], [`oidc::userinfo`] |
//! | RFC 7662 introspection, RFC 7009 revocation | [`oidc::introspection`], [`oidc::revocation`] |
//! | RFC 7591, RFC 7592, OIDC Dynamic Client Registration | [`oidc::registration`], `web/protocol/register.rs` |
//! | OIDC Core §8 subjects | [`oidc::subject`] |
//! | OIDC RP-Initiated Logout | [`oidc::logout`], `web/protocol/logout.rs` |
//! | OIDC Back-Channel Logout | [`oidc::backchannel`], `background/logout_outbox.rs`, `store/logout_notices.rs` |
//! | OIDC Front-Channel Logout | [`oidc::farewell`], `web/protocol/signed_out.rs` |
//! | OIDC Discovery, RFC 8414 | [`oidc::discovery`] |
//! | RFC 7516 JWE, RFC 7518 §4.3, §4.6, §5.3 | [`keys::jwe`], [`model::encryption`] |
//! | RFC 7517 JWK, RFC 7519 JWT, RFC 7638 thumbprints | [`keys`] |

pub mod accounts;
pub mod audit;
pub mod background;
pub mod cli;
pub mod clock;
pub mod config;
pub mod diagnose;
pub mod fetch;
pub mod keys;
pub mod model;
pub mod oidc;
pub mod store;
pub mod web;

pub use oidc::start::{StartError, provider};

use oidc::Provider;
use rocket::{Build, Rocket};

/// The web server over a provider, not yet listening.
pub fn build(provider: &Provider) -> Rocket<Build> {
    let config = &provider.config;
    let figment = rocket::figment::Figment::from(rocket::Config::default())
        .merge(("address", config.listen.ip()))
        .merge(("port", config.listen.port()))
        // By default anybody's X-Real-IP would be believed.
        .merge(("ip_header", false))
        .merge(("log_level", rocket::config::LogLevel::Off))
        .merge(("cli_colors", false))
        .merge(("ident", "Claviger"))
        .merge(("template_dir", web::templates::template_dir()))
        .merge(("shutdown.ctrlc", false))
        .merge(("shutdown.signals", Vec::<String>::new()))
        .merge(("shutdown.grace", 3))
        .merge(("shutdown.mercy", 1));
    web::mount(rocket::custom(figment), provider)
}
