//! Looking after apps: one function per act, for pages and commands alike. Each asks for the right, does its slow work
//! first, and then makes one transaction of the change and its audit event.

mod apis;
mod describe;
mod initial_tokens;
mod list;
mod logo;
mod preview;
mod registration;
mod secrets;
pub mod snippets;
mod widening;

pub use apis::ApiChangeError;
pub(super) use describe::changes;
pub use describe::{api_to_json, rule_to_json, secret_to_json, to_json};
pub use initial_tokens::{InitialTokenError, NewInitialToken};
pub use list::{Cursor, Filter, Found, Place, Sort, find};
pub(super) use logo::decode as decode_logo;
pub use logo::{LogoError, MOST_BYTES as MOST_LOGO_BYTES, logo_tag, to_png};
pub use preview::{Preview, Wish, preview};
pub(super) use registration::check_algorithms;
pub use registration::{Losses, problems_of};
pub use secrets::{MOST_SECRETS, MadeSecret, NewSecret};
pub use widening::widens;

use super::Provider;
use super::clients::Clients;
use crate::accounts::{Authority, Forbidden};
use crate::audit::{Audit, Event};
use crate::clock::Clock;
use crate::keys::MasterKey;
use crate::model::client::Client;
use crate::model::client_rules::ClientError;
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::store::{self, Store, Write};

/// The acts. Cheap to clone.
#[derive(Clone)]
pub struct Apps {
    store: Store,
    clock: Clock,
    audit: Audit,
    /// Seals the secrets that tokens are signed with.
    master_key: MasterKey,
    /// Of this server: it sees its own changes at once.
    clients: Option<Clients>,
}

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The role does not allow it.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Everything that is wrong, for each field.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<ClientError>),
    /// Another app has the id.
    #[error("there is an app {0} already")]
    Taken(ClientId),
    /// There is no such app, or no more.
    #[error("there is no app {0}")]
    Missing(ClientId),
    /// Somebody else changed it since it was read; this is how it is now.
    #[error("somebody else has changed {} meanwhile", .0.id)]
    Stale(Box<Client>),
    /// The app is public.
    #[error("{0} is a public app: it can keep no secret")]
    PublicSecret(ClientId),
    /// It has too many secrets.
    #[error("{0} has {most} secrets already: remove one first", most = secrets::MOST_SECRETS)]
    TooManySecrets(ClientId),
    /// It has no such secret.
    #[error("{0} has no secret with the id {1}")]
    NoSuchSecret(ClientId, String),
    /// The image cannot be used.
    #[error("the logo {0}")]
    Logo(#[from] LogoError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Apps {
    /// The acts over a database, for commands.
    pub const fn new(store: Store, clock: Clock, audit: Audit, master_key: MasterKey) -> Self {
        Self { store, clock, audit, master_key, clients: None }
    }

    /// The app of an id as the database has it now.
    pub async fn get(&self, id: &ClientId) -> Result<Client, AppError> {
        let found = self.store.read().await?.db().find_client(id).await?;
        found.ok_or_else(|| AppError::Missing(id.clone()))
    }

    /// Begins the transaction of an act of somebody who has the right, and still has it.
    async fn begin<E: From<Forbidden> + From<store::Error>>(&self, by: &Authority) -> Result<Write, E> {
        by.require(Permission::ManageApps)?;
        let mut write = self.store.write().await?;
        by.confirm::<E>(&mut write.db(), Permission::ManageApps).await?;
        Ok(write)
    }

    /// Ends an act: the record, the commit, and this server's own memory.
    async fn commit(&self, mut write: Write, event: Event) -> store::Result<()> {
        self.audit.record(&mut write.db(), event).await?;
        write.commit().await?;
        if let Some(clients) = &self.clients {
            // What is done is done: memory follows within its usual time if the database does not answer now.
            if let Err(error) = clients.reload(&self.store).await {
                tracing::warn!(%error, "the changed apps could not be read");
            }
        }
        Ok(())
    }
}

/// The app of an id, inside a transaction.
async fn present(write: &mut Write, id: &ClientId) -> Result<Client, AppError> {
    write.db().find_client(id).await?.ok_or_else(|| AppError::Missing(id.clone()))
}

impl Provider {
    /// The acts over this server's apps.
    pub fn apps(&self) -> Apps {
        Apps {
            store: self.store.clone(),
            clock: self.clock.clone(),
            audit: self.audit.clone(),
            master_key: self.master_key.clone(),
            clients: Some(self.clients.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
