//! Apps' public keys: what was read is written and read as the same, and no private key passes.

#![no_main]

use claviger::keys::{check_client_key, jwe};
use claviger::model::client_keys::ClientKey;
use claviger::model::encryption::EncryptionKey;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

fn holds_a_private_key(text: &str) -> bool {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return false };
    let one = [value.clone()];
    let keys = value.get("keys").and_then(Value::as_array).map_or(&one[..], Vec::as_slice);
    keys.iter()
        .any(|key| key.get("kty").is_some_and(Value::is_string) && PRIVATE.iter().any(|name| key.get(name).is_some()))
}

fuzz_target!(|text: &str| {
    if let Ok(keys) = ClientKey::parse_set(text) {
        assert!(!keys.is_empty() && !holds_a_private_key(text), "{text}");
        let again = ClientKey::read_set(&ClientKey::set_to_json(&keys));
        assert_eq!(again.as_deref(), Ok(&*keys));
        keys.iter().for_each(|key| drop(check_client_key(key)));
    }
    if let Ok(keys) = EncryptionKey::parse_all(text) {
        assert!(!keys.is_empty() && !holds_a_private_key(text), "{text}");
        let again = EncryptionKey::parse_all(&EncryptionKey::set_to_json(&keys).to_string());
        assert_eq!(again.as_deref(), Ok(&*keys));
        keys.iter().for_each(|key| drop(jwe::check_key(key)));
    }
});
