//! What apps that registered themselves manage themselves with (RFC 7592), and when those go that nobody ever used.

use super::{Db, Result, both};
use crate::model::ids::ClientId;
use crate::model::scope::Scope;
use crate::model::secret::TokenHash;

/// The registration of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The app.
    pub client_id: ClientId,
    /// SHA-256 of its registration access token.
    pub token_hash: TokenHash,
    /// The id and the label of the initial access token that it came with; none: nobody vouched for it.
    pub initial_token: Option<(String, String)>,
    /// Scopes that it may give itself.
    pub scopes: Scope,
    /// Unix seconds.
    pub created_at: i64,
    /// When it goes unless somebody uses it before (unix seconds); none = it stays.
    pub expires_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    client_id: String,
    token_hash: Vec<u8>,
    initial_token_id: Option<String>,
    initial_token_label: Option<String>,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
}

impl From<Row> for Registration {
    fn from(row: Row) -> Self {
        Self {
            client_id: row.client_id.into(),
            token_hash: row.token_hash.into(),
            initial_token: row.initial_token_id.map(|id| (id, row.initial_token_label.unwrap_or_default())),
            scopes: Scope::parse(&row.scopes),
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

impl Db<'_> {
    /// Adds the registration of an app, which must be there.
    pub async fn insert_registration(&mut self, registration: &Registration) -> Result<()> {
        let (id, label) = match &registration.initial_token {
            Some((id, label)) => (Some(id.as_str()), Some(label.as_str())),
            None => (None, None),
        };
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO client_registrations \
             (client_id, token_hash, initial_token_id, initial_token_label, scopes, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(registration.client_id.as_str()).bind(registration.token_hash.as_bytes()).bind(id).bind(label)
            .bind(registration.scopes.to_string()).bind(registration.created_at).bind(registration.expires_at)
            .execute(c).await.map(drop))?)
    }

    /// The registration of an app; none of one that an admin added.
    pub async fn find_registration(&mut self, client: &ClientId) -> Result<Option<Registration>> {
        let row: Option<Row> = both!(self, c => sqlx::query_as(
            "SELECT * FROM client_registrations WHERE client_id = $1")
            .bind(client.as_str()).fetch_optional(c).await)?;
        Ok(row.map(Registration::from))
    }

    /// How many apps nobody vouched for and nobody has used, as of the last [`Db::keep_used_registrations`].
    pub async fn count_unused_registrations(&mut self) -> Result<i64> {
        Ok(both!(self, c => sqlx::query_scalar(
            "SELECT COUNT(*) FROM client_registrations WHERE expires_at IS NOT NULL").fetch_one(c).await)?)
    }

    /// Lets those stay that were used: somebody signed in there or agreed to it, or it used its secret.
    pub async fn keep_used_registrations(&mut self) -> Result<u64> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE client_registrations SET expires_at = NULL WHERE expires_at IS NOT NULL AND ( \
             EXISTS (SELECT 1 FROM families WHERE families.client_id = client_registrations.client_id) \
             OR EXISTS (SELECT 1 FROM consents WHERE consents.client_id = client_registrations.client_id) \
             OR EXISTS (SELECT 1 FROM client_secrets WHERE client_secrets.client_id = client_registrations.client_id \
             AND client_secrets.last_used_at IS NOT NULL))")
            .execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// Some of the apps whose time without use is over.
    pub async fn overdue_registrations(&mut self, now: i64) -> Result<Vec<ClientId>> {
        let ids: Vec<String> = both!(self, c => sqlx::query_scalar(
            "SELECT client_id FROM client_registrations WHERE expires_at <= $1 ORDER BY expires_at LIMIT 100")
            .bind(now).fetch_all(c).await)?;
        Ok(ids.into_iter().map(ClientId::from).collect())
    }
}
