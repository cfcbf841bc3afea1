//! Who changed something last, for whoever changed it at the same time.

use super::sentences::Sentences;
use crate::audit::{self, Filter};
use crate::store::{self, AuditEvent};
use crate::web::guards::admin::Admin;

/// So many events are looked at.
const EVENTS: usize = 20;

/// The newest event of the filter that fits: who did it, and when (unix seconds).
pub(super) async fn last_change(
    admin: &Admin<'_>,
    filter: &Filter,
    fits: impl Fn(&AuditEvent) -> bool,
) -> store::Result<Option<(String, i64)>> {
    let mut read = admin.provider.store.read().await?;
    let found = audit::list(&mut read.db(), filter, None, EVENTS).await?;
    let Some(event) = found.events.iter().map(|chained| &chained.event).find(|event| fits(event)) else {
        return Ok(None);
    };
    let said = Sentences::new(admin.provider, &admin.chrome.lang).say(&mut read.db(), event).await?;
    Ok(Some((said.actor.name, event.at_ms / 1000)))
}
