//! Making private keys. Takes up to seconds (RSA, 4096 bits), so it runs off the async workers.

use crate::keys::algorithm::{Algorithm, Family};
use crate::keys::jwk::PublicJwk;
use crate::keys::{KeyError, jwt, signer::SigningHandle};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::pkcs8::Document;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair};
use std::fmt;
use zeroize::Zeroizing;

/// A private key in the clear (PKCS#8, RFC 5208): lives only between making or unsealing it and putting it to use.
pub struct PrivateKey {
    algorithm: Algorithm,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl PrivateKey {
    /// Makes a key and checks it by a signature, on a thread for slow work. RSA keys have `rsa_bits`: 2048, 3072 or 4096.
    pub async fn generate(algorithm: Algorithm, rsa_bits: u16) -> Result<Self, KeyError> {
        tokio::task::spawn_blocking(move || Self::generate_blocking(algorithm, rsa_bits))
            .await
            .map_err(|_| KeyError::Generation)?
    }

    /// As [`PrivateKey::generate`], on this thread.
    pub fn generate_blocking(algorithm: Algorithm, rsa_bits: u16) -> Result<Self, KeyError> {
        let pkcs8 = match algorithm.family() {
            Family::Rsa(_) => generate_rsa(rsa_bits)?,
            Family::Ec(curve, _) => EcdsaKeyPair::generate(curve).and_then(|pair| pair.to_pkcs8v1()).map(to_bytes)?,
            Family::Ed => Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1()).map(to_bytes)?,
        };
        let key = Self::from_pkcs8(algorithm, pkcs8);
        key.check().map_err(|_| KeyError::Generation)?;
        Ok(key)
    }

    /// Takes over a key that was unsealed or imported. Nothing is checked yet.
    pub fn from_pkcs8(algorithm: Algorithm, pkcs8: Zeroizing<Vec<u8>>) -> Self {
        Self { algorithm, pkcs8 }
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// A key that does not verify what it signed would lock every app out: refused before it is stored.
    pub(super) fn check(&self) -> Result<(), KeyError> {
        let jwk = PublicJwk::of(self)?;
        let handle = SigningHandle::new(self, jwk.kid())?;
        let verifying = jwt::VerifyingKey::new(&jwk, self.algorithm)?;
        let token = jwt::sign(&handle, "JWT", &serde_json::json!({ "check": jwk.kid() }))?;
        verifying.check_signature(&token).map(drop).map_err(|_| KeyError::Malformed)
    }

    #[cfg(test)]
    pub(super) fn sample() -> Self {
        Self::nth_sample(0)
    }

    /// A few keys for all tests of this process: making one takes long.
    #[cfg(test)]
    pub(super) fn nth_sample(n: usize) -> Self {
        static SAMPLES: [std::sync::OnceLock<Vec<u8>>; 3] = [const { std::sync::OnceLock::new() }; 3];
        let make = || Self::generate_blocking(Algorithm::Rs256, 2048).unwrap().pkcs8.to_vec();
        Self::from_pkcs8(Algorithm::Rs256, SAMPLES[n].get_or_init(make).clone().into())
    }

    /// A key of each algorithm; those of RSA share theirs.
    #[cfg(test)]
    pub(super) fn sample_of(algorithm: Algorithm) -> Self {
        match algorithm.family() {
            Family::Rsa(_) => Self::from_pkcs8(algorithm, Self::sample().pkcs8),
            _ => Self::generate_blocking(algorithm, 0).unwrap(),
        }
    }
}

fn generate_rsa(bits: u16) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let size = match bits {
        2048 => KeySize::Rsa2048,
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        _ => return Err(KeyError::Size(bits)),
    };
    let pair = KeyPair::generate(size)?;
    let der: Pkcs8V1Der<'_> = pair.as_der()?;
    Ok(Zeroizing::new(der.as_ref().to_vec()))
}

#[expect(clippy::needless_pass_by_value, reason = "the document is wiped when it is dropped here")]
fn to_bytes(document: Document) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(document.as_ref().to_vec())
}

impl From<Unspecified> for KeyError {
    fn from(_: Unspecified) -> Self {
        Self::Generation
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.algorithm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sizes_than_the_three_are_refused() {
        for bits in [0, 1024, 2047, 8192] {
            for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
                assert_eq!(PrivateKey::generate_blocking(algorithm, bits).unwrap_err(), KeyError::Size(bits));
            }
        }
    }

    #[test]
    fn rsa_keys_have_the_size_that_was_asked_for() {
        for bits in [2048, 3072, 4096] {
            let key = PrivateKey::generate_blocking(Algorithm::Ps256, bits).unwrap();
            assert_eq!(PublicJwk::of(&key).unwrap().rsa_bits(), Some(usize::from(bits)));
        }
    }

    #[tokio::test]
    async fn two_new_keys_differ() {
        for algorithm in Algorithm::ALL {
            let (one, other) = (
                PrivateKey::generate(algorithm, 2048).await.unwrap(),
                PrivateKey::generate(algorithm, 2048).await.unwrap(),
            );
            assert_eq!(one.algorithm(), algorithm);
            assert_ne!(PublicJwk::of(&one).unwrap().kid(), PublicJwk::of(&other).unwrap().kid());
        }
    }

    #[test]
    fn a_key_of_another_family_or_curve_fails_its_check() {
        for algorithm in Algorithm::ALL {
            for other in Algorithm::ALL {
                let is_same = matches!(
                    (algorithm.family(), other.family()),
                    (Family::Rsa(_), Family::Rsa(_)) | (Family::Ed, Family::Ed)
                ) || algorithm == other;
                let key = PrivateKey::from_pkcs8(other, PrivateKey::sample_of(algorithm).pkcs8);
                assert_eq!(key.check().is_ok(), is_same, "{algorithm} as {other}");
            }
        }
    }

    #[test]
    fn a_private_key_does_not_print_itself() {
        assert_eq!(format!("{:?}", PrivateKey::sample()), "PrivateKey(RS256)");
    }
}
