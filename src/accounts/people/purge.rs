//! The end of a removal: once it cannot be undone any more, everything of the person goes.

use super::{check_owner_is_left, hold};
use crate::accounts::{Accounts, ActError, Authority};
use crate::audit::{Actor, Event, Kind};
use crate::model::ids::UserId;
use crate::model::user::Permission;
use crate::store;

/// People who go in one transaction.
const AT_ONCE: i64 = 50;
const DAY: i64 = 86_400;

impl Accounts {
    /// Removes for good who was removed longer ago than it can be undone; answers how many. Called on a timer.
    pub async fn purge_deleted(&self) -> store::Result<u64> {
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

    /// Ends all that a person has and removes them at once and for good: for people who were made to be thrown away.
    /// Nothing undoes it.
    pub async fn remove_for_good(&self, authority: &Authority, id: &UserId) -> Result<(), ActError> {
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        let user = hold(&mut db, authority, id).await?;
        check_owner_is_left(&mut db, &user).await?;
        db.end_all_of_user(id, self.clock.now()).await?;
        db.delete_user(id).await?;
        let event = authority.event(Kind::UserPurged).user(id).detail("username", user.username.as_str());
        self.audit.record(&mut db, event).await?;
        Ok(write.commit().await?)
    }
}
