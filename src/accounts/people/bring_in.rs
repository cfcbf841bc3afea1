//! Adding people, and the links by which they set a password.

use super::change::{taken, taken_meanwhile};
use super::{PersonChange, hold};
use crate::accounts::act_error::{FieldError, FormField};
use crate::accounts::{Accounts, ActError, Authority, LinkPurpose, UserError, rules};
use crate::audit::Kind;
use crate::model::ids::{UserId, random_id};
use crate::model::secret::Redacted;
use crate::model::user::{Permission, Role, User};
use crate::model::username::username_key;
use crate::store::Db;

/// Somebody to add.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// What describes them; the username must be there.
    pub change: PersonChange,
    /// How they come in.
    pub access: Access,
    /// Whether they must choose another password when they come in with one that somebody told them.
    pub must_change_password: bool,
}

impl NewPerson {
    /// Somebody who keeps the password that they come in with.
    pub const fn new(change: PersonChange, access: Access) -> Self {
        Self { change, access, must_change_password: false }
    }
}

/// How a new person comes in.
#[derive(Clone, Debug)]
pub enum Access {
    /// With a password that somebody tells them.
    Password(Redacted),
    /// By a link that works once, by which they choose a password.
    Invitation,
    /// Not yet.
    Later,
}

/// Somebody who was added.
#[derive(Clone, Debug)]
pub struct BroughtIn {
    /// The person.
    pub user: User,
    /// The link of an invitation; shown once.
    pub link: Option<String>,
}

impl Accounts {
    /// Adds a person with everything that is theirs. Every field that is refused is told at once; only owners give a
    /// role.
    pub async fn add_person(&self, authority: &Authority, new: &NewPerson) -> Result<BroughtIn, ActError> {
        authority.require(Permission::ManagePeople)?;
        let mut user = User::new(UserId::from(random_id()), "", self.clock.now());
        self.check_new(&mut user, new).await?;
        if user.role.is_some() {
            authority.require(Permission::Own)?;
        }
        if let Access::Password(password) = &new.access {
            user.password_hash = Some(self.hash_checked(password, &user).await?);
            user.password_is_known = true;
            // Whoever types commands on the machine stands for the password that they type.
            let has_role_from_another = user.role.is_some() && authority.role().is_some();
            user.must_change_password = new.must_change_password || has_role_from_another;
        }
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        let email_key = user.email.as_deref().map(username_key);
        let inserted = db.insert_user(&user, (&username_key(&user.username), email_key.as_deref())).await;
        inserted.map_err(taken_meanwhile)?;
        let event = authority.event(Kind::UserCreated).user(&user.id).detail("username", user.username.as_str());
        self.audit.record(&mut db, event.detail("role", user.role.map(Role::as_str))).await?;
        for group in &new.change.join {
            self.set_membership(&mut db, authority, (group, &user), true).await?;
        }
        let link = match new.access {
            Access::Invitation => Some(self.insert_invitation(&mut db, authority, &user).await?),
            Access::Password(_) | Access::Later => None,
        };
        write.commit().await?;
        Ok(BroughtIn { user, link })
    }

    async fn check_new(&self, user: &mut User, new: &NewPerson) -> Result<(), ActError> {
        let mut read = self.store.read().await?;
        let definitions = read.db().list_attributes().await?;
        let mut errors = new.change.apply(user, &definitions);
        errors.extend(taken(&mut read.db(), user).await?);
        if let Access::Password(password) = &new.access {
            let checked = rules::check(password, user, self.config.passwords.min_length);
            errors.extend(checked.err().map(|problem| FieldError::new(FormField::Password, problem)));
        }
        if errors.is_empty() { Ok(()) } else { Err(ActError::Fields(errors)) }
    }

    async fn hash_checked(&self, password: &Redacted, user: &User) -> Result<String, ActError> {
        self.hash_new_password(password, user).await.map_err(|error| match error {
            UserError::Password(problem) => ActError::Fields(vec![FieldError::new(FormField::Password, problem)]),
            UserError::Busy(busy) => ActError::Busy(busy),
            UserError::Store(error) => ActError::Store(error),
            // Hashing neither spends a link nor looks at a name.
            UserError::LinkUsed | UserError::Malformed(..) | UserError::Taken(_) => ActError::Gone,
        })
    }

    /// A new invitation for somebody who has no password yet, in place of earlier ones; shown once.
    pub async fn invite(&self, authority: &Authority, id: &UserId) -> Result<String, ActError> {
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        let user = hold(&mut db, authority, id).await?;
        if user.is_disabled() {
            return Err(ActError::Gone);
        }
        if user.password_hash.is_some() {
            return Err(ActError::HasPassword);
        }
        authority.check_entry(&mut db, &user).await?;
        let link = self.insert_invitation(&mut db, authority, &user).await?;
        write.commit().await?;
        Ok(link)
    }

    /// A link by which a person sets a new password, in place of earlier ones; shown once. What they have now works until
    /// it is used.
    pub async fn reset_password(&self, authority: &Authority, id: &UserId) -> Result<String, ActError> {
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        let user = hold(&mut db, authority, id).await?;
        if user.is_disabled() {
            return Err(ActError::Gone);
        }
        authority.check_entry(&mut db, &user).await?;
        db.void_links_of(&user.id, self.clock.now()).await?;
        let event = authority.event(Kind::LinkMade);
        let link = self.insert_link(&mut db, LinkPurpose::Rescue, Some(&user.id), event).await?;
        write.commit().await?;
        Ok(link)
    }

    async fn insert_invitation(&self, db: &mut Db<'_>, authority: &Authority, user: &User) -> Result<String, ActError> {
        db.void_links_of(&user.id, self.clock.now()).await?;
        let event = authority.event(Kind::UserInvited);
        Ok(self.insert_link(db, LinkPurpose::Invitation, Some(&user.id), event).await?)
    }
}
