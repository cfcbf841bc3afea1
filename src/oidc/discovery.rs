//! Discovery (OIDC Discovery §3, RFC 8414): what is advertised is true, and what is true is advertised.

use super::registration::Mode;
use super::{claims, scope};
use crate::keys::SigningAlg;
use crate::model::client::GrantType;
use crate::model::encryption::{ContentAlg, KeyAlg};
use serde_json::{Value, json};

/// The client authentication methods of the token endpoint.
pub const AUTH_METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// The metadata document; the same at both well-known addresses. `ui_locales` are the languages that pages speak,
/// `offered` what ID tokens can be signed with, `registration` who may register apps.
pub fn document(issuer: &str, ui_locales: &[&str], offered: &[SigningAlg], registration: Mode) -> Value {
    let confidential = &AUTH_METHODS[..2];
    let algorithms: Vec<_> = offered.iter().map(|alg| alg.name()).collect();
    // Userinfo is signed with keys only.
    let key_algorithms: Vec<_> =
        offered.iter().filter(|alg| **alg != SigningAlg::Secret).map(|alg| alg.name()).collect();
    let grants: Vec<_> = GrantType::ALL.iter().map(|grant| grant.as_str()).collect();
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
        "token_endpoint_auth_methods_supported": AUTH_METHODS,
        "introspection_endpoint_auth_methods_supported": confidential,
        "revocation_endpoint_auth_methods_supported": AUTH_METHODS,
        "scopes_supported": scope::OF_PEOPLE,
        "claims_supported": claims,
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "acr_values_supported": [claims::ACR_PASSWORD],
        "display_values_supported": ["page"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ui_locales,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    tell_registration(&mut document, issuer, registration);
    document
}

/// Where apps may register themselves, it is said where (RFC 8414 §2).
fn tell_registration(document: &mut Value, issuer: &str, registration: Mode) {
    if registration != Mode::Off {
        document["registration_endpoint"] = format!("{issuer}/oauth2/register").into();
    }
}
