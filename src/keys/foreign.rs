//! JWTs that apps sign (RFC 7519): read without belief, then verified with the app's own keys or secret by the rules of
//! RFC 8725. No key, address or certificate of the header counts, `none` is no algorithm, and a public key is never taken
//! for a secret.

use crate::keys::jwt::{VerifyError, VerifyingKey};
use crate::keys::{Algorithm, SharedSecret, SigningAlg};
use crate::model::client_keys::{ClientKey, ClientKeyError, Material};
use crate::model::strict_json::Strict;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value};

/// Longer texts are not looked at.
const LONGEST: usize = 64 * 1024;

/// Members of a header that bring a key, or change what is signed (RFC 7515 §4.1, RFC 7797).
const REFUSED: [&str; 8] = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "enc", "zip"];

/// Of keys that fit alike, so many are tried: who sends the token decides how many that would be.
const MOST_TRIED: usize = 8;

/// Times that can be meant (unix seconds): up to the year 9999.
const TIMES: std::ops::RangeInclusive<f64> = 0.0..=253_402_300_799.0;

/// A JWT of an app's, of which nothing is proved until [`ForeignJwt::verify_by_keys`] or [`ForeignJwt::verify_by_secret`]
/// says so.
#[derive(Debug)]
pub struct ForeignJwt<'t> {
    token: &'t str,
    alg: SigningAlg,
    kid: Option<String>,
    typ: Option<String>,
    claims: Map<String, Value>,
}

impl<'t> ForeignJwt<'t> {
    /// Takes a token apart. Refused are algorithms that are not on our list, headers that bring a key or an extension,
    /// and objects that name a member twice.
    pub fn read(token: &'t str) -> Result<Self, VerifyError> {
        let parts: Vec<&str> = token.splitn(4, '.').collect();
        let [header, claims, _] = parts[..] else { return Err(VerifyError::Malformed) };
        if token.len() > LONGEST {
            return Err(VerifyError::Malformed);
        }
        let (header, claims) = (object(header)?, object(claims)?);
        let text = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(VerifyError::Malformed),
        };
        let (alg, kid, typ) = (text("alg")?.ok_or(VerifyError::Malformed)?, text("kid")?, text("typ")?);
        let alg = SigningAlg::find(&alg).ok_or(VerifyError::Algorithm)?;
        if REFUSED.iter().any(|name| header.contains_key(*name)) {
            return Err(VerifyError::Header);
        }
        Ok(Self { token, alg, kid, typ, claims })
    }

    /// The algorithm that it says it is signed with.
    pub const fn alg(&self) -> SigningAlg {
        self.alg
    }

    /// Whether it says no type, or one of these. Media types have no case (RFC 6838 §4.2).
    pub fn is_of_type(&self, types: &[&str]) -> bool {
        self.typ.is_none() || types.iter().any(|typ| self.says_type(typ))
    }

    /// Whether it says this type.
    pub fn says_type(&self, typ: &str) -> bool {
        self.typ.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(typ))
    }

    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str)
    }

    /// Every claim.
    pub const fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// A time in unix seconds (RFC 7519 §2 "NumericDate"), a fraction left out.
    pub fn time(&self, name: &str) -> Result<Option<i64>, VerifyError> {
        let Some(value) = self.claims.get(name) else { return Ok(None) };
        let seconds = value.as_f64().filter(|seconds| TIMES.contains(seconds)).ok_or(VerifyError::Malformed)?;
        #[expect(clippy::cast_possible_truncation, reason = "within the range of times")]
        Ok(Some(seconds as i64))
    }

    /// `aud`: one text, or a list of them (RFC 7519 §4.1.3). None where there is none; an error for anything else.
    pub fn audiences(&self) -> Result<Option<Vec<&str>>, VerifyError> {
        match self.claims.get("aud") {
            None => Ok(None),
            Some(Value::String(one)) => Ok(Some(vec![one])),
            Some(Value::Array(all)) => {
                let all = all.iter().map(|one| one.as_str().ok_or(VerifyError::Malformed));
                all.collect::<Result<_, _>>().map(Some)
            }
            Some(_) => Err(VerifyError::Malformed),
        }
    }

    /// Whether the signature is one of a secret (HS256 and nothing else).
    pub fn verify_by_secret(&self, secret: &SharedSecret) -> Result<(), VerifyError> {
        match self.alg {
            SigningAlg::Secret => secret.verifying_key().check_signature(self.token).map(drop),
            SigningAlg::Key(_) => Err(VerifyError::Algorithm),
        }
    }

    /// Whether the signature is one of these keys: of those that `kid` names, or else of those without a name, and where
    /// no `kid` came of any that fits.
    pub fn verify_by_keys(&self, keys: &[ClientKey]) -> Result<(), VerifyError> {
        let SigningAlg::Key(algorithm) = self.alg else { return Err(VerifyError::Algorithm) };
        let is_named = |key: &&ClientKey| self.kid.is_none() || key.kid == self.kid;
        let fitting = || keys.iter().filter(|key| key.fits(algorithm.name()));
        let mut tried: Vec<_> = fitting().filter(is_named).collect();
        if tried.is_empty() {
            tried = fitting().filter(|key| key.kid.is_none()).collect();
        }
        if tried.is_empty() {
            return Err(VerifyError::UnknownKey);
        }
        tried.truncate(MOST_TRIED);
        let is_signed_by = |key: &&ClientKey| verifying_key(key, algorithm).check_signature(self.token).is_ok();
        if tried.iter().any(is_signed_by) { Ok(()) } else { Err(VerifyError::Signature) }
    }
}

/// Whether a key that was read can verify anything at all.
pub fn check_client_key(key: &ClientKey) -> Result<(), ClientKeyError> {
    let parsed = match &key.material {
        Material::Rsa { .. } => return Ok(()),
        Material::P256(point) => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, uncompressed(point)),
        Material::P384(point) => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, uncompressed(point)),
        Material::Ed25519(x) => ParsedPublicKey::new(&ED25519, x),
    };
    parsed.map(drop).map_err(|_| ClientKeyError::NoPoint)
}

fn verifying_key(key: &ClientKey, algorithm: Algorithm) -> VerifyingKey {
    let decoding = match &key.material {
        Material::Rsa { n, e } => DecodingKey::from_rsa_raw_components(n, e),
        Material::P256(point) | Material::P384(point) => DecodingKey::from_ec_der(&uncompressed(point)),
        Material::Ed25519(x) => DecodingKey::from_ed_der(x),
    };
    VerifyingKey::of_decoding(algorithm, decoding)
}

/// SEC 1 §2.3.3: 4 stands before an uncompressed point.
fn uncompressed(point: &[u8]) -> Vec<u8> {
    [&[4], point].concat()
}

fn object(part: &str) -> Result<Map<String, Value>, VerifyError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| VerifyError::Malformed)?;
    match serde_json::from_slice(&bytes) {
        Ok(Strict(Value::Object(members))) => Ok(members),
        _ => Err(VerifyError::Malformed),
    }
}

#[cfg(test)]
#[path = "foreign_tests.rs"]
mod tests;
