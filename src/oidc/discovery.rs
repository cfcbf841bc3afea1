//! Discovery (OIDC Discovery §3, RFC 8414): what is advertised is true, and what is true is advertised.

use super::registration::Mode;
use super::{acr, claims, prompt, scope};
use crate::keys::SigningAlg;
use crate::model::client::GrantType;
use crate::model::client_metadata::AuthMethod;
use crate::model::encryption::{ContentAlg, KeyAlg};
use serde_json::{Map, Value, json};

/// The metadata document; the same at both well-known addresses. `ui_locales` are the languages that pages speak,
/// `offered` what ID tokens can be signed with, `has_password_grant` whether an app may trade passwords for tokens,
/// `registration` who may register apps.
pub fn document(
    issuer: &str,
    ui_locales: &[&str],
    offered: &[SigningAlg],
    has_password_grant: bool,
    registration: Mode,
) -> Value {
    let algorithms: Vec<_> = offered.iter().map(|alg| alg.name()).collect();
    // Userinfo is signed with keys only.
    let key_algorithms: Vec<_> =
        offered.iter().filter(|alg| **alg != SigningAlg::Secret).map(|alg| alg.name()).collect();
    // Off until an admin gives it to an app, and then no secret: what an app may use is advertised.
    let is_used = |grant: &&GrantType| **grant != GrantType::Password || has_password_grant;
    let grants: Vec<_> = GrantType::ALL.iter().filter(is_used).map(|grant| grant.as_str()).collect();
    let claims: Vec<_> = ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"]
        .into_iter()
        .chain(claims::supported())
        .collect();
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth2/authorize"),
        "token_endpoint": format!("{issuer}/oauth2/token"),
        "userinfo_endpoint": format!("{issuer}/oauth2/userinfo"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "introspection_endpoint": format!("{issuer}/oauth2/introspect"),
        "revocation_endpoint": format!("{issuer}/oauth2/revoke"),
        "pushed_authorization_request_endpoint": format!("{issuer}/oauth2/par"),
        "end_session_endpoint": format!("{issuer}/oauth2/logout"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": grants,
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": algorithms,
        "id_token_encryption_alg_values_supported": KeyAlg::ALL.map(KeyAlg::as_str),
        "id_token_encryption_enc_values_supported": ContentAlg::ALL.map(ContentAlg::as_str),
        "userinfo_signing_alg_values_supported": key_algorithms,
        "userinfo_encryption_alg_values_supported": KeyAlg::ALL.map(KeyAlg::as_str),
        "userinfo_encryption_enc_values_supported": ContentAlg::ALL.map(ContentAlg::as_str),
        "introspection_signing_alg_values_supported": key_algorithms,
        "scopes_supported": scope::OF_PEOPLE,
        "claims_supported": claims,
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": true,
        "acr_values_supported": acr::names(),
        "display_values_supported": ["page"],
        "prompt_values_supported": prompt::ALL,
        "ui_locales_supported": ui_locales,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    if let Some(members) = document.as_object_mut() {
        members.extend(client_authentication());
        members.extend(request_objects());
    }
    add_logout(&mut document);
    tell_registration(&mut document, issuer, registration);
    document
}

/// How apps are told of a logout (Back-Channel Logout §2.1, Front-Channel Logout §3).
fn add_logout(document: &mut Value) {
    for member in [
        "backchannel_logout_supported",
        "backchannel_logout_session_supported",
        "frontchannel_logout_supported",
        "frontchannel_logout_session_supported",
    ] {
        document[member] = true.into();
    }
}

/// Where apps may register themselves, it is said where (RFC 8414 §2).
fn tell_registration(document: &mut Value, issuer: &str, registration: Mode) {
    if registration != Mode::Off {
        document["registration_endpoint"] = format!("{issuer}/oauth2/register").into();
    }
}

/// How clients say who they are, and what they sign that with; the introspection endpoint is for confidential ones.
fn client_authentication() -> Map<String, Value> {
    let algorithms = SigningAlg::ALL.map(SigningAlg::name);
    let mut members = Map::new();
    for endpoint in ["token", "introspection", "revocation"] {
        let is_open = |method: &AuthMethod| endpoint != "introspection" || *method != AuthMethod::None;
        let methods: Vec<_> = AuthMethod::ALL.into_iter().filter(is_open).map(AuthMethod::as_str).collect();
        members.insert(format!("{endpoint}_endpoint_auth_methods_supported"), json!(methods));
        members.insert(format!("{endpoint}_endpoint_auth_signing_alg_values_supported"), json!(algorithms));
    }
    members
}

/// Requests that apps sign, by value and at addresses that they registered (OIDC Core §6, RFC 9101), and that they push
/// (RFC 9126 §5); no app needs to that did not say so.
fn request_objects() -> Map<String, Value> {
    let mut members = Map::new();
    for member in ["request_parameter_supported", "request_uri_parameter_supported", "require_request_uri_registration"]
    {
        members.insert(member.to_owned(), true.into());
    }
    let algorithms = SigningAlg::ALL.map(SigningAlg::name);
    members.insert("request_object_signing_alg_values_supported".to_owned(), json!(algorithms));
    members.insert("require_pushed_authorization_requests".to_owned(), false.into());
    members
}
