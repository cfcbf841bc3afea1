//! What of a token is believed and what is refused, each refusal with a good signature over what is refused.

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
        ("b64", json!(false)),
        ("b64", json!(true)),
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
fn a_token_from_the_future_is_refused() {
    let keys = Keys::new();
    let at = |iat: Value| keys.verify(&keys.sign(&with("iat", iat))).map(drop);
    assert_eq!(at((NOW + MOST_AHEAD).into()), Ok(()));
    assert_eq!(at((NOW + MOST_AHEAD + 1).into()), Err(VerifyError::IssuedAhead));
    assert_eq!(at("today".into()), Err(VerifyError::Malformed));
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
