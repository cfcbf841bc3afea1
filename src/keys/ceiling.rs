//! The latest `exp` of each key's tokens, stored ahead of them: so a retired key stays published until its last token
//! has expired, and neither a kill nor a second node can lose count.

use crate::store;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Mutex;

/// Where ceilings are kept.
pub trait CeilingStore: Send + Sync {
    /// Raises the ceiling of `kid` to `exp` (unix seconds) durably; a higher one stays. False when the key may sign
    /// nothing that lives so long any more: it was revoked, or leaves the key set before.
    fn raise<'a>(&'a self, kid: &'a str, exp: i64) -> Pin<Box<dyn Future<Output = store::Result<bool>> + Send + 'a>>;
}

impl CeilingStore for store::Store {
    fn raise<'a>(&'a self, kid: &'a str, exp: i64) -> Pin<Box<dyn Future<Output = store::Result<bool>> + Send + 'a>> {
        Box::pin(async move {
            let mut write = self.write().await?;
            let is_raised = write.db().raise_exp_ceiling(kid, exp).await?;
            write.commit().await?;
            Ok(is_raised)
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

    /// True once the stored ceiling is at `exp` or above; no token may be signed before. It is raised by `ahead` seconds
    /// more, so that there is one write per key in that time. False where the key may sign no such token any more.
    pub(super) async fn cover(&self, store: &dyn CeilingStore, kid: &str, exp: i64, ahead: i64) -> store::Result<bool> {
        if exp <= self.get() {
            return Ok(true);
        }
        let _one_at_a_time = self.writing.lock().await;
        if exp <= self.get() {
            return Ok(true);
        }
        let raised = exp.saturating_add(ahead);
        let is_raised = store.raise(kid, raised).await?;
        if is_raised {
            self.learn(raised);
        }
        Ok(is_raised)
    }
}
