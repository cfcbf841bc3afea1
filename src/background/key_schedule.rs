//! Looks after the signing keys: the next standby, switches by schedule, retirement. Looks at what is in memory once a
//! second, so dates are met on time and changes of others are acted upon as soon as they are known; every server does it.

use crate::oidc::Provider;
use std::time::{Duration, Instant};

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often the clock is compared with that of the database.
const COMPARE_EVERY: Duration = Duration::from_secs(10);

/// How long to wait after something failed.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs until it is dropped.
pub(super) async fn run(provider: Provider) {
    let rotation = provider.rotation();
    let mut compared: Option<Instant> = None;
    loop {
        if compared.is_none_or(|last| last.elapsed() >= COMPARE_EVERY) {
            if let Err(error) = rotation.compare_clocks().await {
                tracing::warn!(%error, "the clock of the database could not be read");
            }
            compared = Some(Instant::now());
        }
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
