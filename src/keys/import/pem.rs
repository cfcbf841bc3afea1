//! The one private key in a PEM text (RFC 7468). What stands around it, such as the `EC PARAMETERS` and the
//! `Bag Attributes` of openssl, is passed over; line lengths do not matter.

use super::ImportError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
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

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The one block that is a private key.
pub(super) fn read(text: &str) -> Result<Block, ImportError> {
    let mut found = None;
    let mut other = None;
    let mut rest = text;
    while let Some(begin) = rest.find(BEGIN) {
        let (label, body, behind) = split(&rest[begin + BEGIN.len()..])?;
        rest = behind;
        match label {
            "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" if found.is_some() => {
                return Err(ImportError::Several);
            }
            "PRIVATE KEY" => found = Some((Form::Pkcs8, body)),
            "ENCRYPTED PRIVATE KEY" => found = Some((Form::EncryptedPkcs8, body)),
            "RSA PRIVATE KEY" => found = Some((Form::Pkcs1, body)),
            "EC PRIVATE KEY" => found = Some((Form::Sec1, body)),
            "OPENSSH PRIVATE KEY" => return Err(ImportError::OpenSsh),
            "CERTIFICATE" => other = Some("this is a certificate"),
            _ if label.ends_with("PUBLIC KEY") => other = Some("this is a public key"),
            _ => other = other.or(Some("this PEM holds no private key that is read here")),
        }
    }
    let Some((form, body)) = found else {
        return Err(ImportError::NotPrivate(other.unwrap_or("this PEM holds no key")));
    };
    Ok(Block { form, der: decode(body)? })
}

/// Label, body and what stands behind the block.
fn split(text: &str) -> Result<(&str, &str, &str), ImportError> {
    let first = text.split_once(DASHES).filter(|(label, _)| !label.contains(['\r', '\n']));
    let (label, body) = first.ok_or(ImportError::DamagedPem("its first line has no end"))?;
    let end = format!("-----END {label}{DASHES}");
    let (body, behind) = body.split_once(&*end).ok_or(ImportError::DamagedPem("its last line is missing"))?;
    Ok((label, body, behind))
}

fn decode(body: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    if body.contains("Proc-Type:") || body.contains("DEK-Info:") {
        return Err(ImportError::LegacyEncryption);
    }
    let plain = Zeroizing::new(body.split_whitespace().collect::<String>());
    let der = STANDARD.decode(plain.as_bytes()).map_err(|_| ImportError::DamagedPem("it is no base64"))?;
    if der.is_empty() { Err(ImportError::DamagedPem("it is empty")) } else { Ok(Zeroizing::new(der)) }
}
