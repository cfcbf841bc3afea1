//! Adding people and setting passwords: the slow work first, then one transaction of change and record.

use super::{Accounts, Field, UserError, rules};
use crate::audit::{Actor, Event, Kind};
use crate::model::ids::UserId;
use crate::model::secret::Redacted;
use crate::model::user::User;
use crate::model::username::{NameError, check_email, check_name, check_username, username_key};
use crate::store::{self, Db};

impl Accounts {
    /// Checks a new password of a person and hashes it, in the pool.
    pub async fn hash_new_password(&self, password: &Redacted, user: &User) -> Result<String, UserError> {
        rules::check(password, user, self.config.passwords.min_length)?;
        let hash = self.passwords.enter()?.hash(password).await;
        // Only a parameter that the configuration should have refused, or a server on its way down, gives none.
        hash.ok_or(UserError::Busy(super::Busy { retry_after_seconds: 1 }))
    }

    /// Everything that is wrong with a new person and their password, all at once, as far as it can be told without
    /// asking the database.
    pub fn problems_of_new(&self, user: &User, password: &Redacted) -> Vec<UserError> {
        let of_password = rules::check(password, user, self.config.passwords.min_length).map_err(UserError::from);
        check_each(user).into_iter().chain([of_password]).filter_map(Result::err).collect()
    }

    /// Sets a person's password and ends all their sessions and tokens.
    pub async fn set_password(&self, user: &User, password: &Redacted, actor: Actor) -> Result<(), UserError> {
        let hash = self.hash_new_password(password, user).await?;
        let mut write = self.store.write().await?;
        self.replace_password(&mut write.db(), &user.id, &hash, actor).await?;
        Ok(self.commit_end(write).await?)
    }

    pub(super) async fn replace_password(
        &self,
        db: &mut Db<'_>,
        id: &UserId,
        hash: &str,
        actor: Actor,
    ) -> store::Result<()> {
        let now = self.clock.now();
        // The person's row first: a sign-in with the old password then comes wholly before this, and ends, or fails.
        db.set_password_hash(id, hash, now).await?;
        db.end_all_of_user(id, now).await?;
        // Links that were made for them before would set the password once more.
        db.void_links_of(id, now).await?;
        self.audit.record(db, Event::new(Kind::UserPasswordSet, actor).user(id)).await
    }
}

/// Checks what describes a person.
pub(super) fn check(user: &User) -> Result<(), UserError> {
    check_each(user).into_iter().collect()
}

fn check_each(user: &User) -> [Result<(), UserError>; 3] {
    let malformed = |field| move |error: NameError| UserError::Malformed(field, error);
    [
        check_username(&user.username, user.email.as_deref()).map_err(malformed(Field::Username)),
        user.name.as_deref().map_or(Ok(()), check_name).map_err(malformed(Field::Name)),
        user.email.as_deref().map_or(Ok(()), check_email).map_err(malformed(Field::Email)),
    ]
}

/// Adds a person; a taken name is told by its field.
pub(super) async fn insert(db: &mut Db<'_>, user: &User) -> Result<(), UserError> {
    let email_key = user.email.as_deref().map(username_key);
    let inserted = db.insert_user(user, (&username_key(&user.username), email_key.as_deref())).await;
    inserted.map_err(|error| match &error {
        store::Error::Taken(name) if name.contains("email_key") => UserError::Taken(Field::Email),
        store::Error::Taken(name) if name.contains("username_key") => UserError::Taken(Field::Username),
        _ => error.into(),
    })
}
