//! What the tests over HTTP stand on: a real server on a fresh database, browsers, apps, and a clock that obeys.

mod admin;
mod apps;
mod browser;
mod database;
mod decrypt;
mod desk;
mod forge;
mod house;
mod http;
mod nodes;
mod registration;
mod rows;
mod seed;
mod signer;
mod site;
mod tokens;
mod told_app;

pub use admin::{admin, app, post_form, send, sent_by, settings_form};
pub use apps::{
    App, Ask, CHALLENGE, LEGACY, NATIVE, ORDERS, ROBOT, Reply, SHOP, SPA, STOCK, VAULT, VERIFIER, WIKI, basic,
};
pub use browser::{Browser, ISSUER, attribute, unescape};
pub use database::Engine;
pub use decrypt::Decryptor;
pub use desk::Desk;
pub use forge::{Forger, Parts};
pub use house::{House, run, run_with};
pub use http::{Request, Response, assert_description, encode};
pub use nodes::SecondNode;
pub use registration::{NewToken, register, registered};
pub use seed::{ALICE, BOB, PASSWORD};
pub use signer::{ALGS, Signer, assertion_claims, mac, with, without};
pub use site::Site;
pub use tokens::{Jwt, Tokens};
pub use told_app::{SILENT, ToldApp};

/// Runs tests once on each engine, each time in a house of their own: `async fn the_law(house: &House) { … }`.
macro_rules! on_every_engine {
    ($($(#[$note:meta])* async fn $name:ident($house:ident: $kind:ty) $body:block)+) => {$(
        $(#[$note])*
        async fn $name($house: $kind) $body

        mod $name {
            use crate::support::{Engine, run};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                run(Engine::Sqlite, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                run(Engine::Postgres, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres_en_us() {
                run(Engine::PostgresEnUs, super::$name).await;
            }
        }
    )+};
}

/// Runs tests once, on SQLite: for laws that no table has a part in.
macro_rules! on_sqlite {
    ($($(#[$note:meta])* async fn $name:ident($house:ident: $kind:ty) $body:block)+) => {$(
        $(#[$note])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            async fn law($house: $kind) $body
            crate::support::run(crate::support::Engine::Sqlite, law).await;
        }
    )+};
}
pub(crate) use {on_every_engine, on_sqlite};
