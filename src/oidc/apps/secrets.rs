//! Secrets of apps: several live side by side, so that an app moves from one to the next without a pause.

use super::{AppError, Apps, present};
use crate::accounts::Authority;
use crate::audit::Kind;
use crate::keys::reseal::hold_master_key;
use crate::keys::{MasterKey, SharedSecret};
use crate::model::client::{Client, ClientSecret};
use crate::model::client_rules::{ClientError, check_secret};
use crate::model::ids::{ClientId, sortable_id};
use crate::model::secret::{Redacted, Token, TokenHash};
use crate::store::Write;

/// Most secrets of an app: more than this nobody needs, and each one more is one more that can leak.
pub const MOST_SECRETS: usize = 10;

/// A secret that is wished for.
#[derive(Clone, Debug, Default)]
pub struct NewSecret {
    /// One that somebody chose, of at least 32 characters; none = a random one.
    pub given: Option<Redacted>,
    /// When it ends by itself (unix seconds).
    pub expires_at: Option<i64>,
}

/// A secret that was made: shown once, kept as a hash, and sealed only where tokens are signed with it.
#[derive(Clone, Debug)]
pub struct MadeSecret {
    /// To be handed out.
    pub secret: Redacted,
    /// What is kept of it.
    pub kept: ClientSecret,
}

impl NewSecret {
    /// Checks a secret that somebody chose.
    pub fn check(&self) -> Result<(), ClientError> {
        self.given.as_ref().map_or(Ok(()), |given| check_secret(given.expose()))
    }

    pub(in crate::oidc) fn make(self, now: i64) -> Result<MadeSecret, ClientError> {
        self.check()?;
        let secret = match self.given {
            Some(given) => given,
            None => Redacted::from(Token::random().expose().to_owned()),
        };
        let kept = ClientSecret {
            id: sortable_id(),
            hash: TokenHash::of(secret.expose()),
            sealed: None,
            hint: secret.expose().chars().take(4).collect(),
            created_at: now,
            expires_at: self.expires_at,
            last_used_at: None,
        };
        Ok(MadeSecret { secret, kept })
    }
}

impl MadeSecret {
    /// Keeps the secret itself, sealed, where something is signed with it.
    pub(in crate::oidc) fn seal_for(&mut self, app: &Client, master_key: &MasterKey) {
        self.kept.sealed =
            app.signs_with_secret().then(|| SharedSecret::seal(master_key, &app.id, &self.kept.id, &self.secret));
    }
}

impl Apps {
    /// Gives an app one more secret; the ones it has stay.
    pub async fn add_secret(&self, by: &Authority, id: &ClientId, new: NewSecret) -> Result<MadeSecret, AppError> {
        let (mut write, _, made) = self.begin_with_secret(by, id, new).await?;
        write.db().insert_client_secret(id, &made.kept).await?;
        let event = by.event(Kind::ClientSecretAdded).client(id).detail("secret_id", made.kept.id.as_str());
        self.commit(write, event).await?;
        Ok(made)
    }

    /// Gives an app a new secret, and lets the ones it has end after `grace_seconds`: until then both work. What would
    /// have ended sooner by itself still does.
    pub async fn roll_secret(
        &self,
        by: &Authority,
        id: &ClientId,
        new: NewSecret,
        grace_seconds: i64,
    ) -> Result<MadeSecret, AppError> {
        let (mut write, app, made) = self.begin_with_secret(by, id, new).await?;
        let end = self.clock.now() + grace_seconds;
        let ending: Vec<_> =
            app.secrets.iter().filter(|own| own.expires_at.is_none_or(|at| at > end)).map(|own| &own.id).collect();
        for secret in &ending {
            write.db().expire_client_secret(id, secret, end).await?;
        }
        write.db().insert_client_secret(id, &made.kept).await?;
        let event = by
            .event(Kind::ClientSecretAdded)
            .client(id)
            .detail("secret_id", made.kept.id.as_str())
            .detail("ending", ending.into_iter().cloned().collect::<Vec<_>>())
            .detail("ending_at", end);
        self.commit(write, event).await?;
        Ok(made)
    }

    /// Removes a secret: it stops working within two seconds. Whether it is the last one is for the caller to ask.
    pub async fn remove_secret(&self, by: &Authority, id: &ClientId, secret_id: &str) -> Result<(), AppError> {
        let mut write = self.begin::<AppError>(by).await?;
        present(&mut write, id).await?;
        if !write.db().delete_client_secret(id, secret_id).await? {
            return Err(AppError::NoSuchSecret(id.clone(), secret_id.to_owned()));
        }
        let event = by.event(Kind::ClientSecretRemoved).client(id).detail("secret_id", secret_id);
        Ok(self.commit(write, event).await?)
    }

    async fn begin_with_secret(
        &self,
        by: &Authority,
        id: &ClientId,
        new: NewSecret,
    ) -> Result<(Write, Client, MadeSecret), AppError> {
        let mut made = new.make(self.clock.now()).map_err(|problem| AppError::Invalid(vec![problem]))?;
        let mut write = self.begin::<AppError>(by).await?;
        let app = present(&mut write, id).await?;
        if app.is_public {
            return Err(AppError::PublicSecret(app.id));
        }
        if app.secrets.len() >= MOST_SECRETS {
            return Err(AppError::TooManySecrets(app.id));
        }
        made.seal_for(&app, &self.master_key);
        if made.kept.sealed.is_some() {
            hold_master_key(&mut write.db(), &self.master_key).await?;
        }
        Ok((write, app, made))
    }
}
