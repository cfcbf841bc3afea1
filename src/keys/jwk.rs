//! Public keys as JWK (RFC 7517), named by their thumbprint (RFC 7638). Always computed from the private key.

use crate::keys::KeyError;
use crate::keys::algorithm::Algorithm;
use crate::keys::generate::PrivateKey;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::RsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use serde::Serialize;

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A public key as it stands in the key set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicJwk {
    #[serde(flatten)]
    material: Material,
    #[serde(rename = "use")]
    usage: &'static str,
    alg: &'static str,
    kid: String,
}

/// The members that RFC 7638 §3.2 makes the thumbprint of, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Material {
    Rsa { e: String, kty: &'static str, n: String },
}

impl PublicJwk {
    /// Reads and checks a private key with the `rsa` crate and takes its public part.
    pub fn of(key: &PrivateKey) -> Result<Self, KeyError> {
        let material = match key.algorithm() {
            Algorithm::Rs256 => rsa_material(key.pkcs8())?,
        };
        Self::named(key.algorithm(), material)
    }

    fn named(algorithm: Algorithm, material: Material) -> Result<Self, KeyError> {
        // RFC 7638 §3: no white space, members in lexicographic order, which is that of their declaration.
        let canonical = serde_json::to_vec(&material).map_err(|_| KeyError::Malformed)?;
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, &canonical));
        Ok(Self { material, usage: "sig", alg: algorithm.name(), kid })
    }

    /// The RFC 7638 thumbprint with SHA-256.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The JSON text, as kept in the row for history.
    pub fn to_json(&self) -> Result<String, KeyError> {
        serde_json::to_string(self).map_err(|_| KeyError::Malformed)
    }

    pub(super) fn decoding_key(&self) -> Result<jsonwebtoken::DecodingKey, KeyError> {
        match &self.material {
            Material::Rsa { e, n, .. } => {
                jsonwebtoken::DecodingKey::from_rsa_components(n, e).map_err(|_| KeyError::Malformed)
            }
        }
    }
}

fn rsa_material(pkcs8: &[u8]) -> Result<Material, KeyError> {
    let key = RsaPrivateKey::from_pkcs8_der(pkcs8).map_err(|_| KeyError::Malformed)?;
    key.validate().map_err(|_| KeyError::Malformed)?;
    if !RSA_BITS.contains(&key.n().bits()) {
        return Err(KeyError::Malformed);
    }
    let encode = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
    Ok(Material::Rsa { e: encode(key.e()), kty: "RSA", n: encode(key.n()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kid_is_the_thumbprint_of_rfc_7638() {
        // The example of RFC 7638 §3.1.
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let material = Material::Rsa { e: "AQAB".to_owned(), kty: "RSA", n: n.to_owned() };
        let jwk = PublicJwk::named(Algorithm::Rs256, material).unwrap();
        assert_eq!(jwk.kid(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn a_public_jwk_has_the_members_that_verifiers_need_and_nothing_private() {
        let jwk = PublicJwk::of(&PrivateKey::sample()).unwrap();
        let json: serde_json::Value = serde_json::from_str(&jwk.to_json().unwrap()).unwrap();
        let mut members: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
        assert_eq!((&json["kty"], &json["use"], &json["alg"]), (&"RSA".into(), &"sig".into(), &"RS256".into()));
        assert_eq!(json["e"], "AQAB");
        assert_eq!(URL_SAFE_NO_PAD.decode(json["n"].as_str().unwrap()).unwrap().len(), 256);
    }

    #[test]
    fn what_is_no_private_key_is_refused() {
        let garbage = PrivateKey::from_pkcs8(Algorithm::Rs256, vec![0x30; 64].into());
        assert_eq!(PublicJwk::of(&garbage), Err(KeyError::Malformed));
    }
}
