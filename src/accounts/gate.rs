//! Tries on one counter that are under way on this server: a few at a time, so that each sees what became of those
//! before it. Without this, racing right passwords would be refused or racing wrong ones let through.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

type Map = HashMap<String, Arc<Semaphore>>;

/// The gates of all counters that somebody is trying at. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Gates(Arc<Mutex<Map>>);

/// A try under way.
pub(super) struct Entered {
    gates: Gates,
    bucket: String,
    gate: Arc<Semaphore>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Gates {
    /// Waits until fewer than `most` tries on the counter are under way.
    pub(super) async fn enter(&self, bucket: &str, most: usize) -> Entered {
        let gate = Arc::clone(self.lock().entry(bucket.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(most))));
        // Before the wait: one that goes away while waiting must clean up too.
        let mut entered =
            Entered { gates: self.clone(), bucket: bucket.to_owned(), gate: Arc::clone(&gate), _permit: None };
        entered._permit = gate.acquire_owned().await.ok();
        entered
    }

    fn lock(&self) -> MutexGuard<'_, Map> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let gates = self.gates.clone();
        let mut map = gates.lock();
        self._permit = None;
        // Only the map and we: nobody else is in or before the gate, and none can come while the map is locked.
        if Arc::strong_count(&self.gate) == 2 {
            map.remove(&self.bucket);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn the_next_waits_and_nothing_is_left_behind() {
        let gates = Gates::default();
        let (one, two) = (gates.enter("a", 2).await, gates.enter("a", 2).await);
        let _other = gates.enter("b", 2).await;
        let third = tokio::time::timeout(Duration::from_millis(20), gates.enter("a", 2)).await;
        assert!(third.is_err());
        drop(one);
        let third = tokio::time::timeout(Duration::from_secs(5), gates.enter("a", 2)).await.unwrap();
        drop((two, third));
        assert_eq!(gates.lock().len(), 1);
    }
}
