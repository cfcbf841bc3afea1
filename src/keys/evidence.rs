//! Who has seen which signing key: who fetched the key set and what it held, from where apps prove who they are, and
//! whose tokens come back. Requests only touch memory of bounded size; a task writes it down in batches, and what
//! several servers saw meets in the database. [`seen_by`] says what follows for a key.
//!
//! This is evidence for people: it adds to the time that a key waits and never replaces it.

mod alias;
mod fetches;
mod notes;
mod sighting;

pub use alias::{Alias, Aliases};
pub use fetches::Asker;
pub use sighting::{By, Cache, Seen, Sighting, Verdict, seen_by};

use crate::keys::PublishedSet;
use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::store::{self, ClientAddress, JwksFetch, KeyUse, Store};
use fetches::{Fetch, Fetches, MOST_KNOWN};
use notes::Notes;
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;

/// Rows of one transaction, so that nobody waits long for the writer.
const BATCH: usize = 100;

const DAY: i64 = 86_400;

/// Fetches and uses are kept longer than the usual time between two rotations (seconds).
const KEPT: i64 = 120 * DAY;

/// An address is an app's for this long after the app last proved who it is there (seconds).
const ADDRESS_KEPT: i64 = 30 * DAY;

/// That an app proved who it is from an address it had before is noted this seldom (seconds).
const ADDRESS_GRAIN: i64 = 3600;

/// That an app used a key it had used before is noted this seldom (seconds).
const USE_GRAIN: i64 = 60;

/// What this server saw. Cheap to clone; clones share it.
#[derive(Clone)]
pub struct Evidence(Arc<Inner>);

struct Inner {
    aliases: Aliases,
    fetches: Fetches,
    addresses: Notes<IpAddr>,
    uses: Notes<String>,
}

/// What the memory of fetches holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Aliases and addresses of apps.
    pub known: usize,
    /// Strangers whose last fetch is remembered.
    pub strangers: usize,
    /// Bytes of all places.
    pub bytes: usize,
}

impl Evidence {
    /// Nothing seen yet; who may be an app is read from the database.
    pub async fn load(store: &Store, clients: &[Arc<Client>], now: i64) -> store::Result<Self> {
        let aliases = Aliases::load(store, now).await?;
        let (fetches, addresses, uses) = (Fetches::new(), Notes::new(ADDRESS_GRAIN), Notes::new(USE_GRAIN));
        let evidence = Self(Arc::new(Inner { aliases, fetches, addresses, uses }));
        evidence.learn(store, clients).await?;
        Ok(evidence)
    }

    /// Apps' own addresses of the key set.
    pub fn aliases(&self) -> &Aliases {
        &self.0.aliases
    }

    /// Somebody was served a key set; `through` is what stood between, in its own words.
    pub fn fetched(&self, asker: Asker, set: &Arc<PublishedSet>, through: Option<&str>, now: i64) {
        self.0.fetches.note(asker, set, through, now);
    }

    /// An app proved by a secret who it is, from an address of its own.
    pub fn authenticated(&self, client: &ClientId, address: IpAddr, now: i64) {
        if self.0.addresses.note(client, address, now) {
            self.0.fetches.know_one(Asker::Address(address));
        }
    }

    /// An app used a token of ours, which was found good.
    pub fn used(&self, client: &ClientId, token: &str, now: i64) {
        if let Some(kid) = jsonwebtoken::decode_header(token).ok().and_then(|header| header.kid) {
            self.0.uses.note(client, kid, now);
        }
    }

    /// Reads anew who may be an app: what another server learned, and apps that came and went.
    pub async fn learn(&self, store: &Store, clients: &[Arc<Client>]) -> store::Result<()> {
        let limit = i64::try_from(MOST_KNOWN).unwrap_or(i64::MAX);
        let stored = store.read().await?.db().client_addresses(limit).await?;
        let ids: HashSet<&ClientId> = clients.iter().map(|client| &client.id).collect();
        self.0.addresses.keep(|client| ids.contains(client));
        self.0.uses.keep(|client| ids.contains(client));
        let stored = stored.iter().filter_map(|row| row.address.parse().ok());
        let addresses = self.0.addresses.all().into_iter().chain(stored).map(Asker::Address);
        let aliases = clients.iter().map(|client| Asker::Alias(self.0.aliases.of(client)));
        self.0.fetches.know(&aliases.chain(addresses).collect());
        Ok(())
    }

    /// Writes down what was seen, in batches; what a failing database does not take waits for the next call.
    pub async fn flush(&self, store: &Store) -> store::Result<()> {
        let addresses = self.0.addresses.take();
        let outcome = write_addresses(store, &addresses).await;
        if outcome.is_err() {
            self.0.addresses.give_back(&addresses);
            return outcome;
        }
        let uses = self.0.uses.take();
        let outcome = write_uses(store, &uses).await;
        if outcome.is_err() {
            self.0.uses.give_back(&uses);
            return outcome;
        }
        let fetches = self.0.fetches.take();
        let outcome = write_fetches(store, &fetches).await;
        if outcome.is_err() {
            self.0.fetches.give_back(&fetches);
        }
        outcome
    }

    /// What the memory of fetches holds.
    pub fn size(&self) -> Size {
        self.0.fetches.size()
    }
}

async fn write_addresses(store: &Store, rows: &[(ClientId, IpAddr, i64)]) -> store::Result<()> {
    for batch in rows.chunks(BATCH) {
        let mut write = store.write().await?;
        for (client, address, at) in batch {
            let (client_id, address) = (client.to_string(), address.to_string());
            let row = ClientAddress { client_id, address, authenticated_at: *at };
            write.db().note_client_address(&row, at + ADDRESS_KEPT).await?;
        }
        for apps in batch.chunk_by(|one, next| one.0 == next.0) {
            write.db().trim_client_addresses(apps[0].0.as_str()).await?;
        }
        write.commit().await?;
    }
    Ok(())
}

async fn write_uses(store: &Store, rows: &[(ClientId, String, i64)]) -> store::Result<()> {
    for batch in rows.chunks(BATCH) {
        let mut write = store.write().await?;
        for (client, kid, at) in batch {
            let row = KeyUse { client_id: client.to_string(), kid: kid.clone(), used_at: *at };
            write.db().note_key_use(&row, at + KEPT).await?;
        }
        write.commit().await?;
    }
    Ok(())
}

async fn write_fetches(store: &Store, rows: &[(Asker, Fetch)]) -> store::Result<()> {
    for batch in rows.chunks(BATCH) {
        let mut write = store.write().await?;
        for (asker, fetch) in batch {
            let row = JwksFetch {
                asker: asker.to_string(),
                fetched_at: fetch.at,
                kids: serde_json::Value::from(fetch.set.kids.clone()).to_string(),
                through: fetch.through.as_deref().map(str::to_owned),
            };
            write.db().note_jwks_fetch(&row, fetch.at + KEPT).await?;
        }
        write.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
