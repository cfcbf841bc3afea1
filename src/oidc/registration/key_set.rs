//! The `jwks` of a registration (RFC 7517): what the app signs with is kept as it came, what we encrypt to is read.

use super::members::{Members, bad};
use crate::model::client::Client;
use crate::model::encryption::{ContentAlg, Encryption, EncryptionKey, KeyAlg};
use crate::oidc::Result;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The keys in use, the next ones, and each of several kinds.
const MOST: usize = 20;

/// Bytes of a set: every server keeps every app's.
const MOST_BYTES: usize = 16 * 1024;

/// Members of private and of symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4).
const SECRET: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Takes over keys and the wishes for encryption, in the place of those that the app had.
pub(super) fn read(app: &mut Client, members: &Members) -> Result<()> {
    app.id_token_encryption = encryption(members, "id_token_encrypted_response")?;
    app.userinfo_encryption = encryption(members, "userinfo_encrypted_response")?;
    let keys = members.value("jwks").map(public_keys).transpose()?.unwrap_or_default();
    let signing: Vec<_> = keys.iter().filter(|key| key.get("use").is_none_or(|usage| usage != "enc")).collect();
    Arc::make_mut(&mut app.metadata).jwks = (!signing.is_empty()).then(|| json!({ "keys": signing }));
    app.encryption_keys = if app.id_token_encryption.is_some() || app.userinfo_encryption.is_some() {
        encryption_keys(&keys, members)?
    } else {
        Vec::new()
    };
    Ok(())
}

/// `…_alg` and `…_enc`.
fn encryption(members: &Members, what: &str) -> Result<Option<Encryption>> {
    let (alg, enc) = (format!("{what}_alg"), format!("{what}_enc"));
    let chosen = members.one_of(&alg, KeyAlg::parse, &KeyAlg::ALL.map(KeyAlg::as_str).join(", "))?;
    let content = members.one_of(&enc, ContentAlg::parse, &ContentAlg::ALL.map(ContentAlg::as_str).join(", "))?;
    match (chosen, content) {
        (Some(alg), Some(enc)) => Ok(Some(Encryption { alg, enc })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(bad(&enc, format!("goes with {alg} only"))),
        // The default of the standard, A128CBC-HS256, is none of ours.
        (Some(_), None) => Err(bad(&enc, "must be named; there is: A128GCM, A256GCM")),
    }
}

fn public_keys(set: &Value) -> Result<Vec<Map<String, Value>>> {
    let refuse = |why: &str| Err(bad("jwks", why));
    let Some(keys) = set.get("keys").and_then(Value::as_array) else {
        return refuse("must be a JWK Set: an object with a list `keys`");
    };
    if keys.is_empty() || keys.len() > MOST || set.to_string().len() > MOST_BYTES {
        return refuse("must hold 1 to 20 keys in at most 16 KiB");
    }
    let keys: Option<Vec<_>> = keys.iter().map(|key| key.as_object().cloned()).collect();
    let Some(keys) = keys.filter(|keys| keys.iter().all(|key| key.get("kty").is_some_and(Value::is_string))) else {
        return refuse("has a member that is no key");
    };
    if keys.iter().any(|key| SECRET.iter().any(|name| key.contains_key(*name))) {
        return refuse("holds a private or a symmetric key: send the public halves only, and replace that key");
    }
    Ok(keys)
}

/// Those for encryption; where none says so, those that say nothing and are fit for it.
fn encryption_keys(keys: &[Map<String, Value>], members: &Members) -> Result<Vec<EncryptionKey>> {
    if members.value("jwks_uri").is_some() {
        let text = "tokens are encrypted to keys that were registered: send them as jwks, not as jwks_uri";
        return Err(bad("jwks_uri", text));
    }
    let is_said = |key: &&Map<String, Value>| key.get("use").is_some_and(|usage| usage == "enc");
    let said: Vec<_> = keys.iter().filter(is_said).collect();
    if !said.is_empty() {
        return EncryptionKey::parse_all(&json!({ "keys": said }).to_string()).map_err(|error| bad("jwks", error));
    }
    let unsaid = keys.iter().filter(|key| !key.contains_key("use") && !key.contains_key("key_ops"));
    Ok(unsaid
        .filter_map(|key| EncryptionKey::parse_all(&Value::from(key.clone()).to_string()).ok())
        .flatten()
        .collect())
}
