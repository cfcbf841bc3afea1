//! An app (RFC 6749 §2 "client").

use super::client_metadata::{ApplicationType, AuthMethod, ClientMetadata};
use super::client_options::ClientOptions;
use super::ids::ClientId;
use super::scope::{DEFAULT_SCOPES, Scope};
use super::secret::TokenHash;
use std::fmt;
use std::sync::Arc;

/// A registered app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `client_id`.
    pub id: ClientId,
    /// What it is.
    pub kind: ClientKind,
    /// What people call it.
    pub name: String,
    /// Where people open it: the tile on their account page.
    pub url: Option<String>,
    /// Has no secret: a browser-only or native app (RFC 6749 §2.1).
    pub is_public: bool,
    /// Exact redirect URIs.
    pub redirect_uris: Vec<String>,
    /// Grants that it may use.
    pub grant_types: Vec<GrantType>,
    /// Scopes that it may ask for.
    pub scopes: Scope,
    /// PKCE is demanded (RFC 7636); always of public clients.
    pub requires_pkce: bool,
    /// People are asked before it learns something of them.
    pub requires_consent: bool,
    /// What most apps leave as it comes, read and written as fields of the app; shared by those that do.
    pub options: Arc<ClientOptions>,
    /// What else it says about itself; shared by the many that say nothing.
    pub metadata: Arc<ClientMetadata>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Raised by every edit, so that an edit of an older one is found.
    pub version: i64,
    /// Its live secrets.
    pub secrets: Vec<ClientSecret>,
}

/// What is signed for an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// `id_token_signed_response_alg`
    IdTokens,
    /// What APIs verify.
    AccessTokens,
    /// `userinfo_signed_response_alg`
    Userinfo,
    /// `introspection_signed_response_alg`
    Introspection,
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IdTokens => "ID tokens",
            Self::AccessTokens => "access tokens",
            Self::Userinfo => "userinfo",
            Self::Introspection => "introspection answers",
        })
    }
}

impl Client {
    /// A new app with the safe defaults of its kind; redirect URIs and secrets are still to be added.
    pub fn new(id: impl Into<ClientId>, kind: ClientKind, now: i64) -> Self {
        let defaults = kind.defaults();
        let id = id.into();
        Self {
            name: id.to_string(),
            id,
            kind,
            url: None,
            is_public: defaults.is_public,
            redirect_uris: Vec::new(),
            grant_types: defaults.grant_types.to_vec(),
            scopes: Scope::parse(defaults.scopes),
            requires_pkce: true,
            requires_consent: false,
            options: Arc::default(),
            metadata: Arc::default(),
            created_at: now,
            updated_at: now,
            version: 1,
            secrets: Vec::new(),
        }
    }
    /// Whether it may use a grant.
    pub fn allows(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }
    /// Whether people stand behind its tokens.
    pub fn has_people(&self) -> bool {
        self.allows(GrantType::AuthorizationCode) || self.allows(GrantType::Password)
    }
    /// The algorithms that it has chosen, by what they sign.
    pub fn signing_algs(&self) -> [(Signed, Option<&str>); 4] {
        [
            (Signed::IdTokens, self.id_token_alg.as_deref()),
            (Signed::AccessTokens, self.access_token_alg.as_deref()),
            (Signed::Userinfo, self.userinfo_alg.as_deref()),
            (Signed::Introspection, self.metadata.introspection_signed_response_alg.as_deref()),
        ]
    }
    /// Whether any of its tokens are to be signed with this algorithm because it said so.
    pub fn has_chosen(&self, alg: &str) -> bool {
        self.signing_algs().iter().any(|(_, chosen)| *chosen == Some(alg))
    }
    /// Changes what it says about itself; where that changes nothing, it goes on sharing the text of before.
    pub fn tell(&mut self, change: impl FnOnce(&mut ClientMetadata)) {
        let mut told = (*self.metadata).clone();
        change(&mut told);
        if told != *self.metadata {
            self.metadata = Arc::new(told);
        }
    }
    /// Whether a secret of its signs something, its ID tokens or what it sends us, so that a hash alone is of no use.
    pub fn signs_with_secret(&self) -> bool {
        let chosen = [&self.id_token_alg, &self.metadata.request_object_signing_alg];
        chosen.into_iter().any(|alg| alg.as_deref() == Some("HS256"))
            || self.metadata.token_endpoint_auth_method == Some(AuthMethod::ClientSecretJwt)
    }
    /// Whether it needs a secret, and has none that will do: none at all, or none that can sign.
    pub fn lacks_secret(&self) -> bool {
        let will_do = |secret: &ClientSecret| !self.signs_with_secret() || secret.sealed.is_some();
        let is_needed = self.signs_with_secret() || !self.is_public && !self.has_own_key();
        is_needed && !self.secrets.iter().any(will_do)
    }
    /// Whether it proves itself by a key of its own, so that a secret is of no use.
    pub fn has_own_key(&self) -> bool {
        self.metadata.token_endpoint_auth_method == Some(AuthMethod::PrivateKeyJwt)
    }
    /// Whether it may come back to any port of a loopback address, which a program learns only when it starts (RFC 8252
    /// §7.3). Such a program has a secret only where it registered itself.
    pub fn has_loopback_ports(&self) -> bool {
        self.is_public || self.metadata.application_type == ApplicationType::Native
    }
    /// Whether it registered itself (RFC 7591), and nobody who is known here typed its URLs.
    pub fn is_registered(&self) -> bool {
        self.metadata.registered
    }
    /// Whether everything it asks is refused.
    pub fn is_disabled(&self) -> bool {
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
    /// The secret itself, sealed, where ID tokens are signed with it (HS256).
    pub sealed: Option<Vec<u8>>,
    /// Its first characters, to tell secrets apart.
    pub hint: String,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds; none = until removed.
    pub expires_at: Option<i64>,
    /// Unix seconds, written in batches; in the memory of servers older than in the database.
    pub last_used_at: Option<i64>,
}

/// What an app is: it decides the defaults that it is made with and the advice that fits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientKind {
    /// Runs on a server and keeps a secret.
    Web,
    /// Runs in people's browsers (RFC 9700 §2.1.1): no secret.
    Browser,
    /// Runs on people's devices (RFC 8252): no secret.
    Native,
    /// A program or an API without people in front of it.
    Service,
}

/// What an app of a kind begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindDefaults {
    /// Has no secret.
    pub is_public: bool,
    /// Grants.
    pub grant_types: &'static [GrantType],
    /// Scopes; those about people are of no use to a service, but do no harm where it is given a redirect URI later.
    pub scopes: &'static str,
}

impl ClientKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Web, Self::Browser, Self::Native, Self::Service];

    /// The kind as stored and typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Browser => "browser",
            Self::Native => "native",
            Self::Service => "service",
        }
    }
    /// Reads what [`ClientKind::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
    /// The safe beginning of such an app.
    pub const fn defaults(self) -> KindDefaults {
        const SIGN_IN: &[GrantType] = &[GrantType::AuthorizationCode, GrantType::RefreshToken];
        match self {
            Self::Web | Self::Native => {
                KindDefaults { is_public: matches!(self, Self::Native), grant_types: SIGN_IN, scopes: DEFAULT_SCOPES }
            }
            // What a browser keeps should not outlive its session.
            Self::Browser => {
                KindDefaults { is_public: true, grant_types: SIGN_IN, scopes: "openid profile email groups" }
            }
            Self::Service => {
                KindDefaults { is_public: false, grant_types: &[GrantType::ClientCredentials], scopes: "" }
            }
        }
    }
    /// Whether apps of this kind have no secret (RFC 6749 §2.1).
    pub const fn is_public(self) -> bool {
        self.defaults().is_public
    }
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
    /// RFC 6749 §4.3, the direct password grant: the app is told people's passwords. For old apps of one's own that know
    /// nothing else; never given by default.
    Password,
}

impl GrantType {
    /// Every grant.
    pub const ALL: [Self; 4] = [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials, Self::Password];

    /// The value of `grant_type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
        }
    }
    /// Reads a `grant_type`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == text)
    }
}
