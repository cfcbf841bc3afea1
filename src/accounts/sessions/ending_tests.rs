//! Who may end whose sessions, and what then ends, on both engines.

use crate::accounts::testing::{accounts, caller, person, sign_in};
use crate::accounts::{Accounts, Authority, EndError, Success};
use crate::model::ids::{UserId, random_id};
use crate::model::user::{Role, User};
use crate::store::testing;

const ROLES: [Option<Role>; 5] =
    [None, Some(Role::Owner), Some(Role::PeopleAdmin), Some(Role::AppAdmin), Some(Role::Auditor)];

async fn somebody(accounts: &Accounts, name: &str, role: Option<Role>) -> User {
    let user = User { role, ..person(accounts, name).await };
    let mut write = accounts.store.write().await.unwrap();
    write.db().update_user(&user, (name, None)).await.unwrap();
    write.commit().await.unwrap();
    user
}

/// An admin with a role.
async fn by(accounts: &Accounts, role: Role) -> Authority {
    let id = UserId::from(random_id());
    let user = User { role: Some(role), ..User::new(id.clone(), id.as_str(), 1) };
    let mut write = accounts.store.write().await.unwrap();
    write.db().insert_user(&user, (id.as_str(), None)).await.unwrap();
    write.commit().await.unwrap();
    Authority::admin(&id, role, [192, 0, 2, 9].into())
}

async fn is_in(accounts: &Accounts, success: &Success) -> bool {
    accounts.find_session(&success.cookie).await.unwrap().is_some()
}

/// Whether a role may end the sessions of somebody with a role.
fn may(own: Role, theirs: Option<Role>) -> bool {
    match own {
        Role::Owner => true,
        Role::PeopleAdmin => matches!(theirs, None | Some(Role::PeopleAdmin)),
        Role::AppAdmin | Role::Auditor => false,
    }
}

#[tokio::test]
async fn nobody_ends_the_sessions_of_a_person_with_a_role_that_they_lack() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        for (number, theirs) in ROLES.into_iter().enumerate() {
            let name = format!("person{number}");
            let them = somebody(&accounts, &name, theirs).await;
            for own in ROLES.into_iter().flatten() {
                let authority = by(&accounts, own).await;
                let success = sign_in(&accounts, &name, None).await;
                let one = accounts.end_session_of(&authority, &success.signed_in.session.sid).await;
                let all = accounts.end_sessions_of_person(&authority, &them.id).await;
                let case = format!("{}: {own:?} on {theirs:?}", db.name);
                assert_eq!(one.is_ok(), may(own, theirs), "{case}: one");
                assert_eq!(all.is_ok(), may(own, theirs), "{case}: all");
                assert_eq!(is_in(&accounts, &success).await, !may(own, theirs), "{case}");
                for refused in [one, all].into_iter().filter_map(Result::err) {
                    assert!(matches!(refused, EndError::Forbidden(_)), "{case}: {refused}");
                }
            }
        }
    }
}

#[tokio::test]
async fn only_owners_and_the_command_line_end_everything() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        for own in [Role::PeopleAdmin, Role::AppAdmin, Role::Auditor] {
            let authority = by(&accounts, own).await;
            assert!(accounts.end_all_sessions(&authority).await.is_err(), "{}: {own:?}", db.name);
        }
        let owner = by(&accounts, Role::Owner).await;
        for authority in [owner, Authority::command_line()] {
            let success = sign_in(&accounts, "alice", None).await;
            assert_eq!(accounts.end_all_sessions(&authority).await.unwrap().sessions, 1, "{}", db.name);
            assert!(!is_in(&accounts, &success).await, "{}", db.name);
        }
    }
}

#[tokio::test]
async fn an_ended_or_unknown_session_is_not_found() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        let sid = sign_in(&accounts, "alice", None).await.signed_in.session.sid;
        let line = Authority::command_line();
        accounts.end_session_of(&line, &sid).await.unwrap();
        for sid in [sid, "nobody's".into()] {
            let again = accounts.end_session_of(&line, &sid).await;
            assert!(matches!(again, Err(EndError::NotFound)), "{}: {again:?}", db.name);
        }
        let nobody = accounts.end_sessions_of_person(&line, &UserId::from("nobody")).await;
        assert!(matches!(nobody, Err(EndError::NotFound)), "{}: {nobody:?}", db.name);
    }
}

#[tokio::test]
async fn people_end_their_own_other_sessions_and_nobody_elses() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        person(&accounts, "alice").await;
        person(&accounts, "bob").await;
        let bob = sign_in(&accounts, "bob", None).await;
        let here = sign_in(&accounts, "alice", None).await;
        let others = [sign_in(&accounts, "alice", None).await, sign_in(&accounts, "alice", None).await];
        let me = &here.signed_in;
        assert_eq!(accounts.own_sessions(me).await.unwrap().len(), 3, "{}", db.name);
        let end = async |sid| accounts.end_own_session(me, sid, &caller(1)).await.unwrap();
        assert!(!end(&bob.signed_in.session.sid).await, "{}: bob's", db.name);
        assert!(!end(&me.session.sid).await, "{}: this one", db.name);
        assert!(end(&others[0].signed_in.session.sid).await, "{}", db.name);
        assert!(!end(&others[0].signed_in.session.sid).await, "{}: twice", db.name);
        assert_eq!(accounts.end_own_other_sessions(me, &caller(1)).await.unwrap().sessions, 1, "{}", db.name);
        assert!(is_in(&accounts, &here).await && is_in(&accounts, &bob).await, "{}", db.name);
        assert!(!is_in(&accounts, &others[1]).await, "{}", db.name);
    }
}

#[tokio::test]
async fn whoever_lost_their_role_meanwhile_ends_nothing() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let them = person(&accounts, "alice").await;
        let root = somebody(&accounts, "root", Some(Role::Owner)).await;
        let authority = Authority::admin(&root.id, Role::Owner, [192, 0, 2, 9].into());
        let success = sign_in(&accounts, "alice", None).await;
        somebody(&accounts, "other", Some(Role::Owner)).await;
        accounts.set_role(&Authority::command_line(), &root.id, Some(Role::Auditor)).await.unwrap();
        let outcomes = [
            accounts.end_session_of(&authority, &success.signed_in.session.sid).await.is_ok(),
            accounts.end_sessions_of_person(&authority, &them.id).await.is_ok(),
            accounts.end_sessions_of_app(&authority, &"shop".into()).await.is_ok(),
            accounts.end_all_sessions(&authority).await.is_ok(),
        ];
        assert_eq!(outcomes, [false; 4], "{}", db.name);
        assert!(is_in(&accounts, &success).await, "{}", db.name);
    }
}
