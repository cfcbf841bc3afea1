//! What reading an app's public keys has in common, whatever they are for (RFC 7517 §4, RFC 7518 §6): objects of a set
//! without private halves, their names, and their numbers.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// What is wrong with a key or a set, whatever it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JwkFault {
    /// Neither a key nor a set of keys.
    NotJson,
    /// A private or a shared one.
    Private,
    /// RSA of so many bits.
    RsaBits(usize),
    /// A member that cannot be read.
    Member(&'static str),
}

/// Gives a reader's error the faults that every reader knows.
macro_rules! knows_faults {
    ($error:ident) => {
        impl From<JwkFault> for $error {
            fn from(fault: JwkFault) -> Self {
                match fault {
                    JwkFault::NotJson => Self::NotJson,
                    JwkFault::Private => Self::Private,
                    JwkFault::RsaBits(bits) => Self::RsaBits(bits),
                    JwkFault::Member(name) => Self::Member(name),
                }
            }
        }
    };
}
pub(super) use knows_faults;

/// A JWK.
pub(super) type Jwk = Map<String, Value>;

/// The keys of one JWK, or of a set. A private half is found before any key is left out, so that nobody keeps one.
pub(super) fn keys_of(set: &Value) -> Result<Vec<&Jwk>, JwkFault> {
    let found = match set.get("keys") {
        Some(Value::Array(keys)) => keys.as_slice(),
        Some(_) => return Err(JwkFault::NotJson),
        None => std::slice::from_ref(set),
    };
    let keys = found.iter().map(|key| key.as_object().ok_or(JwkFault::NotJson)).collect::<Result<Vec<_>, _>>()?;
    let is_private = |key: &&Jwk| ["d", "k", "p", "q"].iter().any(|name| key.contains_key(*name));
    if keys.iter().any(is_private) { Err(JwkFault::Private) } else { Ok(keys) }
}

/// Its name, where it has one.
pub(super) fn kid(key: &Jwk) -> Result<Option<String>, JwkFault> {
    match key.get("kid") {
        None => Ok(None),
        Some(Value::String(kid)) if (1..=200).contains(&kid.len()) => Ok(Some(kid.clone())),
        Some(_) => Err(JwkFault::Member("kid")),
    }
}

/// Modulus and exponent of an RSA key of 2048 to 8192 bits.
pub(super) fn rsa(key: &Jwk) -> Result<(Vec<u8>, Vec<u8>), JwkFault> {
    let (n, e) = (number(key, "n")?, number(key, "e")?);
    let bits = n.len() * 8 - n.first().map_or(0, |first| first.leading_zeros() as usize);
    if !RSA_BITS.contains(&bits) {
        return Err(JwkFault::RsaBits(bits));
    }
    let is_odd = |bytes: &[u8]| bytes.last().is_some_and(|last| last % 2 == 1);
    match (is_odd(&n), is_odd(&e) && e != [1] && e.len() <= 4) {
        (true, true) => Ok((n, e)),
        (false, _) => Err(JwkFault::Member("n")),
        (true, false) => Err(JwkFault::Member("e")),
    }
}

/// A coordinate, of the full length of its curve (RFC 7518 §6.2.1.2).
pub(super) fn coordinate<const LENGTH: usize>(key: &Jwk, name: &'static str) -> Result<[u8; LENGTH], JwkFault> {
    bytes(key, name)?.try_into().map_err(|_| JwkFault::Member(name))
}

/// A number without leading zeros (RFC 7518 §2 "Base64urlUInt").
fn number(key: &Jwk, name: &'static str) -> Result<Vec<u8>, JwkFault> {
    let bytes = bytes(key, name)?;
    let start = bytes.iter().position(|byte| *byte != 0).ok_or(JwkFault::Member(name))?;
    Ok(bytes[start..].to_vec())
}

fn bytes(key: &Jwk, name: &'static str) -> Result<Vec<u8>, JwkFault> {
    let text = key.get(name).and_then(Value::as_str).ok_or(JwkFault::Member(name))?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| JwkFault::Member(name))
}
