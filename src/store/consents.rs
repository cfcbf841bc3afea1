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
}
