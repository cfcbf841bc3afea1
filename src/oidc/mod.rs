//! The protocol: no Rocket, no SQL. Everything that an endpoint decides is decided here.

pub mod access_token;
pub mod allowed_groups;
pub mod apps;
pub mod authorize;
pub mod claims;
pub mod client_auth;
pub mod clients;
pub mod consent;
pub mod discovery;
pub mod error;
pub mod failures;
pub mod flow;
pub mod grants;
pub mod id_token;
pub mod introspection;
pub mod issue;
pub mod logout;
pub mod revocation;
pub mod scope;
pub mod userinfo;

pub use error::{Code, Error, Result};
pub use failures::Cause;

use crate::accounts::Accounts;
use crate::audit::Audit;
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::rotation::Rotation;
use crate::keys::{Evidence, Expected, MasterKey, Ring};
use crate::store::Store;
use clients::Clients;
use failures::Failures;
use serde::de::DeserializeOwned;
use std::sync::Arc;

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
    /// Seals pending requests.
    pub master_key: MasterKey,
    /// People and their sessions.
    pub accounts: Accounts,
    /// The record of what happened.
    pub audit: Audit,
    /// Registered apps.
    pub clients: Clients,
    /// How apps fare.
    pub failures: Failures,
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
        let now = self.clock.now();
        let expected = Expected { issuer: self.issuer(), types: &[typ], now, leeway: 0, is_expired_accepted };
        self.ring.verify(token, &expected).ok()
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

impl std::ops::Deref for Provider {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
