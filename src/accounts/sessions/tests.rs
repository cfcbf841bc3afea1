//! Sessions from sign-in to their end, on both engines.

use crate::accounts::testing::{accounts, person, sign_in};
use crate::audit::Actor;
use crate::model::secret::Token;
use crate::store::testing;

#[tokio::test]
async fn a_cookie_finds_its_person_until_the_session_ends() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        let success = sign_in(&accounts, "alice", None).await;
        let found = accounts.find_session(&success.cookie).await.unwrap().unwrap();
        assert_eq!((&found.user.id, &found.session), (&alice.id, &success.signed_in.session), "{}", db.name);
        assert!(accounts.find_session(&Token::random()).await.unwrap().is_none(), "{}", db.name);
        accounts.end_session(&found).await.unwrap();
        assert!(accounts.find_session(&success.cookie).await.unwrap().is_none(), "{}", db.name);
    }
}

#[tokio::test]
async fn signing_in_again_keeps_the_sid_with_a_later_time_and_a_new_cookie() {
    for db in testing::stores().await {
        let (accounts, clock) = accounts(&db);
        person(&accounts, "alice").await;
        let first = sign_in(&accounts, "alice", None).await;
        let second = sign_in(&accounts, "alice", Some(&first.cookie)).await;
        let (before, after) = (&first.signed_in.session, &second.signed_in.session);
        assert_eq!(before.sid, after.sid, "{}", db.name);
        assert!(after.auth_time > before.auth_time, "{}", db.name);
        assert!(accounts.find_session(&first.cookie).await.unwrap().is_none(), "{}", db.name);
        assert_eq!(accounts.find_session(&second.cookie).await.unwrap().unwrap().session, *after, "{}", db.name);
        clock.advance(100);
        let third = sign_in(&accounts, "alice", Some(&second.cookie)).await;
        assert_eq!(third.signed_in.session.auth_time, clock.now(), "{}", db.name);
        assert_eq!(third.signed_in.session.created_at, before.created_at, "{}", db.name);
    }
}

#[tokio::test]
async fn signing_in_as_another_person_ends_the_first_ones_session() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        person(&accounts, "bob").await;
        let alice = sign_in(&accounts, "alice", None).await;
        let bob = sign_in(&accounts, "bob", Some(&alice.cookie)).await;
        assert_ne!(alice.signed_in.session.sid, bob.signed_in.session.sid, "{}", db.name);
        assert!(accounts.find_session(&alice.cookie).await.unwrap().is_none(), "{}", db.name);
        assert!(accounts.find_session(&bob.cookie).await.unwrap().is_some(), "{}", db.name);
    }
}

#[tokio::test]
async fn of_tabs_that_renew_one_session_at_once_each_has_a_live_cookie() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        let first = sign_in(&accounts, "alice", None).await;
        let tabs = (0..4).map(|_| {
            let (accounts, cookie) = (accounts.clone(), first.cookie.clone());
            tokio::spawn(async move { sign_in(&accounts, "alice", Some(&cookie)).await })
        });
        let tabs: Vec<_> = tabs.collect();
        for tab in tabs {
            let success = tab.await.unwrap();
            assert!(accounts.find_session(&success.cookie).await.unwrap().is_some(), "{}", db.name);
        }
    }
}

#[tokio::test]
async fn an_idle_session_ends_and_a_used_one_lasts_to_its_absolute_end() {
    for db in testing::stores().await {
        let (accounts, clock) = accounts(&db);
        person(&accounts, "alice").await;
        let idle = sign_in(&accounts, "alice", None).await;
        let used = sign_in(&accounts, "alice", None).await;
        // 8 h idle, 24 h absolute.
        for _ in 0..3 {
            clock.advance(7 * 3600);
            assert!(accounts.find_session(&used.cookie).await.unwrap().is_some(), "{}", db.name);
            accounts.flush_seen().await.unwrap();
        }
        assert!(accounts.find_session(&idle.cookie).await.unwrap().is_none(), "{}", db.name);
        clock.advance(3 * 3600);
        assert!(accounts.find_session(&used.cookie).await.unwrap().is_none(), "{}", db.name);
    }
}

#[tokio::test]
async fn uses_are_written_in_batches_and_never_move_a_session_back() {
    for db in testing::stores().await {
        let (accounts, clock) = accounts(&db);
        person(&accounts, "alice").await;
        let success = sign_in(&accounts, "alice", None).await;
        let seen = async || accounts.find_session(&success.cookie).await.unwrap().unwrap().session.last_seen_at;
        clock.advance(59);
        seen().await;
        accounts.flush_seen().await.unwrap();
        assert_eq!(seen().await, 1_000_000, "{}: less than a minute is not written", db.name);
        clock.advance(1);
        assert_eq!(seen().await, 1_000_000, "{}: not written yet", db.name);
        accounts.flush_seen().await.unwrap();
        assert_eq!(seen().await, 1_000_060, "{}", db.name);
        accounts.seen(&success.signed_in.session.sid, 1_000_030);
        accounts.flush_seen().await.unwrap();
        assert_eq!(seen().await, 1_000_060, "{}", db.name);
    }
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        let success = sign_in(&accounts, "alice", None).await;
        let new = crate::accounts::testing::password("river bicycle tulip");
        accounts.set_password(&alice, &new, Actor::System).await.unwrap();
        assert!(accounts.find_session(&success.cookie).await.unwrap().is_none(), "{}", db.name);
    }
}
