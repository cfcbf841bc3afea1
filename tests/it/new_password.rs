//! Another password, before anything else: for whom it is demanded, what it ends, and what it leads back to.

use crate::support::{ALICE, BOB, Browser, Desk, House, PASSWORD, Response, SHOP, Tokens, on_every_engine};
use claviger::model::user::Role;

const NEW: &str = "orchard window marble";

async fn path_of(house: &House, username: &str) -> String {
    format!("/admin/users/{}", house.person(username).await.id)
}

/// Sends the form of the page with a password.
async fn choose(browser: &Browser, page: &Response, password: &str) -> Response {
    let mut fields = page.hidden_fields();
    fields.push(("password".to_owned(), password.to_owned()));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/new-password", &fields).await
}

/// Signs in, and finds the page that demands another password.
async fn sign_in(house: &House, username: &str, password: &str) -> (Browser, Response) {
    let browser = house.browser();
    let page = browser.get("/login").await;
    let page = browser.fill_in_sign_in(&page, username, password).await;
    assert!(page.assert_page(200).contains("Choose your own password"), "{}", page.text());
    (browser, page)
}

on_every_engine! {
    async fn whoever_is_given_a_role_chooses_another_password_first_where_somebody_else_set_the_present_one(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let path = path_of(house, BOB).await;
        house.set_password(BOB, PASSWORD).await;
        assert!(desk.page(&path).await.contains("Somebody else may know it"));
        let old = house.signed_in(BOB).await;
        desk.done(&format!("{path}/role"), &[("role", "people_admin")]).await;
        assert!(desk.page(&path).await.contains("To be changed at the next sign-in"));
        assert_eq!(old.get("/account").await.location(), "/login", "who rises signs in anew");
        let (browser, page) = sign_in(house, BOB, PASSWORD).await;
        assert_eq!(browser.get("/admin/users").await.location(), "/new-password?return_to=%2Fadmin%2Fusers");
        assert_eq!(browser.get("/account/security").await.location(), "/new-password");
        assert!(choose(&browser, &page, PASSWORD).await.assert_page(422).contains("This is the password that you have."));
        assert!(choose(&browser, &page, "short").await.assert_page(422).contains("too short"));
        assert_eq!(choose(&browser, &page, NEW).await.location(), "/account");
        browser.get("/admin/users").await.assert_page(200);
        assert!(desk.page(&path).await.contains("Chosen by themselves"));
        let other = house.browser();
        let refused = other.fill_in_sign_in(&other.get("/login").await, BOB, PASSWORD).await;
        assert_eq!(refused.status, 422, "the old password is worth nothing");
    }

    async fn whoever_chose_their_own_password_keeps_it_with_a_role(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let path = path_of(house, BOB).await;
        desk.done(&format!("{path}/demand-password"), &[]).await;
        let (browser, page) = sign_in(house, BOB, PASSWORD).await;
        choose(&browser, &page, NEW).await.location();
        desk.done(&format!("{path}/role"), &[("role", "auditor")]).await;
        let browser = house.browser();
        let page = browser.fill_in_sign_in(&browser.get("/login").await, BOB, NEW).await;
        assert!(!page.assert_page(200).contains("Choose your own password"));
        browser.get("/admin/audit").await.assert_page(200);
    }

    async fn an_app_waits_and_gets_its_code_afterwards(house: &House) {
        house.write(async |db| assert!(db.demand_new_password(&house.person(BOB).await.id).await.expect("a query"))).await;
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        let page = browser.fill_in_sign_in(&page, BOB, PASSWORD).await;
        let silent = browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        silent.reply_to(SHOP.redirect_uri).assert_error("login_required");
        let answer = choose(&browser, &page, NEW).await;
        let code = browser.follow(answer).await.reply_to(SHOP.redirect_uri).code();
        Tokens::of(&house.redeem(&SHOP, &code).await);
    }

    async fn a_sign_in_that_is_long_ago_does_not_stand_for_the_old_password(house: &House) {
        let browser = house.signed_in(BOB).await;
        let other = house.signed_in(BOB).await;
        house.write(async |db| assert!(db.demand_new_password(&house.person(BOB).await.id).await.expect("a query"))).await;
        let page = browser.get("/new-password").await;
        house.clock.advance(601);
        assert_eq!(browser.get("/new-password").await.location(), "/login?again=yes");
        assert_eq!(choose(&browser, &page, NEW).await.location(), "/login?again=yes");
        let again = browser.get("/login?again=yes").await;
        let page = browser.fill_in_sign_in(&again, BOB, PASSWORD).await;
        assert_eq!(choose(&browser, &page, NEW).await.location(), "/account");
        assert_eq!(other.get("/account").await.location(), "/login", "whoever knew the old password is out");
        assert_eq!(house.count_events("user.password_set").await, 1);
    }

    async fn an_admin_demands_another_password_and_somebody_new_may_be_asked_for_their_own(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let path = path_of(house, BOB).await;
        for _ in 0..2 {
            let page = desk.done(&format!("{path}/demand-password"), &[]).await;
            assert!(page.contains("bob must choose another password at the next sign-in."), "{page}");
        }
        assert_eq!(house.count_events("user.password_demanded").await, 1, "sent twice, done once");
        let new = |username: &'static str, asks: bool| {
            let mut fields = vec![("username", username), ("way", "password"), ("password", NEW)];
            fields.extend(asks.then_some(("must_change_password", "on")));
            fields
        };
        desk.done("/admin/users/new", &new("zoe", true)).await;
        desk.done("/admin/users/new", &new("yan", false)).await;
        sign_in(house, "zoe", NEW).await;
        let browser = house.browser();
        let page = browser.fill_in_sign_in(&browser.get("/login").await, "yan", NEW).await;
        assert!(!page.assert_page(200).contains("Choose your own password"));
    }

    async fn nobody_chooses_a_password_of_whom_none_is_demanded(house: &House) {
        let browser = house.signed_in(BOB).await;
        assert_eq!(browser.get("/new-password?return_to=%2Faccount%2Fdata").await.location(), "/account/data");
        let csrf = browser.get("/account").await.hidden("csrf");
        let answer = browser.post("/new-password", &[("csrf", &csrf), ("password", NEW)]).await;
        assert_eq!(answer.location(), "/account");
        assert_eq!(house.count_events("user.password_set").await, 0);
        assert_eq!(house.browser().get("/new-password").await.location(), "/login?again=yes");
    }
}
