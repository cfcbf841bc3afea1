//! Links what the audit log has taken in, and writes what was counted, about once a second and at shutdown.

use crate::audit::{HeadsFile, Linker};
use crate::keys::audit_head_key;
use crate::oidc::Provider;
use std::time::Duration;

/// Between two looks for events that wait.
const LINK_EVERY: Duration = Duration::from_millis(500);

/// How long to wait after the database did not answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs until it is dropped.
pub(super) async fn run(provider: Provider) {
    let mut linker = linker(&provider);
    loop {
        tokio::time::sleep(LINK_EVERY).await;
        if let Err(error) = linker.link().await {
            tracing::warn!(%error, "events of the audit log could not be linked");
            tokio::time::sleep(PATIENCE).await;
        }
        flush_counts(&provider).await;
    }
}

/// Links and writes what is left, for a server that stops.
pub(super) async fn finish(provider: &Provider) {
    flush_counts(provider).await;
    if let Err(error) = linker(provider).finish().await {
        tracing::warn!(%error, "events of the audit log could not be linked; the next start does it");
    }
}

/// Removes the events that were kept long enough.
pub(super) async fn trim(provider: &Provider) {
    match linker(provider).trim(provider.config.audit.keep_days).await {
        Ok(0) => {}
        Ok(events) => tracing::info!(events, "removed old events from the audit log"),
        Err(error) => tracing::warn!(%error, "old events of the audit log could not be removed"),
    }
}

fn linker(provider: &Provider) -> Linker {
    let signer = (audit_head_key(&provider.master_key), provider.issuer().to_owned());
    let file = provider.config.audit_heads_file().map(HeadsFile::new);
    Linker::new(provider.store.clone(), provider.audit.clone(), provider.clock.clone(), signer, file)
}

async fn flush_counts(provider: &Provider) {
    if let Err(error) = provider.audit.counters().flush(&provider.store, provider.clock.now()).await {
        tracing::warn!(%error, "what was counted could not be written yet");
    }
    if let Err(error) = provider.ring.flush_signed(&provider.store, provider.clock.now()).await {
        tracing::warn!(%error, "how many tokens each key signed could not be written yet");
    }
}
