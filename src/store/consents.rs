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
    /// What of the app's own claims was agreed to, as [`crate::model::claim_rule::ClaimRule::tells`] names it.
    pub claims: Vec<String>,
}

/// Scope, APIs and claims as stored.
type Stored = (String, String, String);

fn consent((scope, resources, claims): Stored) -> Result<Consent> {
    let resources = super::clients::from_list(&resources, "consents.resources")?;
    let claims = super::clients::from_list(&claims, "consents.claims")?;
    Ok(Consent { scope: Scope::parse(&scope), resources, claims })
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
        let row: Option<Stored> = both!(self, c => sqlx::query_as(
            "SELECT scope, resources, claims FROM consents WHERE user_id = $1 AND client_id = $2")
            .bind(user.as_str()).bind(client.as_str()).fetch_optional(c).await)?;
        row.map(consent).transpose()
    }

    /// Remembers a consent in place of the one before.
    pub async fn set_consent(&mut self, user: &UserId, client: &ClientId, consent: &Consent, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO consents (user_id, client_id, scope, resources, claims, granted_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (user_id, client_id) DO UPDATE SET scope = excluded.scope, resources = excluded.resources, \
             claims = excluded.claims, granted_at = excluded.granted_at")
            .bind(user.as_str()).bind(client.as_str()).bind(consent.scope.to_string())
            .bind(super::clients::to_list(&consent.resources)).bind(super::clients::to_list(&consent.claims)).bind(now)
            .execute(c).await.map(drop))?)
    }

    /// Forgets what a person has agreed to for a client; false where nothing was.
    pub async fn delete_consent(&mut self, user: &UserId, client: &ClientId) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM consents WHERE user_id = $1 AND client_id = $2")
            .bind(user.as_str()).bind(client.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(gone > 0)
    }

    /// Everything that a person has agreed to.
    pub async fn consents_of_user(&mut self, user: &UserId) -> Result<Vec<GivenConsent>> {
        let rows: Vec<(String, i64, String, String, String)> = both!(self, c => sqlx::query_as(
            "SELECT client_id, granted_at, scope, resources, claims FROM consents WHERE user_id = $1 ORDER BY client_id")
            .bind(user.as_str()).fetch_all(c).await)?;
        let given = |(client_id, granted_at, scope, resources, claims)| {
            let consent = consent((scope, resources, claims))?;
            Ok(GivenConsent { client_id: ClientId::from(client_id), consent, granted_at })
        };
        rows.into_iter().map(given).collect()
    }
}
