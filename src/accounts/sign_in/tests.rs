//! Signing in: what succeeds, what fails alike, and how often one may try, on both engines.

use super::*;
use crate::accounts::testing::try_with;
use crate::accounts::testing::{PASSWORD, accounts, accounts_with, caller, person, sign_in, trail, try_in};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::testing;
use std::time::Instant;

fn is_mismatch(outcome: &Result<Success, SignInError>) -> bool {
    matches!(outcome, Err(SignInError::Mismatch))
}

fn wait(outcome: &Result<Success, SignInError>) -> Option<u64> {
    match outcome {
        Err(SignInError::TooMany { retry_after_seconds }) => Some(*retry_after_seconds),
        _ => None,
    }
}

async fn disable(accounts: &Accounts, user: &User) {
    let mut write = accounts.store.write().await.unwrap();
    let user = User { disabled_at: Some(1), ..user.clone() };
    write.db().update_user(&user, (&user.username, None)).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn username_and_email_in_any_case_sign_in_with_the_right_password_only() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        let user = User { email: Some("Alice@Example.org".into()), ..alice.clone() };
        let mut write = db.write().await.unwrap();
        write.db().update_user(&user, ("alice", Some("alice@example.org"))).await.unwrap();
        write.commit().await.unwrap();
        for name in ["alice", "ALICE", "alice@example.org", "Alice@EXAMPLE.org"] {
            let success = try_in(&accounts, name, PASSWORD).await.unwrap();
            assert_eq!(success.signed_in.user.id, alice.id, "{} {name}", db.name);
        }
        assert!(is_mismatch(&try_in(&accounts, "alice", "tulip bicycle rivers").await), "{}", db.name);
        let events = trail(&accounts, &alice).await;
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == "sign_in.succeeded").count(), 4, "{}", db.name);
        assert_eq!(kinds.iter().filter(|kind| **kind == "sign_in.failed").count(), 1, "{}", db.name);
        assert_eq!(events[0].address.as_deref(), Some("192.0.2.1"), "{}", db.name);
    }
}

#[tokio::test]
async fn an_unknown_name_a_disabled_person_and_one_without_password_look_like_a_wrong_password() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let disabled = person(&accounts, "disabled").await;
        disable(&accounts, &disabled).await;
        testing::user(&db, "bare").await;
        for name in ["nobody", "disabled", "bare", &"x".repeat(70_000)] {
            assert!(is_mismatch(&try_in(&accounts, name, PASSWORD).await), "{}", db.name);
        }
        assert!(is_mismatch(&try_in(&accounts, "bare", "").await), "{}", db.name);
    }
}

#[tokio::test]
async fn five_failures_are_free_then_delays_grow_for_known_and_unknown_names_alike() {
    for db in testing::stores().await {
        let (accounts, clock) = accounts(&db);
        person(&accounts, "alice").await;
        for name in ["alice", "nobody"] {
            for _ in 0..5 {
                assert!(is_mismatch(&try_in(&accounts, name, "wrong").await), "{} {name}", db.name);
            }
            for seconds in [1, 2, 4, 8] {
                assert_eq!(wait(&try_in(&accounts, name, PASSWORD).await), Some(seconds), "{} {name}", db.name);
                clock.advance(i64::try_from(seconds).unwrap());
                assert!(is_mismatch(&try_in(&accounts, name, "wrong").await), "{} {name}", db.name);
            }
        }
        clock.advance(16);
        assert!(try_in(&accounts, "alice", PASSWORD).await.is_ok(), "{}", db.name);
        assert!(is_mismatch(&try_in(&accounts, "alice", "wrong").await), "{}: a success forgives", db.name);
    }
}

#[tokio::test]
async fn refused_tries_leave_no_row_behind() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        for _ in 0..30 {
            let _ = try_in(&accounts, "alice", "wrong").await;
        }
        assert_eq!(trail(&accounts, &alice).await.len(), 5, "{}", db.name);
    }
}

#[tokio::test]
async fn the_throttle_survives_a_restart() {
    for db in testing::stores().await {
        let (before, _) = accounts(&db);
        person(&before, "alice").await;
        for _ in 0..5 {
            let _ = try_in(&before, "alice", "wrong").await;
        }
        let (after, _) = accounts(&db);
        assert_eq!(wait(&try_in(&after, "alice", PASSWORD).await), Some(1), "{}", db.name);
    }
}

#[tokio::test]
async fn fifty_racing_guesses_get_no_further_than_five() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        let tries = (0..50).map(|_| {
            let accounts = accounts.clone();
            tokio::spawn(async move { try_in(&accounts, "alice", "wrong").await.map(drop) })
        });
        let tries: Vec<_> = tries.collect();
        let mut mismatches = 0;
        for one in tries {
            mismatches += usize::from(matches!(one.await.unwrap(), Err(SignInError::Mismatch)));
        }
        assert_eq!(mismatches, 5, "{}", db.name);
        assert_eq!(trail(&accounts, &alice).await.len(), 5, "{}", db.name);
    }
}

#[tokio::test]
async fn twenty_racing_right_passwords_all_sign_in() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        let tries = (0..20).map(|_| {
            let accounts = accounts.clone();
            tokio::spawn(async move { try_in(&accounts, "alice", PASSWORD).await.map(drop) })
        });
        let tries: Vec<_> = tries.collect();
        for one in tries {
            assert!(one.await.unwrap().is_ok(), "{}", db.name);
        }
    }
}

#[tokio::test]
async fn a_stranger_cannot_lock_a_known_device_out() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        let devices = [sign_in(&accounts, "alice", None).await.device.value];
        for _ in 0..20 {
            let _ = try_in(&accounts, "alice", "wrong").await;
        }
        assert!(wait(&try_in(&accounts, "alice", PASSWORD).await).is_some(), "{}", db.name);
        let known = async |typed| try_with(&accounts, ("alice", typed), &caller(1), &devices, None).await;
        assert!(known(PASSWORD).await.is_ok(), "{}", db.name);
        // Its own allowance is as small as anybody's.
        for _ in 0..5 {
            assert!(is_mismatch(&known("wrong").await), "{}", db.name);
        }
        assert_eq!(wait(&known(PASSWORD).await), Some(1), "{}", db.name);
    }
}

#[tokio::test]
async fn strangers_cannot_lock_an_account_out_whether_from_one_network_or_from_many() {
    for db in testing::stores().await {
        let (accounts, clock) = accounts(&db);
        person(&accounts, "alice").await;
        let from = async |network, typed| try_with(&accounts, ("alice", typed), &caller(network), &[], None).await;
        for _ in 0..20 {
            let _ = from(1, "wrong").await;
        }
        assert!(from(2, PASSWORD).await.is_ok(), "{}", db.name);
        for network in 3..100 {
            let _ = from(network, "wrong").await;
            clock.advance(10);
        }
        let _ = from(100, "wrong").await;
        assert!(wait(&from(101, PASSWORD).await).is_some_and(|seconds| seconds <= 10), "{}", db.name);
        clock.advance(10);
        assert!(from(101, PASSWORD).await.is_ok(), "{}", db.name);
    }
}

#[tokio::test]
async fn two_hundred_people_behind_one_address_may_each_mistype_once() {
    let db = testing::sqlite().await;
    let (accounts, clock) = accounts(&db);
    person(&accounts, "alice").await;
    for number in 0..200 {
        assert!(is_mismatch(&try_in(&accounts, &format!("person{number}"), "wrong").await), "{number}");
    }
    assert!(try_in(&accounts, "alice", PASSWORD).await.is_ok());
    for number in 200..300 {
        let _ = try_in(&accounts, &format!("person{number}"), "wrong").await;
    }
    assert_eq!(wait(&try_in(&accounts, "alice", PASSWORD).await), Some(1));
    let elsewhere = try_with(&accounts, ("alice", PASSWORD), &caller(2), &[], None).await;
    assert!(elsewhere.is_ok());
    clock.advance(3600);
    assert!(try_in(&accounts, "alice", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn what_was_typed_is_not_kept() {
    let db = testing::sqlite().await;
    let (accounts, _) = accounts(&db);
    let _ = try_in(&accounts, "my-secret-typed-as-name", "wrong").await;
    db.store.close().await;
    let file = std::fs::read(db.file()).unwrap();
    let wal = std::fs::read(db.file().with_extension("db-wal")).unwrap_or_default();
    let all = String::from_utf8_lossy(&[file, wal].concat()).into_owned();
    assert!(all.contains("unknown_name"));
    assert!(!all.contains("my-secret"));
}

#[tokio::test]
async fn a_weaker_hash_is_replaced_at_sign_in() {
    for db in testing::stores().await {
        let (weak, _) = accounts(&db);
        let before = person(&weak, "alice").await;
        let mut config = Config::default();
        (config.passwords.memory_kib, config.passwords.iterations) = (128, 2);
        let (strong, _) = accounts_with(&db, config);
        let after = sign_in(&strong, "alice", None).await.signed_in.user;
        assert_eq!(after.password_hash, before.password_hash, "{}", db.name);
        let stored = db.read().await.unwrap().db().find_user(&before.id).await.unwrap().unwrap();
        assert!(stored.password_hash.as_deref().unwrap().starts_with("$argon2id$v=19$m=128,t=2,"), "{}", db.name);
        assert!(try_in(&strong, "alice", PASSWORD).await.is_ok(), "{}", db.name);
        assert_eq!(stored.updated_at, before.updated_at, "{}: nothing about the person changed", db.name);
    }
}

#[tokio::test]
async fn past_the_queue_sign_ins_are_busy_and_count_nothing() {
    let db = testing::sqlite().await;
    let mut config = Config::default();
    (config.passwords.memory_kib, config.passwords.iterations) = (64, 1);
    (config.passwords.slots, config.passwords.queue) = (1, 0);
    let (accounts, _) = accounts_with(&db, config);
    let alice = person(&accounts, "alice").await;
    let held = accounts.passwords.enter().unwrap();
    for _ in 0..10 {
        assert!(matches!(try_in(&accounts, "alice", PASSWORD).await, Err(SignInError::Busy(_))));
    }
    drop(held);
    assert!(try_in(&accounts, "alice", PASSWORD).await.is_ok());
    assert_eq!(trail(&accounts, &alice).await.len(), 1);
}

/// Medians of 200 tries each, in turns, so that a slow moment meets all alike.
#[tokio::test]
#[ignore = "measures time: ./scripts/test runs it alone"]
async fn every_kind_of_mismatch_costs_the_same_within_five_percent() {
    let db = testing::sqlite().await;
    let (accounts, clock) = accounts_with(&db, Config::default());
    person(&accounts, "alice").await;
    let disabled = person(&accounts, "disabled").await;
    disable(&accounts, &disabled).await;
    testing::user(&db, "bare").await;
    // A busy machine may spoil a round; a leak spoils every one.
    let mut rounds = Vec::new();
    for _ in 0..3 {
        let medians = medians_of_200(&accounts, &clock).await;
        let (least, most) = medians.iter().fold((f64::MAX, 0.0_f64), |(low, high), m| (low.min(*m), high.max(*m)));
        if most / least < 1.05 {
            return;
        }
        rounds.push(medians);
    }
    panic!("{rounds:?}");
}

/// Seconds that a mismatch takes: a wrong password, nobody, a disabled person, one without a password.
async fn medians_of_200(accounts: &Accounts, clock: &Clock) -> [f64; 4] {
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..200 {
        for (name, times) in ["alice", "nobody", "disabled", "bare"].into_iter().zip(&mut times) {
            clock.advance(100_000);
            let before = Instant::now();
            assert!(is_mismatch(&try_in(accounts, name, "wrong password").await));
            times.push(before.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort();
        times[100].as_secs_f64()
    })
}
