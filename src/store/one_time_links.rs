//! Links that work once: first administrator, rescue, invitation.

use super::{Db, Result, both};
use crate::model::ids::UserId;
use crate::model::secret::TokenHash;

/// A link as stored.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// What it opens.
    pub purpose: String,
    /// Whom it is for, where it is for somebody.
    pub user_id: Option<String>,
    /// Unix seconds.
    pub expires_at: i64,
}

impl Db<'_> {
    /// Adds a link.
    pub async fn insert_link(&mut self, hash: &TokenHash, link: &OneTimeLink, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO one_time_links (token_hash, purpose, user_id, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5)")
            .bind(hash.as_bytes()).bind(&*link.purpose).bind(link.user_id.as_deref()).bind(now)
            .bind(link.expires_at).execute(c).await.map(drop))?)
    }

    /// The link, if it is unused and fresh.
    pub async fn find_link(&mut self, hash: &TokenHash, purpose: &str, now: i64) -> Result<Option<OneTimeLink>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT * FROM one_time_links WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL \
             AND expires_at > $3")
            .bind(hash.as_bytes()).bind(purpose).bind(now).fetch_optional(c).await)?)
    }

    /// Spends the link; of racing callers one gets it.
    pub async fn use_link(&mut self, hash: &TokenHash, purpose: &str, now: i64) -> Result<Option<OneTimeLink>> {
        Ok(both!(self, c => sqlx::query_as(
            "UPDATE one_time_links SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL \
             AND expires_at > $3 RETURNING *")
            .bind(hash.as_bytes()).bind(purpose).bind(now).fetch_optional(c).await)?)
    }

    /// Makes every unused link of a purpose worthless.
    pub async fn void_links(&mut self, purpose: &str, now: i64) -> Result<()> {
        Ok(
            both!(self, c => sqlx::query("UPDATE one_time_links SET used_at = $2 WHERE purpose = $1 AND used_at IS NULL")
            .bind(purpose).bind(now).execute(c).await.map(drop))?,
        )
    }

    /// Makes every unused link of a person worthless.
    pub async fn void_links_of(&mut self, user: &UserId, now: i64) -> Result<()> {
        Ok(
            both!(self, c => sqlx::query("UPDATE one_time_links SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL")
            .bind(user.as_str()).bind(now).execute(c).await.map(drop))?,
        )
    }
}
