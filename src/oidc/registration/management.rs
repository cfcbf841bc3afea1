//! Apps that manage their own registration (RFC 7592): each with the token that it was given when it registered.

use super::answer::Answer;
use super::fetched::{check_sector, fetch_logo};
use super::members::{Members, bad};
use super::metadata::{self, Allowed};
use crate::audit::{Actor, Event, Kind};
use crate::keys::SharedSecret;
use crate::keys::reseal::hold_master_key;
use crate::model::client::{Client, ClientSecret};
use crate::model::ids::ClientId;
use crate::model::scope::Scope;
use crate::model::secret::{Redacted, Token, TokenHash};
use crate::oidc::apps::{changes, check_algorithms, logo_tag, to_json};
use crate::oidc::{Code, Error, Provider, Result};
use crate::store::{Registration, Write};
use serde_json::Value;

/// An app that has shown its registration access token.
#[derive(Debug)]
pub struct Managed {
    app: Client,
    registration: Registration,
    token: Token,
}

/// Members that a request may not bring back (RFC 7592 §2.2).
const OURS: [&str; 4] =
    ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"];

/// The app that a token is for, from the database itself. A token that is wrong, an app that is gone or switched off, and
/// one that no token manages look the same.
pub async fn find(provider: &Provider, id: &str, bearer: Option<&str>) -> Result<Managed> {
    let unknown = || Error::new(Code::InvalidToken, "this is not the registration access token of that app");
    let (id, token) = (ClientId::from(id), Token::presented(bearer.ok_or_else(unknown)?));
    let mut read = provider.store.read().await?;
    let registration = read.db().find_registration(&id).await?.filter(|own| own.token_hash == token.hash());
    let registration = registration.ok_or_else(unknown)?;
    let app = read.db().find_client(&id).await?.filter(|app| !app.is_disabled()).ok_or_else(unknown)?;
    Ok(Managed { app, registration, token })
}

impl Managed {
    /// The registration as it is now (RFC 7592 §3); a secret that is kept as a hash only is not told again.
    pub fn to_json(&self, provider: &Provider) -> Value {
        Answer { provider, app: &self.app, token: self.token.expose(), secret: None }.to_json()
    }

    /// What it may reach for: what it might when it came, and what an admin gave it since.
    fn allowed(&self) -> Allowed {
        let names = self.registration.scopes.iter().chain(self.app.scopes.iter());
        let scopes: Scope = names.map(str::to_owned).collect();
        Allowed { scopes, is_vouched_for: self.registration.initial_token.is_some() }
    }
}

/// Puts the metadata of a request in the place of what the app said before (RFC 7592 §2.2).
pub async fn replace(provider: &Provider, managed: Managed, body: &[u8]) -> Result<Value> {
    let members = Members::parse(body)?;
    let before = &managed.app;
    check_identity(before, &members)?;
    let secret = check_secret(before, &members)?;
    let app = metadata::read(before.clone(), &members, &managed.allowed())?;
    if app.is_public != before.is_public {
        let text = "an app with a secret keeps one, and one without stays without: register anew";
        return Err(bad("token_endpoint_auth_method", text));
    }
    let has_moved = app.metadata.sector_identifier_uri != before.metadata.sector_identifier_uri
        || app.redirect_uris != before.redirect_uris;
    if has_moved {
        check_sector(&provider.fetcher, &app).await.map_err(super::bad_sector)?;
    }
    let logo = NewLogo::of(provider, before, &app).await;
    let app = Client { updated_at: provider.clock.now(), ..app };
    let app = store(provider, (before, app), secret.as_ref(), logo).await?;
    provider.see_changed_apps().await;
    let secret = secret.as_ref().map(|(_, secret)| secret.expose());
    Ok(Answer { provider, app: &app, token: managed.token.expose(), secret }.to_json())
}

/// RFC 7592 §2.2: it names itself, and nothing of what is ours to say.
fn check_identity(app: &Client, members: &Members) -> Result<()> {
    if members.text("client_id")?.as_deref() != Some(app.id.as_str()) {
        return Err(bad("client_id", "must be the id of the app that is changed"));
    }
    match members.first_sent(&OURS) {
        Some(name) => Err(bad(name, "cannot be set by an app")),
        None => Ok(()),
    }
}

/// A secret that is sent along must be one that the app has: it can choose none.
fn check_secret<'c>(app: &'c Client, members: &Members) -> Result<Option<(&'c ClientSecret, Redacted)>> {
    let Some(sent) = members.text("client_secret")?.map(Redacted::from) else { return Ok(None) };
    let hash = TokenHash::of(sent.expose());
    let own = app.secrets.iter().find(|own| own.hash == hash);
    let own = own.ok_or_else(|| bad("client_secret", "is not the secret of this app, and an app cannot choose one"))?;
    Ok(Some((own, sent)))
}

/// What becomes of the logo.
enum NewLogo {
    AsBefore,
    Other(Option<Vec<u8>>),
}

impl NewLogo {
    async fn of(provider: &Provider, before: &Client, after: &Client) -> Self {
        if after.metadata.logo_uri == before.metadata.logo_uri && before.logo_tag.is_some() {
            return Self::AsBefore;
        }
        Self::Other(fetch_logo(provider, after).await)
    }
}

async fn store(
    provider: &Provider,
    (before, app): (&Client, Client),
    secret: Option<&(&ClientSecret, Redacted)>,
    logo: NewLogo,
) -> Result<Client> {
    let now = provider.clock.now();
    let mut write = provider.store.write().await?;
    check_algorithms(&mut write.db(), Some(before), &app, now).await.map_err(metadata::refused)?;
    if !write.db().update_client(&app).await? {
        let text = "the registration was changed or removed at the same moment; try again";
        return Err(Error::new(Code::TemporarilyUnavailable, text));
    }
    keep_secret(provider, &mut write, (before, &app), secret).await?;
    if let NewLogo::Other(png) = &logo {
        let tag = png.as_deref().map(logo_tag);
        write.db().set_client_logo(&app.id, tag.as_deref().zip(png.as_deref()), now).await?;
    }
    let mut event = Event::new(Kind::ClientChanged, Actor::Client(app.id.clone())).client(&app.id);
    for (name, change) in changes(&to_json(before), &to_json(&app)) {
        event = event.detail(&name, change);
    }
    provider.audit.record(&mut write.db(), event).await?;
    write.commit().await?;
    Ok(app)
}

/// What is signed with a secret needs the secret itself: of one that is kept as a hash only the app has it.
async fn keep_secret(
    provider: &Provider,
    write: &mut Write,
    (before, app): (&Client, &Client),
    sent: Option<&(&ClientSecret, Redacted)>,
) -> Result<()> {
    if !app.signs_with_secret() || before.secrets.iter().any(|own| own.sealed.is_some()) {
        return Ok(());
    }
    let Some((own, secret)) = sent else {
        let text = "must come along, since what is asked for is signed with it and we keep only its hash";
        return Err(bad("client_secret", text));
    };
    hold_master_key(&mut write.db(), &provider.master_key).await?;
    let sealed = SharedSecret::seal(&provider.master_key, &app.id, &own.id, secret);
    Ok(write.db().reseal_client_secret(&own.id, &sealed).await?)
}

/// Removes the app, with all that it holds (RFC 7592 §2.3).
pub async fn remove(provider: &Provider, managed: Managed) -> Result<()> {
    let app = managed.app;
    let mut write = provider.store.write().await?;
    write.db().delete_client(&app.id).await?;
    let event = Event::new(Kind::ClientRemoved, Actor::Client(app.id.clone())).client(&app.id);
    provider.audit.record(&mut write.db(), event.detail("name", app.name.as_str())).await?;
    write.commit().await?;
    provider.see_changed_apps().await;
    Ok(())
}
