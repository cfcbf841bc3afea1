//! Reading private keys that somebody brings: PEM with PKCS#8 (RFC 5958), encrypted or not, PKCS#1 (RFC 8017 A.1.2) or
//! SEC 1 (RFC 5915), and JWK (RFC 7517, RFC 8037). What is read is checked by a signature. Takes up to seconds.

mod jwk;
mod pem;

use crate::keys::algorithm::Algorithm;
use crate::keys::generate::PrivateKey;
use crate::model::secret::Redacted;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
};
use pkcs8::der::Decode;
use pkcs8::{EncryptedPrivateKeyInfo, ObjectIdentifier, PrivateKeyInfo, pkcs5};
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rsa::traits::PublicKeyParts;
use zeroize::Zeroizing;

/// Longer files are no keys.
pub const LONGEST_FILE: usize = 64 * 1024;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// What `openssl` does for keys whose form we do not read.
const CONVERT: &str = "`openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD.pem -out NEW.pem`";

/// Why a file is not taken as a key; each text names the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum ImportError {
    #[error("this is neither PEM nor a JWK: give a file that begins with `-----BEGIN` or with `{{`")]
    UnknownForm,
    #[error("the PEM is damaged: {0}; copy the file anew, from its `-----BEGIN` line to its `-----END` line")]
    DamagedPem(&'static str),
    #[error("the JWK is damaged: {0}")]
    DamagedJwk(String),
    #[error("{0}; give the private key")]
    NotPrivate(&'static str),
    #[error("the file holds several private keys: give one at a time")]
    Several,
    #[error("the key is encrypted: give its passphrase by --passphrase-file, or type it when asked at a terminal")]
    PassphraseMissing,
    #[error("the passphrase is wrong, or the file is damaged")]
    WrongPassphrase,
    #[error("the key is encrypted in an old way (`Proc-Type: 4,ENCRYPTED`): convert it with {CONVERT}")]
    LegacyEncryption,
    #[error("the key is encrypted with an algorithm that is not read here: convert it with {CONVERT}")]
    UnknownEncryption,
    #[error("this is a key of OpenSSH: convert a copy of it with `ssh-keygen -p -m PKCS8 -f COPY`")]
    OpenSsh,
    #[error("an RSA key of {0} bits is too small to be safe: make one of 2048 bits or more")]
    TooSmall(usize),
    #[error("an RSA key of {0} bits is too large to be of use: 8192 bits are the most")]
    TooLarge(usize),
    #[error("{0} is on no curve of ours: ES256 takes P-256, ES384 takes P-384, EdDSA takes Ed25519")]
    WrongCurve(&'static str),
    #[error("this key signs {fits}, not {wished}")]
    WrongAlgorithm { fits: String, wished: Algorithm },
    #[error("the key is unsound: its parts contradict each other, or it did not verify what it signed")]
    Unsound,
}

/// Reads a private key for `wished`, or with none for the algorithm that it fits best: RS256 for RSA.
///
/// Blocks for as long as its passphrase was meant to cost, so call it on a thread for slow work.
pub fn read_private_key(
    file: &[u8],
    passphrase: Option<&Redacted>,
    wished: Option<Algorithm>,
) -> Result<PrivateKey, ImportError> {
    let text = std::str::from_utf8(file).map_err(|_| ImportError::UnknownForm)?.trim_start_matches('\u{feff}').trim();
    let (parts, named) = if text.starts_with('{') {
        jwk::read(text)?
    } else if text.contains("-----BEGIN") {
        (open(&pem::read(text)?, passphrase)?, None)
    } else {
        return Err(ImportError::UnknownForm);
    };
    let algorithm = parts.algorithm(wished.or(named))?;
    let key = PrivateKey::from_pkcs8(algorithm, parts.pkcs8);
    key.check().map_err(|_| ImportError::Unsound)?;
    Ok(key)
}

/// Whether a file needs a passphrase.
pub fn is_encrypted(file: &[u8]) -> bool {
    std::str::from_utf8(file).is_ok_and(|text| text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
}

/// A private key in the form that we keep, and which algorithms it can sign with: the first is the usual one.
struct Parts {
    pkcs8: Zeroizing<Vec<u8>>,
    fits: &'static [Algorithm],
}

impl Parts {
    fn algorithm(&self, wished: Option<Algorithm>) -> Result<Algorithm, ImportError> {
        let usual = self.fits.first().copied().ok_or(ImportError::Unsound)?;
        let wished = wished.unwrap_or(usual);
        if self.fits.contains(&wished) {
            return Ok(wished);
        }
        let fits = self.fits.iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>().join(" or ");
        Err(ImportError::WrongAlgorithm { fits, wished })
    }

    fn of_rsa(key: &RsaPrivateKey, fits: &'static [Algorithm]) -> Result<Self, ImportError> {
        // Before the sum that a large number makes long.
        match key.n().bits() {
            bits @ ..2048 => return Err(ImportError::TooSmall(bits)),
            bits @ 8193.. => return Err(ImportError::TooLarge(bits)),
            _ => {}
        }
        key.validate().map_err(|_| ImportError::Unsound)?;
        let der = key.to_pkcs8_der().map_err(|_| ImportError::Unsound)?;
        Ok(Self { pkcs8: Zeroizing::new(der.as_bytes().to_vec()), fits })
    }

    fn of_ec(pair: &EcdsaKeyPair, fits: &'static [Algorithm]) -> Result<Self, ImportError> {
        let der = pair.to_pkcs8v1().map_err(|_| ImportError::Unsound)?;
        Ok(Self { pkcs8: Zeroizing::new(der.as_ref().to_vec()), fits })
    }

    fn of_ed(pair: &Ed25519KeyPair) -> Result<Self, ImportError> {
        let der = pair.to_pkcs8v1().map_err(|_| ImportError::Unsound)?;
        Ok(Self { pkcs8: Zeroizing::new(der.as_ref().to_vec()), fits: &[Algorithm::EdDsa] })
    }
}

const BOTH_PADDINGS: &[Algorithm] = &[Algorithm::Rs256, Algorithm::Ps256];

fn open(block: &pem::Block, passphrase: Option<&Redacted>) -> Result<Parts, ImportError> {
    match block.form {
        pem::Form::Pkcs8 => read_pkcs8(&block.der),
        pem::Form::EncryptedPkcs8 => decrypt(&block.der, passphrase.ok_or(ImportError::PassphraseMissing)?),
        pem::Form::Pkcs1 => {
            let key = RsaPrivateKey::from_pkcs1_der(&block.der).map_err(|_| NOT_DER)?;
            Parts::of_rsa(&key, BOTH_PADDINGS)
        }
        pem::Form::Sec1 => read_sec1(&block.der),
    }
}

const NOT_DER: ImportError = ImportError::DamagedPem("what it holds is no key");

fn read_pkcs8(der: &[u8]) -> Result<Parts, ImportError> {
    let info = PrivateKeyInfo::try_from(der).map_err(|_| NOT_DER)?;
    match info.algorithm.oid {
        RSA => {
            let key = RsaPrivateKey::from_pkcs8_der(der).map_err(|error| match error {
                pkcs8::Error::KeyMalformed => ImportError::Unsound,
                _ => NOT_DER,
            });
            Parts::of_rsa(&key?, BOTH_PADDINGS)
        }
        // The same key, kept for one padding.
        RSA_PSS => {
            let key = RsaPrivateKey::from_pkcs1_der(info.private_key).map_err(|_| NOT_DER)?;
            Parts::of_rsa(&key, &[Algorithm::Ps256])
        }
        EC => read_ec(|curve| EcdsaKeyPair::from_pkcs8(curve, der).ok()),
        ED25519 => Parts::of_ed(&Ed25519KeyPair::from_pkcs8(der).map_err(|_| ImportError::Unsound)?),
        _ => Err(ImportError::WrongCurve("this key")),
    }
}

/// RFC 5915: the curve may be left out, so the key is tried on each.
fn read_sec1(der: &[u8]) -> Result<Parts, ImportError> {
    pkcs8::der::AnyRef::from_der(der).map_err(|_| NOT_DER)?;
    read_ec(|curve| EcdsaKeyPair::from_private_key_der(curve, der).ok())
}

fn read_ec(
    on: impl Fn(&'static aws_lc_rs::signature::EcdsaSigningAlgorithm) -> Option<EcdsaKeyPair>,
) -> Result<Parts, ImportError> {
    if let Some(pair) = on(&ECDSA_P256_SHA256_FIXED_SIGNING) {
        return Parts::of_ec(&pair, &[Algorithm::Es256]);
    }
    if let Some(pair) = on(&ECDSA_P384_SHA384_FIXED_SIGNING) {
        return Parts::of_ec(&pair, &[Algorithm::Es384]);
    }
    Err(ImportError::WrongCurve("this key is damaged, or it"))
}

fn decrypt(der: &[u8], passphrase: &Redacted) -> Result<Parts, ImportError> {
    let unreadable = |error: pkcs8::Error| match error {
        // Of an algorithm that the crate does not even name.
        pkcs8::Error::Asn1(error) if is_unknown_oid(&error) => ImportError::UnknownEncryption,
        _ => NOT_DER,
    };
    let sealed = EncryptedPrivateKeyInfo::try_from(der).map_err(|error| unreadable(error.into()))?;
    let opened = sealed.decrypt(passphrase.expose()).map_err(|error| match error {
        pkcs8::Error::EncryptedPrivateKey(
            pkcs5::Error::NoPbes1CryptSupport
            | pkcs5::Error::UnsupportedAlgorithm { .. }
            | pkcs5::Error::AlgorithmParametersInvalid { .. },
        ) => ImportError::UnknownEncryption,
        _ => ImportError::WrongPassphrase,
    })?;
    // One wrong passphrase in 256 leaves a sound padding, and then garbage.
    read_pkcs8(opened.as_bytes()).map_err(|error| if error == NOT_DER { ImportError::WrongPassphrase } else { error })
}

fn is_unknown_oid(error: &pkcs8::der::Error) -> bool {
    use pkcs8::der::ErrorKind;
    matches!(error.kind(), ErrorKind::OidUnknown { .. } | ErrorKind::Value { .. } | ErrorKind::OidMalformed)
}

#[cfg(test)]
mod tests;
