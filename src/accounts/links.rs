//! Links that work once: the first administrator and the way back in for somebody who forgot, for an hour; the way in
//! for somebody who was invited, for some days.

use super::{Accounts, Caller, SignedIn, Success, UserError};
use crate::audit::{Actor, Count, Event, Kind};
use crate::model::ids::UserId;
use crate::model::secret::{Redacted, Token};
use crate::model::user::{Role, User};
use crate::store::{self, Db, OneTimeLink};

const LIFETIME_SECONDS: i64 = 3600;
const DAY: i64 = 86_400;

/// What a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// `/setup`: the first administrator; worthless as soon as there is an owner.
    FirstAdministrator,
    /// `/rescue`: a new password for one person.
    Rescue,
    /// `/invite`: the first password of one person.
    Invitation,
}

/// The purposes by whose links a person sets a password.
const OF_PASSWORDS: [LinkPurpose; 2] = [LinkPurpose::Rescue, LinkPurpose::Invitation];

impl LinkPurpose {
    /// The purpose as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstAdministrator => "first_administrator",
            Self::Rescue => "rescue",
            Self::Invitation => "invitation",
        }
    }

    /// The page that the link opens.
    pub const fn path(self) -> &'static str {
        match self {
            Self::FirstAdministrator => "/setup",
            Self::Rescue => "/rescue",
            Self::Invitation => "/invite",
        }
    }
}

impl Accounts {
    /// A link for the first administrator, in place of earlier ones; none when there is an owner already. Shown once.
    pub async fn first_administrator_link(&self, actor: Actor) -> store::Result<Option<String>> {
        let purpose = LinkPurpose::FirstAdministrator;
        let mut write = self.store.write().await?;
        let mut db = write.db();
        if db.count_enabled_owners().await? > 0 {
            return Ok(None);
        }
        db.void_links(purpose.as_str(), self.clock.now()).await?;
        let url = self.insert_link(&mut db, purpose, None, Event::new(Kind::LinkMade, actor)).await?;
        write.commit().await?;
        Ok(Some(url))
    }

    /// A link by which a person can set a new password. Shown once.
    pub async fn rescue_link(&self, user: &UserId, actor: Actor) -> store::Result<String> {
        let mut write = self.store.write().await?;
        let url = self
            .insert_link(&mut write.db(), LinkPurpose::Rescue, Some(user), Event::new(Kind::LinkMade, actor))
            .await?;
        write.commit().await?;
        Ok(url)
    }

    /// Makes a link in the transaction of `db`; `event` says by whom.
    pub(super) async fn insert_link(
        &self,
        db: &mut Db<'_>,
        purpose: LinkPurpose,
        user: Option<&UserId>,
        event: Event,
    ) -> store::Result<String> {
        let (token, now) = (Token::random(), self.clock.now());
        let link = OneTimeLink {
            purpose: purpose.as_str().to_owned(),
            user_id: user.map(UserId::to_string),
            expires_at: now + self.lifetime(purpose),
        };
        db.insert_link(&token.hash(), &link, now).await?;
        let event = event.detail("purpose", purpose.as_str()).detail("expires_at", link.expires_at);
        let event = if let Some(user) = user { event.user(user) } else { event };
        self.audit.record(db, event).await?;
        Ok(format!("{}{}?token={}", self.config.public_url, purpose.path(), token.expose()))
    }

    /// How long a link works (seconds).
    pub fn lifetime(&self, purpose: LinkPurpose) -> i64 {
        match purpose {
            LinkPurpose::FirstAdministrator | LinkPurpose::Rescue => LIFETIME_SECONDS,
            LinkPurpose::Invitation => self.config.people.invitation_days * DAY,
        }
    }

    /// Whether the first-administrator link still works; opening the page does not spend it.
    pub async fn is_setup_open(&self, token: &Token) -> store::Result<bool> {
        let mut read = self.store.read().await?;
        let mut db = read.db();
        let purpose = LinkPurpose::FirstAdministrator.as_str();
        let link = db.find_link(&token.hash(), purpose, self.clock.now()).await?;
        Ok(link.is_some() && db.count_enabled_owners().await? == 0)
    }

    /// Whose password a rescue link or an invitation sets, while it works; opening the page does not spend it.
    pub async fn find_rescue(&self, token: &Token) -> store::Result<Option<User>> {
        Ok(self.find_password_link(token).await?.map(|(user, _)| user))
    }

    async fn find_password_link(&self, token: &Token) -> store::Result<Option<(User, LinkPurpose)>> {
        let mut read = self.store.read().await?;
        let mut db = read.db();
        for purpose in OF_PASSWORDS {
            let link = db.find_link(&token.hash(), purpose.as_str(), self.clock.now()).await?;
            if let Some(id) = link.and_then(|link| link.user_id) {
                let user = db.find_user(&UserId::from(id)).await?.filter(|user| !user.is_disabled());
                return Ok(user.map(|user| (user, purpose)));
            }
        }
        Ok(None)
    }

    /// Spends a first-administrator link: adds the owner `user` with the password and signs them in.
    pub async fn set_up(
        &self,
        token: &Token,
        user: User,
        password: &Redacted,
        caller: &Caller,
    ) -> Result<Success, UserError> {
        if !self.is_setup_open(token).await? {
            return Err(UserError::LinkUsed);
        }
        super::users::check(&user)?;
        let password_hash = Some(self.hash_new_password(password, &user).await?);
        let user = User { password_hash, role: Some(Role::Owner), disabled_at: None, ..user };
        let mut write = self.store.write().await?;
        let mut db = write.db();
        self.spend(&mut db, token, LinkPurpose::FirstAdministrator, &user.id, caller).await?;
        // Read after the link was spent: of racing holders of one link only one comes this far.
        if db.count_enabled_owners().await? > 0 {
            return Err(UserError::LinkUsed);
        }
        super::users::insert(&mut db, &user).await?;
        let event = Event::new(Kind::UserCreated, Actor::User(user.id.clone())).user(&user.id);
        let event = event.address(caller.address).detail("username", user.username.as_str()).detail("role", "owner");
        self.audit.record(&mut db, event).await?;
        let success = self.sign_in_without_password(&mut db, user, None, caller).await?;
        write.commit().await?;
        self.audit.counters().add(Count::SignInGood);
        Ok(success)
    }

    /// Spends a rescue link or an invitation: sets the person's password, ends all they had, and signs them in.
    pub async fn rescue(
        &self,
        token: &Token,
        password: &Redacted,
        session: Option<&Token>,
        caller: &Caller,
    ) -> Result<Success, UserError> {
        let (user, purpose) = self.find_password_link(token).await?.ok_or(UserError::LinkUsed)?;
        let hash = self.hash_new_password(password, &user).await?;
        let mut write = self.store.write().await?;
        let mut db = write.db();
        // The person before the link, as administrators do: neither waits for what the other one holds.
        db.hold_user(&user.id).await?;
        self.spend(&mut db, token, purpose, &user.id, caller).await?;
        self.replace_password(&mut db, &user.id, &hash, Actor::User(user.id.clone())).await?;
        let user = db.find_user(&user.id).await?.filter(|user| !user.is_disabled()).ok_or(UserError::LinkUsed)?;
        let success = self.sign_in_without_password(&mut db, user, session, caller).await?;
        write.commit().await?;
        self.audit.counters().add(Count::SignInGood);
        Ok(success)
    }

    async fn spend(
        &self,
        db: &mut Db<'_>,
        token: &Token,
        purpose: LinkPurpose,
        user: &UserId,
        caller: &Caller,
    ) -> Result<(), UserError> {
        let spent = db.use_link(&token.hash(), purpose.as_str(), self.clock.now()).await?;
        spent.ok_or(UserError::LinkUsed)?;
        let event = Event::new(Kind::LinkUsed, Actor::Anonymous).detail("purpose", purpose.as_str());
        // A person who is about to be added has no row yet; nothing refers to it from here.
        Ok(self.audit.record(db, event.user(user).address(caller.address)).await?)
    }

    async fn sign_in_without_password(
        &self,
        db: &mut Db<'_>,
        user: User,
        session: Option<&Token>,
        caller: &Caller,
    ) -> store::Result<Success> {
        db.set_last_sign_in(&user.id, self.clock.now()).await?;
        let started = self.begin_session(db, &user.id, session, caller).await?;
        let mut event = Event::new(Kind::SignInSucceeded, Actor::User(user.id.clone()))
            .user(&user.id)
            .sid(&started.session.sid)
            .address(caller.address)
            .detail("by", "link");
        if let Some(user_agent) = &caller.user_agent {
            event = event.detail("user_agent", user_agent.as_str());
        }
        self.audit.record(db, event).await?;
        let device = self.device(&user.id, &[]);
        Ok(Success { signed_in: SignedIn { session: started.session, user }, cookie: started.cookie, device })
    }
}

#[cfg(test)]
mod tests;
