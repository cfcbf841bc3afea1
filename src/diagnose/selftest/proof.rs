//! How a throw-away app proves who it is (RFC 6749 §2.3, RFC 7523, OIDC Core §9), and what it signs by itself.

use super::http::Request;
use super::report::{Check, Stop};
use crate::keys::generate::PrivateKey;
use crate::keys::jwk::PublicJwk;
use crate::keys::signer::SigningHandle;
use crate::keys::{Algorithm, jwt};
use crate::model::ids::{ClientId, random_id};
use crate::model::secret::Redacted;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use std::sync::Arc;
use url::Url;

/// Seconds that an assertion is good for.
const LIFE: i64 = 60;

/// Bits of throw-away RSA keys.
const RSA_BITS: u16 = 2048;

/// How an app proves who it is.
#[derive(Clone)]
pub(super) enum Proof {
    /// Not at all: a public app.
    None,
    /// `client_secret_basic`
    Basic(Redacted),
    /// `client_secret_post`
    Post(Redacted),
    /// `client_secret_jwt` and `private_key_jwt`
    Assertion(Signer),
}

/// What an app signs with.
#[derive(Clone)]
pub(super) enum Signer {
    /// Its secret, by HS256.
    Secret(Redacted),
    /// A key of its own.
    Key(Arc<OwnKey>),
}

/// A key of an app's own.
pub(super) struct OwnKey {
    handle: SigningHandle,
    jwk: Value,
}

impl Signer {
    /// With a new key of this algorithm.
    pub(super) async fn generate(alg: &str) -> Check<Self> {
        let algorithm = Algorithm::find(alg).ok_or_else(|| Stop::unknown(alg))?;
        let unusable = |_| Stop::Skipped(format!("no {alg} key could be made here"));
        let key = PrivateKey::generate(algorithm, RSA_BITS).await.map_err(unusable)?;
        let public = PublicJwk::of(&key).map_err(unusable)?;
        let jwk = serde_json::from_str(&public.to_json().map_err(unusable)?).unwrap_or_default();
        let handle = SigningHandle::new(&key, public.kid()).map_err(unusable)?;
        Ok(Self::Key(Arc::new(OwnKey { handle, jwk })))
    }

    /// The public half as a key set; none of a secret.
    pub(super) fn jwks(&self) -> Option<Value> {
        match self {
            Self::Secret(_) => None,
            Self::Key(key) => Some(json!({ "keys": [key.jwk] })),
        }
    }

    /// Signs claims as a JWT of a type.
    pub(super) fn sign(&self, typ: &str, claims: &Value) -> Check {
        let signed = match self {
            Self::Key(key) => jwt::sign(&key.handle, typ, claims).ok(),
            Self::Secret(secret) => {
                let header = Header { typ: Some(typ.to_owned()), ..Header::new(jsonwebtoken::Algorithm::HS256) };
                jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret.expose().as_bytes())).ok()
            }
        };
        signed.ok_or_else(|| Stop::Skipped("nothing could be signed here".to_owned()))
    }
}

impl Proof {
    /// A form to an endpoint with the proof of an app; `issuer` is whom an assertion is for.
    pub(super) fn request(
        &self,
        id: &ClientId,
        url: &Url,
        fields: &[(&str, &str)],
        (issuer, now): (&str, i64),
    ) -> Check<Request> {
        let mut fields = fields.to_vec();
        let id = id.as_str();
        let assertion = match self {
            Self::Assertion(signer) => signer.sign("JWT", &assertion(id, issuer, now))?,
            _ => String::new(),
        };
        match self {
            Self::Basic(secret) => {
                // RFC 6749 §2.3.1: both halves are form-urlencoded first.
                let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = STANDARD.encode(format!("{}:{}", encode(id), encode(secret.expose())));
                return Ok(Request::post(url, &fields).header("Authorization", format!("Basic {pair}")));
            }
            Self::None => fields.push(("client_id", id)),
            Self::Post(secret) => fields.extend([("client_id", id), ("client_secret", secret.expose())]),
            Self::Assertion(_) => fields.extend([
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", &assertion),
            ]),
        }
        Ok(Request::post(url, &fields))
    }
}

fn assertion(id: &str, issuer: &str, now: i64) -> Value {
    json!({ "iss": id, "sub": id, "aud": issuer, "jti": random_id(), "iat": now, "exp": now + LIFE })
}
