//! `client_secret_basic` (RFC 6749 §2.3.1).

use crate::model::params;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What the header holds: the id, and the secret as it can be read. Both halves are form-urlencoded before base64. Authlib,
/// requests and curl leave that out, which shows in secrets with `+` or `%`, so a secret also counts as it stands.
pub(super) fn decode(text: &str) -> Option<(String, Vec<String>)> {
    let decoded = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (id, plain) = decoded.split_once(':')?;
    let client_id = params::decode(id).ok()?;
    let mut secrets: Vec<_> = params::decode(plain).ok().into_iter().chain([plain.to_owned()]).collect();
    secrets.dedup();
    secrets.retain(|secret| !secret.is_empty());
    Some((client_id, secrets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_sent_by_basic_counts_decoded_and_as_it_stands() {
        let secrets = |text: &str| decode(&STANDARD.encode(text)).unwrap().1;
        assert_eq!(secrets("app:a+b%2B"), ["a b+", "a+b%2B"]);
        assert_eq!(secrets("app:100%"), ["100%"]);
        assert_eq!(secrets("app:plain"), ["plain"]);
        assert!(secrets("app:").is_empty());
    }
}
