//! How apps fare: what they got, what they were refused and why. Requests only touch a bounded buffer in memory; a task
//! writes it down in batches, and what does not fit is dropped: a stranger's floods slow nothing and fill nothing.

mod came;
mod cause;
mod explain;
mod health;

pub use cause::Cause;
pub use explain::{Difference, Explained, explain, first_difference, nearest};
pub use health::{Health, TroubleCount, health, healths};

use super::authorize::{PageRefusal, Refusal};
use super::{Code, Error};
use crate::clock::Clock;
use crate::model::client::{Client, GrantType};
use crate::model::ids::{ClientId, sortable_id_at};
use crate::model::params::Params;
use crate::store::{self, Db, FailedRequest, HealthCount, Store};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Failed requests that wait to be written, of all apps.
const MOST_WAITING: usize = 500;
/// Of one app: no more are kept anyway.
const MOST_WAITING_PER_APP: usize = 20;
/// Days that counts and failed requests are kept.
pub const KEPT_DAYS: i64 = 30;
pub(super) const DAY: i64 = 86_400;

/// Where a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `/oauth2/authorize`.
    Authorize,
    /// `/oauth2/token`.
    Token,
    /// `/oauth2/introspect`.
    Introspect,
    /// `/oauth2/revoke`.
    Revoke,
    /// `/oauth2/par`.
    Pushed,
}

impl Endpoint {
    /// The last segment of its URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Token => "token",
            Self::Introspect => "introspect",
            Self::Revoke => "revoke",
            Self::Pushed => "par",
        }
    }
}

/// The record of how apps fare. Cheap to clone; clones share the buffer.
#[derive(Clone)]
pub struct Failures(Arc<Inner>);

struct Inner {
    clock: Clock,
    waiting: Mutex<Waiting>,
}

/// What waits to be written.
#[derive(Default)]
struct Waiting {
    /// By app, empty for requests that name none that is known; newest last.
    requests: HashMap<String, VecDeque<FailedRequest>>,
    /// How many requests there are.
    count: usize,
    /// By app and what happened: how often, and when last.
    counts: HashMap<(String, &'static str), (i64, i64)>,
    /// Secrets that were used, and when.
    secrets: HashMap<String, i64>,
    /// How many requests found no room.
    dropped: u64,
}

impl Failures {
    /// Nothing has happened yet.
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner { clock, waiting: Mutex::default() }))
    }

    /// An app got tokens.
    pub fn succeeded(&self, client: &Client, grant: GrantType) {
        let now = self.0.clock.now();
        self.waiting().add(client.id.as_str(), grant.as_str(), now);
    }

    /// An app proved who it is by a secret.
    pub fn secret_used(&self, secret_id: &str) {
        let now = self.0.clock.now();
        let mut waiting = self.waiting();
        match waiting.secrets.get_mut(secret_id) {
            Some(at) => *at = now,
            None => drop(waiting.secrets.insert(secret_id.to_owned(), now)),
        }
    }

    /// A request was refused with an error that its app can mend; others are passed over.
    pub fn failed(&self, client: Option<&ClientId>, endpoint: Endpoint, params: &Params, error: &Error) {
        if let Some(cause) = cause_of(error) {
            let text = match error.code {
                // It quotes the URI, which stands among the parameters, masked.
                Code::InvalidTarget => "the app may not ask for this resource",
                _ => &*error.description,
            };
            let told = format!("{}: {text}", error.code.as_str());
            self.record(client, (endpoint, cause), params, (told, error.expected.as_deref()));
        }
    }

    /// An authorization request was refused, in the browser or where it was pushed.
    pub fn refused(&self, client: Option<&ClientId>, endpoint: Endpoint, params: &Params, refusal: &Refusal) {
        let (cause, text) = match refusal {
            Refusal::Failed(_) => return,
            Refusal::Redirect(_, error) => return self.failed(client, endpoint, params, error),
            Refusal::Page(PageRefusal::UnknownClient(text)) => (Cause::UnknownClient, text),
            Refusal::Page(PageRefusal::RedirectUri(text)) if params.get("redirect_uri").is_none() => {
                (Cause::RedirectUriMissing, text)
            }
            Refusal::Page(PageRefusal::RedirectUri(_)) if params.is_repeated("redirect_uri") => {
                (Cause::Repeated, &"redirect_uri was sent twice".to_owned())
            }
            // The page's text quotes the URI; here it stands among the parameters, masked.
            Refusal::Page(PageRefusal::RedirectUri(_)) => {
                (Cause::RedirectUri, &"redirect_uri is not registered".to_owned())
            }
            Refusal::Page(PageRefusal::Disabled(_)) => (Cause::ClientDisabled, &"the app is switched off".to_owned()),
            Refusal::Page(PageRefusal::RequestObject(text, cause)) => (*cause, text),
            Refusal::Page(PageRefusal::Used(text, ..)) => (Cause::PushedRequest, text),
            Refusal::Page(PageRefusal::Malformed(text)) => (Cause::Repeated, text),
        };
        let told = if cause == Cause::UnknownClient { "no app has this client_id" } else { text };
        self.record(client, (endpoint, cause), params, (told.to_owned(), None));
    }

    /// A person may not use an app.
    pub fn not_allowed(&self, client: &ClientId, params: &Params) {
        let told = "access_denied: the person is in none of the allowed groups".to_owned();
        self.record(Some(client), (Endpoint::Authorize, Cause::NotAllowed), params, (told, None));
    }

    fn record(
        &self,
        client: Option<&ClientId>,
        (endpoint, cause): (Endpoint, Cause),
        params: &Params,
        (error, expected): (String, Option<&str>),
    ) {
        let app = client.map_or("", ClientId::as_str);
        if !self.waiting().make_room(app) {
            return;
        }
        let at_ms = self.0.clock.now_ms();
        // Outside the lock: others wait for it.
        let request = FailedRequest {
            id: sortable_id_at(at_ms),
            client_id: app.to_owned(),
            at_ms,
            endpoint: endpoint.as_str().to_owned(),
            cause: cause.as_str().to_owned(),
            error: came::cut(&error, came::LONGEST_VALUE),
            came: serde_json::to_string(&came::came(params, client.is_some())).unwrap_or_default(),
            expected: expected.map(|text| came::cut(text, came::LONGEST_VALUE)),
        };
        let mut waiting = self.waiting();
        waiting.add(app, cause.as_str(), at_ms.div_euclid(1000));
        waiting.push(request);
    }

    /// Writes down what waits, in one transaction. What a failing database does not take is lost.
    pub async fn flush(&self, store: &Store) -> store::Result<()> {
        let waiting = std::mem::take(&mut *self.waiting());
        if waiting.dropped > 0 {
            let dropped = waiting.dropped;
            tracing::warn!(dropped, "failed requests of apps were not written down: there were too many");
        }
        if waiting.is_empty() {
            return Ok(());
        }
        let mut write = store.write().await?;
        waiting.write(&mut write.db(), self.0.clock.now().div_euclid(DAY)).await?;
        write.commit().await
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.counts.is_empty() && self.secrets.is_empty()
    }

    // In the order of the keys, so that two servers cannot wait for each other's rows.
    async fn write(self, db: &mut Db<'_>, today: i64) -> store::Result<()> {
        let expires_at = (today + KEPT_DAYS) * DAY;
        for ((client_id, what), (count, last_at)) in BTreeMap::from_iter(self.counts) {
            let row = HealthCount { client_id, day: today, what: what.to_owned(), count, last_at };
            db.add_to_client_health(&row, expires_at).await?;
        }
        for (secret_id, at) in BTreeMap::from_iter(self.secrets) {
            db.note_secret_use(&secret_id, at).await?;
        }
        for (app, requests) in BTreeMap::from_iter(self.requests) {
            for request in &requests {
                db.insert_failed_request(request, expires_at).await?;
            }
            db.trim_failed_requests_of(&app).await?;
        }
        Ok(())
    }

    fn add(&mut self, app: &str, what: &'static str, now: i64) {
        let (count, last_at) = self.counts.entry((app.to_owned(), what)).or_default();
        (*count, *last_at) = (*count + 1, now);
    }

    /// Whether one more request of an app may wait; its oldest goes for it where it has enough.
    fn make_room(&mut self, app: &str) -> bool {
        let own = self.requests.get(app).map_or(0, VecDeque::len);
        let is_room = own >= MOST_WAITING_PER_APP || self.count < MOST_WAITING;
        self.dropped += u64::from(!is_room);
        is_room
    }

    fn push(&mut self, request: FailedRequest) {
        let own = self.requests.entry(request.client_id.clone()).or_default();
        if own.len() >= MOST_WAITING_PER_APP {
            own.pop_front();
            self.count -= 1;
        }
        own.push_back(request);
        self.count += 1;
    }
}

/// What an error says about the app; none where it is no fault of the app's: a person who has to sign in, a database
/// that does not answer.
fn cause_of(error: &Error) -> Option<Cause> {
    if error.cause.is_some() {
        return error.cause;
    }
    match error.code {
        Code::LoginRequired | Code::ConsentRequired | Code::AccessDenied => None,
        Code::ServerError
        | Code::TemporarilyUnavailable
        | Code::TooManyTries
        | Code::InvalidToken
        | Code::InsufficientScope => None,
        // Told while there is no app yet.
        Code::InvalidRedirectUri | Code::InvalidClientMetadata => None,
        Code::RegistrationNotSupported => Some(Cause::Unsupported),
        Code::InvalidRequestObject => Some(Cause::RequestObject),
        Code::InvalidRequestUri => Some(Cause::RequestUri),
        Code::InvalidScope => Some(Cause::Scope),
        Code::InvalidTarget => Some(Cause::Resource),
        Code::UnsupportedResponseType => Some(Cause::ResponseType),
        Code::UnsupportedGrantType => Some(Cause::GrantType),
        Code::UnauthorizedClient => Some(Cause::Grant),
        Code::InvalidRequest | Code::InvalidClient | Code::InvalidGrant | Code::UnmetAuthenticationRequirements => {
            Some(Cause::Other)
        }
    }
}

#[cfg(test)]
mod tests;
