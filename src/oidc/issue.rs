//! The ends of the two legs: an authorization code for the browser, tokens for the app.

use super::access_token::{self, AccessToken};
use super::authorize::Checked;
use super::claims::{Person, Place};
use super::id_token;
use super::{Error, Provider, Result};
use crate::accounts::SignedIn;
use crate::audit::{Actor, Event, Kind};
use crate::keys::{Algorithm, KeyError, SharedSecret, SignError, SigningAlg, jwe};
use crate::model::claims_request::ClaimsRequest;
use crate::model::client::{Client, ClientSecret};
use crate::model::encryption::{Encryption, EncryptionKey};
use crate::model::family_token;
use crate::model::ids::random_id;
use crate::model::scope::Scope;
use crate::model::secret::Token;
use crate::store::{self, AuthorizationCode, BegunFamily, Family};
use serde::Serialize;

/// The body of a successful token answer (RFC 6749 §5.1, OIDC Core §3.1.3.3).
#[derive(Debug, Serialize)]
pub struct TokenResponse {
    /// RFC 9068 JWT.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds that the access token lives.
    pub expires_in: i64,
    /// The next refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// With `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// What was granted, always said.
    pub scope: String,
}

/// What a person's session gives an app.
pub struct Terms<'t> {
    /// Whom it is given to.
    pub client: &'t Client,
    /// What is granted.
    pub scope: &'t Scope,
    /// APIs that tokens are wanted for.
    pub resources: &'t [String],
    /// What is asked for claim by claim.
    pub claims: &'t ClaimsRequest,
    /// `nonce`.
    pub nonce: Option<&'t str>,
    /// What the code is bound to.
    pub redirect_uri: &'t str,
    /// The same, where the app sent one.
    pub code_challenge: Option<&'t str>,
}

/// The code of a checked request; see [`begin`].
pub async fn code(provider: &Provider, checked: &Checked, person: &SignedIn) -> store::Result<Option<Token>> {
    let terms = Terms {
        client: &checked.client,
        scope: &checked.scope,
        resources: &checked.resources,
        claims: &checked.claims,
        nonce: checked.nonce.as_deref(),
        redirect_uri: &checked.reply.redirect_uri,
        code_challenge: checked.code_challenge.as_deref(),
    };
    begin(provider, &terms, person).await
}

/// Stores a new family and its code in one transaction; the code itself is not kept. None when the session has ended
/// since it was read: a change of password or a disabling leaves nothing behind.
pub async fn begin(provider: &Provider, terms: &Terms<'_>, person: &SignedIn) -> store::Result<Option<Token>> {
    let now = provider.clock.now();
    let client = terms.client;
    let tokens = &provider.config.tokens;
    let session = &person.session;
    let lives = client.refresh_seconds.unwrap_or(tokens.refresh_seconds);
    let family = Family {
        id: random_id().into(),
        client_id: client.id.clone(),
        user_id: person.user.id.clone(),
        sid: session.sid.clone(),
        is_offline: terms.scope.contains(super::scope::OFFLINE_ACCESS),
        scope: terms.scope.clone(),
        resources: terms.resources.to_vec(),
        claims: terms.claims.clone(),
        auth_time: session.auth_time,
        amr: session.amr.clone(),
        nonce: terms.nonce.map(str::to_owned),
        created_at: now,
        // Counted from the sign-in, but a code must always be good for one set of tokens.
        expires_at: (session.auth_time + lives).max(now + tokens.code_seconds),
    };
    let secret = family_token::code(&family.id);
    let code = AuthorizationCode {
        hash: secret.hash(),
        redirect_uri: terms.redirect_uri.to_owned(),
        code_challenge: terms.code_challenge.map(str::to_owned),
        expires_at: now + tokens.code_seconds,
        redeemed_at: None,
    };
    let event = Event::new(Kind::FamilyBegun, Actor::User(person.user.id.clone()))
        .user(&person.user.id)
        .client(&client.id)
        .sid(&session.sid)
        .detail("scope", terms.scope.to_string());
    let event = provider.audit.row(event, provider.clock.now_ms());
    let is_begun = provider.store.begin_family(BegunFamily { family, code, event }).await?;
    Ok(is_begun.then_some(secret))
}

/// What one token answer is made of.
pub struct Grant<'g> {
    /// Whom it goes to.
    pub client: &'g Client,
    /// The secret that it authenticated with; none of a public client.
    pub secret: Option<&'g ClientSecret>,
    /// What stands behind it.
    pub family: &'g Family,
    /// What this access token allows: the family's scope or a part of it.
    pub scope: Scope,
    /// The APIs that this access token is for.
    pub resources: Vec<String>,
    /// `nonce`, at the first ID token.
    pub nonce: Option<String>,
    /// The stored successor.
    pub refresh_token: Option<String>,
}

/// Signs the tokens of a family. Call it after the commit: signing is slow, and what was signed must exist.
pub async fn tokens(provider: &Provider, grant: Grant<'_>) -> Result<TokenResponse> {
    let Grant { client, secret, family, scope, resources, nonce, refresh_token } = grant;
    let person = person_for(provider, client, family).await?;
    let claims = access_token::for_family(provider, client, family, &scope, &resources, person.as_ref());
    let access = access_token(provider, client, &claims).await?;
    let id_token = if scope.contains(super::scope::OPENID) {
        let signature = IdTokenSignature::of(provider, client, secret).await?;
        let at_hash = id_token::at_hash(signature.alg(), &access);
        let claims = id_token::for_family(provider, client, family, nonce, at_hash, person.as_ref());
        let signed = signature.sign(provider, client, id_token::TYP, &claims, claims.exp).await?;
        Some(encrypted(client, client.id_token_encryption, signed)?)
    } else {
        None
    };
    Ok(TokenResponse {
        access_token: access,
        token_type: "Bearer",
        expires_in: claims.exp - claims.iat,
        refresh_token,
        id_token,
        scope: scope.to_string(),
    })
}

/// The person behind a family, read only where the app's rules or its request put something of them into a token.
async fn person_for(provider: &Provider, client: &Client, family: &Family) -> Result<Option<Person>> {
    let is_needed = |rule| Place::AccessToken.takes(rule) || Place::IdToken.takes(rule);
    let is_asked = family.claims.id_token.keys().any(|name| name != "acr");
    if !is_asked && !client.claim_rules.iter().any(is_needed) {
        return Ok(None);
    }
    let mut read = provider.store.read().await?;
    let found = Person::find_for(&mut read.db(), client, &family.user_id, &family.claims).await?;
    let person = found.ok_or_else(|| Error::invalid_grant("the person is not there any more"))?;
    let left_out = person.mapped(&client.claim_rules, Place::IdToken).left_out;
    if !left_out.is_empty() {
        tracing::warn!(client_id = %client.id, claims = ?left_out, "claims had no room in a token and were left out");
    }
    Ok(Some(person))
}

/// What an ID token is signed with.
pub(super) enum IdTokenSignature {
    Key(Algorithm),
    Secret(SharedSecret),
}

/// A signed token as the app gets it: encrypted to its own key where it wishes so (OIDC Core §10.2).
pub fn encrypted(client: &Client, how: Option<Encryption>, signed: String) -> Result<String> {
    let Some(how) = how else { return Ok(signed) };
    // Held by the rules of apps; never sent in the clear instead.
    let key = EncryptionKey::for_alg(&client.encryption_keys, how.alg);
    let key = key.ok_or_else(|| Error::server(KeyError::Encryption))?;
    jwe::encrypt_jwt(&signed, key, how).map_err(Error::server)
}

impl IdTokenSignature {
    /// What the app chose. With HS256 it is the secret that the app has authenticated with just now, so that each of its
    /// secrets works beside the others; a secret from before that choice is kept as a hash, which signs nothing, and
    /// whoever still uses it gets what it got before.
    pub(super) async fn of(provider: &Provider, client: &Client, secret: Option<&ClientSecret>) -> Result<Self> {
        let chosen = chosen(client.id_token_alg.as_deref());
        let sealed = secret.and_then(|secret| Some((secret, secret.sealed.as_deref()?)));
        match (chosen, sealed) {
            (SigningAlg::Key(algorithm), _) => Ok(Self::Key(algorithm)),
            (SigningAlg::Secret, None) => Ok(Self::Key(Algorithm::Rs256)),
            (SigningAlg::Secret, Some((secret, sealed))) => {
                let open = || SharedSecret::open(&provider.master_key, &client.id, &secret.id, sealed);
                let opened = match open() {
                    // The master key was changed a moment ago.
                    Err(_) if provider.follow_master_key().await? => open(),
                    opened => opened,
                };
                opened.map(Self::Secret).map_err(Error::server)
            }
        }
    }

    const fn alg(&self) -> SigningAlg {
        match self {
            Self::Key(algorithm) => SigningAlg::Key(*algorithm),
            Self::Secret(_) => SigningAlg::Secret,
        }
    }

    /// Signs a token of an app's own, which ends at `exp`.
    pub(super) async fn sign(
        &self,
        provider: &Provider,
        client: &Client,
        typ: &str,
        claims: &(impl Serialize + Sync),
        exp: i64,
    ) -> Result<String> {
        match self {
            Self::Key(algorithm) => sign(provider, (client, *algorithm), typ, claims, exp).await,
            Self::Secret(secret) => secret.sign(typ, claims).map_err(Error::server),
        }
    }
}

/// The algorithm of a name that an app has chosen; one that this release does not know is not used.
fn chosen(name: Option<&str>) -> SigningAlg {
    name.and_then(SigningAlg::find).unwrap_or(SigningAlg::DEFAULT)
}

/// Signs an access token with the ring that the app chose. Never with a secret: an API could not verify it.
pub async fn access_token(provider: &Provider, client: &Client, claims: &AccessToken) -> Result<String> {
    let algorithm = match chosen(client.access_token_alg.as_deref()) {
        SigningAlg::Key(algorithm) => algorithm,
        SigningAlg::Secret => Algorithm::Rs256,
    };
    sign(provider, (client, algorithm), access_token::TYP, claims, claims.exp).await
}

/// Signs one token for an app with the key of a ring that signs for it.
pub async fn sign(
    provider: &Provider,
    (client, algorithm): (&Client, Algorithm),
    typ: &str,
    claims: &(impl Serialize + Sync),
    exp: i64,
) -> Result<String> {
    let now = provider.clock.now();
    provider.ring.sign_for(Some(&client.id), (now, algorithm), typ, claims, exp).await.map_err(|error| match error {
        SignError::Ceiling(error) => error.into(),
        error => Error::server(error),
    })
}
