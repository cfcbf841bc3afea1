//! Looks after the signing keys: the next standby, switches by schedule, retirement. Looks at what is in memory once a
//! second, so dates are met on time and changes of others are acted upon as soon as they are known; every server does it.

use crate::oidc::Provider;
use std::time::Duration;

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long to wait after something failed.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs until it is dropped.
pub(super) async fn run(provider: Provider) {
    let rotation = provider.rotation();
    loop {
        match rotation.keep_up().await {
            Ok(done) => {
                for chore in done {
                    tracing::info!(?chore, "looked after the signing keys");
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
            Err(error) => {
                tracing::warn!(%error, "the signing keys could not be looked after");
                tokio::time::sleep(PATIENCE).await;
            }
        }
    }
}
