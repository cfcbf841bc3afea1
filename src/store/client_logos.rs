//! Logos of apps: small PNG images of our own encoding.

use super::{Db, Result, both};
use crate::model::ids::ClientId;

impl Db<'_> {
    /// Gives a client a logo in place of the one before, or none; `tag` names it. Raises the client's version.
    pub async fn set_client_logo(&mut self, id: &ClientId, logo: Option<(&str, &[u8])>, now: i64) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE clients SET logo_tag = $2, updated_at = $3, version = version + 1 WHERE id = $1")
            .bind(id.as_str()).bind(logo.map(|(tag, _)| tag)).bind(now)
            .execute(c).await.map(|done| done.rows_affected()))?;
        both!(self, c => sqlx::query("DELETE FROM client_logos WHERE client_id = $1")
            .bind(id.as_str()).execute(c).await.map(drop))?;
        if let Some((_, png)) = logo.filter(|_| done > 0) {
            both!(self, c => sqlx::query("INSERT INTO client_logos (client_id, png) VALUES ($1, $2)")
                .bind(id.as_str()).bind(png).execute(c).await.map(drop))?;
        }
        self.raise_revision("clients").await?;
        Ok(done > 0)
    }

    /// The PNG of a client.
    pub async fn find_client_logo(&mut self, id: &ClientId) -> Result<Option<Vec<u8>>> {
        Ok(both!(self, c => sqlx::query_scalar("SELECT png FROM client_logos WHERE client_id = $1")
            .bind(id.as_str()).fetch_optional(c).await)?)
    }
}
