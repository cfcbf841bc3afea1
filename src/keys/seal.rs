//! The master key and what is derived from it: sealing (AES-256-GCM, NIST SP 800-38D) and MACs (HMAC-SHA256), each
//! under a subkey of its own per [`Purpose`] (HKDF, RFC 5869). May be imported by every floor above `keys`.

use crate::model::secret::{Redacted, random_bytes};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

const TEXT_PREFIX: &str = "claviger-master-key-v1:";
const SALT_LEN: usize = 16;
const HEAD_LEN: usize = 1 + SALT_LEN + NONCE_LEN;
const FORMAT: u8 = 1;

/// What a subkey is for: a value sealed for one purpose does not open for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Private signing keys at rest, and the MAC over their lifecycle columns.
    SigningKeys,
    /// Pending authorization requests that travel sealed in a page.
    Flow,
    /// Form tokens.
    Csrf,
    /// The MAC over audit events.
    Audit,
    /// Cookies that tell a known browser from an unknown one.
    Device,
    /// Any other sealed cookie.
    Cookie,
    /// Secrets of apps whose ID tokens are signed with them.
    ClientSecrets,
}

impl Purpose {
    const ALL: [Self; 7] =
        [Self::SigningKeys, Self::Flow, Self::Csrf, Self::Audit, Self::Device, Self::Cookie, Self::ClientSecrets];

    /// Part of the derivation: changing a label makes everything sealed under it unreadable.
    const fn label(self) -> &'static str {
        match self {
            Self::SigningKeys => "signing-keys",
            Self::Flow => "flow",
            Self::Csrf => "csrf",
            Self::Audit => "audit",
            Self::Device => "device",
            Self::Cookie => "cookie",
            Self::ClientSecrets => "client-secrets",
        }
    }
}

/// A sealed value did not open: it was changed, moved to another place, or sealed under another master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open: it was changed, moved, or sealed under another master key")]
pub struct SealError;

/// The text of a master key is not one. Never quotes the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a master key reads {TEXT_PREFIX} followed by 32 bytes in base64url (the prefix may be left out)")]
pub struct MalformedMasterKey;

/// The 32 bytes that protect everything at rest, with all subkeys derived once. A clone shares them.
#[derive(Clone)]
pub struct MasterKey(Arc<Inner>);

struct Inner {
    bytes: Zeroizing<[u8; 32]>,
    id: String,
    subkeys: [Subkeys; Purpose::ALL.len()],
}

struct Subkeys {
    seal: Prk,
    mac: hmac::Key,
}

impl MasterKey {
    /// A new random master key.
    pub fn random() -> Self {
        Self::from_bytes(Zeroizing::new(random_bytes::<32>()))
    }

    /// Reads the text of a key file or of an environment variable; base64 and base64url, padded or not.
    pub fn from_text(text: &Redacted) -> Result<Self, MalformedMasterKey> {
        let text = text.expose().trim();
        let text = text.strip_prefix(TEXT_PREFIX).unwrap_or(text);
        let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let alphabet = if text.contains(['+', '/']) { &STANDARD } else { &URL_SAFE };
        let decoded = GeneralPurpose::new(alphabet, lenient).decode(text).map_err(|_| MalformedMasterKey)?;
        let decoded = Zeroizing::new(decoded);
        let bytes = <[u8; 32]>::try_from(decoded.as_slice()).map_err(|_| MalformedMasterKey)?;
        Ok(Self::from_bytes(Zeroizing::new(bytes)))
    }

    /// The single line that a key file holds.
    pub fn to_text(&self) -> Zeroizing<String> {
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let encoded = Zeroizing::new(engine.encode(self.0.bytes.as_slice()));
        Zeroizing::new(format!("{TEXT_PREFIX}{}\n", encoded.as_str()))
    }

    /// Names this key without telling anything about it: 16 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Seals `plaintext` so that it opens only for the same purpose and context (table, row, column …).
    ///
    /// # Panics
    /// Only for a plaintext of more than 64 GiB, the limit of AES-GCM.
    #[expect(clippy::expect_used, reason = "all lengths but the plaintext's are constants")]
    pub fn seal(&self, purpose: Purpose, context: &[&str], plaintext: &[u8]) -> Vec<u8> {
        let (salt, nonce) = (random_bytes::<SALT_LEN>(), random_bytes::<NONCE_LEN>());
        let key = self.message_key(purpose, &salt).expect("the derived key has the length of an AES-256 key");
        let mut body = plaintext.to_vec();
        let aad = Aad::from(associated_data(purpose, context));
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut body)
            .expect("AES-GCM seals what is shorter than 64 GiB");
        [&[FORMAT], &salt[..], &nonce[..], &body[..]].concat()
    }

    /// Opens what [`MasterKey::seal`] made for the same purpose and context.
    pub fn open(&self, purpose: Purpose, context: &[&str], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (head, body) = sealed.split_at_checked(HEAD_LEN).ok_or(SealError)?;
        let Some((&FORMAT, rest)) = head.split_first() else { return Err(SealError) };
        let (salt, nonce) = rest.split_at(SALT_LEN);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError)?;
        let key = self.message_key(purpose, salt)?;
        let mut body = Zeroizing::new(body.to_vec());
        let aad = Aad::from(associated_data(purpose, context));
        let length = key.open_in_place(nonce, aad, &mut body).map_err(|_| SealError)?.len();
        body.truncate(length);
        Ok(body)
    }

    /// The MAC over `parts`; each part counts with its length, so none can run into its neighbour.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = [0; 32];
        mac.copy_from_slice(hmac::sign(&self.subkeys(purpose).mac, &join(parts)).as_ref());
        mac
    }

    /// Whether `mac` is the MAC over `parts`, in constant time.
    pub fn is_mac_of(&self, purpose: Purpose, parts: &[&[u8]], mac: &[u8]) -> bool {
        hmac::verify(&self.subkeys(purpose).mac, &join(parts), mac).is_ok()
    }

    fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        let root = Salt::new(HKDF_SHA256, b"claviger").extract(bytes.as_slice());
        let mut id = [0; 8];
        derive(&root, "master-key-id", &mut id);
        let subkeys = Purpose::ALL.map(|purpose| Subkeys::derive(&root, purpose));
        Self(Arc::new(Inner { bytes, id: id.iter().map(|byte| format!("{byte:02x}")).collect(), subkeys }))
    }

    fn subkeys(&self, purpose: Purpose) -> &Subkeys {
        &self.0.subkeys[purpose as usize]
    }

    /// The key for one message. A flow is sealed for whoever asks, so one AES-GCM key would outlive the 2³² random
    /// nonces that NIST SP 800-38D §8.3 allows it; a key per 128-bit salt does not.
    fn message_key(&self, purpose: Purpose, salt: &[u8]) -> Result<LessSafeKey, SealError> {
        let info = [salt];
        let okm = self.subkeys(purpose).seal.expand(&info, &AES_256_GCM).map_err(|_| SealError)?;
        Ok(LessSafeKey::new(UnboundKey::from(okm)))
    }
}

impl Subkeys {
    fn derive(root: &Prk, purpose: Purpose) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        derive(root, &format!("seal:{}", purpose.label()), bytes.as_mut_slice());
        let seal = Prk::new_less_safe(HKDF_SHA256, bytes.as_slice());
        derive(root, &format!("mac:{}", purpose.label()), bytes.as_mut_slice());
        Self { seal, mac: hmac::Key::new(hmac::HMAC_SHA256, bytes.as_slice()) }
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.0.id)
    }
}

struct Length(usize);

impl aws_lc_rs::hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Fills `out` from `root` under `label`.
///
/// # Panics
/// Never: the longest output here is 32 bytes, and HKDF gives 8,160.
#[expect(clippy::expect_used, reason = "the length is a constant within the limit of HKDF")]
fn derive(root: &Prk, label: &str, out: &mut [u8]) {
    let info = [label.as_bytes()];
    let filled = root.expand(&info, Length(out.len())).and_then(|okm| okm.fill(out));
    filled.expect("HKDF gives up to 8,160 bytes");
}

fn associated_data(purpose: Purpose, context: &[&str]) -> Vec<u8> {
    let mut parts = vec![purpose.label().as_bytes()];
    parts.extend(context.iter().map(|part| part.as_bytes()));
    join(&parts)
}

fn join(parts: &[&[u8]]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(parts.iter().map(|part| 8 + part.len()).sum());
    for part in parts {
        joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
        joined.extend_from_slice(part);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_for_the_same_purpose_and_context_only() {
        let master = MasterKey::random();
        let sealed = master.seal(Purpose::SigningKeys, &["RS256", "kid"], b"private");
        assert_eq!(master.open(Purpose::SigningKeys, &["RS256", "kid"], &sealed).unwrap().as_slice(), b"private");
        for (purpose, context) in [
            (Purpose::Flow, &["RS256", "kid"][..]),
            (Purpose::SigningKeys, &["RS256", "other"]),
            (Purpose::SigningKeys, &["RS25", "6kid"]),
            (Purpose::SigningKeys, &["RS256"]),
            (Purpose::SigningKeys, &["RS256", "kid", ""]),
        ] {
            assert_eq!(master.open(purpose, context, &sealed), Err(SealError), "{purpose:?} {context:?}");
        }
        assert_eq!(MasterKey::random().open(Purpose::SigningKeys, &["RS256", "kid"], &sealed), Err(SealError));
    }

    #[test]
    fn a_sealed_value_does_not_open_when_any_byte_changed_or_is_missing() {
        let master = MasterKey::random();
        let sealed = master.seal(Purpose::Cookie, &[], b"x");
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(master.open(Purpose::Cookie, &[], &changed), Err(SealError), "byte {index}");
            assert_eq!(master.open(Purpose::Cookie, &[], &sealed[..index]), Err(SealError), "{index} bytes");
        }
    }

    #[test]
    fn the_same_value_is_never_sealed_to_the_same_bytes() {
        let master = MasterKey::random();
        assert_ne!(master.seal(Purpose::Flow, &[], b"same"), master.seal(Purpose::Flow, &[], b"same"));
    }

    #[test]
    fn a_mac_holds_for_its_purpose_and_parts_only() {
        let master = MasterKey::random();
        let mac = master.mac(Purpose::Audit, &[b"ab", b"c"]);
        assert!(master.is_mac_of(Purpose::Audit, &[b"ab", b"c"], &mac));
        assert!(!master.is_mac_of(Purpose::Csrf, &[b"ab", b"c"], &mac));
        assert!(!master.is_mac_of(Purpose::Audit, &[b"a", b"bc"], &mac));
        assert!(!master.is_mac_of(Purpose::Audit, &[b"ab", b"c"], &mac[..16]));
        assert!(!MasterKey::random().is_mac_of(Purpose::Audit, &[b"ab", b"c"], &mac));
    }

    #[test]
    fn each_purpose_has_subkeys_of_its_own() {
        let master = MasterKey::random();
        for (position, purpose) in Purpose::ALL.into_iter().enumerate() {
            assert_eq!(purpose as usize, position);
            let same = Purpose::ALL.iter().filter(|other| master.mac(**other, &[]) == master.mac(purpose, &[])).count();
            assert_eq!(same, 1, "{purpose:?}");
        }
    }

    #[test]
    fn a_master_key_reads_back_from_its_text_and_from_plain_base64() {
        let text = "claviger-master-key-v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8\n";
        let read = |text: &str| MasterKey::from_text(&Redacted::from(text.to_owned()));
        let master = read(text).unwrap();
        assert_eq!(*master.to_text(), text);
        assert_eq!(read("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=").unwrap().id(), master.id());
        assert_ne!(MasterKey::random().id(), master.id());
    }

    #[test]
    fn derivation_stays_the_same_from_release_to_release() {
        let master = MasterKey::from_bytes(Zeroizing::new([7; 32]));
        assert_eq!(master.id(), "8ddbe0cb078ac8a0");
        assert_eq!(master.mac(Purpose::Audit, &[b"x"])[..8], 0x4a12_e3ff_94ce_e422_u64.to_be_bytes());
        let body = 0x3072_8a11_e2cb_c7a8_f5e9_6829_c421_5792_u128.to_be_bytes();
        let sealed = [&[1][..], &[1; 16], &[2; 12], &body, &0x45e0_ba51_u32.to_be_bytes()].concat();
        assert_eq!(master.open(Purpose::SigningKeys, &["a"], &sealed).unwrap().as_slice(), b"kept");
    }

    #[test]
    fn a_malformed_master_key_is_refused_without_quoting_it() {
        for text in [
            "",
            "claviger-master-key-v1:",
            "AAEC",
            "claviger-master-key-v2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8",
        ] {
            let refused = MasterKey::from_text(&Redacted::from(text.to_owned())).unwrap_err();
            assert!(text.len() < 4 || !refused.to_string().contains("AAEC"));
        }
        assert_eq!(format!("{:?}", MasterKey::from_bytes(Zeroizing::new([7; 32]))).len(), "MasterKey()".len() + 16);
    }
}
