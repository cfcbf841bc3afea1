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
    registration: Mode,
    document: Cached<Vec<u8>>,
}

impl Discovery {
    /// Prepares the document.
    pub fn new(provider: &Provider) -> Self {
        Self(RwLock::new(prepare(provider)))
    }

    fn current(&self, provider: &Provider) -> Cached<Vec<u8>> {
        let (offered, registration) = (provider.offered.get(), provider.registration.get());
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&kept.offered, &offered) && kept.registration == registration {
            return kept.document.clone();
        }
        drop(kept);
        let fresh = prepare(provider);
        let document = fresh.document.clone();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        document
    }
}

fn prepare(provider: &Provider) -> Prepared {
    let (offered, registration) = (provider.offered.get(), provider.registration.get());
    let text = document(provider.issuer(), &messages::codes(), &offered, registration).to_string();
    let digest = TokenHash::of(&text);
    let hex = to_hex(&digest.as_bytes()[..16]);
    let max_age = provider.config.keys.jwks_max_age_seconds;
    let document = Cached { etag: format!("\"{hex}\""), bytes: Arc::new(text.into_bytes()), max_age };
    Prepared { offered, registration, document }
}

#[rocket::get("/.well-known/openid-configuration")]
pub(super) fn openid_configuration(discovery: &State<Discovery>, provider: &State<Provider>) -> Cached<Vec<u8>> {
    discovery.current(provider)
}

#[rocket::get("/.well-known/oauth-authorization-server")]
pub(super) fn oauth_authorization_server(discovery: &State<Discovery>, provider: &State<Provider>) -> Cached<Vec<u8>> {
    discovery.current(provider)
}
