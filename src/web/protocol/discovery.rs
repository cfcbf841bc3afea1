//! The two well-known metadata documents (OIDC Discovery §4, RFC 8414 §3): prepared when what they say changes, answered
//! from memory.

use crate::keys::SigningAlg;
use crate::model::secret::TokenHash;
use crate::oidc::Provider;
use crate::oidc::discovery::document;
use crate::web::cached::Cached;
use crate::web::messages;
use rocket::State;
use std::sync::{Arc, PoisonError, RwLock};

/// The prepared document, and what it was prepared for.
pub struct Discovery(RwLock<(Arc<[SigningAlg]>, Cached<Vec<u8>>)>);

impl Discovery {
    /// Prepares the document.
    pub fn new(provider: &Provider) -> Self {
        let offered = provider.offered.get();
        let prepared = prepare(provider, &offered);
        Self(RwLock::new((offered, prepared)))
    }

    fn current(&self, provider: &Provider) -> Cached<Vec<u8>> {
        let offered = provider.offered.get();
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&kept.0, &offered) {
            return kept.1.clone();
        }
        drop(kept);
        let prepared = prepare(provider, &offered);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (offered, prepared.clone());
        prepared
    }
}

fn prepare(provider: &Provider, offered: &[SigningAlg]) -> Cached<Vec<u8>> {
    let text = document(provider.issuer(), &messages::codes(), offered).to_string();
    let digest = TokenHash::of(&text);
    let hex: String = digest.as_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let max_age = provider.config.keys.jwks_max_age_seconds;
    Cached { etag: format!("\"{hex}\""), bytes: Arc::new(text.into_bytes()), max_age }
}

#[rocket::get("/.well-known/openid-configuration")]
pub(super) fn openid_configuration(discovery: &State<Discovery>, provider: &State<Provider>) -> Cached<Vec<u8>> {
    discovery.current(provider)
}

#[rocket::get("/.well-known/oauth-authorization-server")]
pub(super) fn oauth_authorization_server(discovery: &State<Discovery>, provider: &State<Provider>) -> Cached<Vec<u8>> {
    discovery.current(provider)
}
