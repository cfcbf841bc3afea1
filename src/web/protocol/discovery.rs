//! The two well-known metadata documents (OIDC Discovery §4, RFC 8414 §3): prepared when what they say changes, answered
//! from memory.

use crate::keys::SigningAlg;
use crate::model::secret::{TokenHash, to_hex};
use crate::oidc::Provider;
use crate::oidc::discovery::document;
use crate::oidc::registration::Mode;
use crate::web::cached::Cached;
use crate::web::messages;
use rocket::State;
use std::sync::{Arc, PoisonError, RwLock};

/// The prepared document.
pub struct Discovery(RwLock<Prepared>);

struct Prepared {
    /// What it was prepared for.
    offered: Arc<[SigningAlg]>,
    has_password_grant: bool,
    registration: Mode,
    document: Cached<Vec<u8>>,
}

impl Discovery {
    /// Prepares the document.
    pub fn new(provider: &Provider) -> Self {
        Self(RwLock::new(Prepared::new(provider)))
    }

    fn current(&self, provider: &Provider) -> Cached<Vec<u8>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if kept.is_current(provider) {
            return kept.document.clone();
        }
        drop(kept);
        let fresh = Prepared::new(provider);
        let document = fresh.document.clone();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        document
    }
}

impl Prepared {
    fn new(provider: &Provider) -> Self {
        let (offered, has_password_grant) = (provider.offered.get(), provider.clients.has_password_grant());
        let registration = provider.registration.get();
        let document = document(provider.issuer(), &messages::codes(), &offered, has_password_grant, registration);
        let text = document.to_string();
        let digest = TokenHash::of(&text);
        let hex = to_hex(&digest.as_bytes()[..16]);
        let max_age = provider.config.keys.jwks_max_age_seconds;
        let document = Cached { etag: format!("\"{hex}\""), bytes: Arc::new(text.into_bytes()), max_age };
        Self { offered, has_password_grant, registration, document }
    }

    fn is_current(&self, provider: &Provider) -> bool {
        Arc::ptr_eq(&self.offered, &provider.offered.get())
            && self.has_password_grant == provider.clients.has_password_grant()
            && self.registration == provider.registration.get()
    }
}

#[rocket::get("/.well-known/openid-configuration")]
pub(super) fn openid_configuration(discovery: &State<Discovery>, provider: &State<Provider>) -> Cached<Vec<u8>> {
    discovery.current(provider)
}

#[rocket::get("/.well-known/oauth-authorization-server")]
pub(super) fn oauth_authorization_server(discovery: &State<Discovery>, provider: &State<Provider>) -> Cached<Vec<u8>> {
    discovery.current(provider)
}
