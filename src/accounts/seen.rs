//! When sessions were last used, and their people last seen: gathered in memory and written in batches, since it
//! decides only when an idle session ends.

use crate::model::ids::{Sid, UserId};
use crate::store::{Result, Store};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// When a person was last seen is kept no finer than this: the index over it is not turned over by every use (seconds).
const PERSON_GRAIN: i64 = 300;

/// Uses of sessions that are not written yet. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<BTreeMap<Sid, i64>>>);

impl Seen {
    /// Notes that a session was used.
    pub(super) fn note(&self, sid: &Sid, now: i64) {
        let mut waiting = self.lock();
        let latest = waiting.entry(sid.clone()).or_insert(now);
        *latest = now.max(*latest);
    }

    /// Writes what was noted, in one transaction; after a failure it is kept for the next call.
    pub(super) async fn flush(&self, store: &Store) -> Result<()> {
        let batch = std::mem::take(&mut *self.lock());
        if batch.is_empty() {
            return Ok(());
        }
        let outcome = write(store, &batch).await;
        if outcome.is_err() {
            let mut waiting = self.lock();
            for (sid, at) in batch {
                let latest = waiting.entry(sid).or_insert(at);
                *latest = at.max(*latest);
            }
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Sid, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// In the order of the ids, so that two servers cannot wait for each other's rows; people apart from sessions, since a
// sign-in takes the person's row first.
async fn write(store: &Store, batch: &BTreeMap<Sid, i64>) -> Result<()> {
    let mut people: BTreeMap<UserId, i64> = BTreeMap::new();
    let mut write = store.write().await?;
    for (sid, at) in batch {
        if let Some(user) = write.db().touch_session(sid, *at).await? {
            let latest = people.entry(user).or_insert(*at);
            *latest = (*at).max(*latest);
        }
    }
    write.commit().await?;
    let mut write = store.write().await?;
    if people.len() > 1 {
        // Owners first, as administrators' acts hold them: neither waits for what the other one has.
        write.db().lock_owners().await?;
    }
    for (user, at) in &people {
        write.db().touch_user(user, *at, PERSON_GRAIN).await?;
    }
    write.commit().await
}
