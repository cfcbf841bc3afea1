//! Accounts for unit tests of this floor: cheap hashes, a clock that stands still, people with passwords.

use super::{Accounts, Attempt, Caller, SignInError, Success, Way};
use crate::audit::{Actor, Audit};
use crate::clock::Clock;
use crate::config::Config;
use crate::model::secret::{Redacted, Token};
use crate::model::user::User;
use crate::store::{AuditEvent, Store, testing};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// The password of [`person`].
pub(super) const PASSWORD: &str = "tulip bicycle river";

/// Accounts with cheap hashes and a clock that stands at 1,000,000.
pub(super) fn accounts(store: &Store) -> (Accounts, Clock) {
    let mut config = Config::default();
    (config.passwords.memory_kib, config.passwords.iterations) = (64, 1);
    accounts_with(store, config)
}

/// Accounts that follow a configuration of the test's own.
pub(super) fn accounts_with(store: &Store, config: Config) -> (Accounts, Clock) {
    let clock = Clock::fixed(1_000_000);
    let audit = Audit::new(&[1; 32], clock.clone());
    (Accounts::new(store.clone(), clock.clone(), Arc::new(config), audit, &[2; 32]), clock)
}

/// A request from 192.0.2.`last`.
pub(super) fn caller(last: u8) -> Caller {
    Caller::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)), Some("Firefox"))
}

/// Somebody with [`PASSWORD`].
pub(super) async fn person(accounts: &Accounts, username: &str) -> User {
    let user = testing::user(&accounts.store, username).await;
    accounts.set_password(&user, &password(PASSWORD), Actor::System).await.unwrap();
    let mut read = accounts.store.read().await.unwrap();
    read.db().find_user(&user.id).await.unwrap().unwrap()
}

pub(super) fn password(text: &str) -> Redacted {
    Redacted::from(text.to_owned())
}

/// A try by a browser that brings these cookies.
pub(super) async fn try_with(
    accounts: &Accounts,
    (username, typed): (&str, &str),
    caller: &Caller,
    devices: &[String],
    session: Option<&Token>,
) -> Result<Success, SignInError> {
    let password = password(typed);
    let attempt = Attempt { username, password: &password, caller, devices, session, client_id: None, way: Way::Page };
    accounts.sign_in(&attempt).await
}

/// A try by a browser without cookies from 192.0.2.1.
pub(super) async fn try_in(accounts: &Accounts, username: &str, typed: &str) -> Result<Success, SignInError> {
    try_with(accounts, (username, typed), &caller(1), &[], None).await
}

/// A good sign-in.
pub(super) async fn sign_in(accounts: &Accounts, username: &str, session: Option<&Token>) -> Success {
    try_with(accounts, (username, PASSWORD), &caller(1), &[], session).await.unwrap()
}

/// The newest sign-ins of a person in the audit log.
pub(super) async fn trail(accounts: &Accounts, user: &User) -> Vec<AuditEvent> {
    accounts.store.read().await.unwrap().db().recent_sign_ins(&user.id, 1000).await.unwrap()
}
