//! Public keys as JWK (RFC 7517), named by their thumbprint (RFC 7638). Always computed from the private key.

use crate::keys::KeyError;
use crate::keys::algorithm::{Algorithm, Curve, Family};
use crate::keys::generate::PrivateKey;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
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
    Ec { crv: &'static str, kty: &'static str, x: String, y: String },
    Okp { crv: &'static str, kty: &'static str, x: String },
}

impl PublicJwk {
    /// Reads and checks a private key and takes its public part.
    pub fn of(key: &PrivateKey) -> Result<Self, KeyError> {
        let material = match key.algorithm().family() {
            Family::Rsa(_) => rsa_material(key.pkcs8())?,
            Family::Ec(algorithm, curve) => ec_material(key.pkcs8(), algorithm, curve)?,
            Family::Ed => ed_material(key.pkcs8())?,
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

    pub(super) fn decoding_key(&self) -> Result<DecodingKey, KeyError> {
        let key = match &self.material {
            Material::Rsa { e, n, .. } => DecodingKey::from_rsa_components(n, e),
            Material::Ec { x, y, .. } => DecodingKey::from_ec_components(x, y),
            Material::Okp { x, .. } => DecodingKey::from_ed_components(x),
        };
        key.map_err(|_| KeyError::Malformed)
    }

    #[cfg(test)]
    pub(super) fn rsa_bits(&self) -> Option<usize> {
        let Material::Rsa { n, .. } = &self.material else { return None };
        URL_SAFE_NO_PAD.decode(n).ok().map(|n| n.len() * 8)
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

/// RFC 7518 §6.2.1: coordinates have the full length of the curve.
fn ec_material(pkcs8: &[u8], algorithm: &'static EcdsaSigningAlgorithm, curve: Curve) -> Result<Material, KeyError> {
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8).map_err(|_| KeyError::Malformed)?;
    // SEC 1 §2.3.3: an uncompressed point is 4, X, Y.
    let Some((&4, point)) = pair.public_key().as_ref().split_first() else { return Err(KeyError::Malformed) };
    let (x, y) = point.split_at_checked(curve.bytes).ok_or(KeyError::Malformed)?;
    Ok(Material::Ec { crv: curve.name, kty: "EC", x: URL_SAFE_NO_PAD.encode(x), y: URL_SAFE_NO_PAD.encode(y) })
}

/// RFC 8037 §2.
fn ed_material(pkcs8: &[u8]) -> Result<Material, KeyError> {
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::Malformed)?;
    Ok(Material::Okp { crv: "Ed25519", kty: "OKP", x: URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()) })
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
    fn the_kid_of_an_ed25519_key_is_the_thumbprint_of_rfc_8037() {
        // Appendix A.1 and A.3, its private key in the form of RFC 8410 §7.
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let head = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        let key = PrivateKey::from_pkcs8(Algorithm::EdDsa, [&head[..], &seed].concat().into());
        let jwk = PublicJwk::of(&key).unwrap();
        assert_eq!(jwk.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let json: serde_json::Value = serde_json::from_str(&jwk.to_json().unwrap()).unwrap();
        assert_eq!(json["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    }

    #[test]
    fn the_kid_of_an_elliptic_key_is_made_of_crv_kty_x_and_y() {
        // The key of RFC 7517 Appendix A.1; its thumbprint was computed by the `jose` of npm.
        let material = Material::Ec {
            crv: "P-256",
            kty: "EC",
            x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4".to_owned(),
            y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM".to_owned(),
        };
        let jwk = PublicJwk::named(Algorithm::Es256, material).unwrap();
        assert_eq!(jwk.kid(), "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
    }

    #[test]
    fn elliptic_keys_have_the_members_of_their_kind() {
        for (algorithm, kty, crv, length) in [
            (Algorithm::Es256, "EC", "P-256", 32),
            (Algorithm::Es384, "EC", "P-384", 48),
            (Algorithm::EdDsa, "OKP", "Ed25519", 32),
        ] {
            let jwk = PublicJwk::of(&PrivateKey::sample_of(algorithm)).unwrap();
            let json: serde_json::Value = serde_json::from_str(&jwk.to_json().unwrap()).unwrap();
            let mut members: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
            members.sort_unstable();
            let y = if kty == "EC" { &["y"][..] } else { &[] };
            assert_eq!(members, [&["alg", "crv", "kid", "kty", "use", "x"][..], y].concat());
            assert_eq!(
                (&json["kty"], &json["crv"], &json["alg"]),
                (&kty.into(), &crv.into(), &algorithm.name().into())
            );
            for member in ["x"].iter().chain(y) {
                assert_eq!(URL_SAFE_NO_PAD.decode(json[member].as_str().unwrap()).unwrap().len(), length);
            }
        }
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
