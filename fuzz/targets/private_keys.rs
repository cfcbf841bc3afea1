//! Files with private keys: each is read whole, checked, or refused.

#![no_main]

use claviger::keys::import::read_private_key;
use claviger::keys::jwk::PublicJwk;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for passphrase in [None, Some("secret")] {
        let phrase = passphrase.map(|text: &str| text.to_owned().into());
        if let Ok(key) = read_private_key(bytes, phrase.as_ref(), None) {
            assert!(PublicJwk::of(&key).is_ok(), "a key that was taken has a public half");
        }
    }
});
