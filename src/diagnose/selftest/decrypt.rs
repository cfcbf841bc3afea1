//! Reads what the server encrypted to a throw-away app (RFC 7516), with private keys that live for one run.

use super::report::{Check, Mend, Stop};
use crate::model::encryption::EncryptionKey;
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

/// The private halves.
pub(super) struct Decryptor {
    rsa: OaepPrivateDecryptingKey,
    ec: agreement::PrivateKey,
    public: Value,
}

impl Decryptor {
    /// Makes one key for each way of encrypting; none where the library cannot.
    pub(super) fn new() -> Option<Self> {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let rsa = PrivateDecryptingKey::generate(KeySize::Rsa2048).ok()?;
        let der: PublicKeyX509Der<'_> = rsa.public_key().as_der().ok()?;
        let public = RsaPublicKey::from_public_key_der(der.as_ref()).ok()?;
        let ec = agreement::PrivateKey::generate(&ECDH_P256).ok()?;
        let point = ec.compute_public_key().ok()?;
        // SEC 1 §2.3.3: 4 stands before an uncompressed point.
        let (x, y) = point.as_ref().get(1..65)?.split_at(32);
        let public = json!({ "keys": [
            {
                "kty": "RSA", "kid": "for-rsa", "use": "enc",
                "n": encode(&public.n().to_bytes_be()), "e": encode(&public.e().to_bytes_be()),
            },
            { "kty": "EC", "crv": "P-256", "kid": "for-ec", "use": "enc", "x": encode(x), "y": encode(y) },
        ] });
        Some(Self { rsa: OaepPrivateDecryptingKey::new(rsa).ok()?, ec, public })
    }

    /// The public halves, as an app registers them.
    pub(super) fn keys(&self) -> Vec<EncryptionKey> {
        EncryptionKey::parse_all(&self.public.to_string()).unwrap_or_default()
    }

    /// What was encrypted, after a look at how.
    pub(super) fn open(&self, token: &str, alg: &str, enc: &str) -> Check {
        let parts: Vec<_> = token.split('.').collect();
        let [head, key, nonce, body, tag] = parts[..] else {
            return Err(Stop::answer(format!("{} parts instead of the five of RFC 7516 §3.1", parts.len())));
        };
        let header: Value = decode(head).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        super::report::demand(header["alg"] == alg && header["enc"] == enc, || {
            format!("encrypted with {}/{}, not {alg}/{enc}", header["alg"], header["enc"])
        })?;
        let opened =
            self.try_open(&header, (head, key, nonce), &[body, tag].map(|part| decode(part).unwrap_or_default()));
        opened.ok_or_else(|| Stop::Failed(format!("{alg}/{enc}: it does not open with the app's key"), Mend::Keys))
    }

    fn try_open(&self, header: &Value, (head, key, nonce): (&str, &str, &str), rest: &[Vec<u8>; 2]) -> Option<String> {
        let enc = header["enc"].as_str()?;
        let (content, length) = match enc {
            "A128GCM" => (&AES_128_GCM, 16),
            "A256GCM" => (&AES_256_GCM, 32),
            _ => return None,
        };
        let content_key = match header["alg"].as_str()? {
            "RSA-OAEP-256" => self.unwrap(&decode(key)?)?,
            "ECDH-ES" => self.agree(&header["epk"], enc, length)?,
            _ => return None,
        };
        let cipher = LessSafeKey::new(UnboundKey::new(content, &content_key).ok()?);
        let nonce = Nonce::try_assume_unique_for_key(&decode(nonce)?).ok()?;
        let mut sealed = rest.concat();
        let opened = cipher.open_in_place(nonce, Aad::from(head.as_bytes()), &mut sealed).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }

    fn unwrap(&self, encrypted: &[u8]) -> Option<Vec<u8>> {
        let mut opened = vec![0; self.rsa.min_output_size()];
        self.rsa.decrypt(&OAEP_SHA256_MGF1SHA256, encrypted, &mut opened, None).ok().map(|key| key.to_vec())
    }

    /// RFC 7518 §4.6, as whoever receives it reads it.
    fn agree(&self, epk: &Value, enc: &str, length: u32) -> Option<Vec<u8>> {
        let point = [vec![4], decode(epk["x"].as_str()?)?, decode(epk["y"].as_str()?)?].concat();
        let bytes = usize::try_from(length).ok()?;
        agreement::agree(&self.ec, UnparsedPublicKey::new(&ECDH_P256, point), (), |z| {
            let name = [&7_u32.to_be_bytes()[..], enc.as_bytes()].concat();
            let parties = [0; 8];
            let input = [&1_u32.to_be_bytes()[..], z, &name, &parties, &(length * 8).to_be_bytes()].concat();
            Ok(digest(&SHA256, &input).as_ref()[..bytes].to_vec())
        })
        .ok()
    }
}

fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::jwe::encrypt_jwt;
    use crate::model::encryption::Encryption;

    #[test]
    fn what_is_encrypted_in_any_way_opens_and_nothing_else_does() {
        let decryptor = Decryptor::new().unwrap();
        for how in Encryption::all() {
            let keys = decryptor.keys();
            let key = EncryptionKey::for_alg(&keys, how.alg).unwrap();
            let token = encrypt_jwt("a.b.c", key, how).unwrap();
            let (alg, enc) = (how.alg.as_str(), how.enc.as_str());
            assert_eq!(decryptor.open(&token, alg, enc), Ok("a.b.c".to_owned()), "{how}");
            assert!(decryptor.open(&token, "dir", enc).is_err(), "{how}");
            assert!(Decryptor::new().unwrap().open(&token, alg, enc).is_err(), "{how} with another's key");
        }
        assert!(decryptor.open("a.b.c", "ECDH-ES", "A256GCM").is_err());
    }
}
