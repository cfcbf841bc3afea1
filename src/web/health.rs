//! Probes: is the process alive, and should it be sent requests?

use crate::keys::Algorithm;
use crate::oidc::Provider;
use rocket::State;
use rocket::http::Status;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the server takes requests; false once it is asked to stop. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// Says from now on that requests belong elsewhere.
    pub fn withdraw(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether the server was asked to stop.
    pub fn is_withdrawn(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The process runs.
#[rocket::get("/healthz")]
pub(super) fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers, a key signs, and nobody asked us to stop.
#[rocket::get("/readyz")]
pub(super) async fn readyz(provider: &State<Provider>, readiness: &State<Readiness>) -> (Status, &'static str) {
    if readiness.is_withdrawn() {
        return (Status::ServiceUnavailable, "stopping\n");
    }
    if provider.ring.find_signer(Algorithm::Rs256, provider.clock.now()).is_none() {
        return (Status::ServiceUnavailable, "no signing key\n");
    }
    match ping(provider).await {
        Ok(()) => (Status::Ok, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (Status::ServiceUnavailable, "no database\n")
        }
    }
}

async fn ping(provider: &Provider) -> crate::store::Result<()> {
    provider.store.read().await?.db().ping().await
}
