//! On whose word a change is made, and whether they may: every admin act takes an [`Authority`], from pages and commands
//! alike.

use crate::audit::{Actor, Event, Kind};
use crate::model::ids::UserId;
use crate::model::user::{Permission, Role};
use std::net::IpAddr;

/// Who asks for a change, with their rights as of this request.
#[derive(Clone, Debug)]
pub struct Authority {
    actor: Actor,
    /// None for whoever may run commands on the machine: they may everything.
    role: Option<Role>,
    address: Option<String>,
}

/// The role does not allow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this needs another role")]
pub struct Forbidden(pub Permission);

impl Authority {
    /// Whoever may run commands on the machine.
    pub const fn command_line() -> Self {
        Self { actor: Actor::CommandLine, role: None, address: None }
    }

    /// A signed-in person with a role.
    pub fn admin(user: &UserId, role: Role, address: IpAddr) -> Self {
        Self { actor: Actor::User(user.clone()), role: Some(role), address: Some(address.to_string()) }
    }

    /// Refuses what the role does not allow.
    pub const fn require(&self, permission: Permission) -> Result<(), Forbidden> {
        match self.role {
            None => Ok(()),
            Some(role) if role.allows(permission) => Ok(()),
            Some(_) => Err(Forbidden(permission)),
        }
    }

    /// The role; none on the command line.
    pub const fn role(&self) -> Option<Role> {
        self.role
    }

    /// Who it is, for the audit log.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// An event by this authority, with its address.
    pub fn event(&self, kind: Kind) -> Event {
        let event = Event::new(kind, self.actor.clone());
        if let Some(address) = &self.address { event.address(address) } else { event }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_its_name_says() {
        use Permission::{EndSessions, ManageApps, ManagePeople, Own, View};
        let allowed = |role: Role| {
            let authority = Authority::admin(&UserId::from("u"), role, [192, 0, 2, 1].into());
            [View, ManagePeople, EndSessions, ManageApps, Own].map(|wish| authority.require(wish).is_ok())
        };
        assert_eq!(allowed(Role::Owner), [true; 5]);
        assert_eq!(allowed(Role::PeopleAdmin), [true, true, true, false, false]);
        assert_eq!(allowed(Role::AppAdmin), [true, false, false, true, false]);
        assert_eq!(allowed(Role::Auditor), [true, false, false, false, false]);
        assert!(
            [View, ManagePeople, EndSessions, ManageApps, Own]
                .iter()
                .all(|wish| Authority::command_line().require(*wish).is_ok())
        );
    }
}
