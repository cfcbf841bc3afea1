//! Signed heads: `audit-head+jwt` (RFC 7515, RFC 8037), which say how far the chain went and by which hash. Whoever keeps
//! one can tell later whether anything up to it was changed, with the public key alone.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The `typ` of a head.
const TYP: &str = "audit-head+jwt";
/// RFC 8037 §3.1.
const ALG: &str = "EdDSA";

/// What a head says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadClaims {
    /// The installation.
    pub iss: String,
    /// When it was signed (unix seconds).
    pub iat: i64,
    /// The number of the last event that it covers.
    pub seq: i64,
    /// The link of that event, in base64url.
    pub link: String,
    /// Whether the chain begins after it, since the events up to it were removed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub start: bool,
}

impl HeadClaims {
    /// The link as bytes.
    pub fn link_bytes(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.link).unwrap_or_default()
    }
}

/// Why a head proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadFault {
    /// Not an `audit-head+jwt` with the claims that it has.
    #[error("it is not a signed head")]
    Malformed,
    /// `kid` is not ours.
    #[error("it was signed with another key")]
    Key,
    /// The signature does not fit.
    #[error("its signature is wrong")]
    Signature,
}

/// Signs heads.
pub struct HeadKey {
    pair: Ed25519KeyPair,
    verifier: HeadVerifier,
}

impl HeadKey {
    /// The key of a secret seed.
    ///
    /// # Panics
    /// Never: every 32 bytes are the seed of an Ed25519 key (RFC 8032 §5.1.5).
    #[expect(clippy::expect_used, reason = "every 32 bytes are a seed")]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("32 bytes are a seed");
        let verifier = HeadVerifier::new(pair.public_key().as_ref());
        Self { pair, verifier }
    }

    /// The public part.
    pub const fn verifier(&self) -> &HeadVerifier {
        &self.verifier
    }

    /// A compact JWS.
    pub(super) fn sign(&self, claims: &HeadClaims) -> String {
        let header = json!({ "typ": TYP, "alg": ALG, "kid": self.verifier.kid });
        let body = serde_json::to_string(claims).unwrap_or_default();
        let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(body));
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(message.as_bytes()).as_ref());
        format!("{message}.{signature}")
    }
}

/// Checks heads.
#[derive(Clone, Debug)]
pub struct HeadVerifier {
    key: UnparsedPublicKey<Vec<u8>>,
    kid: String,
    x: String,
}

impl HeadVerifier {
    fn new(public: &[u8]) -> Self {
        let x = URL_SAFE_NO_PAD.encode(public);
        // RFC 7638 §3, RFC 8037 §2.
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()));
        Self { key: UnparsedPublicKey::new(&ED25519, public.to_vec()), kid, x }
    }

    /// The public key as a JWK (RFC 8037 §2), named by its thumbprint.
    pub fn jwk(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": self.x, "kid": self.kid, "use": "sig", "alg": ALG })
    }

    /// The claims of a head that we signed. The rules of RFC 8725: one algorithm, one type, one key, nothing from the
    /// header is trusted.
    pub fn open(&self, head: &str) -> Result<HeadClaims, HeadFault> {
        let (message, signature) = head.rsplit_once('.').ok_or(HeadFault::Malformed)?;
        let (header, body) = message.split_once('.').ok_or(HeadFault::Malformed)?;
        let header: Value = decode(header)?;
        if header["typ"] != TYP || header["alg"] != ALG || header.get("crit").is_some() {
            return Err(HeadFault::Malformed);
        }
        if header["kid"] != self.kid {
            return Err(HeadFault::Key);
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| HeadFault::Malformed)?;
        self.key.verify(message.as_bytes(), &signature).map_err(|_| HeadFault::Signature)?;
        decode(body)
    }
}

fn decode<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, HeadFault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| HeadFault::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| HeadFault::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> HeadClaims {
        let link = URL_SAFE_NO_PAD.encode([9; 32]);
        HeadClaims { iss: "https://id.example".to_owned(), iat: 17, seq: 3, link, start: false }
    }

    #[test]
    fn a_head_opens_with_its_public_key_and_with_no_other() {
        let (key, other) = (HeadKey::from_seed(&[1; 32]), HeadKey::from_seed(&[2; 32]));
        let head = key.sign(&claims());
        assert_eq!(key.verifier().open(&head), Ok(claims()));
        assert_eq!(claims().link_bytes(), [9; 32]);
        assert_eq!(other.verifier().open(&head), Err(HeadFault::Key));
        let mut thief = other;
        thief.verifier.kid.clone_from(&key.verifier.kid);
        assert_eq!(key.verifier().open(&thief.sign(&claims())), Err(HeadFault::Signature));
    }

    #[test]
    fn a_changed_head_is_refused() {
        let key = HeadKey::from_seed(&[1; 32]);
        let head = key.sign(&claims());
        let parts: Vec<&str> = head.split('.').collect();
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_string(&HeadClaims { seq: 2, ..claims() }).unwrap());
        let header = |alg: &str, typ: &str| {
            URL_SAFE_NO_PAD.encode(json!({ "typ": typ, "alg": alg, "kid": key.verifier.kid }).to_string())
        };
        for (changed, fault) in [
            (format!("{}.{body}.{}", parts[0], parts[2]), HeadFault::Signature),
            (format!("{}.{}.", parts[0], parts[1]), HeadFault::Signature),
            (format!("{}.{}.{}", header("none", TYP), parts[1], parts[2]), HeadFault::Malformed),
            (format!("{}.{}.{}", header(ALG, "at+jwt"), parts[1], parts[2]), HeadFault::Malformed),
            ("a.b.c".to_owned(), HeadFault::Malformed),
            (String::new(), HeadFault::Malformed),
        ] {
            assert_eq!(key.verifier().open(&changed), Err(fault), "{changed}");
        }
    }

    #[test]
    fn the_public_key_and_its_thumbprint_are_those_of_rfc_8037() {
        // Appendix A.1 to A.3.
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let jwk = HeadKey::from_seed(&seed.try_into().unwrap()).verifier().jwk();
        assert_eq!(jwk["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(jwk["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
