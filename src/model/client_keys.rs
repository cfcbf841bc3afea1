//! The public keys that an app signs with (RFC 7517): assertions about who it is (RFC 7523), request objects (RFC 9101).

use super::pem::{Damage, is_pem};
use super::public_jwk::{Jwk, JwkFault, coordinate, keys_of, kid, knows_faults, rsa};
use super::public_pem::{self, PemFault};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// A set may have so many keys for signatures.
pub const MOST_KEYS: usize = 100;

/// Names of the signature algorithms that keys can be for, by the kind of the key.
const ALGS_OF_RSA: &[&str] = &["RS256", "PS256"];
const ALGS_OF_P256: &[&str] = &["ES256"];
const ALGS_OF_P384: &[&str] = &["ES384"];
const ALGS_OF_ED25519: &[&str] = &["EdDSA"];

/// A public key that an app signs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientKey {
    /// Its name, where it has one.
    pub kid: Option<String>,
    /// The one algorithm that it is for; none = any that fits its kind.
    pub alg: Option<String>,
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
    /// A point on P-256, X and Y, not yet known to lie on the curve.
    P256(Vec<u8>),
    /// The same on P-384.
    P384(Vec<u8>),
    /// RFC 8037.
    Ed25519(Vec<u8>),
}

/// Why a text holds no key to verify with; each says the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum ClientKeyError {
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
    #[error("holds no key for signatures: one has \"use\":\"sig\", or no \"use\"")]
    Empty,
    #[error("holds more than {MOST_KEYS} keys for signatures: leave out the ones that are no longer used")]
    TooMany,
    #[error("has no key of a kind that is verified here: use RSA from 2048 bits, EC on P-256 or P-384, or Ed25519")]
    Kind,
    #[error("has an RSA key of {0} bits: use 2048 to 8192")]
    RsaBits(usize),
    #[error("has a key whose `{0}` cannot be read")]
    Member(&'static str),
    #[error("has a key for an `alg` that is not verified here: there are RS256, PS256, ES256, ES384 and EdDSA")]
    Alg,
    #[error("has a key that is no point on its curve")]
    NoPoint,
}

knows_faults!(ClientKeyError);

impl From<PemFault> for ClientKeyError {
    fn from(fault: PemFault) -> Self {
        match fault {
            PemFault::Private => Self::Private,
            PemFault::Certificate => Self::Certificate,
            PemFault::Damaged(damage) => Self::Pem(damage),
        }
    }
}

impl ClientKey {
    /// Reads the keys of a text: one JWK, a set of them, or PEM.
    pub fn parse_set(text: &str) -> Result<Vec<Self>, ClientKeyError> {
        if is_pem(text) {
            return Self::read_set(&public_pem::read(text)?);
        }
        Self::read_set(&serde_json::from_str(text).map_err(|_| ClientKeyError::NotJson)?)
    }

    /// Reads the keys for signatures of one JWK, or of a set. Those for encryption are left out, and those of kinds that
    /// are not understood (RFC 7517 §5); an error where none is left. A private key is never passed over.
    pub fn read_set(set: &Value) -> Result<Vec<Self>, ClientKeyError> {
        let (mut keys, mut first_fault) = (Vec::new(), None);
        for key in keys_of(set)?.into_iter().filter(|key| is_for_signatures(key)) {
            match Self::read(key) {
                Ok(key) => keys.push(key),
                Err(fault) => first_fault = first_fault.or(Some(fault)),
            }
        }
        match keys.len() {
            0 => Err(first_fault.unwrap_or(ClientKeyError::Empty)),
            1..=MOST_KEYS => Ok(keys),
            _ => Err(ClientKeyError::TooMany),
        }
    }

    fn read(key: &Jwk) -> Result<Self, ClientKeyError> {
        let text = |name| key.get(name).and_then(Value::as_str);
        let material = match (text("kty"), text("crv")) {
            (Some("RSA"), _) => rsa(key).map(|(n, e)| Material::Rsa { n, e })?,
            (Some("EC"), Some("P-256")) => Material::P256(point::<32>(key)?),
            (Some("EC"), Some("P-384")) => Material::P384(point::<48>(key)?),
            (Some("OKP"), Some("Ed25519")) => Material::Ed25519(coordinate::<32>(key, "x")?.to_vec()),
            _ => return Err(ClientKeyError::Kind),
        };
        let alg = text("alg").map(str::to_owned);
        if key.contains_key("alg") && !alg.as_deref().is_some_and(|alg| material.algs().contains(&alg)) {
            return Err(ClientKeyError::Alg);
        }
        Ok(Self { kid: kid(key)?, alg, material })
    }

    /// Whether signatures of an algorithm can be verified with it.
    pub fn fits(&self, alg: &str) -> bool {
        self.material.algs().contains(&alg) && self.alg.as_deref().is_none_or(|own| own == alg)
    }

    /// A set as a JWK Set, nothing but what is used of it.
    pub fn set_to_json(keys: &[Self]) -> Value {
        json!({ "keys": keys.iter().map(Self::to_json).collect::<Vec<_>>() })
    }

    fn to_json(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let on_curve = |crv: &str, point: &[u8]| {
            let (x, y) = point.split_at(point.len() / 2);
            json!({ "kty": "EC", "crv": crv, "x": encode(x), "y": encode(y) })
        };
        let mut jwk = match &self.material {
            Material::Rsa { n, e } => json!({ "kty": "RSA", "n": encode(n), "e": encode(e) }),
            Material::P256(point) => on_curve("P-256", point),
            Material::P384(point) => on_curve("P-384", point),
            Material::Ed25519(x) => json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(x) }),
        };
        jwk["use"] = "sig".into();
        for (name, value) in [("alg", &self.alg), ("kid", &self.kid)] {
            if let Some(value) = value {
                jwk[name] = value.as_str().into();
            }
        }
        jwk
    }
}

impl Material {
    const fn algs(&self) -> &'static [&'static str] {
        match self {
            Self::Rsa { .. } => ALGS_OF_RSA,
            Self::P256(_) => ALGS_OF_P256,
            Self::P384(_) => ALGS_OF_P384,
            Self::Ed25519(_) => ALGS_OF_ED25519,
        }
    }
}

/// RFC 7517 §4.2 and §4.3.
fn is_for_signatures(key: &Jwk) -> bool {
    let may_verify = |ops: &Value| ops.as_array().is_some_and(|ops| ops.iter().any(|op| op == "verify"));
    key.get("use").is_none_or(|usage| usage == "sig") && key.get("key_ops").is_none_or(may_verify)
}

fn point<const LENGTH: usize>(key: &Jwk) -> Result<Vec<u8>, JwkFault> {
    Ok([coordinate::<LENGTH>(key, "x")?, coordinate(key, "y")?].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7517 Appendix A.1, for signatures.
    fn ec() -> Value {
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "kid": "1",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        })
    }

    fn ed() -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })
    }

    fn with(mut key: Value, member: &str, value: impl Into<Value>) -> Value {
        key[member] = value.into();
        key
    }

    fn refused(set: &Value) -> ClientKeyError {
        ClientKey::read_set(set).unwrap_err()
    }

    #[test]
    fn a_set_keeps_what_is_used_of_it() {
        let set = json!({ "keys": [with(ec(), "x5c", json!(["AAAA"])), ed()] });
        let keys = ClientKey::read_set(&set).unwrap();
        assert_eq!(ClientKey::set_to_json(&keys), json!({ "keys": [ec(), with(ed(), "use", "sig")] }));
        assert_eq!(ClientKey::parse_set(&ClientKey::set_to_json(&keys).to_string()), Ok(keys));
        assert_eq!(ClientKey::read_set(&ec()).unwrap()[0].kid.as_deref(), Some("1"), "one key alone");
    }

    #[test]
    fn keys_for_encryption_and_of_unknown_kinds_are_left_out() {
        let set = json!({ "keys": [
            with(ec(), "use", "enc"), with(ec(), "key_ops", json!(["sign"])), { "kty": "AKP", "alg": "ML-DSA-44" },
            with(ec(), "alg", "ES256"),
        ] });
        let keys = ClientKey::read_set(&set).unwrap();
        assert_eq!(keys.iter().map(|key| key.alg.as_deref()).collect::<Vec<_>>(), [Some("ES256")]);
        assert_eq!(refused(&json!({ "keys": [with(ec(), "use", "enc")] })), ClientKeyError::Empty);
        assert_eq!(refused(&json!({ "keys": [] })), ClientKeyError::Empty);
    }

    #[test]
    fn a_private_key_is_refused_wherever_it_stands() {
        for key in
            [with(ec(), "d", "x"), json!({ "kty": "oct", "k": "AAAA" }), with(with(ec(), "use", "enc"), "d", "x")]
        {
            assert_eq!(refused(&json!({ "keys": [ec(), key] })), ClientKeyError::Private);
        }
    }

    #[test]
    fn a_key_that_cannot_be_used_says_why() {
        let rsa = |bytes: usize| {
            let mut n = vec![0x81; bytes];
            n.push(1);
            json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(&n[1..]), "e": "AQAB" })
        };
        assert!(ClientKey::read_set(&rsa(256)).is_ok());
        for (set, fault) in [
            (json!([]), ClientKeyError::NotJson),
            (json!({ "keys": "x" }), ClientKeyError::NotJson),
            (json!({ "keys": ["x"] }), ClientKeyError::NotJson),
            (json!({ "kty": "EC", "crv": "P-521" }), ClientKeyError::Kind),
            (with(ec(), "x", "AAAA"), ClientKeyError::Member("x")),
            (with(ec(), "y", "!"), ClientKeyError::Member("y")),
            (with(ec(), "kid", 1), ClientKeyError::Member("kid")),
            (with(ec(), "alg", "ES384"), ClientKeyError::Alg),
            (with(ec(), "alg", Value::Null), ClientKeyError::Alg),
            (rsa(128), ClientKeyError::RsaBits(1024)),
            (with(rsa(256), "e", "AQ"), ClientKeyError::Member("e")),
            (json!({ "keys": vec![ec(); MOST_KEYS + 1] }), ClientKeyError::TooMany),
        ] {
            assert_eq!(refused(&set), fault, "{set}");
        }
        assert_eq!(ClientKey::parse_set("kty: EC"), Err(ClientKeyError::NotJson));
        assert!(matches!(ClientKey::parse_set("-----BEGIN"), Err(ClientKeyError::Pem(_))));
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(ClientKey::parse_set(certificate), Err(ClientKeyError::Certificate));
    }

    #[test]
    fn a_key_fits_the_algorithms_of_its_kind_or_the_one_that_it_names() {
        let fits = |key: Value| {
            let key = ClientKey::read_set(&key).unwrap().remove(0);
            ["RS256", "PS256", "ES256", "ES384", "EdDSA", "HS256"].into_iter().filter(|alg| key.fits(alg)).collect()
        };
        let rsa = json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode([0x81; 256]), "e": "AQAB" });
        let found: [Vec<&str>; 4] = [fits(rsa.clone()), fits(with(rsa, "alg", "PS256")), fits(ec()), fits(ed())];
        assert_eq!(found, [vec!["RS256", "PS256"], vec!["PS256"], vec!["ES256"], vec!["EdDSA"]]);
    }
}
