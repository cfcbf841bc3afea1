//! A relying party as strict as one may be: it keeps the key set for exactly as long as its headers allow and not a
//! second less, and never asks again because a token names a key that it does not know.

use super::DrillError;
use super::http::Answer;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// One relying party on an origin of its own.
pub(super) struct Verifier {
    rules: Validation,
    kept: Option<Kept>,
}

/// The key set that it holds.
struct Kept {
    keys: HashMap<String, DecodingKey>,
    etag: String,
    fresh_until: Instant,
}

/// Why a token was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Its `kid` is not in the key set that the verifier holds.
    UnknownKey,
    /// It ran out before it could be looked at; that says nothing about keys.
    Expired,
    /// Anything else, in words.
    Other(String),
}

impl Verifier {
    /// Has not fetched any keys yet.
    pub(super) fn new(issuer: &str, audience: &str) -> Self {
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_issuer(&[issuer]);
        rules.set_audience(&[audience]);
        rules.leeway = 0;
        Self { rules, kept: None }
    }

    /// Whether it may still use what it holds.
    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        self.kept.as_ref().is_some_and(|kept| now < kept.fresh_until)
    }

    /// The validator that it asks with when what it holds is stale.
    pub(super) fn etag(&self) -> Option<&str> {
        self.kept.as_ref().map(|kept| &*kept.etag)
    }

    /// Takes in the answer to its question for the keys.
    pub(super) fn take(&mut self, answer: &Answer, now: Instant) -> Result<(), DrillError> {
        let max_age = answer.header("cache-control").and_then(max_age);
        let max_age = max_age.ok_or(DrillError::KeySet("it may not be cached"))?;
        if answer.header("access-control-allow-origin") != Some("*") {
            return Err(DrillError::KeySet("pages of other origins may not read it"));
        }
        let fresh_until = now + max_age;
        match (answer.status, &mut self.kept) {
            (304, Some(kept)) => kept.fresh_until = fresh_until,
            (200, _) => {
                let etag = answer.header("etag").ok_or(DrillError::KeySet("it has no validator"))?.to_owned();
                self.kept = Some(Kept { keys: keys(&answer.body)?, etag, fresh_until });
            }
            _ => return Err(DrillError::KeySet("it was not served")),
        }
        Ok(())
    }

    /// Checks a token with what it holds.
    pub(super) fn check(&self, token: &str) -> Result<(), Refusal> {
        let head = decode_header(token).map_err(|error| Refusal::Other(error.to_string()))?;
        let kid = head.kid.unwrap_or_default();
        let key = self.kept.as_ref().and_then(|kept| kept.keys.get(&kid)).ok_or(Refusal::UnknownKey)?;
        match decode::<Value>(token, key, &self.rules) {
            Ok(_) => Ok(()),
            Err(error) if *error.kind() == jsonwebtoken::errors::ErrorKind::ExpiredSignature => Err(Refusal::Expired),
            Err(error) => Err(Refusal::Other(error.to_string())),
        }
    }
}

fn max_age(rule: &str) -> Option<Duration> {
    let directives = rule.split(',').map(str::trim);
    let seconds = directives.filter_map(|directive| directive.strip_prefix("max-age=")).next()?;
    seconds.parse().ok().map(Duration::from_secs)
}

fn keys(body: &[u8]) -> Result<HashMap<String, DecodingKey>, DrillError> {
    let unreadable = DrillError::KeySet("it cannot be read");
    let Ok(set) = serde_json::from_slice::<JwkSet>(body) else { return Err(unreadable) };
    let key = |jwk: &jsonwebtoken::jwk::Jwk| Some((jwk.common.key_id.clone()?, DecodingKey::from_jwk(jwk).ok()?));
    Ok(set.keys.iter().filter_map(key).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::generate::PrivateKey;
    use crate::keys::jwk::PublicJwk;
    use crate::keys::jwt;
    use crate::keys::signer::SigningHandle;
    use serde_json::json;

    /// A time that is not over while a test runs.
    const FAR: i64 = 4_000_000_000;

    fn answer(status: u16, headers: &[(&str, &str)], keys: &[&PublicJwk]) -> Answer {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Answer { status, headers, body: serde_json::to_vec(&json!({ "keys": keys })).unwrap() }
    }

    const SOUND: [(&str, &str); 3] =
        [("cache-control", "public, max-age=1"), ("access-control-allow-origin", "*"), ("etag", "\"a\"")];

    fn token(key: &PrivateKey, kid: &str, claims: &Value) -> String {
        jwt::sign(&SigningHandle::new(key, kid).unwrap(), "at+jwt", claims).unwrap()
    }

    #[test]
    fn it_keeps_the_keys_exactly_as_long_as_it_may_and_a_304_renews_them() {
        let mut verifier = Verifier::new("i", "a");
        let begun = Instant::now();
        assert!(!verifier.is_fresh(begun));
        verifier.take(&answer(200, &SOUND, &[]), begun).unwrap();
        assert!(verifier.is_fresh(begun + Duration::from_millis(999)));
        assert!(!verifier.is_fresh(begun + Duration::from_secs(1)));
        assert_eq!(verifier.etag(), Some("\"a\""));
        verifier.take(&answer(304, &SOUND, &[]), begun + Duration::from_secs(2)).unwrap();
        assert!(verifier.is_fresh(begun + Duration::from_millis(2999)));
    }

    #[test]
    fn a_key_set_that_apps_could_not_use_ends_the_drill() {
        for missing in 0..SOUND.len() {
            let mut headers = SOUND.to_vec();
            headers.remove(missing);
            let taken = Verifier::new("i", "a").take(&answer(200, &headers, &[]), Instant::now());
            assert!(taken.is_err(), "{headers:?}");
        }
        assert!(Verifier::new("i", "a").take(&answer(500, &SOUND, &[]), Instant::now()).is_err());
        assert!(Verifier::new("i", "a").take(&answer(304, &SOUND, &[]), Instant::now()).is_err());
    }

    #[test]
    fn it_takes_tokens_of_the_keys_that_it_holds_and_no_other() {
        let key = PrivateKey::generate_blocking(crate::keys::Algorithm::Rs256, 2048).unwrap();
        let jwk = PublicJwk::of(&key).unwrap();
        let mut verifier = Verifier::new("i", "a");
        let good = json!({ "iss": "i", "aud": "a", "exp": FAR });
        assert_eq!(verifier.check(&token(&key, jwk.kid(), &good)), Err(Refusal::UnknownKey));
        verifier.take(&answer(200, &SOUND, &[&jwk]), Instant::now()).unwrap();
        assert_eq!(verifier.check(&token(&key, jwk.kid(), &good)), Ok(()));
        assert_eq!(verifier.check(&token(&key, "other", &good)), Err(Refusal::UnknownKey));
        let old = json!({ "iss": "i", "aud": "a", "exp": 1 });
        assert_eq!(verifier.check(&token(&key, jwk.kid(), &old)), Err(Refusal::Expired));
        let elsewhere = json!({ "iss": "other", "aud": "a", "exp": FAR });
        assert!(matches!(verifier.check(&token(&key, jwk.kid(), &elsewhere)), Err(Refusal::Other(_))));
        let mut broken = token(&key, jwk.kid(), &good);
        broken.replace_range(broken.len() - 8.., "AAAAAAAA");
        assert!(matches!(verifier.check(&broken), Err(Refusal::Other(_))));
    }
}
