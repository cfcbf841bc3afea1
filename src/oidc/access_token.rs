//! Access tokens as JWT (RFC 9068), and reading them back at our own endpoints.

use super::claims::{Person, Place};
use super::subject::subject;
use super::{Error, Provider, Result, scope};
use crate::model::client::Client;
use crate::model::ids::{FamilyId, random_id};
use crate::model::scope::Scope;
use crate::store::Family;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// RFC 9068 §2.1.
pub const TYP: &str = "at+jwt";

/// The claims of an access token (RFC 9068 §2.2); times in unix seconds. No `nbf`: clocks differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Issuer.
    pub iss: String,
    /// The person, or the client itself.
    pub sub: String,
    /// Whom it is for.
    pub aud: Audience,
    /// Expiry.
    pub exp: i64,
    /// Issued.
    pub iat: i64,
    /// Its id; a token of a family begins with the family's id and a dot.
    pub jti: String,
    /// Whom it was issued to.
    pub client_id: String,
    /// What it allows; absent when nothing was named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// When the person proved who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// Authentication class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// Authentication methods (RFC 8176).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    /// Browser session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// What the app's claim rules add.
    #[serde(flatten)]
    pub own: Map<String, Value>,
}

/// One audience as a text, several as an array (RFC 7519 §4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Audience {
    /// The resources, plus the issuer when `openid` was granted; without resources the issuer alone.
    pub fn of(issuer: &str, scope: &Scope, resources: &[String]) -> Self {
        let mut all = resources.to_vec();
        if all.is_empty() || scope.contains(scope::OPENID) {
            all.push(issuer.to_owned());
        }
        if all.len() == 1 { Self::One(all.remove(0)) } else { Self::Many(all) }
    }

    /// Whether a name is among them.
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::One(own) => own == name,
            Self::Many(all) => all.iter().any(|own| own == name),
        }
    }
}

impl AccessToken {
    /// The family that it came from; none for client_credentials.
    pub fn family_id(&self) -> Option<FamilyId> {
        self.jti.split_once('.').map(|(family, _)| FamilyId::from(family))
    }
}

/// A token for a person's family; `person` may be left out where no rule of the app's needs them.
pub fn for_family(
    provider: &Provider,
    client: &Client,
    family: &Family,
    scope: &Scope,
    resources: &[String],
    person: Option<&Person>,
) -> AccessToken {
    let now = provider.clock.now();
    AccessToken {
        iss: provider.issuer().to_owned(),
        sub: subject(provider, client, &family.user_id),
        aud: Audience::of(provider.issuer(), scope, resources),
        exp: now + lifetime(provider, client),
        iat: now,
        jti: format!("{}.{}", family.id, random_id()),
        client_id: client.id.to_string(),
        scope: scope.to_string(),
        auth_time: Some(family.auth_time),
        acr: Some(super::claims::acr(&family.amr).to_owned()),
        amr: Some(super::claims::amr(&family.amr)),
        sid: Some(family.sid.to_string()),
        own: person.map(|person| person.mapped(&client.claim_rules, Place::AccessToken).claims).unwrap_or_default(),
    }
}

/// A token for the client itself.
pub fn for_client(provider: &Provider, client: &Client, scope: &Scope, resources: &[String]) -> AccessToken {
    let now = provider.clock.now();
    AccessToken {
        iss: provider.issuer().to_owned(),
        sub: client.id.to_string(),
        aud: Audience::of(provider.issuer(), scope, resources),
        exp: now + lifetime(provider, client),
        iat: now,
        jti: random_id(),
        client_id: client.id.to_string(),
        scope: scope.to_string(),
        auth_time: None,
        acr: None,
        amr: None,
        sid: None,
        own: Map::new(),
    }
}

/// Seconds that a client's access tokens live.
pub fn lifetime(provider: &Provider, client: &Client) -> i64 {
    client.access_seconds.unwrap_or(provider.config.tokens.access_seconds)
}

/// Reads a token and checks everything that can end it: signature, key, type, issuer, expiry, revocation, client,
/// family, session, person. `invalid_token` for all of these alike.
pub async fn check_live(provider: &Provider, token: &str) -> Result<(AccessToken, Option<Family>)> {
    let now = provider.clock.now();
    let claims: AccessToken = provider.verify(token, TYP, false).ok_or_else(Error::invalid_token)?;
    let client = provider.clients.get(&claims.client_id.as_str().into());
    if client.is_none_or(|client| client.is_disabled()) {
        return Err(Error::invalid_token());
    }
    let mut read = provider.store.read().await?;
    if read.db().is_access_token_revoked(&claims.jti).await? {
        return Err(Error::invalid_token());
    }
    let Some(family_id) = claims.family_id() else { return Ok((claims, None)) };
    let idle = provider.config.sessions.idle_seconds;
    match read.db().find_live_family(&family_id, now, idle).await? {
        Some(family) => Ok((claims, Some(family))),
        None => Err(Error::invalid_token()),
    }
}
