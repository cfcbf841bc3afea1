//! Who may act on whom: nobody on a person who holds a role that they lack themselves, and on a protected group only
//! owners. Otherwise whoever manages people could take over an owner's account, or put themselves into a group that opens
//! more than their role does.

use super::{ActError, Authority, Forbidden};
use crate::audit::Actor;
use crate::model::user::{Permission, Role, User};
use crate::store::{self, Db, Group};

impl Authority {
    /// Refuses what the role does not allow, and whoever holds it no more; asked in the transaction of the act, since a
    /// role may be taken away while its holder's request is on its way.
    pub async fn confirm<E>(&self, db: &mut Db<'_>, permission: Permission) -> Result<(), E>
    where
        E: From<Forbidden> + From<store::Error>,
    {
        self.require(permission)?;
        let Actor::User(id) = self.actor() else { return Ok(()) };
        let now = db.find_user(id).await?.filter(|user| !user.is_disabled());
        if now.and_then(|user| user.role) == self.role() { Ok(()) } else { Err(Forbidden(permission).into()) }
    }

    /// Refuses an act on a person who holds a role that this authority lacks.
    pub fn check_person(&self, user: &User) -> Result<(), ActError> {
        self.check_reach(user.role).map_err(|_| ActError::HigherRole)
    }

    /// The same of a role that somebody holds, or none.
    pub(super) fn check_reach(&self, theirs: Option<Role>) -> Result<(), Forbidden> {
        match (self.role(), theirs) {
            (Some(own), Some(theirs)) if !own.covers(theirs) => Err(Forbidden(Permission::Own)),
            _ => Ok(()),
        }
    }

    /// Refuses all but owners what would let somebody in as a member of a protected group, or be taken for one: it would
    /// be a way around the protection.
    pub(super) async fn check_entry(&self, db: &mut Db<'_>, user: &User) -> Result<(), ActError> {
        if self.require(Permission::Own).is_ok() {
            return Ok(());
        }
        let groups = db.list_groups_of(&user.id).await?;
        if groups.iter().any(|group| group.is_protected) { Err(ActError::ProtectedGroup) } else { Ok(()) }
    }

    /// Refuses a change of a protected group, or of who is in it, to all but owners.
    pub fn check_group(&self, group: &Group) -> Result<(), ActError> {
        if group.is_protected && self.require(Permission::Own).is_err() {
            return Err(ActError::ProtectedGroup);
        }
        Ok(())
    }

    /// Whether pages should offer acts on this person at all.
    pub fn may_change(&self, user: &User) -> bool {
        self.require(Permission::ManagePeople).is_ok() && self.check_person(user).is_ok()
    }
}
