//! A signing key as stored.

/// One row of the key table. Times are unix seconds; a standby key has no `sign_from` yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// RFC 7638 thumbprint of the public key.
    pub kid: String,
    /// The ring that it belongs to: the algorithm's name, such as `RS256`.
    pub ring: String,
    /// Position in its ring, counted from 1.
    pub generation: i64,
    /// The sealed private key; gone once removed or revoked.
    pub sealed: Option<Vec<u8>>,
    /// The public JWK, for history only: what is published is computed from the private key.
    pub public_jwk: String,
    /// Published from here on.
    pub publish_at: i64,
    /// Signs from here on.
    pub sign_from: Option<i64>,
    /// Signs until here.
    pub sign_until: Option<i64>,
    /// Published until here.
    pub remove_at: Option<i64>,
    /// Revoked: published no more, and what it signed is refused.
    pub revoked_at: Option<i64>,
    /// No token that it signed expires later than this.
    pub exp_ceiling: i64,
    /// When it was made.
    pub created_at: i64,
    /// MAC over the columns above that decide (see `keys`).
    pub mac: Vec<u8>,
}
