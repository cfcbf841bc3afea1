//! Apps as JSON, without anything secret: the answer of commands, and the before and after in the audit log.

use crate::model::api::Api;
use crate::model::claim_rule::ClaimRule;
use crate::model::client::{Client, ClientSecret};
use crate::model::encryption::{Encryption, EncryptionKey};
use serde_json::{Map, Value, json};

/// An app as JSON, without anything secret.
pub fn to_json(client: &Client) -> Value {
    let alg = |how: Option<Encryption>| how.map(|how| how.alg.as_str());
    let enc = |how: Option<Encryption>| how.map(|how| how.enc.as_str());
    let mut told = json!({
        "client_id": client.id,
        "kind": client.kind.as_str(),
        "name": client.name,
        "url": client.url,
        "public": client.is_public,
        "disabled": client.is_disabled(),
        "redirect_uris": client.redirect_uris,
        "post_logout_redirect_uris": client.post_logout_redirect_uris,
        "grant_types": client.grant_types.iter().map(|grant| grant.as_str()).collect::<Vec<_>>(),
        "scope": client.scopes.to_string(),
        "resources": client.resources,
        "audiences": client.audiences,
        "pkce": client.requires_pkce,
        "consent": client.requires_consent,
        "access_seconds": client.access_seconds,
        "refresh_seconds": client.refresh_seconds,
        "allowed_groups": client.allowed_groups,
        "claims": client.claim_rules.iter().map(rule_to_json).collect::<Vec<_>>(),
        "id_token_signed_response_alg": client.id_token_alg,
        "access_token_signed_response_alg": client.access_token_alg,
        "id_token_encrypted_response_alg": alg(client.id_token_encryption),
        "id_token_encrypted_response_enc": enc(client.id_token_encryption),
        "userinfo_signed_response_alg": client.userinfo_alg,
        "userinfo_encrypted_response_alg": alg(client.userinfo_encryption),
        "userinfo_encrypted_response_enc": enc(client.userinfo_encryption),
        "jwks": (!client.encryption_keys.is_empty()).then(|| EncryptionKey::set_to_json(&client.encryption_keys)),
        "color": client.color,
        "logo": client.logo_tag,
        "created_at": client.created_at,
        "updated_at": client.updated_at,
        "version": client.version,
        "secrets": client.secrets.iter().map(secret_to_json).collect::<Vec<_>>(),
    });
    if let (Some(members), metadata) = (told.as_object_mut(), client.metadata.to_json()) {
        let keys = members["jwks"].take();
        members.extend(metadata);
        members["jwks"] = all_keys(keys, members["jwks"].take());
    }
    told
}

/// One set of the keys that are encrypted to and those that the app signs with.
fn all_keys(encryption: Value, signing: Value) -> Value {
    let keys: Vec<Value> = [encryption, signing]
        .into_iter()
        .filter_map(|mut set| set["keys"].as_array_mut().map(std::mem::take))
        .flatten()
        .collect();
    if keys.is_empty() { Value::Null } else { json!({ "keys": keys }) }
}

/// A secret by its id and its first characters.
pub fn secret_to_json(secret: &ClientSecret) -> Value {
    json!({
        "id": secret.id,
        "begins_with": secret.hint,
        "created_at": secret.created_at,
        "expires_at": secret.expires_at,
        "last_used_at": secret.last_used_at,
    })
}

/// A claim rule.
pub fn rule_to_json(rule: &ClaimRule) -> Value {
    json!({ "claim": rule.claim, "source": rule.source, "in": rule.places.names() })
}

/// An API.
pub fn api_to_json(api: &Api) -> Value {
    json!({
        "audience": api.audience,
        "name": api.name,
        "scopes": api.scopes,
        "created_at": api.created_at,
        "updated_at": api.updated_at,
        "version": api.version,
    })
}

/// Before and after of every member that differs, for the audit log.
pub(in crate::oidc) fn changes(before: &Value, after: &Value) -> Map<String, Value> {
    let is_told = |name: &str| !matches!(name, "updated_at" | "version" | "secrets");
    let members = after.as_object().into_iter().flatten();
    let differing = members.filter(|(name, value)| before.get(name) != Some(value) && is_told(name));
    differing.map(|(name, value)| (name.clone(), json!({"before": before.get(name), "after": value}))).collect()
}
