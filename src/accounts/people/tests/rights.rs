//! Each role against each role and each act.

use super::*;

const ACTS: [&str; 12] =
    ["change", "role", "disable", "enable", "delete", "restore", "end", "join", "leave", "guard", "reset", "invite"];

/// Whom an act is done to: somebody without a role, then one of each.
const THEIRS: [Option<Role>; 5] =
    [None, Some(Role::Owner), Some(Role::PeopleAdmin), Some(Role::AppAdmin), Some(Role::Auditor)];

/// What each role may do to each, in the order of [`ACTS`]: `+` yes, `-` the role does not allow it, `^` they hold a role
/// that it lacks, `#` the group is protected.
const TABLE: [(Role, [&str; 5]); 4] = [
    (Role::Owner, ["++++++++++++", "++++++++++++", "++++++++++++", "++++++++++++", "++++++++++++"]),
    (Role::PeopleAdmin, ["+-+++++++#++", "^^^^^^^^^#^^", "+-+++++++#++", "^^^^^^^^^#^^", "^^^^^^^^^#^^"]),
    (Role::AppAdmin, ["------------", "------------", "------------", "------------", "------------"]),
    (Role::Auditor, ["------------", "------------", "------------", "------------", "------------"]),
];

fn mark<T>(outcome: &Result<T, ActError>) -> char {
    match outcome {
        Ok(_) => '+',
        Err(ActError::Forbidden(_)) => '-',
        Err(ActError::HigherRole) => '^',
        Err(ActError::ProtectedGroup) => '#',
        Err(error) => panic!("{error:?}"),
    }
}

/// Does one act to a new person with the role `theirs`, who is in the state that it needs.
async fn attempt(accounts: &Accounts, by: &Authority, theirs: Option<Role>, act: &str, groups: [&GroupId; 2]) -> char {
    let mut them = add(accounts, &random_id(), theirs).await;
    them.disabled_at = (act == "enable").then_some(5);
    them.deleted_at = (act == "restore").then_some(5);
    let mut write = accounts.store.write().await.unwrap();
    write.db().update_user(&them, (&them.username, None)).await.unwrap();
    if act == "invite" {
        write.db().clear_password_hash(&them.id).await.unwrap();
    }
    if act == "leave" {
        write.db().add_group_member(groups[0], &them.id).await.unwrap();
    }
    write.commit().await.unwrap();
    let one = match act {
        "change" => {
            let change = PersonChange { name: Some("Another".to_owned()), ..PersonChange::default() };
            return mark(&accounts.change_person(by, &them.id, None, &change).await);
        }
        "role" => {
            let other = if theirs == Some(Role::Auditor) { None } else { Some(Role::Auditor) };
            return mark(&accounts.set_role(by, &them.id, other).await);
        }
        "reset" => return mark(&accounts.reset_password(by, &them.id).await),
        "invite" => return mark(&accounts.invite(by, &them.id).await),
        "disable" => PersonAct::Disable,
        "enable" => PersonAct::Enable,
        "delete" => PersonAct::Delete,
        "restore" => PersonAct::Restore,
        "end" => PersonAct::EndSessions,
        "join" => PersonAct::Join(groups[0].clone()),
        "leave" => PersonAct::Leave(groups[0].clone()),
        "guard" => PersonAct::Join(groups[1].clone()),
        _ => panic!("{act}"),
    };
    mark(&accounts.act_on_person(by, &them.id, &one).await)
}

#[tokio::test]
async fn each_role_may_do_each_act_to_those_whose_role_it_covers() {
    for (db, accounts, ..) in each().await {
        let open = add_group(&accounts, "open", false).await;
        let guarded = add_group(&accounts, "guarded", true).await;
        for (role, rows) in TABLE {
            let by = signed_in(&add(&accounts, &random_id(), Some(role)).await);
            for (theirs, expected) in THEIRS.into_iter().zip(rows) {
                let mut found = String::new();
                for act in ACTS {
                    found.push(attempt(&accounts, &by, theirs, act, [&open, &guarded]).await);
                }
                assert_eq!(found, expected, "{}: {role:?} on {theirs:?}, of {ACTS:?}", db.name);
            }
        }
    }
}

#[tokio::test]
async fn only_owners_bring_in_somebody_with_a_role_or_into_a_protected_group() {
    for (db, accounts, _, owner) in each().await {
        let guarded = add_group(&accounts, "guarded", true).await;
        let people_admin = signed_in(&add(&accounts, "petra", Some(Role::PeopleAdmin)).await);
        let auditor = signed_in(&add(&accounts, "audra", Some(Role::Auditor)).await);
        let new = |username: &str, role: Option<Role>, join: &[GroupId]| {
            let change = PersonChange {
                username: Some(username.to_owned()),
                role: Some(role),
                join: join.to_vec(),
                ..PersonChange::default()
            };
            NewPerson::new(change, Access::Later)
        };
        let member = std::slice::from_ref(&guarded);
        for (by, person, expected) in [
            (&people_admin, new("one", None, &[]), '+'),
            (&people_admin, new("two", Some(Role::PeopleAdmin), &[]), '-'),
            (&people_admin, new("three", None, member), '#'),
            (&owner, new("four", Some(Role::Owner), member), '+'),
            (&auditor, new("five", None, &[]), '-'),
        ] {
            let name = person.change.username.clone();
            assert_eq!(mark(&accounts.add_person(by, &person).await), expected, "{}: {name:?}", db.name);
        }
        let found = accounts.store.read().await.unwrap().db().find_user_by_key("three").await.unwrap();
        assert_eq!(found, None, "{}: a refusal leaves nobody behind", db.name);
    }
}

#[tokio::test]
async fn a_role_that_was_taken_away_is_worth_nothing_at_once() {
    for (db, accounts, _, owner) in each().await {
        let petra = add(&accounts, "petra", Some(Role::PeopleAdmin)).await;
        let (bob, by) = (add(&accounts, "bob", None).await, signed_in(&petra));
        accounts.set_role(&owner, &petra.id, None).await.unwrap();
        let outcome = accounts.act_on_person(&by, &bob.id, &PersonAct::Disable).await;
        assert_eq!(mark(&outcome), '-', "{}", db.name);
        accounts.set_role(&owner, &petra.id, petra.role).await.unwrap();
        accounts.act_on_person(&owner, &petra.id, &PersonAct::Disable).await.unwrap();
        let outcome = accounts.act_on_person(&by, &bob.id, &PersonAct::Disable).await;
        assert_eq!(mark(&outcome), '-', "{}: switched off", db.name);
    }
}

#[tokio::test]
async fn the_last_owner_stays_whoever_asks() {
    for (db, accounts, _, by) in each().await {
        let root = accounts.store.read().await.unwrap().db().find_user_by_key("root").await.unwrap().unwrap();
        add(&accounts, "petra", Some(Role::PeopleAdmin)).await;
        for authority in [&by, &Authority::command_line()] {
            for act in [PersonAct::Disable, PersonAct::Delete] {
                let outcome = accounts.act_on_person(authority, &root.id, &act).await;
                assert!(matches!(outcome, Err(ActError::LastOwner)), "{}: {act:?}", db.name);
            }
            let outcome = accounts.set_role(authority, &root.id, Some(Role::PeopleAdmin)).await;
            assert!(matches!(outcome, Err(ActError::LastOwner)), "{}", db.name);
        }
        // One who was removed or switched off is no other owner.
        let olga = add(&accounts, "olga", Some(Role::Owner)).await;
        accounts.act_on_person(&by, &olga.id, &PersonAct::Delete).await.unwrap();
        let outcome = accounts.act_on_person(&by, &root.id, &PersonAct::Disable).await;
        assert!(matches!(outcome, Err(ActError::LastOwner)), "{}", db.name);
        accounts.act_on_person(&by, &olga.id, &PersonAct::Restore).await.unwrap();
        assert!(accounts.act_on_person(&by, &root.id, &PersonAct::Disable).await.unwrap(), "{}", db.name);
    }
}

#[tokio::test]
async fn owners_who_go_for_each_other_leave_one() {
    for (db, accounts, ..) in each().await {
        let root = accounts.store.read().await.unwrap().db().find_user_by_key("root").await.unwrap().unwrap();
        let olga = add(&accounts, "olga", Some(Role::Owner)).await;
        for act in [PersonAct::Disable, PersonAct::Delete] {
            let tries = [(&root, &olga), (&olga, &root), (&root, &root), (&olga, &olga)].map(|(by, whom)| {
                let (accounts, by, id, act) = (accounts.clone(), signed_in(by), whom.id.clone(), act.clone());
                tokio::spawn(async move { accounts.act_on_person(&by, &id, &act).await.is_ok() })
            });
            for one in tries {
                one.await.unwrap();
            }
            let left = accounts.store.read().await.unwrap().db().count_enabled_owners().await.unwrap();
            assert_eq!(left, 1, "{}: {act:?}", db.name);
            for (user, act) in [(&root, PersonAct::Enable), (&olga, PersonAct::Enable)] {
                let _ = accounts.act_on_person(&Authority::command_line(), &user.id, &act).await;
            }
        }
    }
}
