//! Handing out keys: the public part as PEM (RFC 7468 §13) or JWK, the private part as PKCS#8 PEM (RFC 7468 §10) or JWK.

use crate::keys::KeyError;
use crate::keys::algorithm::Family;
use crate::keys::generate::PrivateKey;
use crate::keys::jwk::PublicJwk;
use aws_lc_rs::encoding::{AsBigEndian, AsDer, Curve25519SeedBin, EcPrivateKeyBin, PublicKeyX509Der};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaPublicKeyComponents};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rsa::RsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// How a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFormat {
    /// PEM: SubjectPublicKeyInfo, or PKCS#8 of a private key.
    Pem,
    /// JWK.
    Jwk,
}

/// What stands before the point in a SubjectPublicKeyInfo (RFC 5480 §2, RFC 8410 §4): all but the point is the same in
/// every key of a curve.
const P256_HEAD: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7, 3,
    0x42, 0, 4,
];
const P384_HEAD: [u8; 24] =
    [0x30, 0x76, 0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x22, 3, 0x62, 0, 4];
const ED25519_HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

/// The public key of a JWK that [`PublicJwk::to_json`] wrote, ending in a line end.
pub fn public(jwk: &str, format: KeyFormat) -> Result<String, KeyError> {
    let members: Value = serde_json::from_str(jwk).map_err(|_| KeyError::Malformed)?;
    match format {
        KeyFormat::Jwk => pretty(&members),
        KeyFormat::Pem => Ok(to_pem("PUBLIC KEY", &public_der(&members)?)),
    }
}

/// The private key, ending in a line end.
pub fn private(key: &PrivateKey, format: KeyFormat) -> Result<Zeroizing<String>, KeyError> {
    Ok(Zeroizing::new(match format {
        KeyFormat::Pem => to_pem("PRIVATE KEY", key.pkcs8()),
        KeyFormat::Jwk => private_jwk(key)?,
    }))
}

fn public_der(jwk: &Value) -> Result<Vec<u8>, KeyError> {
    let part = |name: &str| {
        let text = jwk[name].as_str().ok_or(KeyError::Malformed)?;
        URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyError::Malformed)
    };
    match jwk["crv"].as_str() {
        None => {
            let key = RsaPublicKeyComponents { n: part("n")?, e: part("e")? };
            let der: PublicKeyX509Der<'_> = key.as_der().map_err(|_| KeyError::Malformed)?;
            Ok(der.as_ref().to_vec())
        }
        Some("P-256") => Ok([&P256_HEAD[..], &part("x")?, &part("y")?].concat()),
        Some("P-384") => Ok([&P384_HEAD[..], &part("x")?, &part("y")?].concat()),
        Some("Ed25519") => Ok([&ED25519_HEAD[..], &part("x")?].concat()),
        Some(_) => Err(KeyError::Malformed),
    }
}

fn private_jwk(key: &PrivateKey) -> Result<String, KeyError> {
    let public = PublicJwk::of(key)?.to_json()?;
    let mut jwk: Value = serde_json::from_str(&public).map_err(|_| KeyError::Malformed)?;
    match key.algorithm().family() {
        Family::Rsa(_) => add_rsa(&mut jwk, key.pkcs8())?,
        Family::Ec(curve, _) => {
            let pair = EcdsaKeyPair::from_pkcs8(curve, key.pkcs8()).map_err(|_| KeyError::Malformed)?;
            let d: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().map_err(|_| KeyError::Malformed)?;
            jwk["d"] = json!(URL_SAFE_NO_PAD.encode(d.as_ref()));
        }
        Family::Ed => {
            let pair = Ed25519KeyPair::from_pkcs8(key.pkcs8()).map_err(|_| KeyError::Malformed)?;
            let seed = pair.seed().map_err(|_| KeyError::Malformed)?;
            let d: Curve25519SeedBin<'_> = seed.as_be_bytes().map_err(|_| KeyError::Malformed)?;
            jwk["d"] = json!(URL_SAFE_NO_PAD.encode(d.as_ref()));
        }
    }
    pretty(&jwk)
}

/// RFC 7518 §6.3.2.
fn add_rsa(jwk: &mut Value, pkcs8: &[u8]) -> Result<(), KeyError> {
    let mut key = RsaPrivateKey::from_pkcs8_der(pkcs8).map_err(|_| KeyError::Malformed)?;
    key.precompute().map_err(|_| KeyError::Malformed)?;
    let [p, q] = key.primes() else { return Err(KeyError::Malformed) };
    let (Some(dp), Some(dq), Some(qi)) = (key.dp(), key.dq(), key.crt_coefficient()) else {
        return Err(KeyError::Malformed);
    };
    for (name, number) in [("d", key.d()), ("p", p), ("q", q), ("dp", dp), ("dq", dq), ("qi", &qi)] {
        jwk[name] = json!(URL_SAFE_NO_PAD.encode(number.to_bytes_be()));
    }
    debug_assert_eq!(jwk["n"], json!(URL_SAFE_NO_PAD.encode(key.n().to_bytes_be())));
    Ok(())
}

fn pretty(jwk: &Value) -> Result<String, KeyError> {
    serde_json::to_string_pretty(jwk).map(|text| text + "\n").map_err(|_| KeyError::Malformed)
}

/// RFC 7468 §2: lines of 64 characters.
fn to_pem(label: &str, der: &[u8]) -> String {
    let encoded = Zeroizing::new(STANDARD.encode(der));
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = behind;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}
