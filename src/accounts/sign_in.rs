//! Signing in with a password. An unknown name, a wrong password, a disabled person and one without a password cost
//! the same and look the same.

use super::throttle::{Allowance, TRIES_AT_ONCE};
use super::{Accounts, Busy, Caller, Device, SignedIn};
use crate::audit::{Actor, Count, Event, Kind};
use crate::model::ids::{ClientId, GroupId};
use crate::model::secret::{Redacted, Token};
use crate::model::user::User;
use crate::model::username::username_key;
use crate::store::{self, Db};

/// No username or e-mail address is longer than this (characters); what lies beyond cannot match.
const LONGEST_NAME: usize = 300;

/// What somebody typed, and where.
pub struct Attempt<'a> {
    /// Username or e-mail address.
    pub username: &'a str,
    /// The password.
    pub password: &'a Redacted,
    /// Where the request comes from.
    pub caller: &'a Caller,
    /// Values of the device cookies that came with it.
    pub devices: &'a [String],
    /// The session cookie that came with it.
    pub session: Option<&'a Token>,
    /// The app that waits.
    pub client_id: Option<&'a ClientId>,
    /// How they do it.
    pub way: Way<'a>,
}

/// How somebody signs in.
#[derive(Clone, Copy, Debug)]
pub enum Way<'a> {
    /// At a page of ours, which asks for what else is missing.
    Page,
    /// Through an app that was told the password (RFC 6749 §4.3), where nobody can be asked for anything.
    App {
        /// Only members of these may; none = everybody may.
        allowed_groups: Option<&'a [GroupId]>,
    },
}

/// Why a right password was not enough for an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEnough {
    /// They must choose another one first, which only our own page can ask for.
    #[error("the person has to choose another password first, at the sign-in page")]
    MustChangePassword,
    /// They are in none of the app's groups.
    #[error("the person is in none of the groups that may use this app")]
    NotAllowed,
}

impl NotEnough {
    /// As the audit log keeps it.
    const fn reason(self) -> &'static str {
        match self {
            Self::MustChangePassword => "must_change_password",
            Self::NotAllowed => "not_allowed",
        }
    }
}

/// Somebody has signed in.
#[derive(Debug)]
pub struct Success {
    /// Who, and their session.
    pub signed_in: SignedIn,
    /// The value of the session's cookie.
    pub cookie: Token,
    /// The cookie that makes this browser known.
    pub device: Device,
}

/// Why nobody has signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown name, wrong password, disabled, or without a password: nobody is told which.
    #[error("the username or password is wrong")]
    Mismatch,
    /// Too many failures before.
    #[error("too many failed tries; the next may come in {retry_after_seconds} s")]
    TooMany {
        /// When the next try may come.
        retry_after_seconds: u64,
    },
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The password was right; only [`Way::App`] meets this.
    #[error(transparent)]
    NotEnough(NotEnough),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Accounts {
    /// Signs somebody in: throttle, password, session. Good and bad tries are recorded; refused ones are not, since a
    /// stranger can make any number of them.
    pub async fn sign_in(&self, attempt: &Attempt<'_>) -> Result<Success, SignInError> {
        let outcome = self.try_to_sign_in(attempt).await;
        let count = match &outcome {
            Ok(_) => Count::SignInGood,
            Err(SignInError::Mismatch) => Count::SignInBad,
            Err(SignInError::TooMany { .. } | SignInError::Busy(_) | SignInError::NotEnough(_)) => Count::SignInRefused,
            Err(SignInError::Store(_)) => return outcome,
        };
        self.audit.counters().add(count);
        outcome
    }

    async fn try_to_sign_in(&self, attempt: &Attempt<'_>) -> Result<Success, SignInError> {
        let key = username_key(&attempt.username.chars().take(LONGEST_NAME).collect::<String>());
        let user = self.store.read().await?.db().find_user_by_key(&key).await?;
        let known = user.as_ref().and_then(|user| self.known_device(&user.id, attempt.devices));
        // By what was typed, not by whom it names: a shared counter would tell that two names are one person's.
        let allowance = self.allowance(&key, attempt.caller.address, known);
        self.check_allowance(&allowance).await?;
        let place = self.passwords.enter()?;
        let _entered = self.gates.enter(&allowance.own, TRIES_AT_ONCE).await;
        self.reserve(&allowance).await?;
        let hash = user.as_ref().filter(|user| !user.is_disabled()).and_then(|user| user.password_hash.as_deref());
        let is_right = place.verify(attempt.password, hash).await;
        match user {
            Some(user) if is_right => self.succeed(attempt, &allowance, user).await,
            user => self.fail(attempt, &allowance, user.as_ref()).await,
        }
    }

    async fn succeed(&self, attempt: &Attempt<'_>, allowance: &Allowance, user: User) -> Result<Success, SignInError> {
        let stronger = self.stronger_hash(attempt.password, &user).await;
        let device = self.device(&user.id, attempt.devices);
        let mut write = self.store.write().await?;
        let mut db = write.db();
        // The row is ours from here to the commit, so that a change of password or a disabling comes before or after.
        db.set_last_sign_in(&user.id, self.clock.now()).await?;
        let now = db.find_user(&user.id).await?.filter(|now| !now.is_disabled());
        let Some(user) = now.filter(|now| now.password_hash == user.password_hash) else {
            drop(write);
            return self.fail(attempt, allowance, Some(&user)).await;
        };
        if let Some(lacking) = lacking(&mut db, attempt.way, &user).await? {
            drop(write);
            return self.is_not_enough(attempt, allowance, &user, lacking).await;
        }
        if let (Some(old), Some(new)) = (&user.password_hash, &stronger) {
            db.upgrade_password_hash(&user.id, old, new).await?;
        }
        let started = self.begin_session(&mut db, &user.id, attempt.session, attempt.caller).await?;
        let event = Event::new(Kind::SignInSucceeded, Actor::User(user.id.clone())).sid(&started.session.sid);
        self.audit.record(&mut db, described(event, attempt, Some(&user))).await?;
        self.forgive(&mut db, allowance).await?;
        self.commit_end(write).await?;
        Ok(Success { signed_in: SignedIn { session: started.session, user }, cookie: started.cookie, device })
    }

    async fn fail(
        &self,
        attempt: &Attempt<'_>,
        allowance: &Allowance,
        user: Option<&User>,
    ) -> Result<Success, SignInError> {
        let reason = match user {
            None => "unknown_name",
            Some(user) if user.is_disabled() => "disabled",
            Some(user) if user.password_hash.is_none() => "no_password",
            Some(_) => "wrong_password",
        };
        let event = Event::new(Kind::SignInFailed, Actor::Anonymous).detail("reason", reason);
        let mut write = self.store.write().await?;
        let mut db = write.db();
        self.audit.record(&mut db, described(event, attempt, user)).await?;
        self.count_failure(&mut db, allowance).await?;
        write.commit().await?;
        Err(SignInError::Mismatch)
    }

    /// The password was right, so the try does not count as a failure; no session begins.
    async fn is_not_enough(
        &self,
        attempt: &Attempt<'_>,
        allowance: &Allowance,
        user: &User,
        lacking: NotEnough,
    ) -> Result<Success, SignInError> {
        let event = Event::new(Kind::SignInFailed, Actor::Anonymous).detail("reason", lacking.reason());
        let mut write = self.store.write().await?;
        let mut db = write.db();
        self.audit.record(&mut db, described(event, attempt, Some(user))).await?;
        self.forgive(&mut db, allowance).await?;
        write.commit().await?;
        Err(SignInError::NotEnough(lacking))
    }

    /// A hash of the same password with today's parameters, where the stored one has weaker ones and there is room.
    async fn stronger_hash(&self, password: &Redacted, user: &User) -> Option<String> {
        let is_weaker = user.password_hash.as_deref().is_some_and(|hash| self.passwords.is_weaker(hash));
        if !is_weaker {
            return None;
        }
        self.passwords.enter().ok()?.hash(password).await
    }
}

/// What stands in the way of somebody whose password is right.
async fn lacking(db: &mut Db<'_>, way: Way<'_>, user: &User) -> store::Result<Option<NotEnough>> {
    let Way::App { allowed_groups } = way else { return Ok(None) };
    if user.must_change_password {
        return Ok(Some(NotEnough::MustChangePassword));
    }
    let Some(allowed) = allowed_groups else { return Ok(None) };
    let is_member = db.group_ids_of(&user.id).await?.iter().any(|own| allowed.contains(own));
    Ok((!is_member).then_some(NotEnough::NotAllowed))
}

fn described(event: Event, attempt: &Attempt<'_>, user: Option<&User>) -> Event {
    let mut event = event.address(attempt.caller.address);
    if let Some(user) = user {
        event = event.user(&user.id);
    }
    if let Some(client_id) = attempt.client_id {
        event = event.client(client_id);
    }
    if matches!(attempt.way, Way::App { .. }) {
        event = event.detail("grant", "password");
    }
    if let Some(user_agent) = &attempt.caller.user_agent {
        event = event.detail("user_agent", user_agent.as_str());
    }
    event
}

#[cfg(test)]
mod tests;
