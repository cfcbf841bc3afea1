//! Authorization codes (RFC 6749 §4.1.2): spent once, by one guarded update.

use super::{Db, Result, both};
use crate::model::ids::{ClientId, FamilyId};
use crate::model::secret::TokenHash;

/// A code as stored.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// What it stands for.
    #[sqlx(try_from = "String")]
    pub family_id: FamilyId,
    /// Whom it was given to.
    #[sqlx(try_from = "String")]
    pub client_id: ClientId,
    /// The redirect URI of the request.
    pub redirect_uri: String,
    /// S256 challenge, when one was sent.
    pub code_challenge: Option<String>,
    /// `nonce` of the request.
    pub nonce: Option<String>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub expires_at: i64,
    /// When it was spent (unix seconds).
    pub redeemed_at: Option<i64>,
}

impl Db<'_> {
    /// Adds a code, whose family must be there.
    pub async fn insert_code(&mut self, hash: &TokenHash, code: &AuthorizationCode) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO authorization_codes (code_hash, family_id, client_id, redirect_uri, code_challenge, nonce, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(hash.as_bytes()).bind(code.family_id.as_str()).bind(code.client_id.as_str())
            .bind(&*code.redirect_uri).bind(code.code_challenge.as_deref()).bind(code.nonce.as_deref())
            .bind(code.created_at).bind(code.expires_at).execute(c).await.map(drop))?)
    }

    /// Spends the code if, and only if, it is this client's, fresh and unused: of any number of racing callers one
    /// gets it. The row stays as long as its family, so that a second use is recognised.
    pub async fn redeem_code(
        &mut self,
        hash: &TokenHash,
        client: &ClientId,
        now: i64,
    ) -> Result<Option<AuthorizationCode>> {
        Ok(both!(self, c => sqlx::query_as(
            "UPDATE authorization_codes SET redeemed_at = $3 \
             WHERE code_hash = $1 AND client_id = $2 AND redeemed_at IS NULL AND expires_at > $3 RETURNING *")
            .bind(hash.as_bytes()).bind(client.as_str()).bind(now).fetch_optional(c).await)?)
    }

    /// The code, spent or not.
    pub async fn find_code(&mut self, hash: &TokenHash) -> Result<Option<AuthorizationCode>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM authorization_codes WHERE code_hash = $1")
            .bind(hash.as_bytes()).fetch_optional(c).await)?)
    }
}
