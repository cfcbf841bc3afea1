//! Apps and their secrets. Servers keep all of them in memory; see [`crate::store::Revisions`].

use super::{Db, Error, Result, both};
use crate::model::client::{Client, ClientSecret, GrantType};
use crate::model::ids::ClientId;
use crate::model::scope::Scope;

#[derive(sqlx::FromRow)]
struct ClientRow {
    id: String,
    name: String,
    url: Option<String>,
    is_public: bool,
    redirect_uris: String,
    post_logout_redirect_uris: String,
    grant_types: String,
    scopes: String,
    resources: String,
    audiences: String,
    requires_pkce: bool,
    requires_consent: bool,
    access_seconds: Option<i64>,
    refresh_seconds: Option<i64>,
    disabled_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

#[derive(sqlx::FromRow)]
struct SecretRow {
    id: String,
    client_id: String,
    secret_hash: Vec<u8>,
    hint: String,
    created_at: i64,
    expires_at: Option<i64>,
}

/// Lists are stored as JSON arrays of strings.
pub(super) fn to_list(items: &[String]) -> String {
    serde_json::Value::from(items).to_string()
}

pub(super) fn from_list(text: &str, column: &'static str) -> Result<Vec<String>> {
    serde_json::from_str(text).map_err(|_| Error::Damaged(column))
}

fn grants_to_text(grants: &[GrantType]) -> String {
    grants.iter().map(|grant| grant.as_str()).collect::<Vec<_>>().join(" ")
}

impl ClientRow {
    fn into_client(self, secrets: &[SecretRow]) -> Result<Client> {
        let own = secrets.iter().filter(|secret| secret.client_id == self.id).map(|row| ClientSecret {
            id: row.id.clone(),
            hash: row.secret_hash.clone().into(),
            hint: row.hint.clone(),
            created_at: row.created_at,
            expires_at: row.expires_at,
        });
        Ok(Client {
            secrets: own.collect(),
            id: ClientId::from(self.id),
            name: self.name,
            url: self.url,
            is_public: self.is_public,
            redirect_uris: from_list(&self.redirect_uris, "clients.redirect_uris")?,
            post_logout_redirect_uris: from_list(&self.post_logout_redirect_uris, "clients.post_logout_redirect_uris")?,
            grant_types: self.grant_types.split_whitespace().filter_map(GrantType::parse).collect(),
            scopes: Scope::parse(&self.scopes),
            resources: from_list(&self.resources, "clients.resources")?,
            audiences: from_list(&self.audiences, "clients.audiences")?,
            requires_pkce: self.requires_pkce,
            requires_consent: self.requires_consent,
            access_seconds: self.access_seconds,
            refresh_seconds: self.refresh_seconds,
            disabled_at: self.disabled_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

impl Db<'_> {
    /// Adds a client with its secrets.
    pub async fn insert_client(&mut self, client: &Client) -> Result<()> {
        both!(self, c => sqlx::query(
            "INSERT INTO clients (id, name, url, is_public, redirect_uris, post_logout_redirect_uris, grant_types, \
             scopes, resources, audiences, requires_pkce, requires_consent, access_seconds, refresh_seconds, \
             disabled_at, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)")
            .bind(client.id.as_str()).bind(&*client.name).bind(client.url.as_deref()).bind(client.is_public)
            .bind(to_list(&client.redirect_uris)).bind(to_list(&client.post_logout_redirect_uris))
            .bind(grants_to_text(&client.grant_types)).bind(client.scopes.to_string())
            .bind(to_list(&client.resources)).bind(to_list(&client.audiences)).bind(client.requires_pkce)
            .bind(client.requires_consent).bind(client.access_seconds).bind(client.refresh_seconds)
            .bind(client.disabled_at).bind(client.created_at).bind(client.updated_at)
            .execute(c).await.map(drop))?;
        for secret in &client.secrets {
            self.insert_client_secret(&client.id, secret).await?;
        }
        self.raise_revision("clients").await
    }

    /// Writes back everything but the secrets.
    pub async fn update_client(&mut self, client: &Client) -> Result<()> {
        both!(self, c => sqlx::query(
            "UPDATE clients SET name = $2, url = $3, is_public = $4, redirect_uris = $5, \
             post_logout_redirect_uris = $6, grant_types = $7, scopes = $8, resources = $9, audiences = $10, \
             requires_pkce = $11, requires_consent = $12, access_seconds = $13, refresh_seconds = $14, \
             disabled_at = $15, updated_at = $16 WHERE id = $1")
            .bind(client.id.as_str()).bind(&*client.name).bind(client.url.as_deref()).bind(client.is_public)
            .bind(to_list(&client.redirect_uris)).bind(to_list(&client.post_logout_redirect_uris))
            .bind(grants_to_text(&client.grant_types)).bind(client.scopes.to_string())
            .bind(to_list(&client.resources)).bind(to_list(&client.audiences)).bind(client.requires_pkce)
            .bind(client.requires_consent).bind(client.access_seconds).bind(client.refresh_seconds)
            .bind(client.disabled_at).bind(client.updated_at)
            .execute(c).await.map(drop))?;
        self.raise_revision("clients").await
    }

    /// Adds a secret; the ones it had stay live.
    pub async fn insert_client_secret(&mut self, client: &ClientId, secret: &ClientSecret) -> Result<()> {
        both!(self, c => sqlx::query(
            "INSERT INTO client_secrets (id, client_id, secret_hash, hint, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(&*secret.id).bind(client.as_str()).bind(secret.hash.as_bytes()).bind(&*secret.hint)
            .bind(secret.created_at).bind(secret.expires_at).execute(c).await.map(drop))?;
        self.raise_revision("clients").await
    }

    /// Removes one secret of a client.
    pub async fn delete_client_secret(&mut self, client: &ClientId, secret_id: &str) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM client_secrets WHERE client_id = $1 AND id = $2")
            .bind(client.as_str()).bind(secret_id).execute(c).await.map(|done| done.rows_affected()))?;
        self.raise_revision("clients").await?;
        Ok(gone > 0)
    }

    /// Removes a client with its secrets, families and consents.
    pub async fn delete_client(&mut self, id: &ClientId) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM clients WHERE id = $1")
            .bind(id.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        self.raise_revision("clients").await?;
        Ok(gone > 0)
    }

    /// The client of an id, from the database itself.
    pub async fn find_client(&mut self, id: &ClientId) -> Result<Option<Client>> {
        let row: Option<ClientRow> = both!(self, c => sqlx::query_as("SELECT * FROM clients WHERE id = $1")
            .bind(id.as_str()).fetch_optional(c).await)?;
        let Some(row) = row else { return Ok(None) };
        let secrets: Vec<SecretRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM client_secrets WHERE client_id = $1 ORDER BY created_at, id")
            .bind(id.as_str()).fetch_all(c).await)?;
        row.into_client(&secrets).map(Some)
    }

    /// Every client with its secrets, by id.
    pub async fn list_clients(&mut self) -> Result<Vec<Client>> {
        let rows: Vec<ClientRow> = both!(self, c => sqlx::query_as("SELECT * FROM clients ORDER BY id")
            .fetch_all(c).await)?;
        let secrets: Vec<SecretRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM client_secrets ORDER BY created_at, id").fetch_all(c).await)?;
        let mut by_client = std::collections::HashMap::<String, Vec<SecretRow>>::new();
        for secret in secrets {
            by_client.entry(secret.client_id.clone()).or_default().push(secret);
        }
        let none = Vec::new();
        rows.into_iter()
            .map(|row| {
                let own = by_client.get(&row.id).unwrap_or(&none);
                row.into_client(own)
            })
            .collect()
    }
}
