//! Apps that nobody vouched for and nobody uses: how many there may be, and when they go.

use crate::audit::{Actor, Event, Kind};
use crate::oidc::{Code, Error, Provider, Result};
use crate::store::{self, Db};

/// So many apps that nobody vouched for may wait for their first use.
pub const MOST_UNUSED: i64 = 200;

/// Refuses one more app that nobody vouches for while too many wait. The caller holds the mode.
pub(super) async fn check_room(db: &mut Db<'_>) -> Result<()> {
    if db.count_unused_registrations().await? < MOST_UNUSED {
        return Ok(());
    }
    // Some may have been used since somebody looked.
    db.keep_used_registrations().await?;
    if db.count_unused_registrations().await? < MOST_UNUSED {
        return Ok(());
    }
    let text = "too many apps have registered here that nobody uses yet; ask an administrator for a token";
    Err(Error::new(Code::TemporarilyUnavailable, text))
}

/// Lets those stay that were used, and removes those whose time is over; answers how many went. Called on a timer, more
/// often than sign-ins end, so that none is missed.
pub async fn remove_unused(provider: &Provider) -> store::Result<u64> {
    let now = provider.clock.now();
    let mut write = provider.store.write().await?;
    write.db().keep_used_registrations().await?;
    let mut removed = 0;
    for id in write.db().overdue_registrations(now).await? {
        let Some(app) = write.db().find_client(&id).await? else { continue };
        write.db().delete_client(&id).await?;
        let event = Event::new(Kind::ClientRemoved, Actor::System).client(&id).detail("name", app.name.as_str());
        provider.audit.record(&mut write.db(), event.detail("reason", "never used")).await?;
        removed += 1;
    }
    write.commit().await?;
    if removed > 0 {
        provider.clients.reload(&provider.store).await?;
    }
    Ok(removed)
}
