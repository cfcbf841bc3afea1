//! Secrets: random values that are shown once and kept as SHA-256 only. The only maker of random bytes.

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// `N` random bytes from the operating system.
///
/// # Panics
/// If the operating system has no randomness to give: nothing can be done safely then.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "the one home of randomness; without it we stop")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A text that must not be printed: configuration secrets, passwords, client secrets that came with a request.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Redacted(String);

impl Redacted {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
impl From<String> for Redacted {
    fn from(text: String) -> Self {
        Self(text)
    }
}
impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redacted")
    }
}

/// A 256-bit random value in base64url: a code, a refresh token, a session id, a client secret, a one-time link.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Token(String);

impl Token {
    /// A new random token.
    pub fn random() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random_bytes::<32>()))
    }
    /// Takes over what a request brought.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }
    /// The token as its holder keeps it.
    pub fn expose(&self) -> &str {
        &self.0
    }
    /// What we keep of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// Bytes in hexadecimal digits, lower case.
pub fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The SHA-256 of a [`Token`] or of a client secret: all that is stored of it.
#[derive(Clone, Debug)]
pub struct TokenHash(Vec<u8>);

impl TokenHash {
    /// Hashes a presented value.
    pub fn of(text: &str) -> Self {
        Self(digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec())
    }
    /// Hashes what is no text.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(digest::digest(&digest::SHA256, bytes).as_ref().to_vec())
    }
    /// The 32 bytes as stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
    /// The same in 64 hexadecimal digits, for a column that holds several.
    pub fn to_hex(&self) -> String {
        to_hex(&self.0)
    }
}
impl From<Vec<u8>> for TokenHash {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}
/// Constant time.
impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}
impl Eq for TokenHash {}
