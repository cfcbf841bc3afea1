//! What an app sends as a JWT is believed by its own keys only, and never for what its header says.

use super::*;
use crate::keys::generate::PrivateKey;
use crate::keys::jwk::PublicJwk;
use crate::keys::signer::SigningHandle;
use crate::keys::{MasterKey, jwt};
use crate::model::ids::ClientId;
use crate::model::secret::Redacted;
use proptest::prelude::*;
use serde_json::json;

struct App {
    handle: SigningHandle,
    jwk: Value,
}

impl App {
    fn of(algorithm: Algorithm) -> Self {
        let key = PrivateKey::sample_of(algorithm);
        let jwk = PublicJwk::of(&key).unwrap();
        let handle = SigningHandle::new(&key, jwk.kid()).unwrap();
        Self { handle, jwk: serde_json::from_str(&jwk.to_json().unwrap()).unwrap() }
    }

    fn keys(&self) -> Vec<ClientKey> {
        ClientKey::read_set(&self.jwk).unwrap()
    }

    fn nameless(&self) -> Vec<ClientKey> {
        self.keys().into_iter().map(|key| ClientKey { kid: None, ..key }).collect()
    }

    fn sign(&self, claims: &Value) -> String {
        jwt::sign(&self.handle, "JWT", claims).unwrap()
    }

    /// A token of exactly this header and these claims, with a good signature over them.
    fn sign_raw(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.handle.sign_raw(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn verify(token: &str, keys: &[ClientKey]) -> Result<(), VerifyError> {
    ForeignJwt::read(token)?.verify_by_keys(keys)
}

fn secret(text: &str) -> SharedSecret {
    let (master, app) = (MasterKey::random(), ClientId::from("app"));
    let sealed = SharedSecret::seal(&master, &app, "1", &Redacted::from(text.to_owned()));
    SharedSecret::open(&master, &app, "1", &sealed).unwrap()
}

#[test]
fn of_keys_that_fit_alike_only_so_many_are_tried() {
    let (app, stranger) = (App::of(Algorithm::Es256), PrivateKey::generate_blocking(Algorithm::Es256, 2048).unwrap());
    let other: Value = serde_json::from_str(&PublicJwk::of(&stranger).unwrap().to_json().unwrap()).unwrap();
    let other = ClientKey { kid: None, ..ClientKey::read_set(&other).unwrap().remove(0) };
    let behind = |count| [vec![other.clone(); count], app.nameless()].concat();
    let token = app.sign(&json!({}));
    assert_eq!(verify(&token, &behind(MOST_TRIED - 1)), Ok(()));
    assert_eq!(verify(&token, &behind(MOST_TRIED)), Err(VerifyError::Signature));
}

#[test]
fn a_signature_of_each_algorithm_is_verified_with_its_own_key_only() {
    for algorithm in Algorithm::ALL {
        let app = App::of(algorithm);
        let token = app.sign(&json!({}));
        assert_eq!(verify(&token, &app.keys()), Ok(()), "{algorithm}");
        assert_eq!(verify(&token, &app.nameless()), Ok(()), "{algorithm}");
        let mut other = PublicJwk::of(&PrivateKey::nth_sample(1)).map(|jwk| jwk.to_json().unwrap()).unwrap();
        other = other.replace("RS256", if algorithm == Algorithm::Ps256 { "PS256" } else { "RS256" });
        let other = ClientKey::parse_set(&other).unwrap();
        assert_eq!(verify(&token, &other), Err(VerifyError::UnknownKey), "{algorithm}: another kid");
    }
    let (app, other) = (App::of(Algorithm::Rs256), PublicJwk::of(&PrivateKey::nth_sample(1)).unwrap());
    let nameless: Vec<_> = ClientKey::parse_set(&other.to_json().unwrap()).unwrap();
    let nameless: Vec<_> = nameless.into_iter().map(|key| ClientKey { kid: None, ..key }).collect();
    assert_eq!(verify(&app.sign(&json!({})), &nameless), Err(VerifyError::Signature));
}

#[test]
fn keys_without_a_name_are_tried_and_a_token_without_a_name_tries_all() {
    let app = App::of(Algorithm::Es256);
    let nameless = app.sign_raw(r#"{"alg":"ES256"}"#, "{}");
    assert_eq!(verify(&nameless, &app.keys()), Ok(()));
    assert_eq!(verify(&nameless, &App::of(Algorithm::Es384).keys()), Err(VerifyError::UnknownKey));
    let strange = app.sign_raw(r#"{"alg":"ES256","kid":"../../dev/null"}"#, "{}");
    assert_eq!(verify(&strange, &app.keys()), Err(VerifyError::UnknownKey));
    assert_eq!(verify(&strange, &app.nameless()), Ok(()));
}

#[test]
fn a_key_that_names_another_algorithm_verifies_nothing() {
    let app = App::of(Algorithm::Rs256);
    let mut keys = app.keys();
    keys[0].alg = Some("PS256".to_owned());
    assert_eq!(verify(&app.sign(&json!({})), &keys), Err(VerifyError::UnknownKey));
}

#[test]
fn alg_none_and_algorithms_that_are_not_on_our_list_are_refused() {
    let app = App::of(Algorithm::Rs256);
    for alg in ["none", "None", "NONE", "", "HS384", "HS512", "RS384", "RS512", "ES512", "ES256K", "rs256"] {
        let token = app.sign_raw(&json!({ "alg": alg }).to_string(), "{}");
        assert_eq!(verify(&token, &app.keys()), Err(VerifyError::Algorithm), "{alg}");
        let bare = format!("{}.", token.rsplit_once('.').unwrap().0);
        assert_eq!(verify(&bare, &app.keys()), Err(VerifyError::Algorithm), "{alg}");
    }
    for header in [r#"{}"#, r#"{"alg":5}"#, r#"{"alg":"RS256","kid":5}"#, r#"{"alg":"RS256","typ":null}"#] {
        assert_eq!(verify(&app.sign_raw(header, "{}"), &app.keys()), Err(VerifyError::Malformed), "{header}");
    }
}

#[test]
fn a_mac_made_with_the_public_key_is_refused() {
    let app = App::of(Algorithm::Rs256);
    let jwk = app.jwk.to_string();
    let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    let key = jsonwebtoken::EncodingKey::from_secret(jwk.as_bytes());
    let token = jsonwebtoken::encode(&header, &json!({}), &key).unwrap();
    assert_eq!(verify(&token, &app.keys()), Err(VerifyError::Algorithm));
    let read = ForeignJwt::read(&token).unwrap();
    assert_eq!(read.verify_by_secret(&secret("another secret")), Err(VerifyError::Signature));
}

#[test]
fn a_secret_verifies_hs256_and_nothing_else() {
    let token = secret("kept").sign("JWT", &json!({})).unwrap();
    let read = ForeignJwt::read(&token).unwrap();
    assert_eq!(read.verify_by_secret(&secret("kept")), Ok(()));
    assert_eq!(read.verify_by_secret(&secret("other")), Err(VerifyError::Signature));
    let signed = App::of(Algorithm::Rs256).sign(&json!({}));
    let read = ForeignJwt::read(&signed).unwrap();
    assert_eq!(read.verify_by_secret(&secret("kept")), Err(VerifyError::Algorithm));
}

#[test]
fn a_header_that_brings_a_key_or_an_extension_is_refused() {
    let app = App::of(Algorithm::Rs256);
    for (member, value) in [
        ("jwk", app.jwk.clone()),
        ("jku", json!("https://thief.example/jwks.json")),
        ("x5u", json!("https://thief.example/cert.pem")),
        ("x5c", json!(["AAAA"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
    ] {
        let mut header = json!({ "alg": "RS256", "kid": app.jwk["kid"] });
        header[member] = value;
        assert_eq!(verify(&app.sign_raw(&header.to_string(), "{}"), &app.keys()), Err(VerifyError::Header), "{member}");
    }
}

#[test]
fn a_member_that_comes_twice_is_refused_in_the_header_and_in_the_claims() {
    let app = App::of(Algorithm::Rs256);
    let header = r#"{"alg":"RS256"}"#;
    for (header, claims) in [
        (r#"{"alg":"RS256","alg":"RS256"}"#, "{}"),
        (r#"{"alg":"none","alg":"RS256"}"#, "{}"),
        (header, r#"{"sub":"app","sub":"other"}"#),
        (header, r#"{"exp":1,"exp":2}"#),
    ] {
        assert_eq!(
            verify(&app.sign_raw(header, claims), &app.keys()),
            Err(VerifyError::Malformed),
            "{header} {claims}"
        );
    }
}

#[test]
fn huge_and_odd_numbers_are_no_times() {
    let app = App::of(Algorithm::EdDsa);
    let time = |number: &str| {
        let token = app.sign_raw(r#"{"alg":"EdDSA"}"#, &format!(r#"{{"exp":{number}}}"#));
        ForeignJwt::read(&token).and_then(|jwt| jwt.time("exp"))
    };
    assert_eq!((time("1800000000"), time("1800000000.9")), (Ok(Some(1_800_000_000)), Ok(Some(1_800_000_000))));
    for number in ["1e400", "9223372036854775808", "1e300", "-1", "-1e300", "\"1800000000\"", "null", "[]", "{}"] {
        assert_eq!(time(number), Err(VerifyError::Malformed), "{number}");
    }
    let token = app.sign(&json!({}));
    assert_eq!(ForeignJwt::read(&token).unwrap().time("exp"), Ok(None));
}

#[test]
fn the_type_has_no_case_and_may_be_left_unsaid() {
    let app = App::of(Algorithm::Rs256);
    let is_of_type = |typ: Option<&str>| {
        let header = typ.map_or(json!({ "alg": "RS256" }), |typ| json!({ "alg": "RS256", "typ": typ }));
        let token = app.sign_raw(&header.to_string(), "{}");
        ForeignJwt::read(&token).unwrap().is_of_type(&["JWT", "client-authentication+jwt"])
    };
    assert!(is_of_type(None) && is_of_type(Some("jwt")) && is_of_type(Some("client-authentication+jwt")));
    for other in ["at+jwt", "logout+jwt", "oauth-authz-req+jwt", "secevent+jwt", ""] {
        assert!(!is_of_type(Some(other)), "{other}");
    }
}

#[test]
fn a_changed_token_and_what_is_no_jwt_are_refused() {
    let app = App::of(Algorithm::Rs256);
    let token = app.sign(&json!({ "sub": "app" }));
    let parts: Vec<&str> = token.split('.').collect();
    let other = URL_SAFE_NO_PAD.encode(json!({ "sub": "thief" }).to_string());
    for changed in [
        format!("{}.{other}.{}", parts[0], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}.{}", parts[0], parts[1], URL_SAFE_NO_PAD.encode([0; 256])),
    ] {
        assert_eq!(verify(&changed, &app.keys()), Err(VerifyError::Signature), "{changed}");
    }
    for text in [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "e30.e30",
        "e30.e30.e30.e30.e30",
        &format!("{token}.x"),
        &"a".repeat(LONGEST + 1),
    ] {
        assert_eq!(verify(text, &app.keys()), Err(VerifyError::Malformed));
    }
    assert_eq!(verify(&app.sign(&json!([])), &app.keys()), Err(VerifyError::Malformed), "claims are an object");
}

#[test]
fn an_audience_is_a_text_or_a_list_of_texts() {
    let app = App::of(Algorithm::EdDsa);
    let read = |aud: &Value| {
        let token = app.sign(&json!({ "aud": aud }));
        let jwt = ForeignJwt::read(&token).unwrap();
        jwt.audiences().map(|all| all.map(|all| all.into_iter().map(str::to_owned).collect::<Vec<_>>()))
    };
    assert_eq!(read(&json!("a")), Ok(Some(vec!["a".to_owned()])));
    assert_eq!(read(&json!(["a", "b"])), Ok(Some(vec!["a".to_owned(), "b".to_owned()])));
    for aud in [json!(5), Value::Null, json!(["a", 5]), json!({ "a": 1 })] {
        assert_eq!(read(&aud), Err(VerifyError::Malformed), "{aud}");
    }
}

#[test]
fn a_point_beside_its_curve_is_found() {
    for algorithm in Algorithm::ALL {
        assert_eq!(check_client_key(&App::of(algorithm).keys()[0]), Ok(()), "{algorithm}");
    }
    for material in [Material::P256(vec![7; 64]), Material::P384(vec![7; 96])] {
        let key = ClientKey { kid: None, alg: None, material };
        assert_eq!(check_client_key(&key), Err(ClientKeyError::NoPoint));
        let token = App::of(Algorithm::Es256).sign_raw(r#"{"alg":"ES256"}"#, "{}");
        assert!(verify(&token, &[key]).is_err());
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}", header in "\\PC{0,40}", claims in "\\PC{0,40}") {
        let _ = ForeignJwt::read(&text);
        let encode = |part: &str| URL_SAFE_NO_PAD.encode(part);
        let _ = ForeignJwt::read(&format!("{}.{}.x", encode(&header), encode(&claims)));
    }
}
