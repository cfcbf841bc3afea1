//! The latest `exp` of each key's tokens, stored ahead of them: so a retired key stays published until its last token
//! has expired, and neither a kill nor a second node can lose count.

use crate::store;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Mutex;

/// How far above the token at hand the ceiling is raised, in seconds: one write per key in this time.
const AHEAD: i64 = 600;

/// Where ceilings are kept.
pub trait CeilingStore: Send + Sync {
    /// Raises the ceiling of `kid` to `exp` (unix seconds) durably; a higher one stays.
    fn raise<'a>(&'a self, kid: &'a str, exp: i64) -> Pin<Box<dyn Future<Output = store::Result<()>> + Send + 'a>>;
}

impl CeilingStore for store::Store {
    fn raise<'a>(&'a self, kid: &'a str, exp: i64) -> Pin<Box<dyn Future<Output = store::Result<()>> + Send + 'a>> {
        Box::pin(async move {
            let mut write = self.write().await?;
            write.db().raise_exp_ceiling(kid, exp).await?;
            write.commit().await
        })
    }
}

/// The ceiling of one key as this process knows it to be stored.
#[derive(Debug, Default)]
pub(super) struct Ceiling {
    stored: AtomicI64,
    writing: Mutex<()>,
}

impl Ceiling {
    /// Learns what the database says; it never sinks.
    pub(super) fn learn(&self, stored: i64) {
        self.stored.fetch_max(stored, Ordering::AcqRel);
    }

    pub(super) fn get(&self) -> i64 {
        self.stored.load(Ordering::Acquire)
    }

    /// Returns once the stored ceiling is at `exp` or above; no token may be signed before.
    pub(super) async fn cover(&self, store: &dyn CeilingStore, kid: &str, exp: i64) -> store::Result<()> {
        if exp <= self.get() {
            return Ok(());
        }
        let _one_at_a_time = self.writing.lock().await;
        if exp <= self.get() {
            return Ok(());
        }
        let raised = exp.saturating_add(AHEAD);
        store.raise(kid, raised).await?;
        self.learn(raised);
        Ok(())
    }
}
