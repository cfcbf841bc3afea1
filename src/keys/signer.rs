//! Signing through `jsonwebtoken` with key pairs that were parsed once.
//!
//! Its own provider parses the private key for every token, which costs more than the signature. Ours carries an id
//! in the `EncodingKey` and finds the kept pair by it; everything else is left to the provider that it stands on.

use crate::keys::KeyError;
use crate::keys::algorithm::{Algorithm, Family};
use crate::keys::generate::PrivateKey;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaEncoding, RsaKeyPair};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, aws_lc};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error as SignatureError, Signer};
use jsonwebtoken::{AlgorithmFamily, EncodingKey, Header};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

/// No DER key begins so: those begin with a SEQUENCE, 0x30.
const PREFIX: &[u8] = b"kept:";

static PROVIDER: LazyLock<CryptoProvider> =
    LazyLock::new(|| CryptoProvider { signer_factory: find_signer, ..aws_lc::DEFAULT_PROVIDER.clone() });
static INSTALLED: OnceLock<bool> = OnceLock::new();
static KEPT: LazyLock<RwLock<HashMap<u64, Kept>>> = LazyLock::new(RwLock::default);
static NEXT_ID: AtomicU64 = AtomicU64::new(0);

/// Makes `jsonwebtoken` of this process sign with kept pairs; called again it does nothing.
///
/// Must come before anything else in the process uses `jsonwebtoken`, so `main` and tests call it first.
pub fn install_provider() -> std::result::Result<(), KeyError> {
    if *INSTALLED.get_or_init(|| PROVIDER.install_default().is_ok()) { Ok(()) } else { Err(KeyError::Provider) }
}

/// A private key ready to sign; the kept pair goes when this does.
pub struct SigningHandle {
    id: u64,
    encoding: EncodingKey,
    header: Header,
}

#[derive(Clone)]
struct Kept {
    algorithm: Algorithm,
    pair: Arc<Pair>,
}

/// A parsed private key.
enum Pair {
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Pair {
    fn of(key: &PrivateKey) -> std::result::Result<Self, KeyError> {
        let parsed = match key.algorithm().family() {
            Family::Rsa(padding) => RsaKeyPair::from_pkcs8(key.pkcs8()).map(|pair| Self::Rsa(pair, padding)),
            Family::Ec(curve, _) => EcdsaKeyPair::from_pkcs8(curve, key.pkcs8()).map(Self::Ec),
            Family::Ed => Ed25519KeyPair::from_pkcs8(key.pkcs8()).map(Self::Ed),
        };
        parsed.map_err(|_| KeyError::Malformed)
    }

    fn sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Unspecified> {
        match self {
            Self::Rsa(pair, padding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*padding, &SystemRandom::new(), message, &mut signature)?;
                Ok(signature)
            }
            Self::Ec(pair) => Ok(pair.sign(&SystemRandom::new(), message)?.as_ref().to_vec()),
            Self::Ed(pair) => Ok(pair.try_sign(message)?.as_ref().to_vec()),
        }
    }
}

impl SigningHandle {
    /// Parses the private key once and keeps it under the name `kid`.
    pub fn new(key: &PrivateKey, kid: &str) -> std::result::Result<Self, KeyError> {
        install_provider()?;
        let kept = Kept { algorithm: key.algorithm(), pair: Arc::new(Pair::of(key)?) };
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        KEPT.write().unwrap_or_else(PoisonError::into_inner).insert(id, kept);
        let mut header = Header::new(key.algorithm().as_jwa());
        header.kid = Some(kid.to_owned());
        let name = [PREFIX, &id.to_be_bytes()].concat();
        // The library compares the family with the algorithm's before it asks for a signer.
        let encoding = match key.algorithm().family() {
            Family::Rsa(_) => EncodingKey::from_rsa_der(&name),
            Family::Ec(..) => EncodingKey::from_ec_der(&name),
            Family::Ed => EncodingKey::from_ed_der(&name),
        };
        Ok(Self { id, encoding, header })
    }

    pub(super) fn encode(&self, typ: &str, claims: &impl serde::Serialize) -> Result<String> {
        let header = Header { typ: Some(typ.to_owned()), ..self.header.clone() };
        jsonwebtoken::encode(&header, claims, &self.encoding)
    }

    #[cfg(test)]
    pub(super) fn sign_raw(&self, message: &[u8]) -> Vec<u8> {
        find_signer(&self.header.alg, &self.encoding).unwrap().try_sign(message).unwrap()
    }
}

impl Drop for SigningHandle {
    fn drop(&mut self) {
        KEPT.write().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

fn find_signer(algorithm: &jsonwebtoken::Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    let id = key.as_bytes().strip_prefix(PREFIX).and_then(|id| id.try_into().ok());
    // An HMAC secret may read like anything.
    let Some(id) = id.filter(|_| key.family() != AlgorithmFamily::Hmac) else {
        return (aws_lc::DEFAULT_PROVIDER.signer_factory)(algorithm, key);
    };
    let kept = KEPT.read().unwrap_or_else(PoisonError::into_inner).get(&u64::from_be_bytes(id)).cloned();
    match kept {
        Some(kept) if kept.algorithm.as_jwa() == *algorithm => Ok(Box::new(kept)),
        _ => Err(ErrorKind::InvalidKeyFormat.into()),
    }
}

impl Signer<Vec<u8>> for Kept {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, SignatureError> {
        self.pair.sign(message).map_err(SignatureError::from_source)
    }
}

impl JwtSigner for Kept {
    fn algorithm(&self) -> jsonwebtoken::Algorithm {
        self.algorithm.as_jwa()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::jwk::PublicJwk;
    use crate::keys::jwt::VerifyingKey;

    fn handle() -> SigningHandle {
        SigningHandle::new(&PrivateKey::sample(), "name").unwrap()
    }

    fn is_kept(id: u64) -> bool {
        KEPT.read().unwrap().contains_key(&id)
    }

    #[test]
    fn a_pair_is_kept_as_long_as_its_handle() {
        let handle = handle();
        let id = handle.id;
        assert!(is_kept(id));
        drop(handle);
        assert!(!is_kept(id));
    }

    #[test]
    fn an_id_that_is_gone_signs_nothing() {
        let handle = handle();
        let (encoding, header) = (handle.encoding.clone(), handle.header.clone());
        drop(handle);
        assert!(jsonwebtoken::encode(&header, &serde_json::json!({}), &encoding).is_err());
    }

    #[test]
    fn plain_encode_signs_with_the_kept_pair_and_the_public_key_verifies_it() {
        for algorithm in Algorithm::ALL {
            let key = PrivateKey::sample_of(algorithm);
            let handle = SigningHandle::new(&key, "name").unwrap();
            let verifying = VerifyingKey::new(&PublicJwk::of(&key).unwrap(), algorithm).unwrap();
            let token = jsonwebtoken::encode(&handle.header, &serde_json::json!({}), &handle.encoding).unwrap();
            verifying.check_signature(&token).unwrap();
            let other =
                VerifyingKey::new(&PublicJwk::of(&PrivateKey::nth_sample(1)).unwrap(), Algorithm::Rs256).unwrap();
            assert!(other.check_signature(&token).is_err(), "{algorithm}");
        }
    }

    #[test]
    fn a_kept_pair_signs_with_its_own_algorithm_only() {
        for algorithm in Algorithm::ALL {
            let handle = SigningHandle::new(&PrivateKey::sample_of(algorithm), "name").unwrap();
            let others = Algorithm::ALL.into_iter().filter(|other| *other != algorithm).map(Algorithm::as_jwa);
            for other in others.chain([jsonwebtoken::Algorithm::RS512, jsonwebtoken::Algorithm::HS256]) {
                let refused = jsonwebtoken::encode(&Header::new(other), &serde_json::json!({}), &handle.encoding);
                assert!(refused.is_err(), "{algorithm} as {other:?}");
            }
        }
    }

    #[test]
    fn keys_that_are_not_ours_still_sign_as_before() {
        install_provider().unwrap();
        let secret = EncodingKey::from_secret(b"kept:12345678");
        assert!(jsonwebtoken::encode(&Header::default(), &serde_json::json!({}), &secret).is_ok());
    }
}
