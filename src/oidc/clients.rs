//! Registered apps in memory, fresh within the time that [`Clients::refresh`] is called in.

use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::store::{self, Store};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// An unknown id makes us look at the database at most this often (milliseconds).
const MISS_INTERVAL_MS: i64 = 100;

type Map = HashMap<ClientId, Arc<Client>>;

/// Every client, shared by all who hold a clone.
#[derive(Clone, Default)]
pub struct Clients(Arc<Inner>);

#[derive(Default)]
struct Inner {
    map: RwLock<Arc<Map>>,
    revision: AtomicI64,
    looked_at_ms: AtomicI64,
}

impl Clients {
    /// Reads all clients.
    pub async fn load(store: &Store) -> store::Result<Self> {
        let clients = Self::default();
        clients.reload(store).await?;
        Ok(clients)
    }

    /// The client of an id, as of the last refresh.
    pub fn get(&self, id: &ClientId) -> Option<Arc<Client>> {
        self.snapshot().get(id).cloned()
    }

    /// Every client.
    pub fn all(&self) -> Vec<Arc<Client>> {
        self.snapshot().values().cloned().collect()
    }

    /// The client of an id; one that is not known yet is looked for in the database, at a bounded rate.
    pub async fn find(&self, store: &Store, id: &str, now_ms: i64) -> store::Result<Option<Arc<Client>>> {
        let id = ClientId::from(id);
        if let Some(client) = self.get(&id) {
            return Ok(Some(client));
        }
        let last = self.0.looked_at_ms.load(Ordering::Relaxed);
        let is_due = now_ms - last >= MISS_INTERVAL_MS || now_ms < last;
        if !is_due || self.0.looked_at_ms.compare_exchange(last, now_ms, Ordering::Relaxed, Ordering::Relaxed).is_err()
        {
            return Ok(None);
        }
        let revision = store.read().await?.db().revisions().await?.clients;
        self.refresh(store, revision).await?;
        Ok(self.get(&id))
    }

    /// Reads all clients anew if the revision is another than the one that was read.
    pub async fn refresh(&self, store: &Store, revision: i64) -> store::Result<()> {
        if revision == self.0.revision.load(Ordering::Acquire) { Ok(()) } else { self.reload(store).await }
    }

    async fn reload(&self, store: &Store) -> store::Result<()> {
        let mut read = store.read().await?;
        // The revision first: a change in between is then read again, never missed.
        let revision = read.db().revisions().await?.clients;
        let clients = read.db().list_clients().await?;
        let map = clients.into_iter().map(|client| (client.id.clone(), Arc::new(client))).collect();
        *self.0.map.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(map);
        self.0.revision.store(revision, Ordering::Release);
        Ok(())
    }

    fn snapshot(&self) -> Arc<Map> {
        Arc::clone(&self.0.map.read().unwrap_or_else(PoisonError::into_inner))
    }
}
