//! APIs that tokens are for, with what their scopes mean. A change raises the revision of the clients: servers keep both.

use super::{Db, Error, Result, both};
use crate::model::api::Api;

#[derive(sqlx::FromRow)]
struct ApiRow {
    audience: String,
    name: String,
    scopes: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<ApiRow> for Api {
    type Error = Error;

    fn try_from(row: ApiRow) -> Result<Self> {
        Ok(Self {
            audience: row.audience,
            name: row.name,
            scopes: serde_json::from_str(&row.scopes).map_err(|_| Error::Damaged("apis.scopes"))?,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn scopes_to_text(api: &Api) -> Result<String> {
    serde_json::to_string(&api.scopes).map_err(|_| Error::Damaged("apis.scopes"))
}

impl Db<'_> {
    /// Adds an API; [`Error::Taken`] where the audience is known.
    pub async fn insert_api(&mut self, api: &Api) -> Result<()> {
        both!(self, c => sqlx::query(
            "INSERT INTO apis (audience, name, scopes, version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(&*api.audience).bind(&*api.name).bind(scopes_to_text(api)?).bind(api.version).bind(api.created_at)
            .bind(api.updated_at).execute(c).await.map(drop))?;
        self.raise_revision("clients").await
    }

    /// Writes back an API if its version is still the stored one, which rises.
    pub async fn update_api(&mut self, api: &Api) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE apis SET name = $2, scopes = $3, updated_at = $4, version = version + 1 \
             WHERE audience = $1 AND version = $5")
            .bind(&*api.audience).bind(&*api.name).bind(scopes_to_text(api)?).bind(api.updated_at).bind(api.version)
            .execute(c).await.map(|done| done.rows_affected()))?;
        self.raise_revision("clients").await?;
        Ok(done > 0)
    }

    /// Removes an API; what clients were given of it stays.
    pub async fn delete_api(&mut self, audience: &str) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM apis WHERE audience = $1")
            .bind(audience).execute(c).await.map(|done| done.rows_affected()))?;
        self.raise_revision("clients").await?;
        Ok(gone > 0)
    }

    /// The API of an audience.
    pub async fn find_api(&mut self, audience: &str) -> Result<Option<Api>> {
        let row: Option<ApiRow> = both!(self, c => sqlx::query_as("SELECT * FROM apis WHERE audience = $1")
            .bind(audience).fetch_optional(c).await)?;
        row.map(Api::try_from).transpose()
    }

    /// Every API, by audience.
    pub async fn list_apis(&mut self) -> Result<Vec<Api>> {
        let rows: Vec<ApiRow> = both!(self, c => sqlx::query_as("SELECT * FROM apis ORDER BY audience")
            .fetch_all(c).await)?;
        rows.into_iter().map(Api::try_from).collect()
    }
}
