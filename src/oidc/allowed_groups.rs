//! Which people may use an app: everybody, or the members of its allowed groups. Asked of the database at authorize and
//! at every token request, so that a membership that ends counts at once.

use super::{Code, Error, Provider, Result};
use crate::model::client::Client;
use crate::model::ids::{FamilyId, GroupId, UserId};
use crate::store::{self, Db};

/// Whether a person may use an app.
pub async fn may_use(db: &mut Db<'_>, client: &Client, user: &UserId) -> store::Result<bool> {
    Ok(client.allowed_groups.is_none() || lets_in(client, &db.group_ids_of(user).await?))
}

/// The same, without a query where everybody may.
pub async fn is_open_to(provider: &Provider, client: &Client, user: &UserId) -> store::Result<bool> {
    if client.allowed_groups.is_none() {
        return Ok(true);
    }
    may_use(&mut provider.store.read().await?.db(), client, user).await
}

/// What the app is told about a person who may not use it (RFC 6749 §4.1.2.1).
pub fn refusal() -> Error {
    Error::new(Code::AccessDenied, "the person is in none of the groups that may use this app")
}

/// [`may_use`] for somebody whose groups are known.
pub fn lets_in(client: &Client, groups: &[GroupId]) -> bool {
    client.allowed_groups.as_ref().is_none_or(|allowed| groups.iter().any(|own| allowed.contains(own)))
}

/// Refuses tokens of a family whose person may not use the app any more; nothing is spent by that.
pub async fn check_family(provider: &Provider, client: &Client, family: &FamilyId) -> Result<()> {
    if client.allowed_groups.is_none() {
        return Ok(());
    }
    let mut read = provider.store.read().await?;
    let Some(family) = read.db().find_family(family).await?.filter(|family| family.client_id == client.id) else {
        return Ok(());
    };
    if may_use(&mut read.db(), client, &family.user_id).await? { Ok(()) } else { Err(not_allowed_any_more()) }
}

fn not_allowed_any_more() -> Error {
    Error::invalid_grant("the person is in none of the groups that may use this app").because(super::Cause::NotAllowed)
}
