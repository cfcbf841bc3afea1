//! Encrypting to an app's own key (RFC 7516, compact): RSA-OAEP-256 and ECDH-ES with A128GCM and A256GCM. Only this
//! side: nothing that comes to us encrypted is read.

use crate::keys::KeyError;
use crate::model::encryption::{ContentAlg, Encryption, EncryptionKey, EncryptionKeyError, KeyAlg, Material};
use crate::model::secret::random_bytes;
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, X25519, agree_ephemeral};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey, PublicKeyComponents};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Encrypts a signed token, which becomes a nested JWT (RFC 7519 §5.2), to a key of the kind that `how` needs.
pub fn encrypt_jwt(jwt: &str, key: &EncryptionKey, how: Encryption) -> Result<String, KeyError> {
    let content = match how.enc {
        ContentAlg::A128Gcm => &AES_128_GCM,
        ContentAlg::A256Gcm => &AES_256_GCM,
    };
    let mut header = json!({ "alg": how.alg.as_str(), "enc": how.enc.as_str(), "typ": "JWT", "cty": "JWT" });
    if let Some(kid) = &key.kid {
        header["kid"] = kid.as_str().into();
    }
    let (content_key, encrypted_key) = match (&key.material, how.alg) {
        (Material::Rsa { n, e }, KeyAlg::RsaOaep256) => {
            let content_key = Zeroizing::new(random_bytes::<32>());
            let encrypted = encrypt_key(&content_key[..content.key_len()], n, e)?;
            (content_key, encrypted)
        }
        (Material::P256 { .. } | Material::X25519 { .. }, KeyAlg::EcdhEs) => {
            let (content_key, epk) = agree(&key.material, how.enc)?;
            header["epk"] = epk;
            // RFC 7518 §4.6: agreed upon directly, there is no key to send.
            (content_key, Vec::new())
        }
        _ => return Err(KeyError::Encryption),
    };
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    let cipher = UnboundKey::new(content, &content_key[..content.key_len()]).map_err(|_| KeyError::Encryption)?;
    let (nonce, mut body) = (random_bytes::<NONCE_LEN>(), jwt.as_bytes().to_vec());
    let tag = LessSafeKey::new(cipher)
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(header.as_bytes()), &mut body)
        .map_err(|_| KeyError::Encryption)?;
    let rest = [&*encrypted_key, &nonce, &body, tag.as_ref()].map(|part| URL_SAFE_NO_PAD.encode(part));
    Ok(format!("{header}.{}", rest.join(".")))
}

/// Whether a key that was read can be encrypted to at all.
pub fn check_key(key: &EncryptionKey) -> Result<(), EncryptionKeyError> {
    let tried = encrypt_jwt("", key, Encryption { alg: key.alg(), enc: ContentAlg::A256Gcm });
    tried.map(drop).map_err(|_| EncryptionKeyError::NoPoint)
}

fn encrypt_key(content_key: &[u8], n: &[u8], e: &[u8]) -> Result<Vec<u8>, KeyError> {
    let key: Result<PublicEncryptingKey, _> = PublicKeyComponents { n, e }.try_into();
    let key = key.and_then(OaepPublicEncryptingKey::new).map_err(|_| KeyError::Encryption)?;
    let mut encrypted = vec![0; key.ciphertext_size()];
    let done = key.encrypt(&OAEP_SHA256_MGF1SHA256, content_key, &mut encrypted, None);
    done.map(|encrypted| encrypted.to_vec()).map_err(|_| KeyError::Encryption)
}

/// The content key and the public half of the key that lives only for this token (`epk`).
fn agree(theirs: &Material, enc: ContentAlg) -> Result<(Zeroizing<[u8; 32]>, Value), KeyError> {
    let (curve, theirs): (&agreement::Algorithm, Vec<u8>) = match theirs {
        // SEC 1 §2.3.3: 4 stands before an uncompressed point.
        Material::P256 { x, y } => (&ECDH_P256, [&[4], &x[..], &y[..]].concat()),
        Material::X25519 { x } => (&X25519, x.to_vec()),
        Material::Rsa { .. } => return Err(KeyError::Encryption),
    };
    let failed = |_| KeyError::Encryption;
    let ours = EphemeralPrivateKey::generate(curve, &SystemRandom::new()).map_err(failed)?;
    let public = ours.compute_public_key().map_err(failed)?;
    let epk = match public.as_ref() {
        [4, point @ ..] if point.len() == 64 => {
            let (x, y) = point.split_at(32);
            json!({ "kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y) })
        }
        x => json!({ "kty": "OKP", "crv": "X25519", "x": URL_SAFE_NO_PAD.encode(x) }),
    };
    let peer = UnparsedPublicKey::new(curve, theirs);
    let content_key = agree_ephemeral(ours, peer, KeyError::Encryption, |z| Ok(derive(z, enc, b"", b"")))?;
    Ok((content_key, epk))
}

/// The Concat KDF (RFC 7518 §4.6.2, NIST SP 800-56A §5.8.1), whose first round is enough for these content keys.
fn derive(z: &[u8], enc: ContentAlg, apu: &[u8], apv: &[u8]) -> Zeroizing<[u8; 32]> {
    let bits: u32 = match enc {
        ContentAlg::A128Gcm => 128,
        ContentAlg::A256Gcm => 256,
    };
    let mut input = Zeroizing::new([&1_u32.to_be_bytes(), z].concat());
    for part in [enc.as_str().as_bytes(), apu, apv] {
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        input.extend_from_slice(&length.to_be_bytes());
        input.extend_from_slice(part);
    }
    input.extend_from_slice(&bits.to_be_bytes());
    let mut key = Zeroizing::new([0; 32]);
    key.copy_from_slice(digest(&SHA256, &input).as_ref());
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::generate::PrivateKey;
    use aws_lc_rs::agreement::PrivateKey as AgreementKey;
    use aws_lc_rs::rsa::{OaepPrivateDecryptingKey, PrivateDecryptingKey};

    const JWT: &str = "eyJhbGciOiJub25lIn0.e30.";
    const BOB_D: &str = "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw";

    fn decode(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn read(jwk: &Value) -> EncryptionKey {
        EncryptionKey::parse_all(&jwk.to_string()).unwrap().remove(0)
    }

    fn bob() -> Value {
        json!({
            "kty": "EC", "crv": "P-256", "kid": "bob",
            "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        })
    }

    /// Opens a token with a content key that is found from its header and its second part.
    fn open(token: &str, find_key: impl FnOnce(&Value, Vec<u8>) -> Vec<u8>) -> (Value, String) {
        let parts: Vec<_> = token.split('.').collect();
        let [header, key, nonce, body, tag] = parts[..] else { panic!("five parts, not {token}") };
        let shown: Value = serde_json::from_slice(&decode(header)).unwrap();
        let key = find_key(&shown, decode(key));
        let content = if key.len() == 16 { &AES_128_GCM } else { &AES_256_GCM };
        let nonce = Nonce::assume_unique_for_key(decode(nonce).try_into().unwrap());
        let mut sealed = [decode(body), decode(tag)].concat();
        let cipher = LessSafeKey::new(UnboundKey::new(content, &key).unwrap());
        let opened = cipher.open_in_place(nonce, Aad::from(header.as_bytes()), &mut sealed).unwrap();
        (shown, String::from_utf8(opened.to_vec()).unwrap())
    }

    fn agreed(ours: &AgreementKey, header: &Value, enc: ContentAlg) -> Vec<u8> {
        let epk = read(&header["epk"]);
        let (curve, point) = match epk.material {
            Material::P256 { x, y } => (&ECDH_P256, [&[4], &x[..], &y[..]].concat()),
            Material::X25519 { x } => (&X25519, x.to_vec()),
            Material::Rsa { .. } => unreachable!("an agreement key"),
        };
        let peer = UnparsedPublicKey::new(curve, point);
        let key = agreement::agree(ours, peer, (), |z| Ok(derive(z, enc, b"", b""))).unwrap();
        key[..if enc == ContentAlg::A128Gcm { 16 } else { 32 }].to_vec()
    }

    #[test]
    fn the_key_of_rfc_7518_appendix_c_is_derived() {
        let alice = AgreementKey::from_private_key(&ECDH_P256, &decode("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"));
        let Material::P256 { x, y } = read(&bob()).material else { panic!("a point") };
        let peer = UnparsedPublicKey::new(&ECDH_P256, [&[4], &x[..], &y[..]].concat());
        let derived =
            agreement::agree(&alice.unwrap(), peer, (), |z| Ok(derive(z, ContentAlg::A128Gcm, b"Alice", b"Bob")));
        assert_eq!(URL_SAFE_NO_PAD.encode(&derived.unwrap()[..16]), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn a_token_opens_with_the_private_half_of_a_p256_key() {
        let private = AgreementKey::from_private_key(&ECDH_P256, &decode(BOB_D)).unwrap();
        for enc in ContentAlg::ALL {
            let token = encrypt_jwt(JWT, &read(&bob()), Encryption { alg: KeyAlg::EcdhEs, enc }).unwrap();
            let (header, opened) = open(&token, |header, key| {
                assert!(key.is_empty());
                agreed(&private, header, enc)
            });
            assert_eq!(opened, JWT);
            let members: Vec<_> = header.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["alg", "enc", "typ", "cty", "kid", "epk"]);
            assert_eq!(
                (&header["enc"], &header["cty"], &header["kid"]),
                (&json!(enc.as_str()), &json!("JWT"), &json!("bob"))
            );
        }
    }

    #[test]
    fn a_token_opens_with_the_private_half_of_an_x25519_key() {
        let private = AgreementKey::generate(&X25519).unwrap();
        let x = URL_SAFE_NO_PAD.encode(private.compute_public_key().unwrap());
        let (key, enc) = (read(&json!({ "kty": "OKP", "crv": "X25519", "x": x })), ContentAlg::A256Gcm);
        let token = encrypt_jwt(JWT, &key, Encryption { alg: KeyAlg::EcdhEs, enc }).unwrap();
        let (header, opened) = open(&token, |header, _| agreed(&private, header, enc));
        assert_eq!((opened.as_str(), header.get("kid")), (JWT, None));
    }

    #[test]
    fn a_token_opens_with_the_private_half_of_an_rsa_key() {
        let private = PrivateKey::sample();
        let jwk: Value =
            serde_json::from_str(&crate::keys::jwk::PublicJwk::of(&private).unwrap().to_json().unwrap()).unwrap();
        let key = read(&json!({ "kty": "RSA", "n": jwk["n"], "e": jwk["e"] }));
        let private = PrivateDecryptingKey::from_pkcs8(private.pkcs8()).unwrap();
        let private = OaepPrivateDecryptingKey::new(private).unwrap();
        for enc in ContentAlg::ALL {
            let token = encrypt_jwt(JWT, &key, Encryption { alg: KeyAlg::RsaOaep256, enc }).unwrap();
            let (_, opened) = open(&token, |_, encrypted| {
                let mut opened = vec![0; private.min_output_size()];
                private.decrypt(&OAEP_SHA256_MGF1SHA256, &encrypted, &mut opened, None).unwrap().to_vec()
            });
            assert_eq!(opened, JWT);
        }
    }

    #[test]
    fn two_encryptions_of_one_token_have_nothing_but_their_header_in_common() {
        let how = Encryption { alg: KeyAlg::EcdhEs, enc: ContentAlg::A256Gcm };
        let [one, other] = [(); 2].map(|()| encrypt_jwt(JWT, &read(&bob()), how).unwrap());
        assert!(one.split('.').zip(other.split('.')).skip(2).all(|(one, other)| one != other));
    }

    #[test]
    fn a_key_of_another_kind_and_a_point_beside_the_curve_are_refused() {
        let how = Encryption { alg: KeyAlg::RsaOaep256, enc: ContentAlg::A256Gcm };
        assert_eq!(encrypt_jwt(JWT, &read(&bob()), how), Err(KeyError::Encryption));
        let mut beside = bob();
        beside["y"] = beside["x"].clone();
        assert_eq!(check_key(&read(&beside)), Err(EncryptionKeyError::NoPoint));
        assert_eq!(check_key(&read(&bob())), Ok(()));
    }
}
