//! An app that reads what was encrypted to it (RFC 7516), with private keys of its own.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claviger::model::encryption::EncryptionKey;
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

/// The private halves, of which the app registers the public ones.
pub struct Decryptor {
    rsa: OaepPrivateDecryptingKey,
    ec: agreement::PrivateKey,
    public: Value,
}

impl Decryptor {
    /// Makes both.
    pub fn new() -> Self {
        let rsa = PrivateDecryptingKey::generate(KeySize::Rsa2048).expect("an RSA key");
        let public: PublicKeyX509Der<'_> = rsa.public_key().as_der().expect("its public half");
        let public = RsaPublicKey::from_public_key_der(public.as_ref()).expect("an RSA key");
        let ec = agreement::PrivateKey::generate(&ECDH_P256).expect("an EC key");
        let point = ec.compute_public_key().expect("its point");
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let public = json!({ "keys": [
            {
                "kty": "RSA", "kid": "for-rsa", "use": "enc",
                "n": encode(&public.n().to_bytes_be()), "e": encode(&public.e().to_bytes_be()),
            },
            {
                "kty": "EC", "crv": "P-256", "kid": "for-ec", "use": "enc",
                "x": encode(&point.as_ref()[1..33]), "y": encode(&point.as_ref()[33..]),
            },
        ] });
        Self { rsa: OaepPrivateDecryptingKey::new(rsa).expect("a key to decrypt with"), ec, public }
    }

    /// The public halves as registered.
    pub fn keys(&self) -> Vec<EncryptionKey> {
        EncryptionKey::parse_all(&self.public.to_string()).expect("sound keys")
    }

    /// The public halves as typed into a form.
    pub fn jwks(&self) -> String {
        self.public.to_string()
    }

    /// The header, and what was encrypted.
    pub fn open(&self, token: &str) -> (Value, String) {
        let parts: Vec<_> = token.split('.').collect();
        let [head, key, nonce, body, tag] = parts[..] else { panic!("five parts, not {token}") };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).expect("base64url");
        let header: Value = serde_json::from_slice(&decode(head)).expect("a header");
        let enc = header["enc"].as_str().expect("enc");
        let (content, length) = if enc == "A128GCM" { (&AES_128_GCM, 16) } else { (&AES_256_GCM, 32) };
        let content_key = match header["alg"].as_str() {
            Some("RSA-OAEP-256") => self.unwrap(&decode(key)),
            Some("ECDH-ES") => self.agree(&header["epk"], enc, length),
            other => panic!("an alg, not {other:?}"),
        };
        let cipher = LessSafeKey::new(UnboundKey::new(content, &content_key).expect("a content key"));
        let nonce = Nonce::try_assume_unique_for_key(&decode(nonce)).expect("a nonce");
        let mut sealed = [decode(body), decode(tag)].concat();
        let opened = cipher.open_in_place(nonce, Aad::from(head.as_bytes()), &mut sealed).expect("it opens");
        (header, String::from_utf8(opened.to_vec()).expect("a text"))
    }

    fn unwrap(&self, encrypted: &[u8]) -> Vec<u8> {
        let mut opened = vec![0; self.rsa.min_output_size()];
        let key = self.rsa.decrypt(&OAEP_SHA256_MGF1SHA256, encrypted, &mut opened, None).expect("a wrapped key");
        key.to_vec()
    }

    /// RFC 7518 §4.6, written anew.
    fn agree(&self, epk: &Value, enc: &str, length: u32) -> Vec<u8> {
        let decode = |name: &str| URL_SAFE_NO_PAD.decode(epk[name].as_str().expect("a coordinate")).expect("base64url");
        let point = [vec![4], decode("x"), decode("y")].concat();
        agreement::agree(&self.ec, UnparsedPublicKey::new(&ECDH_P256, point), (), |z| {
            let name = [&7_u32.to_be_bytes()[..], enc.as_bytes()].concat();
            let parties = [0; 8];
            let input = [&1_u32.to_be_bytes()[..], z, &name, &parties, &(length * 8).to_be_bytes()].concat();
            Ok(digest(&SHA256, &input).as_ref()[..length as usize].to_vec())
        })
        .expect("an agreed key")
    }
}
