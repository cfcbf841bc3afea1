//! Public keys in PEM, turned into the JWKs that they are: `PUBLIC KEY` (RFC 5280 §4.1) and `RSA PUBLIC KEY` (RFC 8017
//! A.1.1). Whether a key is of any use is said by whoever reads the JWK.

use super::pem::{Block, Damage, blocks};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pkcs8::ObjectIdentifier;
use pkcs8::der::Decode;
use pkcs8::spki::SubjectPublicKeyInfoRef;
use rsa::pkcs1::RsaPublicKey;
use serde_json::{Value, json};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

const NO_KEY: PemFault = PemFault::Damaged(Damage("what it holds is no key"));

/// A point with both coordinates begins with this byte (SEC 1 §2.3.3).
const UNCOMPRESSED: u8 = 4;

/// Why a PEM holds no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PemFault {
    /// It holds a private key, whatever else there is.
    Private,
    /// It holds a certificate, and no key beside it.
    Certificate,
    /// It cannot be read.
    Damaged(Damage),
}

impl From<Damage> for PemFault {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

/// The public keys of a text as a JWK Set. They have no `kid`: PEM has no place for one.
pub(super) fn read(text: &str) -> Result<Value, PemFault> {
    let blocks = blocks(text)?;
    if blocks.iter().any(|block| block.label.ends_with("PRIVATE KEY")) {
        return Err(PemFault::Private);
    }
    let keys = blocks.iter().filter_map(|block| key_in(block).transpose()).collect::<Result<Vec<_>, _>>()?;
    if !keys.is_empty() {
        return Ok(json!({ "keys": keys }));
    }
    let has_certificate = blocks.iter().any(|block| block.label == "CERTIFICATE");
    Err(if has_certificate { PemFault::Certificate } else { Damage("it holds no public key").into() })
}

fn key_in(block: &Block<'_>) -> Result<Option<Value>, PemFault> {
    match block.label {
        "PUBLIC KEY" => spki(&block.der()?).map(Some),
        "RSA PUBLIC KEY" => rsa(&block.der()?).map(Some),
        _ => Ok(None),
    }
}

fn spki(der: &[u8]) -> Result<Value, PemFault> {
    let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| NO_KEY)?;
    let bytes = info.subject_public_key.as_bytes().ok_or(NO_KEY)?;
    let on_line = |curve: &str| json!({ "kty": "OKP", "crv": curve, "x": encode(bytes) });
    match info.algorithm.oid {
        RSA => rsa(bytes),
        // Kept for signatures of one padding (RFC 4055 §1.2).
        RSA_PSS => rsa(bytes).map(|mut key| {
            (key["use"], key["alg"]) = ("sig".into(), "PS256".into());
            key
        }),
        EC => match info.algorithm.parameters_oid() {
            Ok(P256) => point("P-256", bytes),
            Ok(P384) => point("P-384", bytes),
            // Of a curve that no reader takes.
            _ => Ok(json!({ "kty": "EC" })),
        },
        X25519 => Ok(on_line("X25519")),
        ED25519 => Ok(on_line("Ed25519")),
        // Of a kind that no reader takes.
        _ => Ok(json!({ "kty": "" })),
    }
}

fn rsa(der: &[u8]) -> Result<Value, PemFault> {
    let key = RsaPublicKey::try_from(der).map_err(|_| NO_KEY)?;
    let (n, e) = (encode(key.modulus.as_bytes()), encode(key.public_exponent.as_bytes()));
    Ok(json!({ "kty": "RSA", "n": n, "e": e }))
}

fn point(curve: &str, bytes: &[u8]) -> Result<Value, PemFault> {
    match bytes.split_first() {
        Some((&UNCOMPRESSED, coordinates)) => {
            let (x, y) = coordinates.split_at(coordinates.len() / 2);
            Ok(json!({ "kty": "EC", "crv": curve, "x": encode(x), "y": encode(y) }))
        }
        _ => Err(Damage("its point is compressed, which is not read here").into()),
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests;
