//! Private keys as JWK (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2).

use super::{BOTH_PADDINGS, ImportError, Parts};
use crate::keys::algorithm::{Algorithm, Family};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::{BigUint, RsaPrivateKey};
use serde::Deserialize;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The members that matter, all as texts; `kid` is ours to give.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
struct Jwk {
    kty: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<String>,
    p: Option<String>,
    q: Option<String>,
    x: Option<String>,
    y: Option<String>,
    keys: Option<Vec<Zeroized>>,
}

/// A member that is not looked at.
#[derive(Deserialize, Zeroize)]
struct Zeroized {}

/// The key, and the algorithm that it says it is for.
pub(super) fn read(text: &str) -> Result<(Parts, Option<Algorithm>), ImportError> {
    let jwk: Jwk = serde_json::from_str(text).map_err(|error| damaged(&error))?;
    if jwk.keys.is_some() {
        return Err(ImportError::DamagedJwk("it is a whole key set: give one of its keys".to_owned()));
    }
    if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
        return Err(ImportError::DamagedJwk("its `use` is not `sig`: it is not meant for signatures".to_owned()));
    }
    let kty = jwk.kty.as_deref().ok_or_else(|| missing("kty"))?;
    if kty == "oct" {
        return Err(ImportError::NotPrivate("this is a shared secret"));
    }
    if jwk.d.is_none() && ["RSA", "EC", "OKP"].contains(&kty) {
        return Err(ImportError::NotPrivate("this JWK has only the public part"));
    }
    let parts = match (kty, jwk.crv.as_deref()) {
        ("RSA", _) => rsa(&jwk)?,
        ("EC", Some("P-256")) => ec(&jwk, &[Algorithm::Es256])?,
        ("EC", Some("P-384")) => ec(&jwk, &[Algorithm::Es384])?,
        ("OKP", Some("Ed25519")) => ed(&jwk)?,
        ("EC" | "OKP", Some(_)) => return Err(ImportError::WrongCurve("this key")),
        ("EC" | "OKP", None) => return Err(missing("crv")),
        _ => return Err(ImportError::DamagedJwk("its `kty` is none of RSA, EC and OKP".to_owned())),
    };
    let named = jwk.alg.as_deref().map(|alg| {
        let unknown = || ImportError::DamagedJwk("its `alg` is none that tokens are signed with here".to_owned());
        Algorithm::find(alg).ok_or_else(unknown)
    });
    Ok((parts, named.transpose()?))
}

fn rsa(jwk: &Jwk) -> Result<Parts, ImportError> {
    let number = |name, member| bytes(name, member).map(|bytes| BigUint::from_bytes_be(&bytes));
    let (n, e, d) = (number("n", &jwk.n)?, number("e", &jwk.e)?, number("d", &jwk.d)?);
    match n.bits() {
        bits @ ..2048 => return Err(ImportError::TooSmall(bits)),
        bits @ 8193.. => return Err(ImportError::TooLarge(bits)),
        _ => {}
    }
    let primes = match (&jwk.p, &jwk.q) {
        (None, None) => Vec::new(),
        (p, q) => vec![number("p", p)?, number("q", q)?],
    };
    let key = RsaPrivateKey::from_components(n, e, d, primes).map_err(|_| ImportError::Unsound)?;
    Parts::of_rsa(&key, BOTH_PADDINGS)
}

fn ec(jwk: &Jwk, fits: &'static [Algorithm; 1]) -> Result<Parts, ImportError> {
    let (d, x, y) = (bytes("d", &jwk.d)?, bytes("x", &jwk.x)?, bytes("y", &jwk.y)?);
    let Family::Ec(algorithm, curve) = fits[0].family() else { return Err(ImportError::Unsound) };
    if [&d, &x, &y].iter().any(|part| part.len() != curve.bytes) {
        return Err(ImportError::DamagedJwk(format!("`d`, `x` and `y` of {} have {} bytes", curve.name, curve.bytes)));
    }
    let point = [&[4][..], &x, &y].concat();
    let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &d, &point);
    Parts::of_ec(&pair.map_err(|_| ImportError::Unsound)?, fits)
}

fn ed(jwk: &Jwk) -> Result<Parts, ImportError> {
    let (d, x) = (bytes("d", &jwk.d)?, bytes("x", &jwk.x)?);
    if d.len() != 32 {
        return Err(ImportError::DamagedJwk("`d` of Ed25519 has 32 bytes".to_owned()));
    }
    let pair = Ed25519KeyPair::from_seed_and_public_key(&d, &x).map_err(|_| ImportError::Unsound)?;
    Parts::of_ed(&pair)
}

fn bytes(name: &str, member: &Option<String>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let text = member.as_deref().ok_or_else(|| missing(name))?;
    let decoded = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
    decoded.map(Zeroizing::new).map_err(|_| ImportError::DamagedJwk(format!("`{name}` is no base64url")))
}

fn missing(name: &str) -> ImportError {
    ImportError::DamagedJwk(format!("`{name}` is missing"))
}

/// Where it broke, never what stood there.
fn damaged(error: &serde_json::Error) -> ImportError {
    ImportError::DamagedJwk(format!("it is no JSON of a key (line {}, column {})", error.line(), error.column()))
}
