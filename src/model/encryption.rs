//! How tokens for an app are encrypted (RFC 7516), and the app's public keys that they are encrypted to (RFC 7517).

use super::pem::{Damage, is_pem};
use super::public_jwk::{Jwk, JwkFault, coordinate, keys_of, kid, knows_faults, rsa};
use super::public_pem::{self, PemFault};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::fmt;

/// An app may have so many keys: the one in use, the next one, and each of another kind.
pub const MOST_KEYS: usize = 5;

/// How the content key reaches the app: `alg` (RFC 7518 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlg {
    /// Encrypted to an RSA key with OAEP and SHA-256.
    RsaOaep256,
    /// Agreed upon with a P-256 or X25519 key, used as it comes out.
    EcdhEs,
}

/// How the token itself is encrypted: `enc` (RFC 7518 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentAlg {
    /// AES-128 in GCM.
    A128Gcm,
    /// AES-256 in GCM.
    A256Gcm,
}

/// How a token is encrypted: written `RSA-OAEP-256/A256GCM` where one text is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// `alg`.
    pub alg: KeyAlg,
    /// `enc`.
    pub enc: ContentAlg,
}

impl KeyAlg {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::RsaOaep256, Self::EcdhEs];

    /// The value of `alg`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::EcdhEs => "ECDH-ES",
        }
    }
    /// Reads an `alg`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.as_str() == text)
    }
}

impl ContentAlg {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::A128Gcm, Self::A256Gcm];

    /// The value of `enc`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
        }
    }
    /// Reads an `enc`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|enc| enc.as_str() == text)
    }
}

impl Encryption {
    /// Every pair, the longer content keys first.
    pub fn all() -> impl Iterator<Item = Self> {
        KeyAlg::ALL.into_iter().flat_map(|alg| ContentAlg::ALL.into_iter().rev().map(move |enc| Self { alg, enc }))
    }
    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (alg, enc) = text.split_once('/')?;
        Some(Self { alg: KeyAlg::parse(alg)?, enc: ContentAlg::parse(enc)? })
    }
}

impl fmt::Display for Encryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.alg.as_str(), self.enc.as_str())
    }
}

/// What can be encrypted for an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encrypted {
    /// `id_token_encrypted_response_alg`
    IdToken,
    /// `userinfo_encrypted_response_alg`
    Userinfo,
}

impl fmt::Display for Encrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IdToken => "the ID token",
            Self::Userinfo => "userinfo",
        })
    }
}

/// A public key of an app's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionKey {
    /// Its name, which goes into the header so that the app finds the private half.
    pub kid: Option<String>,
    /// The numbers.
    pub material: Material,
}

/// The numbers of a public key, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    /// RSA of 2048 to 8192 bits.
    Rsa {
        /// Modulus.
        n: Vec<u8>,
        /// Exponent.
        e: Vec<u8>,
    },
    /// A point, not yet known to lie on the curve.
    P256 {
        /// First coordinate.
        x: [u8; 32],
        /// Second coordinate.
        y: [u8; 32],
    },
    /// RFC 8037.
    X25519 {
        /// The only coordinate.
        x: [u8; 32],
    },
}

/// Why a text holds no key to encrypt to; each says the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum EncryptionKeyError {
    #[error(
        "is neither PEM nor a JSON Web Key: give `-----BEGIN PUBLIC KEY-----` and so on, or {{\"kty\":…}}, or a set of \
         keys as {{\"keys\":[…]}}"
    )]
    NotJson,
    #[error("is PEM that cannot be read: {0}; copy it anew, from its `-----BEGIN` line to its `-----END` line")]
    Pem(Damage),
    #[error("holds a certificate: give the public key in it, which `openssl x509 -pubkey -noout -in FILE` prints")]
    Certificate,
    #[error(
        "holds a private key: register the public half only, and give the app another key, since this one is known now"
    )]
    Private,
    #[error("holds no key to encrypt to: one has \"use\":\"enc\", or no \"use\"")]
    Empty,
    #[error("holds more than {MOST_KEYS} keys to encrypt to: leave out the ones that are no longer used")]
    TooMany,
    #[error("has a key of a kind that tokens are not encrypted to: use RSA from 2048 bits, or EC on P-256, or X25519")]
    Kind,
    #[error("has an RSA key of {0} bits: use 2048 to 8192")]
    RsaBits(usize),
    #[error("has a key whose `{0}` cannot be read")]
    Member(&'static str),
    #[error("has a key for an `alg` that is not offered here: there are RSA-OAEP-256 and ECDH-ES")]
    Alg,
    #[error("has a key that is no point on its curve")]
    NoPoint,
}

knows_faults!(EncryptionKeyError);

impl From<PemFault> for EncryptionKeyError {
    fn from(fault: PemFault) -> Self {
        match fault {
            PemFault::Private => Self::Private,
            PemFault::Certificate => Self::Certificate,
            PemFault::Damaged(damage) => Self::Pem(damage),
        }
    }
}

impl EncryptionKey {
    /// Reads one key, or a set, as JWK or as PEM; keys of a set that are for signatures are left out.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, EncryptionKeyError> {
        let value: Value = if is_pem(text) {
            public_pem::read(text)?
        } else {
            serde_json::from_str(text).map_err(|_| EncryptionKeyError::NotJson)?
        };
        let is_for_encryption = |key: &&Jwk| key.get("use").is_none_or(|usage| usage == "enc");
        let keys = keys_of(&value)?.into_iter().filter(is_for_encryption).map(Self::read);
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        match keys.len() {
            0 => Err(EncryptionKeyError::Empty),
            1..=MOST_KEYS => Ok(keys),
            _ => Err(EncryptionKeyError::TooMany),
        }
    }

    fn read(key: &Jwk) -> Result<Self, EncryptionKeyError> {
        let text = |name| key.get(name).and_then(Value::as_str);
        let material = match (text("kty"), text("crv")) {
            (Some("RSA"), _) => rsa(key).map(|(n, e)| Material::Rsa { n, e })?,
            (Some("EC"), Some("P-256")) => Material::P256 { x: coordinate(key, "x")?, y: coordinate(key, "y")? },
            (Some("OKP"), Some("X25519")) => Material::X25519 { x: coordinate(key, "x")? },
            _ => return Err(EncryptionKeyError::Kind),
        };
        let read = Self { kid: kid(key)?, material };
        let is_for_another = key.get("alg").is_some_and(|alg| alg != read.alg().as_str());
        if is_for_another { Err(EncryptionKeyError::Alg) } else { Ok(read) }
    }

    /// The `alg` that fits its kind.
    pub const fn alg(&self) -> KeyAlg {
        match self.material {
            Material::Rsa { .. } => KeyAlg::RsaOaep256,
            Material::P256 { .. } | Material::X25519 { .. } => KeyAlg::EcdhEs,
        }
    }

    /// The key to encrypt to: the first that fits.
    pub fn for_alg(keys: &[Self], alg: KeyAlg) -> Option<&Self> {
        keys.iter().find(|key| key.alg() == alg)
    }

    /// As a JWK, nothing but what is used of it.
    pub fn to_json(&self) -> Value {
        let mut jwk = self.material.to_json();
        jwk["use"] = "enc".into();
        jwk["alg"] = self.alg().as_str().into();
        if let Some(kid) = &self.kid {
            jwk["kid"] = kid.as_str().into();
        }
        jwk
    }

    /// A set as a JWK Set.
    pub fn set_to_json(keys: &[Self]) -> Value {
        json!({ "keys": keys.iter().map(Self::to_json).collect::<Vec<_>>() })
    }
}

impl Material {
    /// The members of a JWK that hold the numbers.
    pub fn to_json(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Rsa { n, e } => json!({ "kty": "RSA", "n": encode(n), "e": encode(e) }),
            Self::P256 { x, y } => json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) }),
            Self::X25519 { x } => json!({ "kty": "OKP", "crv": "X25519", "x": encode(x) }),
        }
    }
}

#[cfg(test)]
#[path = "encryption_tests.rs"]
mod tests;
