//! Signing and verifying our own tokens (RFC 7515, RFC 7519), by the rules of RFC 8725: the algorithm belongs to the
//! key, the key is one of ours, the type is the one expected, and nothing in the header is trusted.

use crate::keys::KeyError;
use crate::keys::algorithm::Algorithm;
use crate::keys::jwk::PublicJwk;
use crate::keys::signer::SigningHandle;
use jsonwebtoken::{DecodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Longer texts than this are no tokens of ours.
const LONGEST: usize = 16 * 1024;

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
    /// `exp` is missing or has passed.
    #[error("the token has expired")]
    Expired,
    /// `nbf` has not come.
    #[error("the token is not valid yet")]
    NotYetValid,
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
        jsonwebtoken::decode(token, &self.decoding, &self.validation)
            .map(|token| token.claims)
            .map_err(|_| VerifyError::Signature)
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
    let is_extended = header.crit.is_some() || header.enc.is_some() || header.zip.is_some();
    if brings_key || is_extended { Err(VerifyError::Header) } else { Ok(()) }
}

fn check_claims(claims: &Value, expected: &Expected<'_>) -> Result<(), VerifyError> {
    if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(VerifyError::Issuer);
    }
    let exp = claims.get("exp").and_then(Value::as_i64).ok_or(VerifyError::Expired)?;
    // RFC 7519 §4.1.4: not on or after.
    if !expected.is_expired_accepted && expected.now >= exp.saturating_add(expected.leeway) {
        return Err(VerifyError::Expired);
    }
    match claims.get("nbf").map(|nbf| nbf.as_i64().ok_or(VerifyError::Malformed)).transpose()? {
        Some(nbf) if nbf > expected.now.saturating_add(expected.leeway) => Err(VerifyError::NotYetValid),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::generate::PrivateKey;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;
    const ISSUER: &str = "https://id.example";
    const EXPECTED: Expected<'_> =
        Expected { issuer: ISSUER, types: &["at+jwt"], now: NOW, leeway: 5, is_expired_accepted: false };

    struct Keys {
        jwk: PublicJwk,
        handle: SigningHandle,
        verifying: VerifyingKey,
    }

    impl Keys {
        fn new() -> Self {
            Self::of(Algorithm::Rs256)
        }
        fn of(algorithm: Algorithm) -> Self {
            let key = PrivateKey::sample_of(algorithm);
            let jwk = PublicJwk::of(&key).unwrap();
            let handle = SigningHandle::new(&key, jwk.kid()).unwrap();
            let verifying = VerifyingKey::new(&jwk, algorithm).unwrap();
            Self { jwk, handle, verifying }
        }
        fn sign(&self, claims: &Value) -> String {
            sign(&self.handle, "at+jwt", claims).unwrap()
        }
        fn verify(&self, token: &str) -> Result<Value, VerifyError> {
            self.verify_as(token, &EXPECTED)
        }
        fn verify_as(&self, token: &str, expected: &Expected<'_>) -> Result<Value, VerifyError> {
            verify(token, |kid| (kid == self.jwk.kid()).then_some(&self.verifying), expected)
        }
        /// A token whose header is exactly this, with a good signature over it.
        fn sign_with_header(&self, header: &Value) -> String {
            let mut real: Vec<String> = self.sign(&claims()).split('.').map(str::to_owned).collect();
            real[0] = URL_SAFE_NO_PAD.encode(header.to_string());
            let message = format!("{}.{}", real[0], real[1]);
            let signature = self.handle.sign_raw(message.as_bytes());
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn claims() -> Value {
        json!({ "iss": ISSUER, "sub": "alice", "exp": NOW + 300 })
    }

    fn with(member: &str, value: impl Into<Value>) -> Value {
        let mut claims = claims();
        claims[member] = value.into();
        claims
    }

    #[test]
    fn a_token_carries_alg_typ_and_kid_and_nothing_else_in_its_header() {
        let keys = Keys::new();
        let token = keys.sign(&claims());
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(header, json!({ "typ": "at+jwt", "alg": "RS256", "kid": keys.jwk.kid() }));
    }

    #[test]
    fn alg_none_is_refused() {
        let keys = Keys::new();
        for alg in ["none", "None", "NONE", ""] {
            let header = json!({ "alg": alg, "typ": "at+jwt", "kid": keys.jwk.kid() });
            let token = keys.sign_with_header(&header);
            assert_eq!(keys.verify(&token), Err(VerifyError::Malformed));
            assert_eq!(keys.verify(&format!("{}.", token.rsplit_once('.').unwrap().0)), Err(VerifyError::Malformed));
        }
    }

    #[test]
    fn an_hmac_made_with_the_public_key_is_refused() {
        let keys = Keys::new();
        let mut header = Header::new(jsonwebtoken::Algorithm::HS256);
        (header.typ, header.kid) = (Some("at+jwt".to_owned()), Some(keys.jwk.kid().to_owned()));
        let jwk: Value = serde_json::from_str(&keys.jwk.to_json().unwrap()).unwrap();
        for secret in
            [keys.jwk.to_json().unwrap().into_bytes(), URL_SAFE_NO_PAD.decode(jwk["n"].as_str().unwrap()).unwrap()]
        {
            let token = jsonwebtoken::encode(&header, &claims(), &jsonwebtoken::EncodingKey::from_secret(&secret));
            assert_eq!(keys.verify(&token.unwrap()), Err(VerifyError::Algorithm));
        }
    }

    #[test]
    fn a_token_of_each_algorithm_verifies_under_its_own_name_only() {
        for algorithm in Algorithm::ALL {
            let keys = Keys::of(algorithm);
            assert!(keys.verify(&keys.sign(&claims())).is_ok(), "{algorithm}");
            for other in ["RS256", "RS512", "PS256", "PS512", "ES256", "ES384", "EdDSA", "HS256"] {
                let token = keys.sign_with_header(&json!({ "alg": other, "typ": "at+jwt", "kid": keys.jwk.kid() }));
                let refused = if other == algorithm.name() { Ok(()) } else { Err(VerifyError::Algorithm) };
                assert_eq!(keys.verify(&token).map(drop), refused, "{algorithm} as {other}");
            }
        }
    }

    #[test]
    fn one_kind_of_token_does_not_stand_in_for_another() {
        let keys = Keys::new();
        for typ in ["JWT", "logout+jwt", "AT+JWT", "application/at+jwt", ""] {
            let token = sign(&keys.handle, typ, &claims()).unwrap();
            assert_eq!(keys.verify(&token), Err(VerifyError::Type), "{typ}");
        }
        let untyped = keys.sign_with_header(&json!({ "alg": "RS256", "kid": keys.jwk.kid() }));
        assert_eq!(keys.verify(&untyped), Err(VerifyError::Type));
    }

    #[test]
    fn a_kid_that_is_not_ours_or_missing_is_refused() {
        let keys = Keys::new();
        for header in
            [json!({ "alg": "RS256", "typ": "at+jwt", "kid": "other" }), json!({ "alg": "RS256", "typ": "at+jwt" })]
        {
            assert_eq!(keys.verify(&keys.sign_with_header(&header)), Err(VerifyError::UnknownKey), "{header}");
        }
    }

    #[test]
    fn a_header_that_brings_a_key_or_an_extension_is_refused() {
        let keys = Keys::new();
        let jwk: Value = serde_json::from_str(&keys.jwk.to_json().unwrap()).unwrap();
        for (member, value) in [
            ("jwk", jwk),
            ("jku", json!("https://thief.example/jwks.json")),
            ("x5u", json!("https://thief.example/cert.pem")),
            ("x5c", json!(["AAAA"])),
            ("crit", json!(["b64"])),
            ("crit", json!([])),
            ("zip", json!("DEF")),
            ("enc", json!("A256GCM")),
        ] {
            let mut header = json!({ "alg": "RS256", "typ": "at+jwt", "kid": keys.jwk.kid() });
            header[member] = value;
            assert_eq!(keys.verify(&keys.sign_with_header(&header)), Err(VerifyError::Header), "{member}");
        }
    }

    #[test]
    fn a_changed_token_is_refused() {
        let keys = Keys::new();
        let token = keys.sign(&claims());
        let parts: Vec<&str> = token.split('.').collect();
        let other = URL_SAFE_NO_PAD.encode(with("sub", "mallory").to_string());
        let zeros = URL_SAFE_NO_PAD.encode([0; 256]);
        for changed in [
            format!("{}.{other}.{}", parts[0], parts[2]),
            format!("{}.{}.{zeros}", parts[0], parts[1]),
            format!("{}.{}.{}", parts[0], parts[1], &parts[2][..parts[2].len() - 4]),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}.{}=", parts[0], parts[1], parts[2]),
        ] {
            assert_eq!(keys.verify(&changed), Err(VerifyError::Signature), "{changed}");
        }
    }

    #[test]
    fn what_is_no_jwt_is_refused() {
        let keys = Keys::new();
        let token = keys.sign(&claims());
        for text in ["", ".", "..", "a.b", "a.b.c", "a.b.c.d.e", &format!("{token}.x"), &"a".repeat(LONGEST + 1)] {
            assert_eq!(keys.verify(text), Err(VerifyError::Malformed));
        }
        assert_eq!(keys.verify(&keys.sign(&with("pad", "x".repeat(LONGEST)))), Err(VerifyError::Malformed));
    }

    #[test]
    fn another_issuers_token_is_refused() {
        let keys = Keys::new();
        for issuer in [json!("https://id.example/"), json!([ISSUER]), Value::Null] {
            assert_eq!(keys.verify(&keys.sign(&with("iss", issuer))), Err(VerifyError::Issuer));
        }
    }

    #[test]
    fn a_token_ends_at_exp_and_the_leeway_later() {
        let keys = Keys::new();
        let at = |exp: i64| keys.verify(&keys.sign(&with("exp", exp))).map(drop);
        assert_eq!(at(NOW - 4), Ok(()));
        assert_eq!(at(NOW - 5), Err(VerifyError::Expired));
        assert_eq!(keys.verify(&keys.sign(&with("exp", "never"))), Err(VerifyError::Expired));
        assert_eq!(keys.verify(&keys.sign(&json!({ "iss": ISSUER }))), Err(VerifyError::Expired));
    }

    #[test]
    fn an_expired_token_is_accepted_where_a_hint_will_do_and_still_needs_its_signature() {
        let keys = Keys::new();
        let expected = Expected { is_expired_accepted: true, ..EXPECTED };
        let token = keys.sign(&with("exp", 1));
        assert_eq!(keys.verify_as(&token, &expected).unwrap()["sub"], "alice");
        let forged = format!("{}.{}", token.rsplit_once('.').unwrap().0, URL_SAFE_NO_PAD.encode([1; 256]));
        assert_eq!(keys.verify_as(&forged, &expected), Err(VerifyError::Signature));
    }

    #[test]
    fn a_token_is_not_valid_before_nbf_less_the_leeway() {
        let keys = Keys::new();
        let at = |nbf: i64| keys.verify(&keys.sign(&with("nbf", nbf))).map(drop);
        assert_eq!(at(NOW + 5), Ok(()));
        assert_eq!(at(NOW + 6), Err(VerifyError::NotYetValid));
    }

    #[test]
    fn claims_of_another_shape_are_refused() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Claims {
            sub: i64,
        }
        let keys = Keys::new();
        let refused = verify::<Claims>(&keys.sign(&claims()), |_| Some(&keys.verifying), &EXPECTED);
        assert_eq!(refused, Err(VerifyError::Malformed));
    }
}
