//! An app with keys of its own: what it signs, good and bad, written without the server's code.

use super::ISSUER;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claviger::model::ids::random_id;
use rsa::RsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

/// Every algorithm that apps may sign with, besides HS256.
pub const ALGS: [&str; 5] = ["RS256", "PS256", "ES256", "ES384", "EdDSA"];

/// A private key and its public half.
pub struct Signer {
    pub alg: &'static str,
    pair: Pair,
    public: Value,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Signer {
    /// A new key, with a name of its own.
    pub fn new(alg: &'static str) -> Self {
        let (pair, mut public) = match alg {
            "RS256" | "PS256" => new_rsa(),
            "ES256" => new_ec(&ECDSA_P256_SHA256_FIXED_SIGNING, "P-256"),
            "ES384" => new_ec(&ECDSA_P384_SHA384_FIXED_SIGNING, "P-384"),
            _ => {
                let pair = Ed25519KeyPair::generate().expect("an Ed25519 key");
                let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()) });
                (Pair::Ed(pair), public)
            }
        };
        public["kid"] = random_id().into();
        public["use"] = "sig".into();
        Self { alg, pair, public }
    }

    /// The public half.
    pub fn jwk(&self) -> Value {
        self.public.clone()
    }

    /// The same as a set.
    pub fn jwks(&self) -> Value {
        json!({ "keys": [self.public] })
    }

    /// The same without its name.
    pub fn nameless(&self) -> Value {
        let mut jwk = self.jwk();
        jwk.as_object_mut().expect("an object").remove("kid");
        json!({ "keys": [jwk] })
    }

    /// The header that a library writes.
    pub fn header(&self) -> Value {
        json!({ "alg": self.alg, "typ": "JWT", "kid": self.public["kid"] })
    }

    /// Signs as a library does.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_raw(&self.header().to_string(), &claims.to_string())
    }

    /// Signs exactly this.
    pub fn sign_raw(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let padding = if self.alg == "RS256" { &RSA_PKCS1_SHA256 } else { &RSA_PSS_SHA256 };
                pair.sign(padding, &random, message.as_bytes(), &mut signature).expect("a signature");
                signature
            }
            Pair::Ec(pair) => pair.sign(&random, message.as_bytes()).expect("a signature").as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
        };
        format!("{message}.{}", encode(&signature))
    }
}

fn new_rsa() -> (Pair, Value) {
    let made = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
    let der: Pkcs8V1Der<'_> = made.as_der().expect("its form");
    let pair = RsaKeyPair::from_pkcs8(der.as_ref()).expect("an RSA key");
    let key = RsaPrivateKey::from_pkcs8_der(der.as_ref()).expect("an RSA key");
    let public = json!({ "kty": "RSA", "n": encode(&key.n().to_bytes_be()), "e": encode(&key.e().to_bytes_be()) });
    (Pair::Rsa(pair), public)
}

fn new_ec(curve: &'static aws_lc_rs::signature::EcdsaSigningAlgorithm, crv: &str) -> (Pair, Value) {
    let pair = EcdsaKeyPair::generate(curve).expect("an EC key");
    let point = pair.public_key().as_ref()[1..].to_vec();
    let (x, y) = point.split_at(point.len() / 2);
    let public = json!({ "kty": "EC", "crv": crv, "x": encode(x), "y": encode(y) });
    (Pair::Ec(pair), public)
}

/// The same with a MAC, under any header.
pub fn mac(key: &[u8], header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message.as_bytes());
    format!("{message}.{}", encode(tag.as_ref()))
}

/// The claims of an assertion of now.
pub fn assertion_claims(client_id: &str, now: i64) -> Value {
    json!({ "iss": client_id, "sub": client_id, "aud": ISSUER, "jti": random_id(), "iat": now, "exp": now + 60 })
}

/// The same with a member in place of what was there.
pub fn with(mut claims: Value, member: &str, value: impl Into<Value>) -> Value {
    claims[member] = value.into();
    claims
}

/// The same without a member.
pub fn without(mut claims: Value, member: &str) -> Value {
    claims.as_object_mut().expect("an object").remove(member);
    claims
}
