//! Apps and their secrets. Servers keep all of them in memory; see [`crate::store::Revisions`].

use super::{Db, Error, Result, both};
use crate::model::claim_rule::ClaimRule;
use crate::model::client::{Client, ClientKind, ClientSecret, GrantType};
use crate::model::client_metadata::ClientMetadata;
use crate::model::client_options::ClientOptions;
use crate::model::encryption::{Encryption, EncryptionKey};
use crate::model::ids::{ClientId, GroupId};
use crate::model::scope::Scope;
use std::collections::HashMap;
use std::sync::Arc;

/// Clients that are read at once.
const AT_ONCE: i64 = 500;

#[derive(sqlx::FromRow)]
struct ClientRow {
    id: String,
    kind: String,
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
    allowed_groups: Option<String>,
    claim_rules: String,
    id_token_alg: Option<String>,
    access_token_alg: Option<String>,
    id_token_encryption: Option<String>,
    userinfo_alg: Option<String>,
    userinfo_encryption: Option<String>,
    encryption_keys: Option<String>,
    metadata: Option<String>,
    color: Option<String>,
    logo_tag: Option<String>,
    disabled_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct SecretRow {
    id: String,
    client_id: String,
    secret_hash: Vec<u8>,
    sealed: Option<Vec<u8>>,
    hint: String,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl From<SecretRow> for ClientSecret {
    fn from(row: SecretRow) -> Self {
        Self {
            id: row.id,
            hash: row.secret_hash.into(),
            sealed: row.sealed,
            hint: row.hint,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Lists are stored as JSON arrays of strings.
pub(super) fn to_list(items: &[String]) -> String {
    serde_json::Value::from(items).to_string()
}

pub(super) fn from_list(text: &str, column: &'static str) -> Result<Vec<String>> {
    let mut list: Vec<String> = serde_json::from_str(text).map_err(|_| Error::Damaged(column))?;
    // Servers keep thousands of them.
    list.shrink_to_fit();
    Ok(list)
}

fn rules_to_text(rules: &[ClaimRule]) -> Result<String> {
    serde_json::to_string(rules).map_err(|_| Error::Damaged("clients.claim_rules"))
}

fn ids_to_list(ids: &[GroupId]) -> String {
    to_list(&ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>())
}

fn groups_from_list(text: &str) -> Result<Vec<GroupId>> {
    Ok(from_list(text, "clients.allowed_groups")?.into_iter().map(GroupId::from).collect())
}

fn encryption_from(text: &str) -> Result<Encryption> {
    Encryption::parse(text).ok_or(Error::Damaged("clients.…_encryption"))
}

fn keys_to_text(keys: &[EncryptionKey]) -> Option<String> {
    (!keys.is_empty()).then(|| EncryptionKey::set_to_json(keys).to_string())
}

fn keys_from(text: &str) -> Result<Vec<EncryptionKey>> {
    EncryptionKey::parse_all(text).map_err(|_| Error::Damaged("clients.encryption_keys"))
}

fn grants_to_text(grants: &[GrantType]) -> String {
    grants.iter().map(|grant| grant.as_str()).collect::<Vec<_>>().join(" ")
}

/// What apps that are read together have in common, kept once.
#[derive(Default)]
struct Shared {
    scopes: HashMap<String, Scope>,
    no_options: Arc<ClientOptions>,
    no_metadata: Arc<ClientMetadata>,
}

impl Shared {
    fn options(&self, options: ClientOptions) -> Arc<ClientOptions> {
        if options == *self.no_options { Arc::clone(&self.no_options) } else { Arc::new(options) }
    }

    fn metadata(&self, text: Option<&str>) -> Result<Arc<ClientMetadata>> {
        let Some(text) = text else { return Ok(Arc::clone(&self.no_metadata)) };
        ClientMetadata::parse(text).map(Arc::new).ok_or(Error::Damaged("clients.metadata"))
    }
}

impl ClientRow {
    fn into_client(self, secrets: Vec<SecretRow>, shared: &mut Shared) -> Result<Client> {
        let mut grant_types: Vec<_> = self.grant_types.split_whitespace().filter_map(GrantType::parse).collect();
        grant_types.shrink_to_fit();
        let options = ClientOptions {
            post_logout_redirect_uris: from_list(&self.post_logout_redirect_uris, "clients.post_logout_redirect_uris")?,
            resources: from_list(&self.resources, "clients.resources")?,
            audiences: from_list(&self.audiences, "clients.audiences")?,
            access_seconds: self.access_seconds,
            refresh_seconds: self.refresh_seconds,
            allowed_groups: self.allowed_groups.as_deref().map(groups_from_list).transpose()?,
            claim_rules: serde_json::from_str(&self.claim_rules).map_err(|_| Error::Damaged("clients.claim_rules"))?,
            id_token_alg: self.id_token_alg,
            access_token_alg: self.access_token_alg,
            id_token_encryption: self.id_token_encryption.as_deref().map(encryption_from).transpose()?,
            userinfo_alg: self.userinfo_alg,
            userinfo_encryption: self.userinfo_encryption.as_deref().map(encryption_from).transpose()?,
            encryption_keys: self.encryption_keys.as_deref().map(keys_from).transpose()?.unwrap_or_default(),
            color: self.color,
            logo_tag: self.logo_tag,
            disabled_at: self.disabled_at,
        };
        Ok(Client {
            secrets: secrets.into_iter().map(ClientSecret::from).collect::<Box<[_]>>().into_vec(),
            id: ClientId::from(self.id),
            kind: ClientKind::parse(&self.kind).ok_or(Error::Damaged("clients.kind"))?,
            name: self.name,
            url: self.url,
            is_public: self.is_public,
            redirect_uris: from_list(&self.redirect_uris, "clients.redirect_uris")?,
            grant_types,
            scopes: shared.scopes.entry(self.scopes).or_insert_with_key(|text| Scope::parse(text)).clone(),
            requires_pkce: self.requires_pkce,
            requires_consent: self.requires_consent,
            options: shared.options(options),
            metadata: shared.metadata(self.metadata.as_deref())?,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

impl Db<'_> {
    /// Adds a client with its secrets, without a logo.
    pub async fn insert_client(&mut self, client: &Client) -> Result<()> {
        both!(self, c => sqlx::query(
            "INSERT INTO clients (id, name, url, is_public, redirect_uris, post_logout_redirect_uris, grant_types, \
             scopes, resources, audiences, requires_pkce, requires_consent, access_seconds, refresh_seconds, \
             disabled_at, created_at, updated_at, kind, allowed_groups, claim_rules, id_token_alg, color, version, \
             id_token_encryption, userinfo_alg, userinfo_encryption, encryption_keys, access_token_alg, metadata) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
             $22, $23, $24, $25, $26, $27, $28, $29)")
            .bind(client.id.as_str()).bind(&*client.name).bind(client.url.as_deref()).bind(client.is_public)
            .bind(to_list(&client.redirect_uris)).bind(to_list(&client.post_logout_redirect_uris))
            .bind(grants_to_text(&client.grant_types)).bind(client.scopes.to_string())
            .bind(to_list(&client.resources)).bind(to_list(&client.audiences)).bind(client.requires_pkce)
            .bind(client.requires_consent).bind(client.access_seconds).bind(client.refresh_seconds)
            .bind(client.disabled_at).bind(client.created_at).bind(client.updated_at).bind(client.kind.as_str())
            .bind(client.allowed_groups.as_deref().map(ids_to_list)).bind(rules_to_text(&client.claim_rules)?)
            .bind(client.id_token_alg.as_deref()).bind(client.color.as_deref()).bind(client.version)
            .bind(client.id_token_encryption.map(|how| how.to_string())).bind(client.userinfo_alg.as_deref())
            .bind(client.userinfo_encryption.map(|how| how.to_string())).bind(keys_to_text(&client.encryption_keys))
            .bind(client.access_token_alg.as_deref()).bind(client.metadata.to_text())
            .execute(c).await.map(drop))?;
        for secret in &client.secrets {
            self.insert_client_secret(&client.id, secret).await?;
        }
        self.set_backchannel_app(&client.id, client.metadata.backchannel_logout_uri.is_some()).await?;
        self.raise_revision("clients").await
    }

    /// Writes back everything but the secrets and the logo, if the client's version is still the stored one, which
    /// rises. False where somebody else was first or the client is gone.
    pub async fn update_client(&mut self, client: &Client) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE clients SET name = $2, url = $3, is_public = $4, redirect_uris = $5, \
             post_logout_redirect_uris = $6, grant_types = $7, scopes = $8, resources = $9, audiences = $10, \
             requires_pkce = $11, requires_consent = $12, access_seconds = $13, refresh_seconds = $14, \
             disabled_at = $15, updated_at = $16, kind = $17, allowed_groups = $18, claim_rules = $19, \
             id_token_alg = $20, color = $21, version = version + 1, id_token_encryption = $23, userinfo_alg = $24, \
             userinfo_encryption = $25, encryption_keys = $26, access_token_alg = $27, metadata = $28 \
             WHERE id = $1 AND version = $22")
            .bind(client.id.as_str()).bind(&*client.name).bind(client.url.as_deref()).bind(client.is_public)
            .bind(to_list(&client.redirect_uris)).bind(to_list(&client.post_logout_redirect_uris))
            .bind(grants_to_text(&client.grant_types)).bind(client.scopes.to_string())
            .bind(to_list(&client.resources)).bind(to_list(&client.audiences)).bind(client.requires_pkce)
            .bind(client.requires_consent).bind(client.access_seconds).bind(client.refresh_seconds)
            .bind(client.disabled_at).bind(client.updated_at).bind(client.kind.as_str())
            .bind(client.allowed_groups.as_deref().map(ids_to_list)).bind(rules_to_text(&client.claim_rules)?)
            .bind(client.id_token_alg.as_deref()).bind(client.color.as_deref()).bind(client.version)
            .bind(client.id_token_encryption.map(|how| how.to_string())).bind(client.userinfo_alg.as_deref())
            .bind(client.userinfo_encryption.map(|how| how.to_string())).bind(keys_to_text(&client.encryption_keys))
            .bind(client.access_token_alg.as_deref()).bind(client.metadata.to_text())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if done > 0 {
            self.set_backchannel_app(&client.id, client.metadata.backchannel_logout_uri.is_some()).await?;
        }
        self.raise_revision("clients").await?;
        Ok(done > 0)
    }

    /// Adds a secret; the ones it had stay live.
    pub async fn insert_client_secret(&mut self, client: &ClientId, secret: &ClientSecret) -> Result<()> {
        both!(self, c => sqlx::query(
            "INSERT INTO client_secrets (id, client_id, secret_hash, hint, created_at, expires_at, sealed) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(&*secret.id).bind(client.as_str()).bind(secret.hash.as_bytes()).bind(&*secret.hint)
            .bind(secret.created_at).bind(secret.expires_at).bind(secret.sealed.as_deref()).execute(c).await.map(drop))?;
        self.raise_revision("clients").await
    }

    /// Sets when a secret of a client ends.
    pub async fn expire_client_secret(&mut self, client: &ClientId, secret_id: &str, at: i64) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE client_secrets SET expires_at = $3 WHERE client_id = $1 AND id = $2")
            .bind(client.as_str()).bind(secret_id).bind(at).execute(c).await.map(|done| done.rows_affected()))?;
        self.raise_revision("clients").await?;
        Ok(done > 0)
    }

    /// Notes when a secret was used last. Raises no revision: servers need not know.
    pub async fn note_secret_use(&mut self, secret_id: &str, at: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE client_secrets SET last_used_at = $2 WHERE id = $1")
            .bind(secret_id).bind(at).execute(c).await.map(drop))?)
    }

    /// Removes one secret of a client.
    pub async fn delete_client_secret(&mut self, client: &ClientId, secret_id: &str) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM client_secrets WHERE client_id = $1 AND id = $2")
            .bind(client.as_str()).bind(secret_id).execute(c).await.map(|done| done.rows_affected()))?;
        self.raise_revision("clients").await?;
        Ok(gone > 0)
    }

    /// Removes a client with its secrets, families, consents, logo, records of trouble and what it has seen of our keys.
    pub async fn delete_client(&mut self, id: &ClientId) -> Result<bool> {
        for statement in [
            "DELETE FROM client_health WHERE client_id = $1",
            "DELETE FROM failed_requests WHERE client_id = $1",
            "DELETE FROM client_addresses WHERE client_id = $1",
            "DELETE FROM key_uses WHERE client_id = $1",
        ] {
            both!(&mut *self, c => sqlx::query(statement).bind(id.as_str()).execute(c).await.map(drop))?;
        }
        let gone = both!(self, c => sqlx::query("DELETE FROM clients WHERE id = $1")
            .bind(id.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        self.raise_revision("clients").await?;
        Ok(gone > 0)
    }

    /// How many families of a client still give tokens, and how many people have consented to it.
    pub async fn holdings_of_client(&mut self, id: &ClientId, now: i64) -> Result<(i64, i64)> {
        let families = both!(self, c => sqlx::query_scalar(
            "SELECT COUNT(*) FROM families WHERE client_id = $1 AND ended_at IS NULL AND expires_at > $2")
            .bind(id.as_str()).bind(now).fetch_one(c).await)?;
        let consents = both!(self, c => sqlx::query_scalar("SELECT COUNT(*) FROM consents WHERE client_id = $1")
            .bind(id.as_str()).fetch_one(c).await)?;
        Ok((families, consents))
    }

    /// The client of an id, from the database itself.
    pub async fn find_client(&mut self, id: &ClientId) -> Result<Option<Client>> {
        let row: Option<ClientRow> = both!(self, c => sqlx::query_as("SELECT * FROM clients WHERE id = $1")
            .bind(id.as_str()).fetch_optional(c).await)?;
        let Some(row) = row else { return Ok(None) };
        let secrets: Vec<SecretRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM client_secrets WHERE client_id = $1 ORDER BY created_at, id")
            .bind(id.as_str()).fetch_all(c).await)?;
        row.into_client(secrets, &mut Shared::default()).map(Some)
    }

    /// Every client with its secrets, by id.
    pub async fn list_clients(&mut self) -> Result<Vec<Client>> {
        let mut clients: Vec<Client> = Vec::new();
        loop {
            let some = self.clients_after(clients.last().map(|client| &client.id)).await?;
            if some.is_empty() {
                return Ok(clients);
            }
            clients.extend(some);
        }
    }

    /// The next clients with their secrets, by id; none after the last. Read so, many clients take no more memory than
    /// what is kept of them.
    pub async fn clients_after(&mut self, after: Option<&ClientId>) -> Result<Vec<Client>> {
        let after = after.map(ClientId::as_str).unwrap_or_default();
        let rows: Vec<ClientRow> = both!(&mut *self, c => sqlx::query_as(
            "SELECT * FROM clients WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after).bind(AT_ONCE).fetch_all(c).await)?;
        let Some(last) = rows.last() else { return Ok(Vec::new()) };
        let secrets: Vec<SecretRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM client_secrets WHERE client_id > $1 AND client_id <= $2 ORDER BY created_at, id")
            .bind(after).bind(&*last.id).fetch_all(c).await)?;
        let mut by_client = HashMap::<String, Vec<SecretRow>>::new();
        for secret in secrets {
            by_client.entry(secret.client_id.clone()).or_default().push(secret);
        }
        let mut shared = Shared::default();
        rows.into_iter()
            .map(|row| {
                let own = by_client.remove(&row.id).unwrap_or_default();
                row.into_client(own, &mut shared)
            })
            .collect()
    }
}
