//! The one private key in a PEM text.

use super::ImportError;
use crate::model::pem::{Damage, blocks};
use zeroize::Zeroizing;

/// What a block holds, by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Pkcs8,
    EncryptedPkcs8,
    Pkcs1,
    Sec1,
}

/// The private key.
pub(super) struct Block {
    pub(super) form: Form,
    pub(super) der: Zeroizing<Vec<u8>>,
}

/// The one block that is a private key.
pub(super) fn read(text: &str) -> Result<Block, ImportError> {
    let (mut found, mut other) = (None, None);
    for block in blocks(text)? {
        let form = match block.label {
            "PRIVATE KEY" => Form::Pkcs8,
            "ENCRYPTED PRIVATE KEY" => Form::EncryptedPkcs8,
            "RSA PRIVATE KEY" => Form::Pkcs1,
            "EC PRIVATE KEY" => Form::Sec1,
            "OPENSSH PRIVATE KEY" => return Err(ImportError::OpenSsh),
            label => {
                other = what_else(label).or(other);
                continue;
            }
        };
        if found.replace((form, block)).is_some() {
            return Err(ImportError::Several);
        }
    }
    let Some((form, block)) = found else {
        return Err(ImportError::NotPrivate(other.unwrap_or("this PEM holds no private key that is read here")));
    };
    if block.has_old_encryption() {
        return Err(ImportError::LegacyEncryption);
    }
    Ok(Block { form, der: block.der()? })
}

fn what_else(label: &str) -> Option<&'static str> {
    match label {
        "CERTIFICATE" => Some("this is a certificate"),
        _ if label.ends_with("PUBLIC KEY") => Some("this is a public key"),
        _ => None,
    }
}

impl From<Damage> for ImportError {
    fn from(Damage(what): Damage) -> Self {
        Self::DamagedPem(what)
    }
}
