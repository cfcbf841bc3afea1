//! A person changes their own password: the old one is asked for, throttled as a sign-in is. Where another one is
//! demanded of them, the sign-in a moment ago has asked for it.

use super::sessions::by_themselves;
use super::throttle::{Allowance, TRIES_AT_ONCE};
use super::{Accounts, Busy, Caller, PasswordProblem, SignInError, SignedIn, Started, rules};
use crate::audit::Kind;
use crate::model::secret::{Redacted, Token};
use crate::model::user::User;
use crate::model::username::username_key;
use crate::store;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What a person sends to change their password.
pub struct PasswordChange<'a> {
    /// Who it is.
    pub person: &'a SignedIn,
    /// The cookie of their session.
    pub cookie: &'a Token,
    /// [`Accounts::password_version`] when they were shown the form.
    pub version: &'a str,
    /// The password so far.
    pub old: &'a Redacted,
    /// The new one.
    pub new: &'a Redacted,
    /// Whether all other sessions end, with what apps hold of them.
    pub ends_others: bool,
    /// Where the request comes from.
    pub caller: &'a Caller,
    /// Values of the device cookies that came with it.
    pub devices: &'a [String],
}

/// A sign-in stands for the old password for this long (seconds).
const PROVEN_SECONDS: i64 = 600;

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordChangeError {
    /// The old one was not right, or there were too many tries, or the pool is busy.
    #[error(transparent)]
    Old(#[from] SignInError),
    /// The new one is refused.
    #[error("the password {0}")]
    New(#[from] PasswordProblem),
    /// The password was changed since the form was shown, or the session has ended.
    #[error("the password was changed meanwhile")]
    Stale,
}

impl From<store::Error> for PasswordChangeError {
    fn from(error: store::Error) -> Self {
        Self::Old(error.into())
    }
}

impl From<Busy> for PasswordChangeError {
    fn from(busy: Busy) -> Self {
        Self::Old(busy.into())
    }
}

/// A password that passed every check.
struct Exchange<'a> {
    person: &'a SignedIn,
    cookie: &'a Token,
    caller: &'a Caller,
    ends_others: bool,
    hash: String,
}

impl Accounts {
    /// Tells one password of a person from another without saying anything about either.
    pub fn password_version(&self, user: &User) -> String {
        let hash = user.password_hash.as_deref().unwrap_or_default();
        let mac = hmac::sign(&self.device_key, [b"password version:", hash.as_bytes()].concat().as_slice());
        URL_SAFE_NO_PAD.encode(&mac.as_ref()[..12])
    }

    /// Changes a person's own password. Their session goes on under a new cookie, with this as the time of its sign-in;
    /// a failure counts and is recorded as a failed sign-in.
    pub async fn change_password(&self, change: &PasswordChange<'_>) -> Result<Started, PasswordChangeError> {
        let user = &change.person.user;
        if change.version != self.password_version(user) {
            return Err(PasswordChangeError::Stale);
        }
        rules::check(change.new, user, self.config.passwords.min_length)?;
        let known = self.known_device(&user.id, change.devices);
        let allowance = self.allowance(&username_key(&user.username), change.caller.address, known);
        self.check_allowance(&allowance).await?;
        let place = self.passwords.enter()?;
        let _entered = self.gates.enter(&allowance.own, TRIES_AT_ONCE).await;
        self.reserve(&allowance).await?;
        if !place.verify(change.old, user.password_hash.as_deref()).await {
            return Err(self.record_wrong_password(change, &allowance).await?.into());
        }
        let hash = self.passwords.enter()?.hash(change.new).await;
        let hash = hash.ok_or(Busy { retry_after_seconds: 1 })?;
        let exchange = Exchange {
            person: change.person,
            cookie: change.cookie,
            caller: change.caller,
            ends_others: change.ends_others,
            hash,
        };
        self.exchange(&exchange, Some(&allowance)).await
    }

    /// Whether somebody signed in so lately that they need not type the password again.
    pub fn has_just_signed_in(&self, person: &SignedIn) -> bool {
        self.clock.now() - person.session.auth_time <= PROVEN_SECONDS
    }

    /// Sets the password that somebody chose because it was demanded of them, a moment after their sign-in
    /// ([`Accounts::has_just_signed_in`]; else it is [`PasswordChangeError::Stale`]). All their other sessions end:
    /// whoever knew the old password may be signed in.
    pub async fn choose_demanded_password(
        &self,
        person: &SignedIn,
        cookie: &Token,
        new: &Redacted,
        caller: &Caller,
    ) -> Result<Started, PasswordChangeError> {
        let user = &person.user;
        if !user.must_change_password || !self.has_just_signed_in(person) {
            return Err(PasswordChangeError::Stale);
        }
        rules::check(new, user, self.config.passwords.min_length)?;
        if self.passwords.enter()?.verify(new, user.password_hash.as_deref()).await {
            return Err(PasswordProblem::Unchanged.into());
        }
        let hash = self.passwords.enter()?.hash(new).await.ok_or(Busy { retry_after_seconds: 1 })?;
        self.exchange(&Exchange { person, cookie, caller, ends_others: true, hash }, None).await
    }

    async fn exchange(
        &self,
        change: &Exchange<'_>,
        allowance: Option<&Allowance>,
    ) -> Result<Started, PasswordChangeError> {
        let SignedIn { user, session } = change.person;
        let now = self.clock.now();
        let mut write = self.store.write().await?;
        let mut db = write.db();
        // The person's row first: a sign-in with the old password then comes wholly before this, or fails.
        let old = user.password_hash.as_deref().unwrap_or_default();
        let is_exchanged = db.exchange_password_hash(&user.id, old, &change.hash, now).await?;
        if !is_exchanged || !db.hold_live_session(&session.sid, now).await? {
            return Err(PasswordChangeError::Stale);
        }
        // Links that were made for them before would set the password once more.
        db.void_links_of(&user.id, now).await?;
        // A thief who copied the cookie of this session is left with nothing.
        let started = self.begin_session(&mut db, &user.id, Some(change.cookie), change.caller).await?;
        let mut event = by_themselves(Kind::UserPasswordSet, change.person, change.caller).sid(&session.sid);
        if change.ends_others {
            let ended = db.end_others_of_user(&user.id, &started.session.sid, now).await?;
            event = event.detail("ended_sessions", ended.sessions).detail("ended_families", ended.families);
        }
        self.audit.record(&mut db, event).await?;
        if let Some(allowance) = allowance {
            self.forgive(&mut db, allowance).await?;
        }
        self.commit_end(write).await?;
        Ok(started)
    }

    async fn record_wrong_password(
        &self,
        change: &PasswordChange<'_>,
        allowance: &Allowance,
    ) -> store::Result<SignInError> {
        let event = by_themselves(Kind::SignInFailed, change.person, change.caller).sid(&change.person.session.sid);
        let mut event = event.detail("reason", "wrong_password").detail("at", "password_change");
        if let Some(user_agent) = &change.caller.user_agent {
            event = event.detail("user_agent", user_agent.as_str());
        }
        let mut write = self.store.write().await?;
        self.audit.record(&mut write.db(), event).await?;
        self.count_failure(&mut write.db(), allowance).await?;
        write.commit().await?;
        Ok(SignInError::Mismatch)
    }
}

#[cfg(test)]
mod tests;
