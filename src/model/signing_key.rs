//! A signing key as stored: one row, its private part sealed.

use super::ids::ClientId;

/// One row of the key ring. All times are unix seconds; which state they mean is computed in `keys::lifecycle`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// The RFC 7638 thumbprint of the public key.
    pub kid: String,
    /// The ring it belongs to: the name of its algorithm (RFC 7518 §3.1), such as `RS256`.
    pub ring: String,
    /// Counts up within the ring; no two keys of a ring share one.
    pub generation: i64,
    /// The private key (PKCS#8) sealed under the master key; `None` once it was removed or revoked.
    pub sealed: Option<Vec<u8>>,
    /// The public JWK (RFC 7517) for history and display; what is published comes from the private key.
    pub public_jwk: String,
    /// From when it stands in the key set.
    pub publish_at: i64,
    /// From when it signs; `None` for a standby key.
    pub sign_from: Option<i64>,
    /// Until when it signs; `None` for the newest key that has a date.
    pub sign_until: Option<i64>,
    /// When it leaves the key set.
    pub remove_at: Option<i64>,
    /// When it was revoked: from then on it is neither published nor believed.
    pub revoked_at: Option<i64>,
    /// Apps that receive tokens of it before its time; none for most keys.
    pub staged_for: Vec<ClientId>,
    /// No token that it signed expires after this; raised ahead of the tokens.
    pub exp_ceiling: i64,
    /// When it was made.
    pub created_at: i64,
    /// The MAC over all other columns but `sealed`, which carries its own, and `exp_ceiling`, which only rises.
    pub mac: Vec<u8>,
}

impl SigningKey {
    /// The ids of [`SigningKey::staged_for`] as a JSON array, as stored; none where there are none.
    pub fn staged_list(&self) -> Option<String> {
        let ids: Vec<&str> = self.staged_for.iter().map(ClientId::as_str).collect();
        (!ids.is_empty()).then(|| serde_json::Value::from(ids).to_string())
    }
}
