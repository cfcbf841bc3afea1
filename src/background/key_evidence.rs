//! Writes down who has seen which signing key, every few seconds and at shutdown, and learns what other servers saw.

use crate::oidc::Provider;
use crate::store;
use std::time::Duration;

/// Soon, for whoever rotates a key and looks on.
const FLUSH_EVERY: Duration = Duration::from_secs(5);

/// Flushes between two looks at what other servers learned.
const LEARN_EVERY: u32 = 6;

/// Runs until it is dropped.
pub(super) async fn run(provider: Provider) {
    for round in (1..=LEARN_EVERY).cycle() {
        tokio::time::sleep(FLUSH_EVERY).await;
        let learned = if round == LEARN_EVERY { learn(&provider).await } else { Ok(()) };
        if let Err(error) = learned {
            tracing::warn!(%error, "who has seen which signing key could not be read");
        }
        finish(&provider).await;
    }
}

/// Writes what is left, for a server that stops.
pub(super) async fn finish(provider: &Provider) {
    if let Err(error) = provider.evidence.flush(&provider.store).await {
        tracing::warn!(%error, "who has seen which signing key could not be written yet");
    }
}

async fn learn(provider: &Provider) -> store::Result<()> {
    provider.evidence.learn(&provider.store, &provider.clients.all()).await
}
