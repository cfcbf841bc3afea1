//! Adding, changing, switching and removing apps.

use super::describe::{changes, to_json};
use super::secrets::{MadeSecret, NewSecret};
use super::{AppError, Apps, present};
use crate::accounts::Authority;
use crate::audit::Kind;
use crate::config;
use crate::keys::{SigningAlg, check_client_key, hold_offered, jwe};
use crate::model::client::{Client, Signed};
use crate::model::client_keys::ClientKey;
use crate::model::client_rules::{ClientError, problems_of_client};
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::store::{Db, Error};
use serde::Serialize;
use std::sync::Arc;

/// What goes with an app that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Losses {
    /// Its secrets.
    pub secrets: usize,
    /// Sign-ins whose tokens still work.
    pub families: i64,
    /// People's consents.
    pub consents: i64,
}

impl Apps {
    /// Adds an app, with a secret unless it is public or has a key of its own. Make `app` with [`Client::new`], which knows the safe defaults of
    /// its kind. Everything that is wrong is told at once.
    pub async fn create(
        &self,
        by: &Authority,
        app: Client,
        secret: NewSecret,
    ) -> Result<(Client, Option<MadeSecret>), AppError> {
        by.require(Permission::ManageApps)?;
        let now = self.clock.now();
        let made = if app.is_public || app.has_own_key() { Ok(None) } else { secret.make(now).map(Some) };
        let mut problems = problems_of(&app);
        problems.extend(made.as_ref().err().cloned());
        let mut made = match made {
            Ok(made) if problems.is_empty() => made,
            _ => return Err(AppError::Invalid(problems)),
        };
        made.iter_mut().for_each(|made| made.seal_for(&app, &self.master_key));
        let secrets = made.iter().map(|made| made.kept.clone()).collect();
        let mut app = Client { created_at: now, updated_at: now, version: 1, secrets, ..app };
        app.logo_tag = None;
        let mut write = self.begin::<AppError>(by).await?;
        check_groups(&mut write.db(), &app).await?;
        check_algorithms(&mut write.db(), None, &app, self.clock.now()).await?;
        match write.db().insert_client(&app).await {
            Err(Error::Taken(_)) => return Err(AppError::Taken(app.id)),
            other => other?,
        }
        let mut event = by.event(Kind::ClientCreated).client(&app.id);
        for name in ["name", "kind", "redirect_uris", "grant_types", "scope", "allowed_groups", "claims"] {
            event = event.detail(name, to_json(&app)[name].clone());
        }
        self.commit(write, event).await?;
        Ok((app, made))
    }

    /// Changes what describes an app to what `app` says; its `version` is the one that was edited. Secrets, logo and
    /// whether it is switched off stay as they are: these have acts of their own. Where nothing differs nothing is done.
    pub async fn edit(&self, by: &Authority, app: Client) -> Result<Client, AppError> {
        let mut write = self.begin::<AppError>(by).await?;
        let before = present(&mut write, &app.id).await?;
        if before.version != app.version {
            return Err(AppError::Stale(Box::new(before)));
        }
        let mut app = Client {
            updated_at: self.clock.now(),
            created_at: before.created_at,
            secrets: before.secrets.clone(),
            ..app
        };
        app.disabled_at = before.disabled_at;
        app.logo_tag.clone_from(&before.logo_tag);
        // Whoever registered it, nobody's edit makes its URLs another's.
        if app.is_registered() != before.is_registered() {
            Arc::make_mut(&mut app.metadata).registered = before.is_registered();
        }
        let problems = problems_of(&app);
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        if app.allowed_groups != before.allowed_groups {
            check_groups(&mut write.db(), &app).await?;
        }
        check_algorithms(&mut write.db(), Some(&before), &app, self.clock.now()).await?;
        let changes = changes(&to_json(&before), &to_json(&app));
        if changes.is_empty() {
            return Ok(before);
        }
        if !write.db().update_client(&app).await? {
            return Err(AppError::Stale(Box::new(present(&mut write, &app.id).await?)));
        }
        let mut event = by.event(Kind::ClientChanged).client(&app.id);
        for (name, change) in changes {
            event = event.detail(&name, change);
        }
        self.commit(write, event).await?;
        Ok(Client { version: app.version + 1, ..app })
    }

    /// Switches an app on or off. Off: all it asks is refused, and its tokens end. Already so is fine.
    pub async fn set_enabled(&self, by: &Authority, id: &ClientId, is_enabled: bool) -> Result<Client, AppError> {
        let mut write = self.begin::<AppError>(by).await?;
        let before = present(&mut write, id).await?;
        if before.is_disabled() != is_enabled {
            return Ok(before);
        }
        let now = self.clock.now();
        let mut app = Client { updated_at: now, ..before };
        app.disabled_at = (!is_enabled).then_some(now);
        if !write.db().update_client(&app).await? {
            return Err(AppError::Stale(Box::new(present(&mut write, id).await?)));
        }
        if !is_enabled {
            write.db().end_families_of_client(id, now).await?;
        }
        let kind = if is_enabled { Kind::ClientEnabled } else { Kind::ClientDisabled };
        self.commit(write, by.event(kind).client(id)).await?;
        Ok(Client { version: app.version + 1, ..app })
    }

    /// What goes with an app, to be said before it is removed.
    pub async fn losses(&self, id: &ClientId) -> Result<Losses, AppError> {
        let mut read = self.store.read().await?;
        let found = read.db().find_client(id).await?;
        let secrets = found.ok_or_else(|| AppError::Missing(id.clone()))?.secrets.len();
        let (families, consents) = read.db().holdings_of_client(id, self.clock.now()).await?;
        Ok(Losses { secrets, families, consents })
    }

    /// Removes an app with its secrets, tokens and consents.
    pub async fn remove(&self, by: &Authority, id: &ClientId) -> Result<Client, AppError> {
        let mut write = self.begin::<AppError>(by).await?;
        let app = present(&mut write, id).await?;
        write.db().delete_client(id).await?;
        let event = by.event(Kind::ClientRemoved).client(id).detail("name", app.name.as_str());
        self.commit(write, event).await?;
        Ok(app)
    }
}

/// What is chosen must be offered, and stay so until the choice is stored; what was chosen before may stay.
pub(in crate::oidc) async fn check_algorithms(
    db: &mut Db<'_>,
    before: Option<&Client>,
    app: &Client,
    now: i64,
) -> Result<(), AppError> {
    let before = before.map(Client::signing_algs);
    let chosen = app.signing_algs().into_iter().filter(|choice| !before.is_some_and(|before| before.contains(choice)));
    let chosen: Vec<_> = chosen.filter_map(|(what, alg)| Some((what, SigningAlg::find(alg?)?))).collect();
    if chosen.iter().all(|(_, alg)| *alg == SigningAlg::DEFAULT) {
        return Ok(());
    }
    let offered = hold_offered(db, now).await?;
    let off = chosen.into_iter().filter(|(_, alg)| !offered.contains(alg));
    let problems: Vec<_> = off.map(|(what, alg)| ClientError::AlgorithmOff { what, alg: alg.name() }).collect();
    if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid(problems)) }
}

/// Everything that is wrong with an app, as far as it can be said without the database.
pub fn problems_of(app: &Client) -> Vec<ClientError> {
    let mut problems = problems_of_client(app);
    let seconds = [
        ("access token lifetime", "tokens.access_seconds", app.access_seconds),
        ("refresh lifetime", "tokens.refresh_seconds", app.refresh_seconds),
    ];
    for (what, setting, given) in seconds {
        let (min, max) = config::bounds(setting);
        if given.is_some_and(|given| !(min..=max).contains(&given)) {
            problems.push(ClientError::BadSeconds { what, min, max });
        }
    }
    problems.extend(problems_of_algorithms(app));
    problems.extend(app.encryption_keys.iter().filter_map(|key| jwe::check_key(key).err()).map(ClientError::from));
    problems.extend(problems_of_keys(app));
    problems
}

/// Of keys that could be read: whether they can verify anything.
fn problems_of_keys(app: &Client) -> Vec<ClientError> {
    let keys = app.metadata.jwks.as_ref().filter(|_| app.has_own_key()).map(ClientKey::read_set);
    let faults =
        keys.and_then(Result::ok).unwrap_or_default().into_iter().filter_map(|key| check_client_key(&key).err());
    faults.map(|fault| ClientError::BadMetadata(fault.into())).collect()
}

fn problems_of_algorithms(app: &Client) -> Vec<ClientError> {
    let problem = |(what, alg): (Signed, Option<&str>)| match (SigningAlg::find(alg?), what) {
        (None, _) => Some(ClientError::BadAlgorithm { what, alg: alg?.escape_debug().to_string() }),
        (Some(SigningAlg::Secret), Signed::AccessTokens) => Some(ClientError::SecretForApis),
        (Some(SigningAlg::Secret), Signed::Userinfo) => Some(ClientError::SecretForUserinfo),
        (Some(SigningAlg::Secret), Signed::Introspection) => Some(ClientError::SecretForIntrospection),
        (Some(SigningAlg::Secret), Signed::IdTokens) if app.is_public => Some(ClientError::SecretOfPublic),
        (Some(_), _) => None,
    };
    app.signing_algs().into_iter().filter_map(problem).collect()
}

/// A group that is not there would let nobody in, unseen.
async fn check_groups(db: &mut Db<'_>, app: &Client) -> Result<(), AppError> {
    let Some(allowed) = &app.allowed_groups else { return Ok(()) };
    let mut problems = Vec::new();
    for id in allowed {
        if db.find_group_by_id(id).await?.is_none() {
            problems.push(ClientError::UnknownGroup(id.to_string()));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid(problems)) }
}
