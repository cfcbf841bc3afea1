//! Registered apps in memory, fresh within the time that [`Clients::refresh`] is called in.

use crate::fetch::Trust;
use crate::model::api::Api;
use crate::model::client::{Client, GrantType};
use crate::model::ids::ClientId;
use crate::model::redirect_uri::origin;
use crate::store::{self, Read, Store};
use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// An unknown id makes us look at the database at most this often.
const MISS_INTERVAL: Duration = Duration::from_millis(100);

/// One reading of the database.
#[derive(Default)]
struct Snapshot {
    by_id: HashSet<ById>,
    /// Of all redirect URIs, for preflights.
    origins: HashSet<Box<str>>,
    /// By audience.
    apis: HashMap<String, Arc<Api>>,
    /// Whether an app that is switched on may trade passwords for tokens.
    has_password_grant: bool,
}

/// A client that is found by the id in it: ten thousand ids stand in memory once.
struct ById(Arc<Client>);

impl Borrow<ClientId> for ById {
    fn borrow(&self) -> &ClientId {
        &self.0.id
    }
}

impl Hash for ById {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl PartialEq for ById {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for ById {}

/// Every client, shared by all who hold a clone.
#[derive(Clone, Default)]
pub struct Clients(Arc<Inner>);

#[derive(Default)]
struct Inner {
    snapshot: RwLock<Arc<Snapshot>>,
    reloading: Mutex<()>,
    revision: AtomicI64,
    looked_at: Mutex<Option<Instant>>,
}

/// Where the URLs that an app gave may lead: one that registered itself is a stranger's, whoever edits it later.
pub fn trust(client: &Client) -> Trust {
    if client.is_registered() { Trust::Stranger } else { Trust::Admin }
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
        self.snapshot().by_id.get(id).map(|found| Arc::clone(&found.0))
    }

    /// Every client.
    pub fn all(&self) -> Vec<Arc<Client>> {
        self.snapshot().by_id.iter().map(|found| Arc::clone(&found.0)).collect()
    }

    /// The API of an audience, as of the last refresh.
    pub fn api(&self, audience: &str) -> Option<Arc<Api>> {
        self.snapshot().apis.get(audience).cloned()
    }

    /// What a scope means in the first of these APIs that has it.
    pub fn scope_description<'a>(&self, name: &str, audiences: impl IntoIterator<Item = &'a String>) -> Option<String> {
        let snapshot = self.snapshot();
        let mut scopes = audiences.into_iter().filter_map(|own| snapshot.apis.get(own)).flat_map(|api| &api.scopes);
        scopes.find(|scope| scope.name == name).map(|scope| scope.description.clone())
    }

    /// Whether any client has a redirect URI at an origin.
    pub fn has_origin(&self, origin: &str) -> bool {
        self.snapshot().origins.contains(origin)
    }

    /// Whether any app that is switched on may trade passwords for tokens.
    pub fn has_password_grant(&self) -> bool {
        self.snapshot().has_password_grant
    }

    /// The client of an id; one that is not known yet is looked for in the database, at a bounded rate.
    pub async fn find(&self, store: &Store, id: &str) -> store::Result<Option<Arc<Client>>> {
        let id = ClientId::from(id);
        if let Some(client) = self.get(&id) {
            return Ok(Some(client));
        }
        self.look(store, Instant::now()).await?;
        Ok(self.get(&id))
    }

    /// Looks at the database, unless somebody has looked since `asked`; waits its turn, so that an app added a moment
    /// ago is found however many unknown ids others ask for.
    async fn look(&self, store: &Store, asked: Instant) -> store::Result<()> {
        let mut looked_at = self.0.looked_at.lock().await;
        if looked_at.is_some_and(|last| last >= asked) {
            return Ok(());
        }
        if let Some(last) = *looked_at {
            tokio::time::sleep(MISS_INTERVAL.saturating_sub(last.elapsed())).await;
        }
        *looked_at = Some(Instant::now());
        let revision = store.read().await?.db().revisions().await?.clients;
        self.refresh(store, revision).await
    }

    /// Reads all clients anew if the revision is another than the one that was read.
    pub async fn refresh(&self, store: &Store, revision: i64) -> store::Result<()> {
        if revision == self.0.revision.load(Ordering::Acquire) { Ok(()) } else { self.reload(store).await }
    }

    /// Reads all clients and APIs anew.
    pub(super) async fn reload(&self, store: &Store) -> store::Result<()> {
        // One at a time, or an older reading could replace a newer one.
        let _one_at_a_time = self.0.reloading.lock().await;
        let mut read = store.read().await?;
        // The revision first: a change in between is then read again, never missed.
        let revision = read.db().revisions().await?.clients;
        let by_id = self.read_clients(&mut read).await?;
        let apis = read.db().list_apis().await?;
        let mut origins: HashSet<_> = by_id
            .iter()
            .flat_map(|ById(client)| &client.redirect_uris)
            .filter_map(|uri| origin(uri).map(Box::from))
            .collect();
        origins.shrink_to_fit();
        let apis = apis.into_iter().map(|api| (api.audience.clone(), Arc::new(api))).collect();
        let has_password_grant =
            by_id.iter().any(|ById(client)| client.allows(GrantType::Password) && !client.is_disabled());
        let snapshot = Snapshot { by_id, origins, apis, has_password_grant };
        *self.0.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        self.0.revision.store(revision, Ordering::Release);
        Ok(())
    }

    /// Every client; one that has not changed stays where it is in memory.
    async fn read_clients(&self, read: &mut Read) -> store::Result<HashSet<ById>> {
        let known = self.snapshot();
        let mut by_id = HashSet::with_capacity(known.by_id.len());
        let mut last = None;
        loop {
            let clients = read.db().clients_after(last.as_ref()).await?;
            let Some(newest) = clients.last() else { break };
            last = Some(newest.id.clone());
            for client in clients {
                let same = known.by_id.get(&client.id).map(|known| &known.0).filter(|known| ***known == client);
                by_id.insert(ById(same.cloned().unwrap_or_else(|| Arc::new(client))));
            }
        }
        by_id.shrink_to_fit();
        Ok(by_id)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }
}
