//! The two well-known metadata documents (OIDC Discovery §4, RFC 8414 §3): prepared once, answered from memory.

use crate::model::secret::TokenHash;
use crate::oidc::discovery::document;
use crate::web::cached::Cached;
use crate::web::messages;
use rocket::State;
use std::sync::Arc;

/// The prepared document.
pub struct Discovery(Cached<Vec<u8>>);

impl Discovery {
    /// Prepares the document of an issuer.
    pub fn new(issuer: &str, max_age: i64) -> Self {
        let text = document(issuer, &messages::codes()).to_string();
        let digest = TokenHash::of(&text);
        let hex: String = digest.as_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self(Cached { etag: format!("\"{hex}\""), bytes: Arc::new(text.into_bytes()), max_age })
    }
}

#[rocket::get("/.well-known/openid-configuration")]
pub(super) fn openid_configuration(discovery: &State<Discovery>) -> Cached<Vec<u8>> {
    discovery.0.clone()
}

#[rocket::get("/.well-known/oauth-authorization-server")]
pub(super) fn oauth_authorization_server(discovery: &State<Discovery>) -> Cached<Vec<u8>> {
    discovery.0.clone()
}
