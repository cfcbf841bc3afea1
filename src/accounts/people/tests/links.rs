//! Invitations and links for a new password.

use super::*;
use crate::accounts::UserError;
use crate::accounts::testing::{PASSWORD, caller, password, try_in};
use crate::model::secret::Token;

fn token_of(url: &str) -> Token {
    Token::presented(url.split_once("token=").unwrap().1)
}

async fn invited(accounts: &Accounts, by: &Authority, username: &str) -> (User, String) {
    let change = PersonChange { username: Some(username.to_owned()), ..PersonChange::default() };
    let added = accounts.add_person(by, &NewPerson { change, access: Access::Invitation }).await.unwrap();
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
