//! What was fetched from addresses that apps gave us, kept in memory: however many requests ask for it, an address is
//! fetched at most once a minute, and besides once a minute for what is not in what is known, so that an app that changed
//! its keys a moment after they were fetched is not kept waiting.

use super::Provider;
use crate::fetch::Trust;
use crate::model::ids::ClientId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Longest document that is read.
pub const MOST_BYTES: usize = 64 * 1024;

/// An address is asked again after so many seconds at the earliest.
pub const INTERVAL_SECONDS: i64 = 60;

/// Of all documents together; those that were asked for longest ago go first.
const MOST_KEPT: usize = 8 * 1024 * 1024;

/// What a kept document costs besides its text.
const OVERHEAD: usize = 512;

/// The documents. Cheap to clone; clones share them.
#[derive(Clone, Default)]
pub struct Documents(Arc<Mutex<HashMap<Address, Arc<Document>>>>);

/// Each app has its own: what one of them made us fetch says nothing about another.
type Address = (ClientId, String);

#[derive(Default)]
struct Document {
    /// Held while it is fetched, so that all who wait get what one of them brought.
    state: tokio::sync::Mutex<State>,
    /// When it was asked for last (unix seconds).
    asked_at: AtomicI64,
    bytes: AtomicUsize,
}

#[derive(Default)]
struct State {
    text: Option<Arc<str>>,
    /// When it came (unix seconds).
    fetched_at: i64,
    /// When it was fetched last for its age, whether it came or not (unix seconds).
    tried_at: Option<i64>,
    /// When it was fetched last for what was not in it (unix seconds).
    missed_at: Option<i64>,
    /// Why it did not come.
    fault: String,
}

/// What is wanted of which app, and how old it may be in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Whose address it is.
    pub client: &'a ClientId,
    /// The address.
    pub url: &'a str,
    /// Who gave it.
    pub trust: Trust,
    /// In seconds. One that is older is fetched again, unless that was tried within the minute; with 0 what is known lacks
    /// something, and any is too old.
    pub most_age: i64,
    /// What is too old counts no more where fetching it again fails; that is tried again after `most_age`.
    pub is_strict: bool,
}

impl Documents {
    /// The text at an address. Where fetching it again fails, what was known goes on, unless that is strict; an error says
    /// why there is nothing.
    pub async fn get(&self, provider: &Provider, wanted: Wanted<'_>) -> Result<Arc<str>, String> {
        let now = provider.clock.now();
        let document = self.document(&wanted, now);
        let mut state = document.state.lock().await;
        let is_missed = wanted.most_age == 0 && state.text.is_some();
        let is_young = !is_missed && state.text.is_some() && now - state.fetched_at <= wanted.most_age;
        let tried_at = if is_missed { &mut state.missed_at } else { &mut state.tried_at };
        let interval = if wanted.is_strict { wanted.most_age } else { INTERVAL_SECONDS };
        let was_tried = tried_at.is_some_and(|at| now - at < interval);
        if !is_young && !was_tried {
            *tried_at = Some(now);
            match fetch(provider, &wanted).await {
                Ok(text) => {
                    document.bytes.store(text.len() + OVERHEAD, Ordering::Relaxed);
                    (state.text, state.fetched_at) = (Some(text.into()), now);
                }
                Err(fault) => {
                    tracing::warn!(client_id = %wanted.client, url = wanted.url, fault, "an app's document was not fetched");
                    state.fault = fault;
                    state.text = state.text.take().filter(|_| !wanted.is_strict);
                }
            }
        }
        state.text.clone().ok_or_else(|| state.fault.clone())
    }

    /// The place of a document, with room for it.
    fn document(&self, wanted: &Wanted<'_>, now: i64) -> Arc<Document> {
        let mut kept = self.kept();
        let address = (wanted.client.clone(), wanted.url.to_owned());
        let document = Arc::clone(kept.entry(address).or_default());
        document.asked_at.store(now, Ordering::Relaxed);
        let size = |kept: &HashMap<Address, Arc<Document>>| {
            kept.values().map(|one| one.bytes.load(Ordering::Relaxed).max(OVERHEAD)).sum::<usize>()
        };
        while kept.len() > 1 && size(&kept) > MOST_KEPT {
            let oldest = kept.iter().filter(|(_, one)| !Arc::ptr_eq(one, &document));
            let oldest = oldest.min_by_key(|(_, one)| one.asked_at.load(Ordering::Relaxed));
            let Some(address) = oldest.map(|(address, _)| address.clone()) else { break };
            kept.remove(&address);
        }
        document
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<Address, Arc<Document>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn fetch(provider: &Provider, wanted: &Wanted<'_>) -> Result<String, String> {
    // The fragment names a version (OIDC Core §6.2), and is no part of what is asked for.
    let url = wanted.url.split('#').next().unwrap_or_default();
    let fetched = provider.fetcher.get(url, wanted.trust, MOST_BYTES).await.map_err(|error| error.to_string())?;
    if fetched.status != 200 {
        return Err(format!("answered with the status {}", fetched.status));
    }
    String::from_utf8(fetched.body).map_err(|_| "is no text".to_owned())
}
