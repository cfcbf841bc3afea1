//! Telling apps that a session ended (OIDC Back-Channel Logout 1.0): the logout token of a notice, its delivery, and what
//! becomes of a notice that an app does not confirm.

use super::clients::trust;
use super::subject::subject;
use super::{Provider, issue};
use crate::audit::{Actor, Event, Kind};
use crate::fetch::FetchError;
use crate::model::client::Client;
use crate::store::{self, LogoutNotice};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The header's `typ` (§2.4).
pub const TYP: &str = "logout+jwt";

/// The one member of `events` (§2.4).
pub const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How long a token may be taken for good (seconds): §4 advises at most two minutes.
const LIFETIME_SECONDS: i64 = 120;

/// Nobody else sends a notice within this time (seconds): longer than an app may take to answer.
pub const LEASE_SECONDS: i64 = 10;

/// How long to wait after each failure (seconds); the last one holds for all that follow.
const DELAYS: [i64; 6] = [5, 15, 60, 300, 1800, 7200];

/// A notice that failed so often is given up.
const MOST_TRIES: i64 = 12;

/// A notice that has not got through for so long is given up (seconds).
const LONGEST_SECONDS: i64 = 24 * 3600;

/// The claims of a logout token (§2.4): no `nonce`, so that none can be taken for an ID token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogoutToken {
    /// Issuer.
    pub iss: String,
    /// The person, as this app knows them.
    pub sub: String,
    /// The app.
    pub aud: String,
    /// Issued (unix seconds).
    pub iat: i64,
    /// Expiry (unix seconds).
    pub exp: i64,
    /// Names the notice, the same however often it is sent.
    pub jti: String,
    /// The session.
    pub sid: String,
    /// That it is one.
    pub events: Map<String, Value>,
}

/// Why an app does not know yet.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// It has no `backchannel_logout_uri` any more.
    #[error("the app has no address for notices any more")]
    NoAddress,
    /// Nothing came back.
    #[error("the address {0}")]
    Fetch(#[from] FetchError),
    /// It refused.
    #[error("the app answered with status {0}")]
    Status(u16),
    /// No token could be signed; the log tells why.
    #[error("the logout token could not be signed")]
    Token,
}

/// Sends a notice that was leased and writes down what became of it.
///
/// An app confirms with any status of success; §2.8 says 200, and libraries answer 204 too. After one that got through
/// at last, the others that wait for the same app are due at once.
pub async fn send(provider: &Provider, notice: &LogoutNotice) -> store::Result<Result<(), NoticeError>> {
    let outcome = deliver(provider, notice).await;
    let now = provider.clock.now();
    let mut write = provider.store.write().await?;
    match &outcome {
        Ok(()) => {
            write.db().mark_notice_delivered(&notice.id, now).await?;
            if notice.last_error.is_some() {
                write.db().hasten_notices(&notice.client_id, now, now + LEASE_SECONDS).await?;
            }
        }
        Err(error) => {
            tracing::info!(client_id = %notice.client_id, tries = notice.tries, %error, "an app was not told of a logout yet");
            let error = error.to_string();
            write.db().mark_notice_failed(notice, &error, now + delay(notice.tries)).await?;
            let given_up = write.db().give_up_notices(&notice.client_id, MOST_TRIES, now - LONGEST_SECONDS).await?;
            if given_up > 0 {
                let event = Event::new(Kind::LogoutNoticesGivenUp, Actor::System).client(&notice.client_id);
                let event = event.detail("notices", given_up).detail("error", error);
                provider.audit.record(&mut write.db(), event).await?;
            }
        }
    }
    write.commit().await?;
    Ok(outcome)
}

async fn deliver(provider: &Provider, notice: &LogoutNotice) -> Result<(), NoticeError> {
    let client = provider.clients.get(&notice.client_id).ok_or(NoticeError::NoAddress)?;
    let uri = client.metadata.backchannel_logout_uri.as_deref().ok_or(NoticeError::NoAddress)?;
    let token = token(provider, &client, notice).await.map_err(|error| {
        tracing::warn!(client_id = %client.id, ?error, "a logout token could not be signed");
        NoticeError::Token
    })?;
    let form = format!("logout_token={token}");
    match provider.fetcher.post_form(uri, trust(&client), &form).await? {
        200..=299 => Ok(()),
        status => Err(NoticeError::Status(status)),
    }
}

/// The token of a notice, signed and encrypted as the app's ID tokens are (§2.4).
async fn token(provider: &Provider, client: &Client, notice: &LogoutNotice) -> super::Result<String> {
    let now = provider.clock.now();
    let claims = LogoutToken {
        iss: provider.issuer().to_owned(),
        sub: subject(provider, client, &notice.user_id),
        aud: client.id.to_string(),
        iat: now,
        exp: now + LIFETIME_SECONDS,
        jti: notice.id.clone(),
        sid: notice.sid.to_string(),
        events: Map::from_iter([(EVENT.to_owned(), json!({}))]),
    };
    let newest = client.secrets.iter().filter(|secret| secret.sealed.is_some());
    let newest = newest.filter(|secret| secret.expires_at.is_none_or(|at| at > now)).max_by_key(|own| own.created_at);
    let signature = issue::IdTokenSignature::of(provider, client, newest).await?;
    let signed = signature.sign(provider, client, TYP, &claims, claims.exp).await?;
    issue::encrypted(client, client.id_token_encryption, signed)
}

/// How long to wait after so many tries (seconds).
fn delay(tries: i64) -> i64 {
    let place = usize::try_from(tries - 1).unwrap_or_default().min(DELAYS.len() - 1);
    DELAYS[place]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delays_grow_and_then_stay() {
        assert_eq!([0, 1, 2, 3, 6, 7, 100].map(delay), [5, 5, 15, 60, 7200, 7200, 7200]);
    }

    #[test]
    fn twelve_tries_fit_into_a_day() {
        assert!((1..MOST_TRIES).map(delay).sum::<i64>() < LONGEST_SECONDS);
    }
}
