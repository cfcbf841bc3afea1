//! An app (RFC 6749 §2 "client").

use super::ids::ClientId;
use super::scope::Scope;
use super::secret::TokenHash;

/// A registered app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `client_id`.
    pub id: ClientId,
    /// What people call it.
    pub name: String,
    /// Where people open it: the tile on their account page.
    pub url: Option<String>,
    /// Has no secret: a browser-only or native app (RFC 6749 §2.1).
    pub is_public: bool,
    /// Exact redirect URIs.
    pub redirect_uris: Vec<String>,
    /// Exact URIs for the way back after signing out.
    pub post_logout_redirect_uris: Vec<String>,
    /// Grants that it may use.
    pub grant_types: Vec<GrantType>,
    /// Scopes that it may ask for.
    pub scopes: Scope,
    /// APIs that it may ask tokens for (RFC 8707 `resource`).
    pub resources: Vec<String>,
    /// APIs that it is: it may introspect tokens that name one of these as audience.
    pub audiences: Vec<String>,
    /// PKCE is demanded (RFC 7636); always of public clients.
    pub requires_pkce: bool,
    /// People are asked before it learns something of them.
    pub requires_consent: bool,
    /// Access token lifetime in seconds, where it differs from the configured one.
    pub access_seconds: Option<i64>,
    /// Refresh family lifetime in seconds, where it differs from the configured one.
    pub refresh_seconds: Option<i64>,
    /// Since when it is switched off (unix seconds).
    pub disabled_at: Option<i64>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Its live secrets.
    pub secrets: Vec<ClientSecret>,
}

impl Client {
    /// Whether it may use a grant.
    pub fn allows(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }
    /// Whether everything it asks is refused.
    pub const fn is_disabled(&self) -> bool {
        self.disabled_at.is_some()
    }
}

/// One of the secrets that a client may authenticate with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSecret {
    /// Names the secret without telling it.
    pub id: String,
    /// SHA-256 of the secret.
    pub hash: TokenHash,
    /// Its first characters, to tell secrets apart.
    pub hint: String,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds; none = until removed.
    pub expires_at: Option<i64>,
}

/// The grants of this release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// RFC 6749 §4.1.
    AuthorizationCode,
    /// RFC 6749 §6.
    RefreshToken,
    /// RFC 6749 §4.4.
    ClientCredentials,
}

impl GrantType {
    /// Every grant.
    pub const ALL: [Self; 3] = [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials];

    /// The value of `grant_type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }
    /// Reads a `grant_type`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == text)
    }
}
