//! Who acts on the signing keys.

use super::RotationError;
use crate::audit::{Actor, Event, Kind};
use crate::model::ids::UserId;
use crate::model::user::{Permission, Role};
use crate::store::Db;
use std::net::IpAddr;

/// Whoever acts, for the audit log, and by which right.
#[derive(Clone, Debug)]
pub struct By {
    actor: Actor,
    /// None for the server itself and for whoever may run commands on its machine.
    role: Option<Role>,
    address: Option<String>,
}

impl By {
    /// Whoever may run commands on the machine.
    pub const fn command_line() -> Self {
        Self { actor: Actor::CommandLine, role: None, address: None }
    }

    /// The schedule.
    pub const fn system() -> Self {
        Self { actor: Actor::System, role: None, address: None }
    }

    /// A signed-in person with a role.
    pub fn admin(user: &UserId, role: Role, address: IpAddr) -> Self {
        Self { actor: Actor::User(user.clone()), role: Some(role), address: Some(address.to_string()) }
    }

    pub(super) fn event(&self, kind: Kind) -> Event {
        let event = Event::new(kind, self.actor.clone());
        if let Some(address) = &self.address { event.address(address) } else { event }
    }

    /// Refuses whoever may not, or not any more: asked in the transaction of the act.
    pub(super) async fn confirm(&self, db: &mut Db<'_>) -> Result<(), RotationError> {
        let (Actor::User(id), Some(role)) = (&self.actor, self.role) else { return Ok(()) };
        let found = db.find_user(id).await.map_err(RotationError::Store)?.filter(|user| !user.is_disabled());
        let holds_it = found.is_some_and(|user| user.role == Some(role));
        if holds_it && role.allows(Permission::Own) { Ok(()) } else { Err(RotationError::Forbidden) }
    }
}
