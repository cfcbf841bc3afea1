//! The modules that the OpenID Foundation's conformance suite plays against providers, played by us: one test a module, by
//! the module's name, for each way that the plans register apps, let them authenticate and send answers. What the suite
//! only warns of fails here. `docs/conformance.md` lists them; a module and its line there cannot part.

mod codes;
mod discovery;
mod happy;
mod logout;
mod page;
mod redirect_uris;
mod registered;
mod registration;
mod request_objects;
mod rp;
mod sessions;
mod stage;
mod userinfo;

/// Plays modules for each of some variants, once on each engine.
macro_rules! modules {
    ($variants:ident: $($(#[$note:meta])* async fn $name:ident($stage:ident: $kind:ty) $body:block)+) => {$(
        $(#[$note])*
        async fn $name($stage: $kind) $body

        mod $name {
            use crate::conformance::stage::{$variants, play};
            use crate::support::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                play(Engine::Sqlite, &$variants, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                play(Engine::Postgres, &$variants, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres_en_us() {
                play(Engine::PostgresEnUs, &$variants, super::$name).await;
            }
        }
    )+};
}
use modules;
