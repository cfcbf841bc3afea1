//! Signing and verifying our own tokens (RFC 7515, RFC 7519), by the rules of RFC 8725: the algorithm belongs to the
//! key, the key is one of ours, the type is the one expected, and nothing in the header is trusted.

use crate::keys::KeyError;
use crate::keys::algorithm::Algorithm;
use crate::keys::jwk::PublicJwk;
use crate::keys::signer::SigningHandle;
use crate::model::strict_json::Strict;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{DecodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Longer texts than this are no tokens of ours.
const LONGEST: usize = 16 * 1024;

/// How far a token's `iat` may lie ahead of the clock: two servers may disagree by so many seconds, an honest signer by
/// no more.
pub const MOST_AHEAD: i64 = 60;

/// The end of the year 9999: what lies beyond is a mistake or an attack.
const LAST_SECOND: i64 = 253_402_300_799;

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Not a JWT, or not with the claims that its type has.
    #[error("the token is malformed")]
    Malformed,
    /// `alg` is not the algorithm of the key that `kid` names.
    #[error("the token's algorithm is not the one of its key")]
    Algorithm,
    /// The header brings a key, a compression or an extension (`crit`, RFC 7515 §4.1.11).
    #[error("the token's header has a member that is not accepted")]
    Header,
    /// `typ` is another kind of token's.
    #[error("the token is of another type")]
    Type,
    /// `kid` is missing, or names no key that verifies today.
    #[error("the token was signed with a key that is not in use")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the token's signature is wrong")]
    Signature,
    /// `iss` is not us.
    #[error("the token is from another issuer")]
    Issuer,
    /// `exp` is missing, no time, or has passed.
    #[error("the token has expired")]
    Expired,
    /// `nbf` has not come.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// `iat` lies more than [`MOST_AHEAD`] ahead.
    #[error("the token was issued in the future")]
    IssuedAhead,
}

/// What a token must be to be accepted. Its audience is for the caller to judge.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The `iss`.
    pub issuer: &'a str,
    /// The `typ` values that will do, compared as they stand.
    pub types: &'a [&'a str],
    /// Unix time in seconds.
    pub now: i64,
    /// Clock skew to forgive, in seconds.
    pub leeway: i64,
    /// Whether one that has expired will do too: an `id_token_hint` (OIDC RP-Initiated Logout §2).
    pub is_expired_accepted: bool,
}

/// A public key, parsed once.
#[derive(Debug)]
pub struct VerifyingKey {
    algorithm: jsonwebtoken::Algorithm,
    decoding: DecodingKey,
    validation: Validation,
}

impl VerifyingKey {
    /// Makes a verifying key of a published one.
    pub fn new(jwk: &PublicJwk, algorithm: Algorithm) -> Result<Self, KeyError> {
        Ok(Self::with(algorithm.as_jwa(), jwk.decoding_key()?))
    }

    /// The verifying side of a shared secret, for HS256 alone.
    pub(super) fn of_secret(secret: &[u8]) -> Self {
        Self::with(jsonwebtoken::Algorithm::HS256, DecodingKey::from_secret(secret))
    }

    /// The verifying side of a key that somebody else published.
    pub(super) fn of_decoding(algorithm: Algorithm, decoding: DecodingKey) -> Self {
        Self::with(algorithm.as_jwa(), decoding)
    }

    fn with(algorithm: jsonwebtoken::Algorithm, decoding: DecodingKey) -> Self {
        let mut validation = Validation::new(algorithm);
        // Judged below, by the Clock: the library asks the system's.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Self { algorithm, decoding, validation }
    }

    pub(super) fn check_signature(&self, token: &str) -> Result<Value, VerifyError> {
        match jsonwebtoken::decode::<Strict>(token, &self.decoding, &self.validation) {
            Ok(token) => Ok(token.claims.0),
            // The claims are read once the signature fits.
            Err(error) if matches!(error.kind(), ErrorKind::Json(_)) => Err(VerifyError::Malformed),
            Err(_) => Err(VerifyError::Signature),
        }
    }
}

/// Signs `claims` as a JWT of type `typ`. Takes as long as one signature, on this thread.
pub fn sign(handle: &SigningHandle, typ: &str, claims: &impl Serialize) -> Result<String, KeyError> {
    handle.encode(typ, claims).map_err(|_| KeyError::Signing)
}

/// Verifies a token with the key that `find` knows by its `kid`, and hands out its claims.
pub fn verify<'k, T: DeserializeOwned>(
    token: &str,
    find: impl FnOnce(&str) -> Option<&'k VerifyingKey>,
    expected: &Expected<'_>,
) -> Result<T, VerifyError> {
    let header = read_header(token)?;
    let key = header.kid.as_deref().and_then(find).ok_or(VerifyError::UnknownKey)?;
    claims_of(token, &header, key, expected)
}

/// As [`verify`], with a key that is known already, whatever the header names.
pub(super) fn verify_with<T: DeserializeOwned>(
    token: &str,
    key: &VerifyingKey,
    expected: &Expected<'_>,
) -> Result<T, VerifyError> {
    claims_of(token, &read_header(token)?, key, expected)
}

fn claims_of<T: DeserializeOwned>(
    token: &str,
    header: &Header,
    key: &VerifyingKey,
    expected: &Expected<'_>,
) -> Result<T, VerifyError> {
    if header.alg != key.algorithm {
        return Err(VerifyError::Algorithm);
    }
    if !header.typ.as_ref().is_some_and(|typ| expected.types.contains(&typ.as_str())) {
        return Err(VerifyError::Type);
    }
    let claims = key.check_signature(token)?;
    check_claims(&claims, expected)?;
    serde_json::from_value(claims).map_err(|_| VerifyError::Malformed)
}

fn read_header(token: &str) -> Result<Header, VerifyError> {
    if token.len() > LONGEST {
        return Err(VerifyError::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| VerifyError::Malformed)?;
    check_header(&header)?;
    Ok(header)
}

/// RFC 8725 §3.10: what could lead us to a key or a meaning of somebody else's choice is refused, not ignored.
fn check_header(header: &Header) -> Result<(), VerifyError> {
    let brings_key = header.jwk.is_some() || header.jku.is_some() || header.x5u.is_some() || header.x5c.is_some();
    // RFC 7797 §3: without `crit`, `b64` would be ignored here and obeyed elsewhere.
    let is_unencoded = header.extras.inner().contains_key("b64");
    let is_extended = header.crit.is_some() || header.enc.is_some() || header.zip.is_some() || is_unencoded;
    if brings_key || is_extended { Err(VerifyError::Header) } else { Ok(()) }
}

fn check_claims(claims: &Value, expected: &Expected<'_>) -> Result<(), VerifyError> {
    if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(VerifyError::Issuer);
    }
    let time = |name: &str| claims.get(name).map(|time| numeric_date(time).ok_or(VerifyError::Malformed)).transpose();
    let exp = time("exp").ok().flatten().ok_or(VerifyError::Expired)?;
    // RFC 7519 §4.1.4: not on or after.
    if !expected.is_expired_accepted && expected.now >= exp.saturating_add(expected.leeway) {
        return Err(VerifyError::Expired);
    }
    if time("nbf")?.is_some_and(|nbf| nbf > expected.now.saturating_add(expected.leeway)) {
        return Err(VerifyError::NotYetValid);
    }
    if time("iat")?.is_some_and(|iat| iat > expected.now.saturating_add(MOST_AHEAD)) {
        return Err(VerifyError::IssuedAhead);
    }
    Ok(())
}

/// Whole seconds of unix time (RFC 7519 §2) with a year of four digits; none for everything else.
pub fn numeric_date(value: &Value) -> Option<i64> {
    value.as_i64().filter(|seconds| (0..=LAST_SECOND).contains(seconds))
}

#[cfg(test)]
#[path = "jwt_tests.rs"]
mod tests;
