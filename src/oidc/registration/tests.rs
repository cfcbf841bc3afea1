//! The laws of reading a registration that need neither database nor network.

use super::metadata::{Allowed, read};
use super::*;
use crate::model::client_metadata::ApplicationType;
use crate::model::encryption::KeyAlg;
use proptest::prelude::*;
use serde_json::json;

const P256: &str = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;
const ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn key(text: &str, usage: Option<&str>) -> Value {
    let mut key: Value = serde_json::from_str(text).unwrap();
    if let Some(usage) = usage {
        key["use"] = usage.into();
    }
    key
}

fn parsed(wish: &Value) -> Result<Client> {
    let allowed = Allowed { scopes: Scope::parse(DEFAULT_SCOPES), is_vouched_for: true };
    read(new_app(0), &Members::parse(wish.to_string().as_bytes())?, &allowed)
}

fn with_keys(keys: &[Value], alg: Option<&str>) -> Result<Client> {
    let mut wish = json!({ "redirect_uris": ["https://app.example/cb"], "jwks": { "keys": keys } });
    if let Some(alg) = alg {
        wish["id_token_encrypted_response_alg"] = alg.into();
        wish["id_token_encrypted_response_enc"] = "A256GCM".into();
    }
    parsed(&wish)
}

#[test]
fn keys_are_told_apart_by_their_use() {
    let (signing, encrypting) = (key(ED25519, Some("sig")), key(P256, Some("enc")));
    let app = with_keys(&[signing.clone(), encrypting], Some("ECDH-ES")).unwrap();
    assert_eq!(app.metadata.jwks, Some(json!({ "keys": [signing] })));
    assert_eq!((app.encryption_keys.len(), app.encryption_keys[0].alg()), (1, KeyAlg::EcdhEs));
    assert_eq!(app.id_token_encryption.map(|how| how.to_string()).as_deref(), Some("ECDH-ES/A256GCM"));
}

#[test]
fn a_key_without_a_use_serves_both_and_one_that_fits_nothing_is_no_fault() {
    let app = with_keys(&[key(ED25519, None), key(P256, None)], Some("ECDH-ES")).unwrap();
    assert_eq!(app.encryption_keys.len(), 1);
    assert_eq!(app.metadata.jwks.as_ref().and_then(|set| set["keys"].as_array()).map(Vec::len), Some(2));
    let app = with_keys(&[key(ED25519, None), key(P256, None)], None).unwrap();
    assert!(app.encryption_keys.is_empty(), "nothing is encrypted for it");
}

#[test]
fn encryption_without_a_key_that_fits_is_refused() {
    let error = with_keys(&[key(ED25519, Some("sig"))], Some("ECDH-ES")).unwrap_err();
    assert!(error.description.starts_with("id_token_encrypted_response_alg: "), "{error}");
    let error = with_keys(&[key(P256, Some("enc"))], Some("RSA-OAEP-256")).unwrap_err();
    assert!(error.description.starts_with("id_token_encrypted_response_alg: "), "{error}");
}

#[test]
fn what_kind_of_app_it_is_shows_in_its_addresses_where_it_does_not_say() {
    let kind = |uris: &[&str], method: &str| {
        let app = parsed(&json!({ "redirect_uris": uris, "token_endpoint_auth_method": method })).unwrap();
        (app.kind, app.metadata.application_type)
    };
    let (native, web) = (ApplicationType::Native, ApplicationType::Web);
    assert_eq!(kind(&["https://app.example/"], "client_secret_basic"), (ClientKind::Web, web));
    assert_eq!(kind(&["https://app.example/"], "none"), (ClientKind::Browser, web));
    assert_eq!(kind(&["http://localhost:33418/cb"], "none"), (ClientKind::Native, native));
    assert_eq!(kind(&["cursor://anysphere.cursor-mcp/cb", "http://127.0.0.1/"], "none"), (ClientKind::Native, native));
    assert_eq!(
        kind(&["http://127.0.0.1/"], "client_secret_basic"),
        (ClientKind::Web, native),
        "with a secret of its own"
    );
}

#[test]
fn every_new_app_has_an_id_of_its_own_that_is_no_persons() {
    let (one, other) = (new_app(0), new_app(0));
    assert_ne!(one.id, other.id);
    assert!(one.is_registered() && uuid::Uuid::try_parse(one.id.as_str()).is_err());
}

proptest! {
    #[test]
    fn no_metadata_makes_the_reader_panic(name in "[a-z_]{1,40}", value in "\\PC{0,30}", number in any::<i64>()) {
        for value in [json!(value), json!(number), json!([value, number]), json!({ "keys": [value] }), json!([[]])] {
            let mut wish = json!({ "redirect_uris": ["https://app.example/cb"] });
            for member in [name.as_str(), "jwks", "scope", "redirect_uris", "grant_types", "request_uris"] {
                wish[member] = value.clone();
                let _ = parsed(&wish);
            }
        }
    }

    #[test]
    fn no_body_makes_the_reader_panic(body in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = Members::parse(&body);
    }
}
