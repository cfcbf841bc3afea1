//! Who may act on whom: nobody on a person who holds a role that they lack themselves, and on a protected group only
//! owners. Otherwise whoever manages people could take over an owner's account, or put themselves into a group that opens
//! more than their role does.

use super::{ActError, Authority, Forbidden};
use crate::model::user::{Permission, Role, User};
use crate::store::Group;

impl Authority {
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
