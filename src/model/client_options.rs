//! What an app may have beyond what every app has. Most have none of it, and ten thousand of them stand in memory.

use super::claim_rule::ClaimRule;
use super::client::Client;
use super::encryption::{Encryption, EncryptionKey};
use super::ids::GroupId;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// The members by their registered names where they have one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientOptions {
    /// Exact URIs for the way back after signing out.
    pub post_logout_redirect_uris: Vec<String>,
    /// APIs that it may ask tokens for (RFC 8707 `resource`).
    pub resources: Vec<String>,
    /// APIs that it is: it may introspect tokens that name one of these as audience.
    pub audiences: Vec<String>,
    /// Access token lifetime in seconds, where it differs from the configured one.
    pub access_seconds: Option<i64>,
    /// Refresh family lifetime in seconds, where it differs from the configured one.
    pub refresh_seconds: Option<i64>,
    /// Groups whose members may use it, however many they are; none = everybody may.
    pub allowed_groups: Option<Vec<GroupId>>,
    /// What its tokens say besides the standard.
    pub claim_rules: Vec<ClaimRule>,
    /// `id_token_signed_response_alg`, where it is not RS256.
    pub id_token_alg: Option<String>,
    /// The `alg` of its access tokens, where it is not RS256.
    pub access_token_alg: Option<String>,
    /// How its ID tokens are encrypted, once they are signed; none = they are not.
    pub id_token_encryption: Option<Encryption>,
    /// `userinfo_signed_response_alg`; none = userinfo is plain JSON.
    pub userinfo_alg: Option<String>,
    /// How signed userinfo is encrypted; none = it is not.
    pub userinfo_encryption: Option<Encryption>,
    /// Its own public keys, which tokens are encrypted to.
    pub encryption_keys: Vec<EncryptionKey>,
    /// `#rrggbb` of its mark on the sign-in page.
    pub color: Option<String>,
    /// Names the logo that it has; changes with it. Set with the logo, never by an edit.
    pub logo_tag: Option<String>,
    /// Since when it is switched off (unix seconds).
    pub disabled_at: Option<i64>,
}

impl Deref for Client {
    type Target = ClientOptions;

    fn deref(&self) -> &ClientOptions {
        &self.options
    }
}

/// A change makes the options the app's own.
impl DerefMut for Client {
    fn deref_mut(&mut self) -> &mut ClientOptions {
        Arc::make_mut(&mut self.options)
    }
}
