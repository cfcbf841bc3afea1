//! Changing one's own password, on both engines.

use super::*;
use crate::accounts::testing::{PASSWORD, accounts, caller, password, person, sign_in, trail, try_in};
use crate::accounts::{Authority, Success};
use crate::store::testing;

const NEW: &str = "orchard window marble";

async fn change(
    accounts: &Accounts,
    success: &Success,
    (old, new): (&str, &str),
    ends_others: bool,
) -> Result<Started, PasswordChangeError> {
    let person = accounts.find_session(&success.cookie).await.unwrap().expect("signed in");
    change_as(accounts, (&person, success), (old, new), ends_others).await
}

async fn change_as(
    accounts: &Accounts,
    (person, success): (&SignedIn, &Success),
    (old, new): (&str, &str),
    ends_others: bool,
) -> Result<Started, PasswordChangeError> {
    let (old, new) = (password(old), password(new));
    let change = PasswordChange {
        person,
        cookie: &success.cookie,
        version: &accounts.password_version(&person.user),
        old: &old,
        new: &new,
        ends_others,
        caller: &caller(1),
        devices: &[],
    };
    accounts.change_password(&change).await
}

#[tokio::test]
async fn the_new_password_signs_in_and_the_session_goes_on_under_a_new_cookie() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        let success = sign_in(&accounts, "alice", None).await;
        let started = change(&accounts, &success, (PASSWORD, NEW), true).await.unwrap();
        assert_eq!(started.session.sid, success.signed_in.session.sid, "{}", db.name);
        assert!(accounts.find_session(&success.cookie).await.unwrap().is_none(), "{}: the old cookie", db.name);
        assert!(accounts.find_session(&started.cookie).await.unwrap().is_some(), "{}", db.name);
        assert!(try_in(&accounts, "alice", NEW).await.is_ok(), "{}", db.name);
        assert!(try_in(&accounts, "alice", PASSWORD).await.is_err(), "{}", db.name);
    }
}

#[tokio::test]
async fn other_sessions_end_only_where_that_is_wished_for() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        for (ends_others, (old, new)) in [(false, (PASSWORD, NEW)), (true, (NEW, PASSWORD))] {
            let other = accounts.sign_in(&attempt(&password(old))).await.unwrap();
            let own = accounts.sign_in(&attempt(&password(old))).await.unwrap();
            change(&accounts, &own, (old, new), ends_others).await.unwrap();
            let lives = accounts.find_session(&other.cookie).await.unwrap().is_some();
            assert_eq!(lives, !ends_others, "{}", db.name);
        }
    }
}

fn attempt(password: &Redacted) -> crate::accounts::Attempt<'_> {
    static CALLER: std::sync::LazyLock<Caller> = std::sync::LazyLock::new(|| caller(1));
    let (username, devices) = ("alice", &[][..]);
    let way = crate::accounts::Way::Page;
    crate::accounts::Attempt { username, password, caller: &CALLER, devices, session: None, client_id: None, way }
}

#[tokio::test]
async fn a_wrong_old_password_changes_nothing_and_counts_as_a_failed_sign_in() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        let success = sign_in(&accounts, "alice", None).await;
        for _ in 0..5 {
            let wrong = change(&accounts, &success, ("wrong", NEW), true).await.unwrap_err();
            assert!(matches!(wrong, PasswordChangeError::Old(SignInError::Mismatch)), "{}: {wrong}", db.name);
        }
        let refused = change(&accounts, &success, (PASSWORD, NEW), true).await.unwrap_err();
        assert!(matches!(refused, PasswordChangeError::Old(SignInError::TooMany { .. })), "{}: {refused}", db.name);
        let failures = trail(&accounts, &alice).await;
        assert_eq!(failures.iter().filter(|event| event.kind == "sign_in.failed").count(), 5, "{}", db.name);
        assert!(accounts.find_session(&success.cookie).await.unwrap().is_some(), "{}", db.name);
    }
}

#[tokio::test]
async fn a_bad_new_password_is_refused_before_the_old_one_is_tried() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        let success = sign_in(&accounts, "alice", None).await;
        for bad in ["short", "iloveyou", "alice123"] {
            let refused = change(&accounts, &success, ("wrong", bad), true).await.unwrap_err();
            assert!(matches!(refused, PasswordChangeError::New(_)), "{}: {refused}", db.name);
        }
        assert_eq!(trail(&accounts, &alice).await.len(), 1, "{}: only the sign-in", db.name);
    }
}

#[tokio::test]
async fn of_racing_changes_one_is_made() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        let success = sign_in(&accounts, "alice", None).await;
        let person = accounts.find_session(&success.cookie).await.unwrap().expect("signed in");
        let one = change_as(&accounts, (&person, &success), (PASSWORD, NEW), false);
        let two = change_as(&accounts, (&person, &success), (PASSWORD, "another window marble"), false);
        let (one, two) = tokio::join!(one, two);
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{}: {one:?} {two:?}", db.name);
    }
}

#[tokio::test]
async fn a_link_that_was_made_before_sets_no_password_after() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = person(&accounts, "alice").await;
        let link = accounts.reset_password(&Authority::command_line(), &alice.id).await.unwrap();
        let token = Token::presented(link.split_once("token=").unwrap().1);
        let success = sign_in(&accounts, "alice", None).await;
        change(&accounts, &success, (PASSWORD, NEW), false).await.unwrap();
        assert_eq!(accounts.find_rescue(&token).await.unwrap(), None, "{}", db.name);
    }
}
