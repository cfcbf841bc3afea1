//! The master key and what is derived from it: sealing (AES-256-GCM, NIST SP 800-38D) and MACs (HMAC-SHA256), each
//! under a subkey of its own per [`Purpose`] (HKDF, RFC 5869). May be imported by every floor above `keys`.

mod carried;

use crate::model::secret::{Redacted, random_bytes, to_hex};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
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
    /// The subkeys that outlive a master key.
    Carried,
    /// What people are called towards apps that may not know them from elsewhere (OIDC Core §8.1).
    Subjects,
}

impl Purpose {
    const ALL: [Self; 9] = [
        Self::SigningKeys,
        Self::Flow,
        Self::Csrf,
        Self::Audit,
        Self::Device,
        Self::Cookie,
        Self::ClientSecrets,
        Self::Carried,
        Self::Subjects,
    ];

    /// Those whose subkeys a new master key takes over: what was made under them lies where it cannot be made anew, in
    /// the audit log and its heads outside, in people's browsers, in counters that are named by a MAC, with apps that know
    /// people by it. Part of a format: new ones stand behind the others.
    const CARRIED: [Self; 3] = [Self::Audit, Self::Device, Self::Subjects];

    /// So many of them every release has carried.
    const ALWAYS_CARRIED: usize = 2;

    /// What travels and is soon back: a node may meet what another made under the master key before. Part of a format.
    const IN_FLIGHT: [Self; 3] = [Self::Flow, Self::Csrf, Self::Cookie];

    /// What opens with the master key before for a while: what travels, and what servers keep in memory as it lies at
    /// rest, until they have read it anew.
    fn opens_with_former(self) -> bool {
        self.is_in_flight() || matches!(self, Self::ClientSecrets)
    }

    fn is_in_flight(self) -> bool {
        Self::IN_FLIGHT.contains(&self)
    }

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
            Self::Carried => "carried-subkeys",
            Self::Subjects => "subjects",
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

/// The 32 bytes that protect everything at rest, with all subkeys derived once. A clone shares them, and follows when
/// the master key is changed.
#[derive(Clone)]
pub struct MasterKey(Arc<RwLock<State>>);

struct State {
    current: Arc<Inner>,
    /// The one before, while things that it made are on their way.
    former: Option<Arc<Inner>>,
    /// Whether what travels is still made under the former one, since other nodes may not have the new one yet.
    is_settling: bool,
}

#[derive(Clone)]
struct Inner {
    bytes: Zeroizing<[u8; 32]>,
    id: String,
    subkeys: [Subkeys; Purpose::ALL.len()],
}

#[derive(Clone)]
struct Subkeys {
    /// What the two keys are made of, for whoever carries them to another master key.
    raw: Zeroizing<[u8; 64]>,
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
        let encoded = Zeroizing::new(engine.encode(self.current().bytes.as_slice()));
        Zeroizing::new(format!("{TEXT_PREFIX}{}\n", encoded.as_str()))
    }

    /// Names this key without telling anything about it: 16 hexadecimal digits.
    pub fn id(&self) -> String {
        self.current().id.clone()
    }

    /// Puts another master key in the place of this one, in every clone. What travels is made under the one before
    /// until [`MasterKey::settle`], and still opens until [`MasterKey::forget_former`].
    pub fn adopt(&self, next: &Self) {
        let next = next.current();
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let former = std::mem::replace(&mut state.current, next);
        (state.former, state.is_settling) = (Some(former), true);
    }

    /// Every node has the new master key by now: what travels is made under it.
    pub fn settle(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).is_settling = false;
    }

    /// What travelled is back by now: nothing opens with the master key before any more.
    pub fn forget_former(&self) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        (state.former, state.is_settling) = (None, false);
    }

    /// Seals `plaintext` so that it opens only for the same purpose and context (table, row, column …).
    ///
    /// # Panics
    /// Only for a plaintext of more than 64 GiB, the limit of AES-GCM.
    pub fn seal(&self, purpose: Purpose, context: &[&str], plaintext: &[u8]) -> Vec<u8> {
        self.writing(purpose).seal(purpose, context, plaintext)
    }

    /// Opens what [`MasterKey::seal`] made for the same purpose and context.
    pub fn open(&self, purpose: Purpose, context: &[&str], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let opened = self.current().open(purpose, context, sealed);
        opened.or_else(|error| self.former(purpose).ok_or(error)?.open(purpose, context, sealed))
    }

    /// The MAC over `parts`; each part counts with its length, so none can run into its neighbour.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = [0; 32];
        mac.copy_from_slice(hmac::sign(&self.writing(purpose).subkeys(purpose).mac, &join(parts)).as_ref());
        mac
    }

    /// Whether `mac` is the MAC over `parts`, in constant time.
    pub fn is_mac_of(&self, purpose: Purpose, parts: &[&[u8]], mac: &[u8]) -> bool {
        let holds = |own: &Inner| hmac::verify(&own.subkeys(purpose).mac, &join(parts), mac).is_ok();
        holds(&self.current()) || self.former(purpose).is_some_and(|former| holds(&former))
    }

    fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        let current = Arc::new(Inner::derive(bytes));
        Self(Arc::new(RwLock::new(State { current, former: None, is_settling: false })))
    }

    fn current(&self) -> Arc<Inner> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).current.clone()
    }

    /// What things of a purpose are made under now.
    fn writing(&self, purpose: Purpose) -> Arc<Inner> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match &state.former {
            Some(former) if state.is_settling && purpose.is_in_flight() => former.clone(),
            _ => state.current.clone(),
        }
    }

    /// The one before, where things of a purpose may still be on their way.
    fn former(&self, purpose: Purpose) -> Option<Arc<Inner>> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        state.former.clone().filter(|_| purpose.opens_with_former())
    }
}

impl Inner {
    fn derive(bytes: Zeroizing<[u8; 32]>) -> Self {
        let root = Salt::new(HKDF_SHA256, b"claviger").extract(bytes.as_slice());
        let mut id = [0; 8];
        derive(&root, "master-key-id", &mut id);
        let subkeys = Purpose::ALL.map(|purpose| Subkeys::derive(&root, purpose));
        Self { bytes, id: to_hex(&id), subkeys }
    }

    #[expect(clippy::expect_used, reason = "all lengths but the plaintext's are constants")]
    fn seal(&self, purpose: Purpose, context: &[&str], plaintext: &[u8]) -> Vec<u8> {
        let (salt, nonce) = (random_bytes::<SALT_LEN>(), random_bytes::<NONCE_LEN>());
        let key = self.message_key(purpose, &salt).expect("the derived key has the length of an AES-256 key");
        let mut body = plaintext.to_vec();
        let aad = Aad::from(associated_data(purpose, context));
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut body)
            .expect("AES-GCM seals what is shorter than 64 GiB");
        [&[FORMAT], &salt[..], &nonce[..], &body[..]].concat()
    }

    fn open(&self, purpose: Purpose, context: &[&str], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
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

    fn subkeys(&self, purpose: Purpose) -> &Subkeys {
        &self.subkeys[purpose as usize]
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
        let mut raw = Zeroizing::new([0; 64]);
        let (seal, mac) = raw.split_at_mut(32);
        derive(root, &format!("seal:{}", purpose.label()), seal);
        derive(root, &format!("mac:{}", purpose.label()), mac);
        Self::from_raw(raw)
    }

    fn from_raw(raw: Zeroizing<[u8; 64]>) -> Self {
        let (seal, mac) = raw.split_at(32);
        let (seal, mac) = (Prk::new_less_safe(HKDF_SHA256, seal), hmac::Key::new(hmac::HMAC_SHA256, mac));
        Self { raw, seal, mac }
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id())
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
mod tests;
