//! What is done to people in the admin area: by whom, to whom, and what it ends.

use crate::support::{ALICE, BOB, Desk, House, PASSWORD, SHOP, on_every_engine};
use claviger::model::user::Role;

const OFFLINE: &str = "openid offline_access";

async fn path_of(house: &House, username: &str) -> String {
    format!("/admin/users/{}", house.person(username).await.id)
}

/// The link that a page shows once, as a path.
fn link_of(page: &str) -> String {
    let shown = page.split("<code id=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a link");
    let link = crate::support::unescape(shown);
    link.strip_prefix("http://localhost:8000").expect("a link of ours").to_owned()
}

on_every_engine! {
    async fn who_left_is_out_of_everything_at_once(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let browser = house.signed_in(BOB).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", OFFLINE)).await;
        let path = path_of(house, BOB).await;
        let question = desk.page(&format!("{path}/disable")).await;
        assert!(question.contains("Disable bob?") && question.contains("1 session ends") && question.contains("1 app loses access"), "{question}");
        assert!(house.is_active(&SHOP, &tokens.access).await, "a question ends nothing");
        for _ in 0..2 {
            let page = desk.done(&format!("{path}/disable"), &[]).await;
            assert!(page.contains("bob was disabled, and is signed out everywhere."), "{page}");
        }
        assert!(!house.is_active(&SHOP, &tokens.access).await);
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
        assert_eq!(browser.get("/account").await.location(), "/login");
        assert_eq!(house.count_events("user.disabled").await, 1, "sent twice, done once");
        let page = desk.done(&format!("{path}/enable"), &[]).await;
        assert!(page.contains("bob can sign in again."), "{page}");
        house.signed_in(BOB).await;
    }

    async fn a_deletion_is_taken_back_from_its_message(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let path = path_of(house, BOB).await;
        assert!(desk.page(&format!("{path}/delete")).await.contains("7 days to take it back"));
        let list = desk.done(&format!("{path}/delete"), &[]).await;
        assert!(list.contains("bob was deleted.") && list.contains(&format!("href=\"{path}/restore\"")), "{list}");
        let page = desk.page(&path).await;
        assert!(page.contains("This account was deleted.") && !page.contains(&format!("{path}/edit")), "{page}");
        assert!(desk.page("/admin/users?status=deleted").await.contains(&path));
        assert_eq!(desk.get(&format!("{path}/edit")).await.status, 404);
        let page = desk.done(&format!("{path}/restore"), &[]).await;
        assert!(page.contains("The deletion of bob was taken back."), "{page}");
        house.signed_in(BOB).await;
    }

    async fn a_link_for_a_new_password_is_shown_once_and_works_once(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let path = format!("{}/reset-password", path_of(house, BOB).await);
        assert!(desk.page(&path).await.contains("Reset the password of bob?"));
        let first = link_of(&desk.post(&path, &[]).await.assert_page(200));
        let second = link_of(&desk.post(&path, &[]).await.assert_page(200));
        house.browser().get(&first).await.assert_page(410);
        let browser = house.browser();
        let mut fields = browser.get(&second).await.hidden_fields();
        fields.push(("password".to_owned(), "orchard window marble".to_owned()));
        browser.submit("/rescue", &fields).await.assert_page(200);
        house.browser().get(&second).await.assert_page(410);
        let page = desk.done(&format!("{}/invite", path_of(house, BOB).await), &[]).await;
        assert!(page.contains("this person has a password already"), "{page}");
        house.disable_person(BOB).await;
        assert!(desk.done(&path, &[]).await.contains("enable the account first"));
    }

    async fn nobody_acts_on_somebody_with_a_role_that_they_lack(house: &House) {
        let desk = Desk::of(house, BOB, Role::PeopleAdmin).await;
        let path = path_of(house, ALICE).await;
        for role in [Role::Owner, Role::AppAdmin, Role::Auditor] {
            house.change_person(ALICE, |user| user.role = Some(role)).await;
            let page = desk.page(&path).await;
            assert!(page.contains("This account may do more than yours"), "{page}");
            for act in ["edit", "disable", "delete", "end-sessions", "reset-password", "invite", "role", "enable", "restore"] {
                let url = format!("{path}/{act}");
                assert!(!page.contains(&format!("\"{url}\"")), "{role:?} {act}: no dead buttons");
                assert_eq!(desk.get(&url).await.status, 403, "{role:?} {act}");
                let fields = [("username", ALICE), ("version", "1"), ("role", "owner")];
                assert_eq!(desk.post(&url, &fields).await.status, 403, "{role:?} {act}");
            }
        }
        assert!(!house.person(ALICE).await.is_disabled());
    }

    async fn who_manages_apps_or_only_looks_changes_no_person(house: &House) {
        let path = path_of(house, BOB).await;
        for role in [Role::AppAdmin, Role::Auditor] {
            let desk = Desk::of(house, ALICE, role).await;
            let page = desk.page(&path).await;
            for act in ["edit", "disable", "delete", "end-sessions", "reset-password", "role"] {
                let url = format!("{path}/{act}");
                assert!(!page.contains(&format!("\"{url}\"")), "{role:?} {act}");
                assert_eq!(desk.get(&url).await.status, 403, "{role:?} {act}");
                assert_eq!(desk.post(&url, &[("role", "owner")]).await.status, 403, "{role:?} {act}");
            }
            for url in ["/admin/users/new", "/admin/groups/new"] {
                assert_eq!(desk.get(url).await.status, 403, "{role:?} {url}");
                assert_eq!(desk.post(url, &[("username", "x"), ("name", "x")]).await.status, 403, "{role:?} {url}");
            }
            assert!(!desk.page("/admin/users").await.contains("/admin/users/new"));
        }
    }

    async fn owners_give_roles_and_only_after_a_recent_sign_in(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let path = format!("{}/role", path_of(house, BOB).await);
        let page = desk.done(&path, &[("role", "auditor")]).await;
        assert!(page.contains("The role was saved.") && page.contains("Auditor"), "{page}");
        assert_eq!(house.person(BOB).await.role, Some(Role::Auditor));
        assert_eq!(desk.post(&path, &[("role", "emperor")]).await.status, 404);
        house.clock.advance(601);
        let answer = desk.post(&path, &[("role", "owner")]).await;
        assert!(answer.assert_page(403).contains("Is it still you?"), "{}", answer.text());
        assert_eq!(house.person(BOB).await.role, Some(Role::Auditor));
        // To lock somebody out waits for nothing.
        assert_eq!(desk.post(&path.replace("/role", "/disable"), &[]).await.status, 303);
        assert!(house.person(BOB).await.is_disabled());
    }

    async fn the_last_owner_stays_and_is_told_why(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let path = path_of(house, ALICE).await;
        let page = desk.page(&path).await;
        assert!(page.contains("This is the last owner") && !page.contains(&format!("\"{path}/disable\"")), "{page}");
        assert!(desk.page(&format!("{path}/role")).await.contains("Name another owner first"));
        let page = desk.done(&format!("{path}/role"), &[]).await;
        assert!(page.contains("the last owner who can sign in stays one"), "{page}");
        for act in ["disable", "delete"] {
            assert!(desk.done(&format!("{path}/{act}"), &[]).await.contains("Not done: this is you."), "{act}");
        }
        assert_eq!((house.person(ALICE).await.role, house.person(ALICE).await.is_disabled()), (Some(Role::Owner), false));
        house.change_person(BOB, |user| user.role = Some(Role::Owner)).await;
        let answer = desk.post(&format!("{path}/role"), &[]).await;
        assert_eq!(answer.location(), "/account", "with another owner the role can be given up");
        assert_eq!(desk.get("/admin").await.status, 404);
        house.sign_in(&house.browser(), ALICE).await;
        assert!(!PASSWORD.is_empty());
    }
}
