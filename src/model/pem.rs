//! The blocks of a PEM text (RFC 7468). What stands around them, such as the `EC PARAMETERS` and the `Bag Attributes` of
//! openssl, is passed over; line lengths do not matter.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// What is wrong with a PEM, in words that follow "it is damaged: ".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damage(pub &'static str);

/// One block.
#[derive(Clone, Copy, Debug)]
pub struct Block<'t> {
    /// What it says that it holds, such as `PUBLIC KEY`.
    pub label: &'t str,
    body: &'t str,
}

/// Whether a text has such a block at all.
pub fn is_pem(text: &str) -> bool {
    text.contains("-----BEGIN")
}

/// All blocks of a text, in their order.
pub fn blocks(text: &str) -> Result<Vec<Block<'_>>, Damage> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find(BEGIN) {
        let (block, behind) = split(&rest[begin + BEGIN.len()..])?;
        blocks.push(block);
        rest = behind;
    }
    Ok(blocks)
}

/// A block whose label begins the text, and what stands behind it.
fn split(text: &str) -> Result<(Block<'_>, &str), Damage> {
    let first = text.split_once(DASHES).filter(|(label, _)| !label.contains(['\r', '\n']));
    let (label, body) = first.ok_or(Damage("its first line has no end"))?;
    let end = format!("-----END {label}{DASHES}");
    let (body, behind) = body.split_once(&*end).ok_or(Damage("its last line is missing"))?;
    Ok((Block { label, body }, behind))
}

impl Block<'_> {
    /// Whether its body is encrypted in the way of before PKCS#8 (RFC 1421 §4.6).
    pub fn has_old_encryption(&self) -> bool {
        self.body.contains("Proc-Type:") || self.body.contains("DEK-Info:")
    }

    /// Its bytes, which may be secret.
    pub fn der(&self) -> Result<Zeroizing<Vec<u8>>, Damage> {
        let plain = Zeroizing::new(self.body.split_whitespace().collect::<String>());
        let der = STANDARD.decode(plain.as_bytes()).map_err(|_| Damage("it is no base64"))?;
        if der.is_empty() { Err(Damage("it is empty")) } else { Ok(Zeroizing::new(der)) }
    }
}
