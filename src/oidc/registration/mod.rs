//! Dynamic client registration (RFC 7591, OpenID Connect Dynamic Client Registration 1.0) and its management (RFC 7592):
//! apps that register themselves, with an initial access token that an admin made or, where an owner opens that, without.
//!
//! [`admit`] says who may register at all, before anything is read or fetched; [`register`] does it. What comes of it is an
//! app like any other, but for what nobody vouched for: see [`new_app`].

mod answer;
mod expiry;
mod fetched;
mod key_set;
mod management;
mod members;
mod metadata;
mod mode;

pub use expiry::{MOST_UNUSED, remove_unused};
pub use fetched::{SectorError, check_sector};
pub use management::{Managed, find, remove, replace};
pub use mode::{KeptMode, Mode, hold_mode, registration_mode, set_mode};

use self::answer::Answer;
use self::fetched::fetch_logo;
use self::members::Members;
use self::metadata::Allowed;
use super::apps::{MadeSecret, NewSecret, check_algorithms, logo_tag};
use super::{Code, Error, Provider, Result};
use crate::accounts::SignInError;
use crate::audit::{Actor, Event, Kind};
use crate::keys::reseal::hold_master_key;
use crate::model::client::{Client, ClientKind};
use crate::model::scope::Scope;
use crate::model::secret::{Token, random_bytes, to_hex};
use crate::store::{InitialToken, Registration, Write};
use serde_json::Value;
use std::net::IpAddr;
use std::sync::Arc;

/// What apps may ask for that nobody vouched for, and those of an initial access token that names no scopes.
pub const DEFAULT_SCOPES: &str = "openid profile email address phone offline_access";

/// An app that nobody uses goes after this long, where nobody vouched for it (seconds).
const UNUSED_SECONDS: i64 = 30 * 86_400;

/// Somebody who may register an app.
#[derive(Debug)]
pub struct Admission {
    /// What they came with; none where anybody may come.
    initial_token: Option<InitialToken>,
    address: IpAddr,
}

/// Why nobody is admitted.
#[derive(Debug)]
pub enum Refused {
    /// No token came, and one is needed.
    NoToken,
    /// Told to whoever asks.
    Error(Error),
    /// Their network has registered too many.
    TooMany {
        /// When the next may come.
        retry_after_seconds: u64,
    },
}

impl<E: Into<Error>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// Whether this caller may register an app. A token that came must be a good one, also where none is needed.
pub async fn admit(provider: &Provider, bearer: Option<&str>, address: IpAddr) -> Result<Admission, Refused> {
    let mode = provider.registration.get();
    if mode == Mode::Off {
        let text = "apps cannot register themselves here: ask an administrator";
        return Err(Error::new(Code::RegistrationNotSupported, text).into());
    }
    if let Some(bearer) = bearer {
        let hash = Token::presented(bearer).hash();
        let found = provider.store.read().await?.db().find_initial_token(&hash, provider.clock.now()).await?;
        let token = found.ok_or_else(unknown_token)?;
        return Ok(Admission { initial_token: Some(token), address });
    }
    if mode != Mode::Open {
        return Err(Refused::NoToken);
    }
    match provider.accounts.count_registration(address).await {
        Ok(()) => Ok(Admission { initial_token: None, address }),
        Err(SignInError::TooMany { retry_after_seconds }) => Err(Refused::TooMany { retry_after_seconds }),
        Err(SignInError::Store(error)) => Err(error.into()),
        Err(other) => Err(Error::server(other).into()),
    }
}

/// The same for a token that is unknown, spent and expired.
fn unknown_token() -> Error {
    Error::new(Code::InvalidToken, "the initial access token is unknown, spent or expired")
}

/// Registers an app by its metadata, a JSON object, and answers what RFC 7591 §3.2.1 says.
pub async fn register(provider: &Provider, admission: Admission, body: &[u8]) -> Result<Value> {
    let members = Members::parse(body)?;
    let now = provider.clock.now();
    let allowed = Allowed {
        scopes: admission.initial_token.as_ref().map_or_else(|| Scope::parse(DEFAULT_SCOPES), |own| own.scopes.clone()),
        is_vouched_for: admission.initial_token.is_some(),
    };
    let app = metadata::read(new_app(now), &members, &allowed)?;
    check_sector(&provider.fetcher, &app).await.map_err(bad_sector)?;
    let logo = fetch_logo(provider, &app).await;
    let mut made = if app.is_public { None } else { Some(NewSecret::default().make(now).map_err(Error::server)?) };
    made.iter_mut().for_each(|made| made.seal_for(&app, &provider.master_key));
    let secrets = made.iter().map(|made| made.kept.clone()).collect();
    let app = Client { secrets, ..app };
    let token = Token::random();
    let registration = Registration {
        client_id: app.id.clone(),
        token_hash: token.hash(),
        initial_token: admission.initial_token.as_ref().map(|own| (own.id.clone(), own.label.clone())),
        scopes: allowed.scopes,
        created_at: now,
        expires_at: admission.initial_token.is_none().then_some(now + UNUSED_SECONDS),
    };
    let mut write = provider.store.write().await?;
    hold_admission(provider, &mut write, &admission).await?;
    insert(provider, &mut write, (&app, &registration), made.as_ref()).await?;
    if let Some(png) = &logo {
        write.db().set_client_logo(&app.id, Some((&logo_tag(png), png)), now).await?;
    }
    let mut event = Event::new(Kind::ClientRegistered, Actor::Anonymous).client(&app.id).address(admission.address);
    event = event.detail("name", app.name.as_str()).detail("redirect_uris", app.redirect_uris.clone());
    event = event.detail("scope", app.scopes.to_string());
    if let Some((id, label)) = &registration.initial_token {
        event = event.detail("initial_token", label.as_str()).detail("initial_token_id", id.as_str());
    }
    provider.audit.record(&mut write.db(), event).await?;
    write.commit().await?;
    provider.see_changed_apps().await;
    let secret = made.as_ref().map(|made| made.secret.expose());
    Ok(Answer { provider, app: &app, token: token.expose(), secret }.to_json())
}

/// What an app begins with that registers itself: people are asked, and nothing of the house is open to it. PKCE is not
/// demanded of it (requirement "Authorization endpoint 12"): the standards that it registers by know none.
fn new_app(now: i64) -> Client {
    let id = to_hex(&random_bytes::<16>());
    // 32 digits alone would read as a person's id.
    let mut app = Client::new(format!("app-{id}"), ClientKind::Web, now);
    (app.requires_pkce, app.requires_consent) = (false, true);
    Arc::make_mut(&mut app.metadata).registered = true;
    app
}

/// Inside the transaction: the token has a use left, or the door is still open and the house not full.
async fn hold_admission(provider: &Provider, write: &mut Write, admission: &Admission) -> Result<()> {
    let (mut db, now) = (write.db(), provider.clock.now());
    if let Some(token) = &admission.initial_token {
        return if db.spend_initial_token(&token.id, now).await? { Ok(()) } else { Err(unknown_token()) };
    }
    // Held until the end, so that racing apps are counted one after the other.
    if hold_mode(&mut db, now).await? != Mode::Open {
        return Err(Error::new(Code::InvalidToken, "an initial access token is needed here"));
    }
    expiry::check_room(&mut db).await
}

async fn insert(
    provider: &Provider,
    write: &mut Write,
    (app, registration): (&Client, &Registration),
    made: Option<&MadeSecret>,
) -> Result<()> {
    let mut db = write.db();
    check_algorithms(&mut db, None, app, provider.clock.now()).await.map_err(metadata::refused)?;
    if made.is_some_and(|made| made.kept.sealed.is_some()) {
        hold_master_key(&mut db, &provider.master_key).await?;
    }
    db.insert_client(app).await?;
    Ok(db.insert_registration(registration).await?)
}

fn bad_sector(error: SectorError) -> Error {
    members::bad("sector_identifier_uri", error)
}

impl Provider {
    /// What is done is done: memory follows within its usual time if the database does not answer now.
    async fn see_changed_apps(&self) {
        if let Err(error) = self.clients.reload(&self.store).await {
            tracing::warn!(%error, "the changed apps could not be read");
        }
    }
}

#[cfg(test)]
mod tests;
