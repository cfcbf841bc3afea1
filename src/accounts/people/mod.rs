//! What administrators do to people: one function for each act, behind page and command alike. Each does the slow work
//! first, then one transaction of rights, change and record.

mod act;
mod bring_in;
mod change;
mod page;
mod purge;
#[cfg(test)]
mod tests;

pub use act::{ActedOn, PersonAct};
pub use bring_in::{Access, BroughtIn, NewPerson};
pub use change::PersonChange;
pub use page::{AppUse, Beside, PersonPage};

use super::{Accounts, ActError, Authority};
use crate::model::ids::UserId;
use crate::model::user::{Permission, Role, User};
use crate::store::{Db, Write};
use serde_json::{Map, Value, json};

impl Accounts {
    /// Begins the transaction of an act, after a look at whether whoever asks still holds their role.
    ///
    /// Owners' rows are held first: acts that could leave none of them come one after the other.
    pub(super) async fn begin_act(&self, authority: &Authority, permission: Permission) -> Result<Write, ActError> {
        authority.require(permission)?;
        let mut write = self.store.write().await?;
        write.db().lock_owners().await?;
        authority.confirm::<ActError>(&mut write.db(), permission).await?;
        Ok(write)
    }

    /// The language of our own pages as a person chose it; none lets their browser decide.
    pub async fn set_ui_language(&self, id: &UserId, language: Option<&str>) -> crate::store::Result<()> {
        let mut write = self.store.write().await?;
        write.db().set_ui_language(id, language).await?;
        write.commit().await
    }
}

/// The person of an id, held, if whoever asks may act on them.
async fn hold(db: &mut Db<'_>, authority: &Authority, id: &UserId) -> Result<User, ActError> {
    let user = db.hold_user(id).await?.ok_or(ActError::Gone)?;
    authority.check_person(&user)?;
    Ok(user)
}

/// Refuses what would leave nobody who may give roles; asked before the change, while owners are held.
async fn check_owner_is_left(db: &mut Db<'_>, user: &User) -> Result<(), ActError> {
    let is_owner = user.role == Some(Role::Owner) && !user.is_disabled();
    if is_owner && db.count_enabled_owners().await? <= 1 { Err(ActError::LastOwner) } else { Ok(()) }
}

/// What the audit log keeps of a person: nothing secret.
fn described(user: &User) -> Map<String, Value> {
    let described = json!({
        "username": user.username, "email": user.email, "email_verified": user.email_verified, "name": user.name,
        "claims": user.claims, "attributes": user.attributes, "role": user.role.map(Role::as_str),
    });
    if let Value::Object(members) = described { members } else { Map::new() }
}

/// Before and after of every member that differs, for the audit log.
pub(super) fn differences(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<(String, Value)> {
    let differing = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    differing.map(|(name, value)| (name.clone(), json!({"before": before.get(name), "after": value}))).collect()
}
