//! ID tokens (OIDC Core §2). They hold no profile or e-mail claims, which are at userinfo, unless the app's rules say so.

use super::access_token::lifetime;
use super::claims::{Person, Place};
use super::subject::subject;
use super::{Error, Provider, Result};
use crate::keys::{SharedSecret, SigningAlg, claimed_audience};
use crate::model::client::{Client, ClientSecret};
use crate::model::ids::ClientId;
use crate::store::Family;
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The header's `typ`: plain `JWT`, which is what libraries expect of an ID token.
pub const TYP: &str = "JWT";

/// The claims of an ID token; times in unix seconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdToken {
    /// Issuer.
    pub iss: String,
    /// The person.
    pub sub: String,
    /// The app.
    pub aud: String,
    /// Expiry.
    pub exp: i64,
    /// Issued.
    pub iat: i64,
    /// When the person proved who they are.
    pub auth_time: i64,
    /// What the app sent to bind the token to its own session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Authentication class.
    pub acr: String,
    /// Authentication methods (RFC 8176).
    pub amr: Vec<String>,
    /// Browser session (OIDC Back-Channel Logout §2.1).
    pub sid: String,
    /// Binds the access token that came with it (OIDC Core §3.1.3.6).
    pub at_hash: String,
    /// What the app's claim rules add.
    #[serde(flatten)]
    pub own: Map<String, Value>,
}

/// The claims; `at_hash` is that of the access token that goes with it, and `person` may be left out where no rule of the app's needs them.
pub fn for_family(
    provider: &Provider,
    client: &Client,
    family: &Family,
    nonce: Option<String>,
    at_hash: String,
    person: Option<&Person>,
) -> IdToken {
    let now = provider.clock.now();
    IdToken {
        iss: provider.issuer().to_owned(),
        sub: subject(provider, client, &family.user_id),
        aud: client.id.to_string(),
        exp: now + lifetime(provider, client),
        iat: now,
        auth_time: family.auth_time,
        nonce,
        acr: super::claims::acr(&family.amr).to_owned(),
        amr: super::claims::amr(&family.amr),
        sid: family.sid.to_string(),
        at_hash,
        own: person.map(|person| person.mapped(&client.claim_rules, Place::IdToken).claims).unwrap_or_default(),
    }
}

/// The left half of the hash of an access token, by the hash of the algorithm that signs the ID token (OIDC Core
/// §3.1.3.6).
pub fn at_hash(alg: SigningAlg, access_token: &str) -> String {
    let hash = digest::digest(alg.hash(), access_token.as_bytes());
    let hash = hash.as_ref();
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

/// The claims of an ID token that we signed and an app sends back, expired or not. One that we encrypted is no hint: the
/// app sends what it decrypted (OIDC Core §3.1.2.1).
pub fn read_hint(provider: &Provider, hint: &str) -> Result<IdToken> {
    let known = provider.verify(hint, TYP, true).or_else(|| read_hint_by_secret(provider, hint));
    // RFC 7516 §3.1: five parts.
    let is_encrypted = hint.matches('.').count() == 4;
    let text = if is_encrypted {
        "id_token_hint is encrypted, and only the app can read it: send the signed ID token that is inside"
    } else {
        "id_token_hint is not an ID token of this server"
    };
    known.ok_or_else(|| Error::invalid_request(text))
}

/// The same of a token that was signed with a secret of the app that it is for.
fn read_hint_by_secret(provider: &Provider, hint: &str) -> Option<IdToken> {
    let client = provider.clients.get(&ClientId::from(claimed_audience(hint)?))?;
    let expected = provider.expected(&[TYP], true);
    let open = |own: &ClientSecret| {
        let sealed = own.sealed.as_deref()?;
        SharedSecret::open(&provider.master_key, &client.id, &own.id, sealed).ok()
    };
    client.secrets.iter().filter_map(open).find_map(|secret| secret.verify(hint, &expected).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_hash_is_the_left_half_of_the_digest() {
        // OIDC Core Appendix A.3.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(at_hash(SigningAlg::DEFAULT, token), "77QmUPtjPfzWtF2AnpK9RQ");
    }

    #[test]
    fn at_hash_is_as_long_as_half_of_the_hash_of_the_algorithm() {
        let length = |name| URL_SAFE_NO_PAD.decode(at_hash(SigningAlg::find(name).unwrap(), "x")).unwrap().len();
        let names = ["RS256", "PS256", "ES256", "HS256", "ES384", "EdDSA"];
        assert_eq!(names.map(length), [16, 16, 16, 16, 24, 32]);
    }
}
