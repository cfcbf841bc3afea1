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
//! | OIDC RP-Initiated Logout | [`oidc::logout`], `web/protocol/logout.rs` |
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
pub mod keys;
pub mod model;
pub mod oidc;
pub mod store;
pub mod web;

use accounts::Accounts;
use audit::{Actor, Event, Kind};
use clock::Clock;
use config::Config;
use keys::{Evidence, MasterKey, Offered, Purpose, Ring, Timing, audit_log, ensure_first_keys};
use oidc::clients::Clients;
use oidc::failures::Failures;
use oidc::{Parts, Provider};
use rocket::{Build, Rocket};
use std::sync::Arc;
use store::Store;

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No signing keys.
    #[error(transparent)]
    Keys(#[from] keys::FirstKeysError),
    /// No database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Puts together what a server works with, over a migrated store: signing keys (made where there are none), apps,
/// people.
pub async fn provider(
    config: Config,
    store: Store,
    master_key: MasterKey,
    clock: Clock,
) -> Result<Provider, StartError> {
    let audit = audit_log(&master_key, clock.clone());
    let made = ensure_first_keys(&store, &master_key, config.keys.rsa_bits, &clock).await?;
    if !made.is_empty() {
        let mut write = store.write().await?;
        for key in made {
            let mut event = Event::new(Kind::KeyCreated, Actor::System)
                .detail("kid", key.kid)
                .detail("ring", key.ring)
                .detail("signs_from", key.sign_from);
            if key.sign_from.is_some() {
                event = event.detail("exception", "the first key of its ring signs at once");
            }
            audit.record(&mut write.db(), event).await?;
        }
        write.commit().await?;
    }
    let ring = Ring::load(&store, master_key.clone(), Timing::of(&config.keys)).await?;
    let offered = Offered::load(&store).await?;
    let clients = Clients::load(&store).await?;
    let failures = Failures::new(clock.clone());
    let evidence = Evidence::load(&store, &clients.all(), clock.now()).await?;
    let config = Arc::new(config);
    let device_key = master_key.mac(Purpose::Device, &[b"accounts"]);
    let accounts = Accounts::new(store.clone(), clock.clone(), Arc::clone(&config), audit.clone(), &device_key);
    let parts = Parts { config, store, clock, ring, offered, master_key, accounts, audit, clients, failures, evidence };
    Ok(Provider::new(parts))
}

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
