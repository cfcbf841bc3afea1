//! The laws of acts on people, on every engine.

mod acts;
mod change;
mod links;
mod rights;

use super::{Access, NewPerson, PersonAct, PersonChange};
use crate::accounts::testing::accounts;
use crate::accounts::{Accounts, ActError, Authority, FieldError, FormField};
use crate::clock::Clock;
use crate::model::ids::{GroupId, UserId, random_id};
use crate::model::user::{Role, User};
use crate::store::testing::{self, TestStore};
use crate::store::{AuditEvent, Group};
use std::net::Ipv4Addr;

/// Accounts on every engine, each with an owner who cannot be got rid of.
async fn each() -> Vec<(TestStore, Accounts, Clock, Authority)> {
    let mut all = Vec::new();
    for db in testing::stores().await {
        let (accounts, clock) = accounts(&db);
        let owner = add(&accounts, "root", Some(Role::Owner)).await;
        let authority = signed_in(&owner);
        all.push((db, accounts, clock, authority));
    }
    all
}

/// Somebody with a role and a password that nobody knows.
async fn add(accounts: &Accounts, username: &str, role: Option<Role>) -> User {
    let id = UserId::from(random_id());
    let user = User { role, password_hash: Some("unusable".to_owned()), ..User::new(id, username, 1) };
    let mut write = accounts.store.write().await.unwrap();
    write.db().insert_user(&user, (username, None)).await.unwrap();
    write.commit().await.unwrap();
    user
}

async fn add_group(accounts: &Accounts, name: &str, is_protected: bool) -> GroupId {
    let group = Group { is_protected, ..Group::new(GroupId::from(random_id()), name, 1) };
    let mut write = accounts.store.write().await.unwrap();
    write.db().insert_group(&group).await.unwrap();
    write.commit().await.unwrap();
    group.id
}

fn signed_in(user: &User) -> Authority {
    Authority::admin(&user.id, user.role.unwrap(), Ipv4Addr::new(192, 0, 2, 7).into())
}

async fn now(accounts: &Accounts, user: &User) -> User {
    accounts.store.read().await.unwrap().db().find_user(&user.id).await.unwrap().unwrap()
}

/// The newest audit event about a person.
async fn last_event(accounts: &Accounts, user: &User) -> AuditEvent {
    let events = accounts.store.read().await.unwrap().db().recent_events_of(&user.id, 1).await.unwrap();
    events.into_iter().next().unwrap()
}

#[track_caller]
fn fields(error: ActError) -> Vec<FormField> {
    let ActError::Fields(errors) = error else { panic!("{error:?}") };
    errors.into_iter().map(|FieldError { field, .. }| field).collect()
}
