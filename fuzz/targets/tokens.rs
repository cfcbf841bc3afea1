//! Tokens: of all texts only the one that was signed is taken, and nothing that an app signs is believed for its header.

#![no_main]

use claviger::keys::generate::PrivateKey;
use claviger::keys::jwk::PublicJwk;
use claviger::keys::jwt::{self, VerifyingKey};
use claviger::keys::signer::SigningHandle;
use claviger::keys::{Algorithm, Expected, ForeignJwt, claimed_audience};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use std::sync::LazyLock;

struct Known {
    key: VerifyingKey,
    token: String,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let private = PrivateKey::generate_blocking(Algorithm::EdDsa, 2048).expect("a key");
    let jwk = PublicJwk::of(&private).expect("its public half");
    let handle = SigningHandle::new(&private, jwk.kid()).expect("a key to sign with");
    let claims = json!({ "iss": "https://id.example", "aud": "shop", "sub": "alice", "exp": 2000, "iat": 1000 });
    let token = jwt::sign(&handle, "JWT", &claims).expect("a token");
    Known { key: VerifyingKey::new(&jwk, Algorithm::EdDsa).expect("a key to verify with"), token }
});

const EXPECTED: Expected<'static> =
    Expected { issuer: "https://id.example", types: &["JWT"], now: 1500, leeway: 0, is_expired_accepted: false };

fuzz_target!(|text: &str| {
    // A star stands for the token, so that its neighbours are found.
    let text = text.replacen('*', &KNOWN.token, 1);
    let taken = jwt::verify::<Value>(&text, |_| Some(&KNOWN.key), &EXPECTED);
    assert_eq!(taken.is_ok(), text == KNOWN.token, "{text}");
    let _ = claimed_audience(&text);
    if let Ok(read) = ForeignJwt::read(&text) {
        assert!(["RS256", "PS256", "ES256", "ES384", "EdDSA", "HS256"].contains(&read.alg().name()));
        assert!(read.verify_by_keys(&[]).is_err());
    }
});
