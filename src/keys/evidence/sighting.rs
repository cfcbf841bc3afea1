//! What the evidence says about a key, app by app.

use super::{Aliases, Asker};
use crate::model::client::Client;
use crate::store::{self, ClientAddress, JwksFetch, KeyUse, Store};
use serde::Serialize;
use std::collections::HashMap;

/// A cache that has fetched nothing for so long is not there any more (seconds).
const CACHE_FORGOTTEN: i64 = 86_400;

/// Addresses of apps that are looked at.
const MOST_ADDRESSES: i64 = 32_768;

/// Whether an app has seen a key. The worst stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing says so: only the time that the key has been published counts.
    Silent,
    /// The key set was fetched from an address of the app's, which others may share.
    Assumed,
    /// The app itself fetched a set with the key, or used a token of it.
    Seen,
}

/// What a verdict stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A fetch through the app's own alias.
    Alias,
    /// A token of the key, used at one of our endpoints.
    Use,
    /// A fetch from this address.
    Address(String),
}

/// What is known about one app and one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sighting {
    /// The app.
    pub client: String,
    /// Its name.
    pub name: String,
    /// Whether it has seen the key.
    pub verdict: Verdict,
    /// When it did last; where it did not, when it last fetched a set without the key (unix seconds).
    pub when: Option<i64>,
    /// What that stands on.
    pub by: Option<By>,
    /// A proxy or cache that stood between, in its own words: it may hand out what it was given for a while longer.
    pub through: Option<String>,
}

/// A cache of our own in front of the server, which keeps the key set for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cache {
    /// When it last fetched the key set on its own account (unix seconds).
    pub fetched_at: i64,
}

/// What is known about one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Every app that is switched on, the silent ones first, then by name.
    pub apps: Vec<Sighting>,
    /// Set where trusted proxies fetched the key set themselves within a day: addresses of apps then say little.
    pub cache: Option<Cache>,
}

/// Which apps have seen a key, as all servers wrote it down; `now` in unix seconds.
///
/// It proves a fetch, not that every replica of an app has loaded what was fetched.
pub async fn seen_by(store: &Store, kid: &str, now: i64) -> store::Result<Seen> {
    let aliases = Aliases::load(store, now).await?;
    let mut read = store.read().await?;
    let (clients, addresses) = (read.db().list_clients().await?, read.db().client_addresses(MOST_ADDRESSES).await?);
    let (fetches, uses) = (read.db().jwks_fetches().await?, read.db().uses_of_key(kid).await?);
    let known = Known::new(&fetches, &addresses, &uses);
    let apps = clients.iter().filter(|client| !client.is_disabled());
    let mut apps: Vec<_> = apps.map(|client| known.sighting(client, &aliases, kid)).collect();
    apps.sort_by(|a, b| (a.verdict, &a.name, &a.client).cmp(&(b.verdict, &b.name, &b.client)));
    let cache = known.fetches.get(&*Asker::Proxy.to_string()).map(|fetch| Cache { fetched_at: fetch.fetched_at });
    let cache = cache.filter(|cache| cache.fetched_at > now - CACHE_FORGOTTEN);
    Ok(Seen { apps, cache })
}

/// What was read, by whom it is about.
struct Known<'a> {
    fetches: HashMap<&'a str, &'a JwksFetch>,
    addresses: HashMap<&'a str, Vec<&'a str>>,
    uses: HashMap<&'a str, i64>,
}

impl<'a> Known<'a> {
    fn new(fetches: &'a [JwksFetch], addresses: &'a [ClientAddress], uses: &'a [KeyUse]) -> Self {
        let mut by_client: HashMap<&str, Vec<&str>> = HashMap::new();
        for row in addresses {
            by_client.entry(&row.client_id).or_default().push(&row.address);
        }
        Self {
            fetches: fetches.iter().map(|fetch| (&*fetch.asker, fetch)).collect(),
            addresses: by_client,
            uses: uses.iter().map(|used| (&*used.client_id, used.used_at)).collect(),
        }
    }

    /// The best that is known: the strongest verdict, and of those the newest.
    fn sighting(&self, client: &Client, aliases: &Aliases, kid: &str) -> Sighting {
        let alias = self.fetches.get(&*aliases.of(client).to_string());
        let addresses = self.addresses.get(client.id.as_str()).into_iter().flatten();
        let from_addresses = addresses.filter_map(|address| self.fetches.get(address));
        let by_alias = alias.map(|fetch| (verdict(fetch, kid, Verdict::Seen), fetch, By::Alias));
        let by_address = from_addresses
            .map(|fetch| (verdict(fetch, kid, Verdict::Assumed), fetch, By::Address(fetch.asker.clone())));
        let fetched = by_alias.into_iter().chain(by_address);
        let fetched = fetched.map(|(verdict, fetch, by)| (verdict, fetch.fetched_at, by, fetch.through.clone()));
        let used = self.uses.get(client.id.as_str()).map(|at| (Verdict::Seen, *at, By::Use, None));
        let best = fetched.chain(used).max_by_key(|(verdict, at, ..)| (*verdict, *at));
        let (verdict, when, by, through) = match best {
            Some((verdict, at, by, through)) => (verdict, Some(at), Some(by), through),
            None => (Verdict::Silent, None, None, None),
        };
        Sighting { client: client.id.to_string(), name: client.name.clone(), verdict, when, by, through }
    }
}

/// What a fetch is worth for a key: nothing, where the set that was served did not hold it.
fn verdict(fetch: &JwksFetch, kid: &str, best: Verdict) -> Verdict {
    let kids: Vec<String> = serde_json::from_str(&fetch.kids).unwrap_or_default();
    if kids.iter().any(|own| own == kid) { best } else { Verdict::Silent }
}
