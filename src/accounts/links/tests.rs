//! One-time links: what they open, once, and for how long, on both engines.

use super::*;
use crate::accounts::testing::{PASSWORD, accounts, caller, password, person, sign_in, try_in};
use crate::accounts::{Field, PasswordProblem};
use crate::store::testing;

fn token_of(url: &str) -> Token {
    Token::presented(url.split_once("token=").unwrap().1)
}

fn olga(username: &str) -> User {
    User::new(UserId::from(crate::model::ids::random_id()), username, 1)
}

#[tokio::test]
async fn the_first_administrators_link_makes_one_owner_and_signs_them_in() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let url = accounts.first_administrator_link(Actor::System).await.unwrap().unwrap();
        assert!(url.starts_with("http://localhost:8000/setup?token="), "{url}");
        let token = token_of(&url);
        assert!(accounts.is_setup_open(&token).await.unwrap(), "{}", db.name);
        let success = accounts.set_up(&token, olga("olga"), &password(PASSWORD), &caller(1)).await.unwrap();
        assert_eq!(success.signed_in.user.role, Some(Role::Owner), "{}", db.name);
        assert!(accounts.find_session(&success.cookie).await.unwrap().is_some(), "{}", db.name);
        assert!(try_in(&accounts, "olga", PASSWORD).await.is_ok(), "{}", db.name);
        assert!(!accounts.is_setup_open(&token).await.unwrap(), "{}", db.name);
        let again = accounts.set_up(&token, olga("eve"), &password(PASSWORD), &caller(1)).await;
        assert!(matches!(again, Err(UserError::LinkUsed)), "{}", db.name);
        assert_eq!(accounts.first_administrator_link(Actor::System).await.unwrap(), None, "{}", db.name);
    }
}

#[tokio::test]
async fn of_racing_holders_of_one_link_one_becomes_owner() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let token = token_of(&accounts.first_administrator_link(Actor::System).await.unwrap().unwrap());
        let tries = (0..6).map(|number| {
            let (accounts, token) = (accounts.clone(), token.clone());
            tokio::spawn(async move {
                let user = olga(&format!("olga{number}"));
                accounts.set_up(&token, user, &password(PASSWORD), &caller(1)).await.is_ok()
            })
        });
        let tries: Vec<_> = tries.collect();
        let mut owners = 0;
        for one in tries {
            owners += usize::from(one.await.unwrap());
        }
        assert_eq!(owners, 1, "{}", db.name);
        assert_eq!(db.read().await.unwrap().db().count_users().await.unwrap(), 1, "{}", db.name);
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_form_does_not_spend_the_link() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        testing::user(&db, "taken").await;
        let token = token_of(&accounts.first_administrator_link(Actor::System).await.unwrap().unwrap());
        let outcome = async |username: &str, typed: &str| {
            accounts.set_up(&token, olga(username), &password(typed), &caller(1)).await.unwrap_err()
        };
        assert!(matches!(outcome("taken", PASSWORD).await, UserError::Taken(Field::Username)), "{}", db.name);
        assert!(matches!(outcome("", PASSWORD).await, UserError::Malformed(Field::Username, _)), "{}", db.name);
        let common = UserError::Password(PasswordProblem::Common);
        assert_eq!(outcome("olga", "password").await.to_string(), common.to_string(), "{}", db.name);
        assert!(accounts.is_setup_open(&token).await.unwrap(), "{}", db.name);
    }
}

#[tokio::test]
async fn a_link_lives_one_hour_and_a_new_one_replaces_it() {
    for db in testing::stores().await {
        let (accounts, clock) = accounts(&db);
        let first = token_of(&accounts.first_administrator_link(Actor::System).await.unwrap().unwrap());
        let second = token_of(&accounts.first_administrator_link(Actor::CommandLine).await.unwrap().unwrap());
        assert!(!accounts.is_setup_open(&first).await.unwrap(), "{}", db.name);
        assert!(accounts.is_setup_open(&second).await.unwrap(), "{}", db.name);
        clock.advance(3600);
        assert!(!accounts.is_setup_open(&second).await.unwrap(), "{}", db.name);
    }
}

#[tokio::test]
async fn a_rescue_link_sets_a_password_once_and_ends_what_was() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        let old = sign_in(&accounts, "alice", None).await;
        let token = token_of(&accounts.rescue_link(&alice.id, Actor::CommandLine).await.unwrap());
        assert_eq!(accounts.find_rescue(&token).await.unwrap().unwrap().id, alice.id, "{}", db.name);
        assert!(!accounts.is_setup_open(&token).await.unwrap(), "{}: it opens nothing else", db.name);
        let new = password("river bicycle tulip");
        let success = accounts.rescue(&token, &new, Some(&old.cookie), &caller(1)).await.unwrap();
        assert!(accounts.find_session(&success.cookie).await.unwrap().is_some(), "{}", db.name);
        assert!(accounts.find_session(&old.cookie).await.unwrap().is_none(), "{}", db.name);
        assert!(try_in(&accounts, "alice", PASSWORD).await.is_err(), "{}", db.name);
        assert!(try_in(&accounts, "alice", "river bicycle tulip").await.is_ok(), "{}", db.name);
        let again = accounts.rescue(&token, &password(PASSWORD), None, &caller(1)).await;
        assert!(matches!(again, Err(UserError::LinkUsed)), "{}", db.name);
    }
}
