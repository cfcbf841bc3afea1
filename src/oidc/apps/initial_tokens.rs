//! Whether apps may register themselves, and the tokens that let them (RFC 7591 §1.2): each for so many apps, until a time.

use super::Apps;
use crate::accounts::{Authority, Forbidden};
use crate::audit::Kind;
use crate::model::ids::sortable_id;
use crate::model::scope::Scope;
use crate::model::secret::Token;
use crate::model::user::Permission;
use crate::model::username::{NameError, check_name};
use crate::oidc::registration::{DEFAULT_SCOPES, Mode, hold_mode, registration_mode, set_mode};
use crate::store::{self, InitialToken};

/// Longest life of a token.
pub const MOST_DAYS: i64 = 365;

/// Most apps that one token lets in.
pub const MOST_USES: i64 = 10_000;

/// What a token is to be.
#[derive(Clone, Debug)]
pub struct NewInitialToken {
    /// Who it is for.
    pub label: String,
    /// Apps that it lets in.
    pub uses: i64,
    /// How long it does.
    pub days: i64,
    /// What these apps may ask people for.
    pub scopes: Scope,
}

impl Default for NewInitialToken {
    /// For one app, within a week.
    fn default() -> Self {
        Self { label: String::new(), uses: 1, days: 7, scopes: Scope::parse(DEFAULT_SCOPES) }
    }
}

/// Why nothing was changed; each text names the mend.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum InitialTokenError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the label {0}")]
    BadLabel(NameError),
    #[error("a token lets in 1 to {MOST_USES} apps")]
    BadUses,
    #[error("a token lives for 1 to {MOST_DAYS} days")]
    BadDays,
    #[error("a token needs at least one scope, each of printable ASCII without quotes or backslashes")]
    BadScopes,
    #[error("there is no initial access token {0}")]
    Missing(String),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl NewInitialToken {
    /// The first thing that is wrong with it.
    pub fn check(&self) -> Result<(), InitialTokenError> {
        check_name(&self.label).map_err(InitialTokenError::BadLabel)?;
        if !(1..=MOST_USES).contains(&self.uses) {
            return Err(InitialTokenError::BadUses);
        }
        if !(1..=MOST_DAYS).contains(&self.days) {
            return Err(InitialTokenError::BadDays);
        }
        if self.scopes.is_empty() || !self.scopes.iter().all(Scope::is_valid_name) {
            return Err(InitialTokenError::BadScopes);
        }
        Ok(())
    }
}

impl Apps {
    /// Makes a token. What is answered besides is shown once, and kept as a hash.
    pub async fn make_initial_token(
        &self,
        by: &Authority,
        new: NewInitialToken,
    ) -> Result<(InitialToken, Token), InitialTokenError> {
        new.check()?;
        let (secret, now) = (Token::random(), self.clock.now());
        let token = InitialToken {
            id: sortable_id(),
            label: new.label,
            scopes: new.scopes,
            created_by: by.actor().to_string(),
            created_at: now,
            expires_at: now + new.days * 86_400,
            uses_left: new.uses,
            last_used_at: None,
        };
        let mut write = self.begin::<InitialTokenError>(by).await?;
        write.db().insert_initial_token(&token, &secret.hash()).await?;
        let event = by.event(Kind::InitialTokenMade).detail("what", token.label.as_str());
        let event = event.detail("id", token.id.as_str()).detail("uses", token.uses_left);
        let event = event.detail("expires_at", token.expires_at).detail("scope", token.scopes.to_string());
        self.commit(write, event).await?;
        Ok((token, secret))
    }

    /// Every token that still lets somebody in, the newest first.
    pub async fn list_initial_tokens(&self) -> store::Result<Vec<InitialToken>> {
        self.store.read().await?.db().list_initial_tokens(self.clock.now()).await
    }

    /// Ends a token; the apps that came with it stay.
    pub async fn end_initial_token(&self, by: &Authority, id: &str) -> Result<InitialToken, InitialTokenError> {
        let mut write = self.begin::<InitialTokenError>(by).await?;
        let gone = write.db().delete_initial_token(id).await?;
        let gone = gone.ok_or_else(|| InitialTokenError::Missing(id.to_owned()))?;
        let event = by.event(Kind::InitialTokenEnded).detail("what", gone.label.as_str());
        self.commit(write, event.detail("id", gone.id.as_str()).detail("uses_left", gone.uses_left)).await?;
        Ok(gone)
    }

    /// Who may register apps, as the database has it.
    pub async fn registration_mode(&self) -> store::Result<Mode> {
        registration_mode(&mut self.store.read().await?.db()).await
    }

    /// Sets who may register apps; for owners. Already so is fine.
    pub async fn set_registration_mode(&self, by: &Authority, mode: Mode) -> Result<bool, InitialTokenError> {
        by.require(Permission::Own)?;
        let mut write = self.begin::<InitialTokenError>(by).await?;
        by.confirm::<InitialTokenError>(&mut write.db(), Permission::Own).await?;
        let now = self.clock.now();
        let before = hold_mode(&mut write.db(), now).await?;
        if before == mode {
            return Ok(false);
        }
        set_mode(&mut write.db(), mode, now).await?;
        let event = by.event(Kind::SettingsChanged).detail("setting", "registration");
        self.commit(write, event.detail("before", before.as_str()).detail("after", mode.as_str())).await?;
        Ok(true)
    }
}
