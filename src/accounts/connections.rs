//! The apps that a person is connected to: what each may see, since when, and how to end it.

use super::sessions::by_themselves;
use super::{Accounts, Caller, SignedIn};
use crate::audit::Kind;
use crate::model::claims_request::ClaimsRequest;
use crate::model::ids::{ClientId, UserId};
use crate::model::scope::Scope;
use crate::store::{Db, Result};
use std::collections::BTreeMap;

/// An app that holds tokens of a person, or their consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The app.
    pub client_id: ClientId,
    /// All that it may see.
    pub scope: Scope,
    /// APIs that it may use for the person.
    pub resources: Vec<String>,
    /// What it asked for claim by claim, and may be told.
    pub claims: ClaimsRequest,
    /// Since when (unix seconds).
    pub since: i64,
    /// When it last got tokens, of those that live (unix seconds).
    pub last_used_at: Option<i64>,
    /// Whether the person agreed to it on the consent page.
    pub has_consent: bool,
}

impl Accounts {
    /// The apps that a person is connected to, in the order of their ids.
    pub async fn connections(&self, user: &UserId) -> Result<Vec<Connection>> {
        let mut read = self.store.read().await?;
        self.connections_in(&mut read.db(), user).await
    }

    pub(super) async fn connections_in(&self, db: &mut Db<'_>, user: &UserId) -> Result<Vec<Connection>> {
        let mut all: BTreeMap<ClientId, Connection> = BTreeMap::new();
        for given in db.consents_of_user(user).await? {
            let connection = new(given.client_id.clone(), given.granted_at);
            let connection = Connection { has_consent: true, ..connection };
            let claims = ClaimsRequest::remembered(&given.consent.claims);
            all.insert(given.client_id, add(connection, (&given.consent.scope, &given.consent.resources), &claims));
        }
        for holding in db.holdings_of_user(user, &self.moment()).await? {
            let known = all.remove(&holding.client_id);
            let mut connection = known.unwrap_or_else(|| new(holding.client_id.clone(), holding.since));
            connection.since = connection.since.min(holding.since);
            connection.last_used_at = connection.last_used_at.max(Some(holding.last_used_at));
            all.insert(holding.client_id, add(connection, (&holding.scope, &holding.resources), &holding.claims));
        }
        Ok(all.into_values().collect())
    }

    /// Forgets a person's consent for an app and ends all that it holds of them, offline access too. False where there
    /// was nothing to end.
    pub async fn disconnect(&self, person: &SignedIn, client: &ClientId, caller: &Caller) -> Result<bool> {
        let (user, now) = (&person.user.id, self.clock.now());
        let mut write = self.store.write().await?;
        let mut db = write.db();
        let had_consent = db.delete_consent(user, client).await?;
        let families = db.end_families_of_user_at(user, client, now).await?;
        if !had_consent && families == 0 {
            return Ok(false);
        }
        let event = by_themselves(Kind::ConsentWithdrawn, person, caller).client(client).sid(&person.session.sid);
        self.audit.record(&mut db, event.detail("families", families).detail("consent", had_consent)).await?;
        self.commit_end(write).await?;
        Ok(true)
    }
}

fn new(client_id: ClientId, since: i64) -> Connection {
    let (scope, resources, claims) = (Scope::default(), Vec::new(), ClaimsRequest::default());
    Connection { client_id, scope, resources, claims, since, last_used_at: None, has_consent: false }
}

fn add(mut connection: Connection, (scope, resources): (&Scope, &[String]), claims: &ClaimsRequest) -> Connection {
    connection.scope = connection.scope.iter().chain(scope.iter()).map(str::to_owned).collect();
    let more: Vec<String> = resources.iter().filter(|uri| !connection.resources.contains(uri)).cloned().collect();
    connection.resources.extend(more);
    connection.claims.add(claims);
    connection
}
