//! Making private keys. Takes 50 ms (2048 bits) to seconds (4096 bits), so it runs off the async workers.

use crate::keys::algorithm::Algorithm;
use crate::keys::jwk::PublicJwk;
use crate::keys::{KeyError, jwt, signer::SigningHandle};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use std::fmt;
use zeroize::Zeroizing;

/// A private key in the clear (PKCS#8, RFC 5208): lives only between making or unsealing it and putting it to use.
pub struct PrivateKey {
    algorithm: Algorithm,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl PrivateKey {
    /// Makes a key for RS256 of 2048, 3072 or 4096 bits and checks it by a signature, on a thread for slow work.
    pub async fn generate_rsa(bits: u16) -> Result<Self, KeyError> {
        tokio::task::spawn_blocking(move || Self::generate_rsa_blocking(bits))
            .await
            .map_err(|_| KeyError::Generation)?
    }

    /// As [`PrivateKey::generate_rsa`], on this thread.
    pub fn generate_rsa_blocking(bits: u16) -> Result<Self, KeyError> {
        let size = match bits {
            2048 => KeySize::Rsa2048,
            3072 => KeySize::Rsa3072,
            4096 => KeySize::Rsa4096,
            _ => return Err(KeyError::Size(bits)),
        };
        let pair = KeyPair::generate(size).map_err(|_| KeyError::Generation)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError::Generation)?;
        let key = Self::from_pkcs8(Algorithm::Rs256, Zeroizing::new(der.as_ref().to_vec()));
        key.check()?;
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
    fn check(&self) -> Result<(), KeyError> {
        let jwk = PublicJwk::of(self)?;
        let handle = SigningHandle::new(self, jwk.kid())?;
        let verifying = jwt::VerifyingKey::new(&jwk, self.algorithm)?;
        let token = jwt::sign(&handle, "JWT", &serde_json::json!({ "check": jwk.kid() }))?;
        verifying.check_signature(&token).map(drop).map_err(|_| KeyError::Generation)
    }

    #[cfg(test)]
    pub(super) fn sample() -> Self {
        Self::nth_sample(0)
    }

    /// A few keys for all tests of this process: making one takes long.
    #[cfg(test)]
    pub(super) fn nth_sample(n: usize) -> Self {
        static SAMPLES: [std::sync::OnceLock<Vec<u8>>; 3] = [const { std::sync::OnceLock::new() }; 3];
        let pkcs8 = SAMPLES[n].get_or_init(|| Self::generate_rsa_blocking(2048).unwrap().pkcs8.to_vec());
        Self::from_pkcs8(Algorithm::Rs256, pkcs8.clone().into())
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
            assert_eq!(PrivateKey::generate_rsa_blocking(bits).unwrap_err(), KeyError::Size(bits));
        }
    }

    #[tokio::test]
    async fn two_new_keys_differ() {
        let (one, other) =
            (PrivateKey::generate_rsa(2048).await.unwrap(), PrivateKey::generate_rsa(2048).await.unwrap());
        assert_ne!(PublicJwk::of(&one).unwrap().kid(), PublicJwk::of(&other).unwrap().kid());
    }

    #[test]
    fn a_private_key_does_not_print_itself() {
        assert_eq!(format!("{:?}", PrivateKey::sample()), "PrivateKey(RS256)");
    }
}
