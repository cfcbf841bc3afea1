//! What owners do with what signs: offering algorithms to apps, bringing keys along, and handing them out. One function
//! per act, for pages and commands alike; each does its slow work first, and then makes one transaction of the change
//! and its audit event.

mod algorithms;
mod bring;
mod hand_out;

pub use algorithms::{Prospect, SwitchedOn};
pub use bring::{Brought, Fate};

use super::Provider;
use crate::accounts::{Authority, Forbidden};
use crate::audit::{Audit, Event};
use crate::clock::Clock;
use crate::keys::import::ImportError;
use crate::keys::{KeyError, MasterKey, Offered, Ring, SigningAlg};
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::store::{self, Store, Write};

/// The acts. Cheap to clone.
#[derive(Clone)]
pub struct KeyActs {
    store: Store,
    clock: Clock,
    audit: Audit,
    master_key: MasterKey,
    rsa_bits: u16,
    max_age: i64,
    /// Of this server: it sees its own changes at once.
    live: (Ring, Offered),
}

/// Why an act was not done; each text names the mend.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum KeyActError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("RS256 is always offered: OIDC Core §15.1 asks it of every provider")]
    AlwaysOffered,
    #[error("{alg} is chosen by {}: let them choose another algorithm first", names(clients))]
    InUse { alg: SigningAlg, clients: Vec<ClientId> },
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("{0} is not offered here, so there is no ring for this key: run `claviger keys enable {0}` first")]
    NotOffered(SigningAlg),
    #[error("this key is here already, as {kid}, {state}")]
    Duplicate { kid: String, state: &'static str },
    #[error("a rotation to the key {kid} is pending: wait until it is done, or call it off, before a key is brought")]
    Pending { kid: String },
    #[error("the standby key {kid} has signed for some apps, and its tokens are not over: wait until they are")]
    Alive { kid: String },
    #[error("the keys were changed by somebody else at the same moment: look at them and try again")]
    Meanwhile,
    #[error("there is no key {0}")]
    NoSuchKey(String),
    #[error("the private part of {0} is gone: keys that were removed or revoked keep only their public part")]
    PrivateGone(String),
    #[error("the key {kid} cannot be used: {flaw}")]
    Flawed { kid: String, flaw: crate::keys::Flaw },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

fn names(clients: &[ClientId]) -> String {
    clients.iter().map(ClientId::as_str).collect::<Vec<_>>().join(", ")
}

impl KeyActs {
    /// The time that keys go by.
    fn now(&self) -> i64 {
        self.live.0.time(self.clock.now())
    }

    /// Begins the transaction of an act of an owner who still is one.
    async fn begin(&self, by: &Authority) -> Result<Write, KeyActError> {
        by.require(Permission::Own)?;
        let mut write = self.store.write().await?;
        by.confirm::<KeyActError>(&mut write.db(), Permission::Own).await?;
        Ok(write)
    }

    /// Ends an act: the records, the commit, and this server's own memory.
    async fn commit(&self, mut write: Write, events: Vec<Event>) -> store::Result<()> {
        for event in events {
            self.audit.record(&mut write.db(), event).await?;
        }
        write.commit().await?;
        let (ring, offered) = &self.live;
        // What is done is done: memory follows within its usual time if the database does not answer now.
        if let Err(error) = ring.reload(&self.store).await.and(offered.refresh(&self.store).await) {
            tracing::warn!(%error, "the changed keys could not be read");
        }
        Ok(())
    }
}

impl Provider {
    /// The acts on what signs.
    pub fn key_acts(&self) -> KeyActs {
        KeyActs {
            store: self.store.clone(),
            clock: self.clock.clone(),
            audit: self.audit.clone(),
            master_key: self.master_key.clone(),
            rsa_bits: self.config.keys.rsa_bits,
            max_age: self.config.keys.jwks_max_age_seconds,
            live: (self.ring.clone(), self.offered.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
