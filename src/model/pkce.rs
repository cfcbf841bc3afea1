//! Proof Key for Code Exchange (RFC 7636), method S256 only.

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Whether a text can be a `code_challenge` of method S256: 43 characters of base64url (§4.2).
pub fn is_challenge(text: &str) -> bool {
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok()
}

/// Whether a text can be a `code_verifier`: 43 to 128 unreserved characters (§4.1).
pub fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

/// The challenge of a verifier (§4.2), whatever the verifier looks like.
pub fn challenge(code_verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, code_verifier.as_bytes()))
}

/// Whether the verifier belongs to the challenge (§4.6), in constant time.
pub fn verifies(code_verifier: &str, code_challenge: &str) -> bool {
    let computed = challenge(code_verifier);
    is_verifier(code_verifier)
        && constant_time::verify_slices_are_equal(computed.as_bytes(), code_challenge.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636 Appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_verifies() {
        assert!(is_challenge(CHALLENGE) && verifies(VERIFIER, CHALLENGE));
    }

    #[test]
    fn another_verifier_is_refused() {
        assert!(!verifies(&VERIFIER.replace('d', "e"), CHALLENGE));
    }

    #[test]
    fn a_verifier_of_42_characters_is_refused() {
        assert!(!is_verifier(&VERIFIER[1..]) && is_verifier(VERIFIER));
    }

    #[test]
    fn a_verifier_sent_as_plain_challenge_is_refused() {
        assert!(!verifies(VERIFIER, VERIFIER));
    }
}
