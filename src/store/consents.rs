//! What people have agreed that an app may learn.

use super::{Db, Result, both};
use crate::model::ids::{ClientId, UserId};
use crate::model::scope::Scope;

/// A remembered consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Scopes agreed to.
    pub scope: Scope,
    /// APIs agreed to.
    pub resources: Vec<String>,
}

/// A remembered consent, for whom and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenConsent {
    /// The app.
    pub client_id: ClientId,
    /// What was agreed to.
    pub consent: Consent,
    /// Unix seconds.
    pub granted_at: i64,
}

impl Db<'_> {
    /// What a person has agreed to for a client.
    pub async fn find_consent(&mut self, user: &UserId, client: &ClientId) -> Result<Option<Consent>> {
        let row: Option<(String, String)> = both!(self, c => sqlx::query_as(
            "SELECT scope, resources FROM consents WHERE user_id = $1 AND client_id = $2")
            .bind(user.as_str()).bind(client.as_str()).fetch_optional(c).await)?;
        row.map(|(scope, resources)| {
            let resources = super::clients::from_list(&resources, "consents.resources")?;
            Ok(Consent { scope: Scope::parse(&scope), resources })
        })
        .transpose()
    }

    /// Remembers a consent in place of the one before.
    pub async fn set_consent(&mut self, user: &UserId, client: &ClientId, consent: &Consent, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO consents (user_id, client_id, scope, resources, granted_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (user_id, client_id) DO UPDATE SET scope = excluded.scope, resources = excluded.resources, \
             granted_at = excluded.granted_at")
            .bind(user.as_str()).bind(client.as_str()).bind(consent.scope.to_string())
            .bind(super::clients::to_list(&consent.resources)).bind(now).execute(c).await.map(drop))?)
    }

    /// Forgets what a person has agreed to for a client; false where nothing was.
    pub async fn delete_consent(&mut self, user: &UserId, client: &ClientId) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM consents WHERE user_id = $1 AND client_id = $2")
            .bind(user.as_str()).bind(client.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(gone > 0)
    }

    /// Everything that a person has agreed to.
    pub async fn consents_of_user(&mut self, user: &UserId) -> Result<Vec<GivenConsent>> {
        let rows: Vec<(String, String, String, i64)> = both!(self, c => sqlx::query_as(
            "SELECT client_id, scope, resources, granted_at FROM consents WHERE user_id = $1 ORDER BY client_id")
            .bind(user.as_str()).fetch_all(c).await)?;
        let consent = |(client_id, scope, resources, granted_at): (String, String, String, i64)| {
            let resources = super::clients::from_list(&resources, "consents.resources")?;
            let consent = Consent { scope: Scope::parse(&scope), resources };
            Ok(GivenConsent { client_id: ClientId::from(client_id), consent, granted_at })
        };
        rows.into_iter().map(consent).collect()
    }
}
