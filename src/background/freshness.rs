//! Keeps what the server holds in memory fresh: apps, signing keys and what is offered, at most 2 s behind the database.

use crate::oidc::Provider;
use crate::store::{self, Revisions};
use std::time::Duration;

/// How long to wait after the database did not answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs until it is dropped.
pub async fn run(provider: Provider) {
    // Nothing counts as seen: what changed between the first reading and now is then found.
    let mut watch = provider.store.watch(Revisions::default());
    loop {
        let refreshed = match watch.changed().await {
            Ok(moved) => until_done(&provider, moved).await,
            Err(error) => Err(error),
        };
        if let Err(error) = refreshed {
            tracing::warn!(%error, "the database did not say what is new");
            tokio::time::sleep(PATIENCE).await;
        }
    }
}

async fn until_done(provider: &Provider, moved: Revisions) -> store::Result<()> {
    loop {
        let outcome = refresh(provider, moved).await;
        match outcome {
            Err(error) if error.is_unavailable() => {
                tracing::warn!(%error, "what is new could not be read");
                tokio::time::sleep(PATIENCE).await;
            }
            other => return other,
        }
    }
}

async fn refresh(provider: &Provider, moved: Revisions) -> store::Result<()> {
    // All, whatever becomes of the first: a revoked key must not wait for a damaged app.
    let clients = provider.clients.refresh(&provider.store, moved.clients).await;
    let keys = provider.ring.reload(&provider.store).await;
    let offered = provider.offered.refresh(&provider.store).await;
    clients.and(keys).and(offered)
}
