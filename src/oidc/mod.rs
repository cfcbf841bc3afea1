//! The protocol: no Rocket, no SQL. Everything that an endpoint decides is decided here.

pub mod access_token;
pub mod acr;
pub mod allowed_groups;
mod app_jwt;
pub mod apps;
pub mod asked_claims;
pub mod authorize;
pub mod backchannel;
pub mod claims;
pub mod client_auth;
pub mod client_keys;
pub mod clients;
pub mod consent;
pub mod discovery;
pub mod documents;
pub mod error;
pub mod failures;
pub mod farewell;
pub mod flow;
pub mod grants;
pub mod id_token;
pub mod introspection;
pub mod issue;
pub mod key_acts;
pub mod logout;
pub mod prompt;
pub mod pushed;
pub mod registration;
pub mod request_object;
pub mod revocation;
pub mod scope;
pub mod start;
pub mod subject;
pub mod userinfo;

pub use error::{Code, Error, Result};
pub use failures::Cause;

use crate::accounts::Accounts;
use crate::audit::Audit;
use crate::clock::Clock;
use crate::config::Config;
use crate::fetch::Fetcher;
use crate::keys::reseal::{Followed, SETTLING, TRAVELLING, follow};
use crate::keys::rotation::Rotation;
use crate::keys::{Evidence, Expected, MasterKey, Offered, Ring};
use crate::store::{self, Store};
use clients::Clients;
use documents::Documents;
use failures::Failures;
use registration::KeptMode;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// All that the protocol works with. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Parts>);

/// What a [`Provider`] is made of.
pub struct Parts {
    /// The configuration; its `public_url` is the issuer.
    pub config: Arc<Config>,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Signing keys.
    pub ring: Ring,
    /// What apps may have their tokens signed with.
    pub offered: Offered,
    /// Seals pending requests.
    pub master_key: MasterKey,
    /// People and their sessions.
    pub accounts: Accounts,
    /// The record of what happened.
    pub audit: Audit,
    /// Registered apps.
    pub clients: Clients,
    /// Whether apps may register themselves.
    pub registration: KeptMode,
    /// How apps fare.
    pub failures: Failures,
    /// Fetches URLs that others gave us.
    pub fetcher: Fetcher,
    /// What was fetched of apps' addresses.
    pub documents: Documents,
    /// Request objects of apps, apart from their keys: whoever asks for many of these pushes out none of those.
    pub request_documents: Documents,
    /// Who has seen which signing key.
    pub evidence: Evidence,
}

impl Provider {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The claims of a token that we signed, of one type; expired ones only where that is wished for.
    pub fn verify<T: DeserializeOwned>(&self, token: &str, typ: &str, is_expired_accepted: bool) -> Option<T> {
        self.ring.verify(token, &self.expected(&[typ], is_expired_accepted)).ok()
    }

    /// What a token of ours must be at this moment.
    fn expected<'a>(&'a self, types: &'a [&'a str], is_expired_accepted: bool) -> Expected<'a> {
        Expected { issuer: self.issuer(), types, now: self.clock.now(), leeway: 0, is_expired_accepted }
    }

    /// Sees to it that this server has the master key that the database is sealed with; false where it is changed and
    /// the new one is not to be found yet.
    pub async fn follow_master_key(&self) -> store::Result<bool> {
        let followed = follow(&self.store, &self.config, &self.master_key).await?;
        if followed == Followed::Changed {
            tokio::spawn(let_former_go(self.master_key.clone()));
        }
        Ok(!matches!(followed, Followed::Missing(_)))
    }

    /// The acts on the signing keys.
    pub fn rotation(&self) -> Rotation {
        let (store, ring, audit) = (self.store.clone(), self.ring.clone(), self.audit.clone());
        Rotation::new(store, ring, audit, self.clock.clone(), &self.config.keys)
    }

    /// The issuer identifier (OIDC Discovery §3): byte-identical wherever it appears.
    pub fn issuer(&self) -> &str {
        &self.config.public_url
    }
}

/// First all nodes find the new master key, then all that travels under the one before comes back.
async fn let_former_go(master_key: MasterKey) {
    tokio::time::sleep(SETTLING).await;
    master_key.settle();
    forget_former(master_key, TRAVELLING).await;
}

async fn forget_former(master_key: MasterKey, after: Duration) {
    tokio::time::sleep(after).await;
    master_key.forget_former();
}

impl std::ops::Deref for Provider {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
