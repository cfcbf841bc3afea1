//! How many there are of each, for the navigation: counted at most every few seconds, since every page shows it.

use crate::oidc::Provider;
use crate::store;
use crate::web::pages::admin::{Count, Counts};
use std::sync::{Mutex, PoisonError};

/// Changes made elsewhere show up within this time (seconds).
const FRESH_SECONDS: i64 = 5;

/// The counts, and when they were taken.
#[derive(Default)]
pub struct Totals(Mutex<Option<(i64, Counts)>>);

impl Totals {
    /// The counts, taken anew when they are older than a few seconds.
    pub async fn counts(&self, provider: &Provider) -> store::Result<Counts> {
        let now = provider.clock.now();
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, counts)) = kept.filter(|(taken_at, _)| (0..FRESH_SECONDS).contains(&(now - taken_at))) {
            return Ok(counts);
        }
        let found = provider.store.read().await?.db().totals(now, provider.config.sessions.idle_seconds).await?;
        let counts = Counts {
            people: Count::new(found.people),
            groups: Count::new(found.groups),
            apps: Count::new(i64::try_from(provider.clients.all().len()).unwrap_or(i64::MAX)),
            sessions: Count::new(found.sessions),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, counts.clone()));
        Ok(counts)
    }

    /// After an act the next page counts anew.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
