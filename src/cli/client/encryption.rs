//! How tokens for an app are encrypted, as commands take it.

use super::known;
use crate::cli::Failure;
use crate::model::encryption::{Encryption, EncryptionKey};
use std::io::Read;
use std::path::Path;

/// More than any set of public keys has.
const MOST_BYTES: u64 = 64 * 1024;

/// A way of encryption, or none at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wished(pub(super) Option<Encryption>);

pub(super) fn parse_encryption(text: &str) -> Result<Wished, String> {
    if text == "none" {
        return Ok(Wished(None));
    }
    let all: Vec<String> = Encryption::all().map(|how| how.to_string()).chain(["none".to_owned()]).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    Encryption::parse(text).map(|how| Wished(Some(how))).ok_or_else(|| known("ways of encryption", &all))
}

/// The text of a file with public keys.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::said(format!("{} cannot be read: {error}.", path.display()));
    let mut text = String::new();
    std::fs::File::open(path).map_err(failed)?.take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

/// The public keys in a file.
pub(super) fn read_encryption_keys(path: &Path) -> Result<Vec<EncryptionKey>, Failure> {
    EncryptionKey::parse_all(&read_text(path)?).map_err(|error| Failure::said(format!("{} {error}.", path.display())))
}
