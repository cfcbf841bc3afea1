//! A forger who has somehow got hold of the key that signs: any header and any claims, byte for byte, with a signature
//! that fits. What is refused of these is refused for what it says and not for how it is signed.

use super::house::House;
use super::tokens::Tokens;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use claviger::keys::export::{self, KeyFormat};
use claviger::keys::open_private;
use serde_json::Value;

/// The way in which our tokens are signed.
const RS256: &dyn RsaEncoding = &RSA_PKCS1_SHA256;

/// A stolen key, and what honest tokens it signed.
pub struct Forger {
    pair: KeyPair,
    pub tokens: Tokens,
}

/// The two readable parts of an honest token.
#[derive(Clone, Debug)]
pub struct Parts {
    pub header: Value,
    pub claims: Value,
}

impl Parts {
    pub fn of(token: &str) -> Self {
        let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).expect("base64url"));
        let mut next = || serde_json::from_slice(&parts.next().expect("a part")).expect("JSON");
        Self { header: next(), claims: next() }
    }
}

impl Forger {
    /// Steals the key of a house and keeps tokens of the honest sort for comparison.
    pub async fn of(house: &House, tokens: Tokens) -> Self {
        let rows = house.store.read().await.expect("a connection").db().signing_keys().await.expect("the keys");
        let kid = house.provider.ring.find_signer(claviger::keys::Algorithm::Rs256, house.clock.now());
        let row = rows.iter().find(|row| Some(&row.kid) == kid.as_ref()).expect("the key that signs");
        let key = open_private(&house.provider.master_key, row).expect("a sound row").expect("a private key");
        let pem = export::private(&key, KeyFormat::Pem).expect("a PEM file");
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = STANDARD.decode(body).expect("base64");
        Self { pair: KeyPair::from_pkcs8(&der).expect("a key pair"), tokens }
    }

    /// A JWS of these bytes (RFC 7515 §5.1).
    pub fn sign(&self, header: &str, claims: &str) -> String {
        self.sign_encoded(&format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims)))
    }

    /// A signature over an input that is encoded already, as nobody else would.
    pub fn sign_encoded(&self, input: &str) -> String {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(RS256, &SystemRandom::new(), input.as_bytes(), &mut signature).expect("a signature");
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The public half as the key set shows it.
    pub async fn public(house: &House, kid: &str) -> Value {
        let set = house.get("/.well-known/jwks.json").await.json_of(200);
        let keys = set["keys"].as_array().expect("keys");
        keys.iter().find(|key| key["kid"] == kid).expect("the key").clone()
    }
}
