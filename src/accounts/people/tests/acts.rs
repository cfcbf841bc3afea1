//! Switching off, removing and restoring, ending sessions, many at once, and the person's page.

use super::*;
use crate::accounts::testing::{PASSWORD, person, sign_in, try_in};
use crate::accounts::{FormField, SignInError};
use crate::model::people_list::{PageRequest, PeopleFilter, PeopleSort};

#[tokio::test]
async fn whoever_is_removed_is_out_at_once_comes_back_whole_and_goes_for_good_after_a_week() {
    for (db, accounts, clock, by) in each().await {
        let alice = person(&accounts, "alice").await;
        let group = add_group(&accounts, "staff", false).await;
        accounts.act_on_person(&by, &alice.id, &PersonAct::Join(group)).await.unwrap();
        let success = sign_in(&accounts, "alice", None).await;
        assert!(accounts.act_on_person(&by, &alice.id, &PersonAct::Delete).await.unwrap());
        assert!(!accounts.act_on_person(&by, &alice.id, &PersonAct::Delete).await.unwrap(), "{}: twice", db.name);
        assert!(accounts.find_session(&success.cookie).await.unwrap().is_none(), "{}", db.name);
        assert!(matches!(try_in(&accounts, "alice", PASSWORD).await, Err(SignInError::Mismatch)), "{}", db.name);
        let same = PersonChange { username: Some("ALICE".to_owned()), ..PersonChange::default() };
        let new = NewPerson::new(same, Access::Later);
        let error = accounts.add_person(&by, &new).await.unwrap_err();
        assert_eq!(fields(error), [FormField::Username], "{}: the name is kept", db.name);
        let edit = accounts.change_person(&by, &alice.id, None, &PersonChange::default()).await;
        assert!(matches!(edit, Err(ActError::Gone)), "{}", db.name);
        assert_eq!(accounts.purge_deleted().await.unwrap(), 0, "{}", db.name);
        assert!(accounts.act_on_person(&by, &alice.id, &PersonAct::Restore).await.unwrap(), "{}", db.name);
        assert!(try_in(&accounts, "alice", PASSWORD).await.is_ok(), "{}", db.name);
        let groups = accounts.store.read().await.unwrap().db().groups_of(&alice.id).await.unwrap();
        assert_eq!(groups, ["staff"], "{}", db.name);
        accounts.act_on_person(&by, &alice.id, &PersonAct::Delete).await.unwrap();
        clock.advance(7 * 86_400);
        assert_eq!(accounts.purge_deleted().await.unwrap(), 0, "{}: the week is not over", db.name);
        clock.advance(1);
        assert_eq!(accounts.purge_deleted().await.unwrap(), 1, "{}", db.name);
        assert_eq!(last_event(&accounts, &alice).await.kind, "user.purged", "{}", db.name);
        let outcome = accounts.act_on_person(&by, &alice.id, &PersonAct::Restore).await;
        assert!(matches!(outcome, Err(ActError::Gone)), "{}", db.name);
        accounts.add_person(&by, &new).await.unwrap();
    }
}

#[tokio::test]
async fn sessions_end_at_once_and_the_person_may_come_back() {
    for (db, accounts, _, by) in each().await {
        let alice = person(&accounts, "alice").await;
        let success = sign_in(&accounts, "alice", None).await;
        assert!(accounts.act_on_person(&by, &alice.id, &PersonAct::EndSessions).await.unwrap(), "{}", db.name);
        assert!(accounts.find_session(&success.cookie).await.unwrap().is_none(), "{}", db.name);
        assert_eq!(last_event(&accounts, &alice).await.kind, "user.sessions_ended", "{}", db.name);
        assert!(!accounts.act_on_person(&by, &alice.id, &PersonAct::EndSessions).await.unwrap(), "{}", db.name);
        assert!(try_in(&accounts, "alice", PASSWORD).await.is_ok(), "{}", db.name);
    }
}

#[tokio::test]
async fn a_selection_is_counted_and_who_may_not_be_touched_is_named() {
    for (db, accounts, _, owner) in each().await {
        let petra = add(&accounts, "petra", Some(Role::PeopleAdmin)).await;
        let by = signed_in(&petra);
        let root = accounts.store.read().await.unwrap().db().find_user_by_key("root").await.unwrap().unwrap();
        let (bob, carol) = (add(&accounts, "bob", None).await, add(&accounts, "carol", None).await);
        let gone = add(&accounts, "gone", None).await;
        accounts.act_on_person(&owner, &carol.id, &PersonAct::Disable).await.unwrap();
        accounts.act_on_person(&owner, &gone.id, &PersonAct::Delete).await.unwrap();
        let ids = [&bob, &carol, &root, &gone, &bob].map(|user| user.id.clone());
        let ids = [&ids[..], &[UserId::from("nobody")]].concat();
        let acted = accounts.act_on_people(&by, &ids, &PersonAct::Disable).await.unwrap();
        assert_eq!((acted.done, acted.unchanged), (1, 1), "{}", db.name);
        let mut refused: Vec<_> = acted.refused.iter().map(|(id, error)| (id.as_str(), error.to_string())).collect();
        refused.sort_unstable();
        let higher = ActError::HigherRole.to_string();
        let mut expected = vec![(root.id.as_str(), higher), (gone.id.as_str(), ActError::Gone.to_string())];
        expected.push(("nobody", ActError::Gone.to_string()));
        expected.sort_unstable();
        assert_eq!(refused, expected, "{}", db.name);
        assert!(now(&accounts, &bob).await.is_disabled() && !now(&accounts, &root).await.is_disabled(), "{}", db.name);
    }
}

#[tokio::test]
async fn two_who_act_on_the_same_people_at_once_both_come_through() {
    for (db, accounts, _, by) in each().await {
        let mut ids = Vec::new();
        for number in 0..12 {
            ids.push(add(&accounts, &format!("p{number}"), None).await.id);
        }
        let group = add_group(&accounts, "staff", false).await;
        let mut turned = ids.clone();
        turned.reverse();
        let tries = [(ids.clone(), PersonAct::Disable), (turned, PersonAct::Join(group)), (ids, PersonAct::Enable)];
        let tries = tries.map(|(ids, act)| {
            let (accounts, by) = (accounts.clone(), by.clone());
            tokio::spawn(async move { accounts.act_on_people(&by, &ids, &act).await.unwrap() })
        });
        for one in tries {
            assert!(one.await.unwrap().refused.is_empty(), "{}", db.name);
        }
    }
}

#[tokio::test]
async fn a_persons_page_gathers_what_is_theirs() {
    for (db, accounts, _, by) in each().await {
        let alice = person(&accounts, "alice").await;
        let bob = person(&accounts, "bob").await;
        let group = add_group(&accounts, "staff", false).await;
        accounts.act_on_person(&by, &alice.id, &PersonAct::Join(group.clone())).await.unwrap();
        sign_in(&accounts, "alice", None).await;
        sign_in(&accounts, "bob", None).await;
        let auditor = signed_in(&add(&accounts, "audra", Some(Role::Auditor)).await);
        let page = accounts.person_page(&auditor, &alice.id).await.unwrap().unwrap();
        assert_eq!((&*page.user.username, page.may_change), ("alice", false), "{}", db.name);
        assert_eq!(page.groups.iter().map(|group| &*group.name).collect::<Vec<_>>(), ["staff"], "{}", db.name);
        assert_eq!(page.sessions.len(), 1, "{}", db.name);
        let kinds: Vec<_> = page.trail.iter().map(|event| &*event.kind).collect();
        assert_eq!(kinds, ["sign_in.succeeded", "group.member_added", "user.password_set"], "{}", db.name);
        assert!(page.trail.iter().all(|event| event.user_id.as_deref() != Some(bob.id.as_str())), "{}", db.name);
        assert!(accounts.person_page(&by, &alice.id).await.unwrap().unwrap().may_change, "{}", db.name);
        assert!(accounts.person_page(&by, &UserId::from("nobody")).await.unwrap().is_none(), "{}", db.name);
        let members = PeopleFilter { group: Some(group), ..PeopleFilter::default() };
        let members = accounts.list_people(&auditor, &members, PeopleSort::Name, &PageRequest::first(5)).await.unwrap();
        assert_eq!(members.rows, [now(&accounts, &alice).await], "{}", db.name);
    }
}

#[tokio::test]
async fn who_was_seen_lately_is_noted_while_administrators_act_on_them() {
    for (db, accounts, clock, _) in each().await {
        let mut two = [person(&accounts, "alice").await, person(&accounts, "bob").await];
        two.sort_by(|one, other| one.id.cmp(&other.id));
        let [plain, owner] = two;
        let owner = User { role: Some(Role::Owner), ..owner };
        let mut write = db.store.write().await.unwrap();
        write.db().update_user(&owner, (&owner.username, None)).await.unwrap();
        write.commit().await.unwrap();
        for username in [&plain.username, &owner.username] {
            let sid = sign_in(&accounts, username, None).await.signed_in.session.sid;
            accounts.seen(&sid, clock.now() + 400);
        }
        let mut act = db.store.write().await.unwrap();
        act.db().lock_owners().await.unwrap();
        let noting = accounts.clone();
        let noted = tokio::spawn(async move { noting.flush_seen().await });
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        act.db().hold_user(&plain.id).await.unwrap_or_else(|error| panic!("{}: {error:?}", db.name));
        act.commit().await.unwrap();
        noted.await.unwrap().unwrap_or_else(|error| panic!("{}: {error:?}", db.name));
        assert_eq!(now(&accounts, &plain).await.last_seen_at, Some(clock.now() + 400), "{}", db.name);
    }
}
