//! The end of a removal: once it cannot be undone any more, everything of the person goes.

use crate::accounts::Accounts;
use crate::audit::{Actor, Event, Kind};
use crate::store::Result;

/// People who go in one transaction.
const AT_ONCE: i64 = 50;
const DAY: i64 = 86_400;

impl Accounts {
    /// Removes for good who was removed longer ago than it can be undone; answers how many. Called on a timer.
    pub async fn purge_deleted(&self) -> Result<u64> {
        let before = self.clock.now() - self.config.people.undo_days * DAY;
        let mut purged = 0;
        loop {
            let mut write = self.store.write().await?;
            let people = write.db().list_deleted_before(before, AT_ONCE).await?;
            if people.is_empty() {
                return Ok(purged);
            }
            for user in people {
                // Guarded: a restore that came first keeps them.
                if write.db().purge_user(&user.id, before).await? {
                    let event = Event::new(Kind::UserPurged, Actor::System).user(&user.id);
                    self.audit.record(&mut write.db(), event.detail("username", user.username.as_str())).await?;
                    purged += 1;
                }
            }
            write.commit().await?;
        }
    }
}
