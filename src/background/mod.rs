//! What runs on a timer. May be imported by `cli` and `lib`.

mod audit_chain;
mod freshness;
mod key_evidence;
mod key_schedule;

use crate::oidc::Provider;
use std::time::Duration;
use tokio::task::JoinSet;

/// Removing what expired.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// Writing down which sessions were used.
const FLUSH_EVERY: Duration = Duration::from_secs(30);

/// Writing down how apps fare: soon, for whoever connects one and looks on.
const FLUSH_FAILURES_EVERY: Duration = Duration::from_secs(5);

/// The running tasks.
pub struct Background {
    provider: Provider,
    tasks: JoinSet<()>,
}

impl Background {
    /// Starts every task.
    pub fn start(provider: &Provider) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(freshness::run(provider.clone()));
        tasks.spawn(key_schedule::run(provider.clone()));
        tasks.spawn(sweep(provider.clone()));
        tasks.spawn(flush(provider.clone()));
        tasks.spawn(flush_failures(provider.clone()));
        tasks.spawn(audit_chain::run(provider.clone()));
        tasks.spawn(key_evidence::run(provider.clone()));
        Self { provider: provider.clone(), tasks }
    }

    /// Stops every task; what was gathered is written.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
        write_seen(&self.provider).await;
        write_failures(&self.provider).await;
        key_evidence::finish(&self.provider).await;
        audit_chain::finish(&self.provider).await;
    }
}

async fn sweep(provider: Provider) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        match sweep_once(&provider).await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, "removed what had expired"),
            Err(error) => tracing::warn!(%error, "what expired could not be removed"),
        }
        audit_chain::trim(&provider).await;
    }
}

async fn sweep_once(provider: &Provider) -> crate::store::Result<u64> {
    // Before the families go that tell of uses.
    let unused = crate::oidc::registration::remove_unused(provider).await?;
    let mut write = provider.store.write().await?;
    let rows = write.db().sweep(provider.clock.now()).await?;
    write.commit().await?;
    Ok(rows + unused + provider.accounts.purge_deleted().await?)
}

async fn flush(provider: Provider) {
    loop {
        tokio::time::sleep(FLUSH_EVERY).await;
        write_seen(&provider).await;
        provider.accounts.release_idle_memory();
    }
}

async fn write_seen(provider: &Provider) {
    if let Err(error) = provider.accounts.flush_seen().await {
        tracing::warn!(%error, "uses of sessions could not be written");
    }
}

async fn flush_failures(provider: Provider) {
    loop {
        tokio::time::sleep(FLUSH_FAILURES_EVERY).await;
        write_failures(&provider).await;
    }
}

async fn write_failures(provider: &Provider) {
    if let Err(error) = provider.failures.flush(&provider.store).await {
        tracing::warn!(%error, "how apps fare could not be written");
    }
}
