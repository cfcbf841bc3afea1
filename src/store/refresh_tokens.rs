//! Refresh tokens of a family. All changes happen under [`Db::lock_live_family`].

use super::{Db, Result, both};
use crate::model::ids::FamilyId;
use crate::model::secret::TokenHash;

/// A refresh token as stored.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of the token.
    #[sqlx(try_from = "Vec<u8>")]
    pub token_hash: TokenHash,
    /// Its family.
    #[sqlx(try_from = "String")]
    pub family_id: FamilyId,
    /// The token that it succeeds; siblings share one.
    pub parent_hash: Option<Vec<u8>>,
    /// Unix seconds.
    pub created_at: i64,
    /// First use (unix seconds): retired from then on.
    pub used_at: Option<i64>,
    /// Ended because a sibling was used first (unix seconds).
    pub ended_at: Option<i64>,
}

impl Db<'_> {
    /// Adds a token to a family, as successor of `parent` when there is one.
    pub async fn insert_refresh_token(
        &mut self,
        hash: &TokenHash,
        family: &FamilyId,
        parent: Option<&TokenHash>,
        now: i64,
    ) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO refresh_tokens (token_hash, family_id, parent_hash, created_at) VALUES ($1, $2, $3, $4)")
            .bind(hash.as_bytes()).bind(family.as_str()).bind(parent.map(TokenHash::as_bytes)).bind(now)
            .execute(c).await.map(drop))?)
    }

    /// Retires an unused token; none when it was used or ended before.
    pub async fn use_refresh_token(&mut self, hash: &TokenHash, now: i64) -> Result<Option<RefreshToken>> {
        Ok(both!(self, c => sqlx::query_as(
            "UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND ended_at IS NULL \
             RETURNING *")
            .bind(hash.as_bytes()).bind(now).fetch_optional(c).await)?)
    }

    /// Ends the unused siblings of a token.
    pub async fn end_siblings(&mut self, parent: &[u8], except: &TokenHash, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE refresh_tokens SET ended_at = $3 \
             WHERE parent_hash = $1 AND token_hash <> $2 AND used_at IS NULL AND ended_at IS NULL")
            .bind(parent).bind(except.as_bytes()).bind(now).execute(c).await.map(drop))?)
    }

    /// The token, in whatever state.
    pub async fn find_refresh_token(&mut self, hash: &TokenHash) -> Result<Option<RefreshToken>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM refresh_tokens WHERE token_hash = $1")
            .bind(hash.as_bytes()).fetch_optional(c).await)?)
    }

    /// Whether a successor of the token was used.
    pub async fn has_used_successor(&mut self, hash: &TokenHash) -> Result<bool> {
        let used: i64 = both!(self, c => sqlx::query_scalar(
            "SELECT COUNT(*) FROM refresh_tokens WHERE parent_hash = $1 AND used_at IS NOT NULL")
            .bind(hash.as_bytes()).fetch_one(c).await)?;
        Ok(used > 0)
    }
}
