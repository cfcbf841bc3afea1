//! Invitations and links for a new password.

use super::*;
use crate::accounts::UserError;
use crate::accounts::testing::{PASSWORD, caller, password, person, sign_in, try_in};
use crate::model::secret::Token;

fn token_of(url: &str) -> Token {
    Token::presented(url.split_once("token=").unwrap().1)
}

async fn invited(accounts: &Accounts, by: &Authority, username: &str) -> (User, String) {
    let change = PersonChange { username: Some(username.to_owned()), ..PersonChange::default() };
    let added = accounts.add_person(by, &NewPerson::new(change, Access::Invitation)).await.unwrap();
    (added.user, added.link.unwrap())
}

#[tokio::test]
async fn an_invitation_works_once_for_some_days() {
    for (db, accounts, clock, by) in each().await {
        let (carol, link) = invited(&accounts, &by, "carol").await;
        assert!(link.starts_with("http://localhost:8000/invite?token="), "{link}");
        clock.advance(7 * 86_400 - 1);
        let token = token_of(&link);
        assert_eq!(accounts.find_rescue(&token).await.unwrap().unwrap().id, carol.id, "{}", db.name);
        accounts.rescue(&token, &password(PASSWORD), None, &caller(1)).await.unwrap();
        assert!(try_in(&accounts, "carol", PASSWORD).await.is_ok(), "{}", db.name);
        let again = accounts.rescue(&token, &password("river bicycle tulip"), None, &caller(1)).await;
        assert!(matches!(again, Err(UserError::LinkUsed)), "{}", db.name);
        let again = accounts.invite(&by, &carol.id).await;
        assert!(matches!(again, Err(ActError::HasPassword)), "{}: it would be a way around the password", db.name);
        let (_, link) = invited(&accounts, &by, "dave").await;
        clock.advance(7 * 86_400);
        assert_eq!(accounts.find_rescue(&token_of(&link)).await.unwrap(), None, "{}", db.name);
    }
}

#[tokio::test]
async fn a_newer_link_a_role_or_a_lock_out_makes_earlier_links_worthless() {
    for (db, accounts, _, by) in each().await {
        let works = async |link: &str| accounts.find_rescue(&token_of(link)).await.unwrap().is_some();
        let (carol, first) = invited(&accounts, &by, "carol").await;
        let second = accounts.invite(&by, &carol.id).await.unwrap();
        assert!(!works(&first).await && works(&second).await, "{}", db.name);
        accounts.set_role(&by, &carol.id, Some(Role::Owner)).await.unwrap();
        assert!(!works(&second).await, "{}: an owner's account must not be taken by it", db.name);
        let third = accounts.reset_password(&by, &carol.id).await.unwrap();
        accounts.set_role(&by, &carol.id, None).await.unwrap();
        assert!(!works(&third).await, "{}", db.name);
        for (act, undo) in [(PersonAct::Disable, PersonAct::Enable), (PersonAct::Delete, PersonAct::Restore)] {
            let link = accounts.reset_password(&by, &carol.id).await.unwrap();
            assert!(works(&link).await, "{}", db.name);
            accounts.act_on_person(&by, &carol.id, &act).await.unwrap();
            assert!(!works(&link).await, "{}: {act:?}", db.name);
            accounts.act_on_person(&by, &carol.id, &undo).await.unwrap();
            assert!(!works(&link).await, "{}: it stays worthless after {undo:?}", db.name);
        }
    }
}

#[tokio::test]
async fn whoever_is_signed_in_as_somebody_does_not_rise_with_them() {
    for (db, accounts, _, by) in each().await {
        let carol = person(&accounts, "carol").await;
        let is_in = async |cookie: &Token| accounts.find_session(cookie).await.unwrap().is_some();
        for (role, is_more) in [(Some(Role::Auditor), true), (Some(Role::Owner), true), (Some(Role::Auditor), false)] {
            let success = sign_in(&accounts, "carol", None).await;
            accounts.set_role(&by, &carol.id, role).await.unwrap();
            assert_eq!(is_in(&success.cookie).await, !is_more, "{}: {role:?}", db.name);
        }
        let success = sign_in(&accounts, "carol", None).await;
        accounts.set_role(&by, &carol.id, None).await.unwrap();
        assert!(is_in(&success.cookie).await, "{}: a loss takes nothing else", db.name);
    }
}

#[tokio::test]
async fn nobody_but_an_owner_comes_in_as_a_member_of_a_protected_group() {
    for (db, accounts, _, owner) in each().await {
        let by = signed_in(&add(&accounts, "paul", Some(Role::PeopleAdmin)).await);
        let works = async |link: &str| accounts.find_rescue(&token_of(link)).await.unwrap().is_some();
        let group = add_group(&accounts, "vault", true).await;
        let carol = add(&accounts, "carol", None).await;
        let (dave, invitation) = invited(&accounts, &by, "dave").await;
        let link = accounts.reset_password(&by, &carol.id).await.unwrap();
        for user in [&carol, &dave] {
            accounts.act_on_person(&owner, &user.id, &PersonAct::Join(group.clone())).await.unwrap();
        }
        assert!(!works(&link).await && !works(&invitation).await, "{}: links of before", db.name);
        let refused = [accounts.reset_password(&by, &carol.id).await, accounts.invite(&by, &dave.id).await];
        assert!(refused.iter().all(|outcome| matches!(outcome, Err(ActError::ProtectedGroup))), "{}", db.name);
        // Apps know people by these two.
        let names = PersonChange { username: Some("carola".to_owned()), ..PersonChange::default() };
        let email = PersonChange { email: Some("carol@northwind.example".to_owned()), ..PersonChange::default() };
        for change in [names, email] {
            let refused = accounts.change_person(&by, &carol.id, None, &change).await;
            assert!(matches!(refused, Err(ActError::ProtectedGroup)), "{}: {refused:?}", db.name);
            accounts.change_person(&owner, &carol.id, None, &change).await.unwrap();
        }
        let name = PersonChange { name: Some("Carol".to_owned()), ..PersonChange::default() };
        accounts.change_person(&by, &carol.id, None, &name).await.unwrap();
        accounts.act_on_person(&by, &carol.id, &PersonAct::Disable).await.unwrap();
        assert!(works(&accounts.invite(&owner, &dave.id).await.unwrap()).await, "{}", db.name);
    }
}

#[tokio::test]
async fn a_link_that_is_spent_while_its_person_is_locked_out_lets_nobody_in() {
    for (db, accounts, _, by) in each().await {
        let (carol, link) = invited(&accounts, &by, "carol").await;
        let mut write = db.store.write().await.unwrap();
        write.db().hold_user(&carol.id).await.unwrap();
        let (spender, token) = (accounts.clone(), token_of(&link));
        let spending =
            tokio::spawn(async move { spender.rescue(&token, &password(PASSWORD), None, &caller(1)).await.map(drop) });
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        write.db().void_links_of(&carol.id, 1_000_000).await.unwrap();
        write.commit().await.unwrap();
        let outcome = spending.await.unwrap();
        assert!(matches!(outcome, Err(UserError::LinkUsed)), "{}: {outcome:?}", db.name);
    }
}
