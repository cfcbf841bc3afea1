//! What discovery must say (OpenID Connect Discovery 1.0 §3), read from a server that stands under a public name.

use crate::support::{House, Request, on_sqlite};
use serde_json::Value;

const ISSUER: &str = "https://id.example.com";
const YES: (&Value, &Value) = (&Value::Bool(true), &Value::Bool(true));

/// The document of a server behind https, found where the suite looks for it.
async fn document(house: &House) -> Value {
    let settings = |config: &mut claviger::config::Config| config.public_url = ISSUER.to_owned();
    let address = house.second_server(settings).await;
    let answer = Request::get("/.well-known/openid-configuration").host("id.example.com").send(address).await;
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
    answer.json_of(200)
}

#[track_caller]
fn list<'d>(document: &'d Value, member: &str) -> Vec<&'d str> {
    let all = document[member].as_array().unwrap_or_else(|| panic!("a list {member} in {document}"));
    assert!(!all.is_empty(), "{member}");
    all.iter().map(|value| value.as_str().expect("a text")).collect()
}

#[track_caller]
fn assert_has(document: &Value, member: &str, wanted: &str) {
    assert!(list(document, member).contains(&wanted), "{wanted} in {member} of {document}");
}

/// An address on https without a fragment.
#[track_caller]
fn assert_https(document: &Value, member: &str) {
    let text = document[member].as_str().unwrap_or_else(|| panic!("{member} in {document}"));
    let url = url::Url::parse(text).expect("a URL");
    assert!(url.scheme() == "https" && url.fragment().is_none(), "{member}: {text}");
}

on_sqlite! {
    async fn oidcc_discovery_endpoint_verification(house: &House) {
        let document = document(house).await;
        assert_eq!(document["issuer"], ISSUER);
        for member in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "registration_endpoint", "jwks_uri"] {
            assert_https(&document, member);
        }
        for member in document.as_object().expect("members").keys().filter(|name| name.ends_with("_endpoint")) {
            assert_https(&document, member);
        }
        assert_has(&document, "response_types_supported", "code");
        assert_has(&document, "grant_types_supported", "authorization_code");
        assert_has(&document, "subject_types_supported", "public");
        assert_has(&document, "id_token_signing_alg_values_supported", "RS256");
        assert_has(&document, "userinfo_signing_alg_values_supported", "RS256");
        assert_has(&document, "scopes_supported", "openid");
        assert_eq!(document["claims_parameter_supported"], true);
        for claim in ["sub", "name", "email", "email_verified", "address", "phone_number", "updated_at", "auth_time", "acr"] {
            assert_has(&document, "claims_supported", claim);
        }
        for method in ["client_secret_basic", "client_secret_post", "private_key_jwt"] {
            assert_has(&document, "token_endpoint_auth_methods_supported", method);
        }
        assert_has(&document, "token_endpoint_auth_signing_alg_values_supported", "RS256");
        assert_has(&document, "request_object_signing_alg_values_supported", "RS256");
    }

    async fn oidcc_rp_initiated_logout_discovery_endpoint_verification(house: &House) {
        assert_https(&document(house).await, "end_session_endpoint");
    }

    async fn oidcc_backchannel_logout_discovery_endpoint_verification(house: &House) {
        let document = document(house).await;
        assert_https(&document, "end_session_endpoint");
        assert_eq!((&document["backchannel_logout_supported"], &document["backchannel_logout_session_supported"]), YES);
    }

    async fn oidcc_frontchannel_logout_discovery_endpoint_verification(house: &House) {
        let document = document(house).await;
        assert_https(&document, "end_session_endpoint");
        assert_eq!((&document["frontchannel_logout_supported"], &document["frontchannel_logout_session_supported"]), YES);
    }
}
