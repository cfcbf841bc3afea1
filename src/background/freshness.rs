//! Keeps what the server holds in memory fresh: apps, signing keys, what is offered and who may register, at most 2 s behind the database.

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

async fn until_done(provider: &Provider, mut moved: Revisions) -> store::Result<()> {
    loop {
        match refresh(provider, moved).await {
            Ok(true) => return Ok(()),
            // The new master key is not there yet: whoever copies it changes nothing that could be watched.
            Ok(false) => {
                tokio::time::sleep(PATIENCE).await;
                moved = provider.store.read().await?.db().revisions().await?;
            }
            Err(error) if error.is_unavailable() => {
                tracing::warn!(%error, "what is new could not be read");
                tokio::time::sleep(PATIENCE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// False where the master key was changed and the new one could not be found.
async fn refresh(provider: &Provider, moved: Revisions) -> store::Result<bool> {
    // Before what lies under it.
    let is_current = provider.follow_master_key().await;
    // All, whatever becomes of the first: a revoked key must not wait for a damaged app.
    let clients = provider.clients.refresh(&provider.store, moved.clients).await;
    let keys = provider.ring.reload(&provider.store).await;
    let offered = provider.offered.refresh(&provider.store).await;
    let mode = provider.registration.refresh(&provider.store).await;
    clients.and(keys).and(offered).and(mode).and(is_current)
}
