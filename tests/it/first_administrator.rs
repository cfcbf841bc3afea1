//! One-time links: the first administrator's and the one to a new password. Each works once, within an hour, and only
//! by the button: opening the page spends nothing.

use crate::support::{ALICE, BOB, Browser, House, ISSUER, PASSWORD, Response, on_every_engine};
use claviger::audit::Actor;

async fn setup_link(house: &House) -> String {
    let link = house.provider.accounts.first_administrator_link(Actor::System).await.expect("a query");
    path_of(&link.expect("a link"))
}

async fn rescue_link(house: &House, username: &str) -> String {
    let person = house.person(username).await;
    path_of(&house.provider.accounts.rescue_link(&person.id, Actor::CommandLine).await.expect("a link"))
}

fn path_of(link: &str) -> String {
    link.strip_prefix(ISSUER).expect("a link to this server").to_owned()
}

async fn fill_in(browser: &Browser, link: &str, username: &str, password: &str) -> Response {
    let page = browser.get(link).await;
    page.assert_page(200);
    let mut fields = page.hidden_fields();
    for (name, value) in
        [("username", username), ("name", "Olga Owner"), ("email", "olga@northwind.example"), ("password", password)]
    {
        fields.push((name.to_owned(), value.to_owned()));
    }
    let target = link.split('?').next().expect("a path");
    browser.submit(target, &fields).await
}

on_every_engine! {
    async fn the_first_administrator_is_created_and_signed_in_and_the_link_is_spent(house: &House) {
        let link = setup_link(house).await;
        let browser = house.browser();
        browser.get(&link).await.assert_page(200);
        let answer = fill_in(&browser, &link, "olga", PASSWORD).await;
        assert!(answer.assert_page(200).contains("Olga Owner"), "{}", answer.text());
        house.browser().get(&link).await.assert_page(410);
        assert!(house.provider.accounts.first_administrator_link(Actor::System).await.expect("a query").is_none());
        assert_eq!(house.count("SELECT COUNT(*) FROM users WHERE role = 'owner'").await, 1);
        house.signed_in("olga").await;
    }

    async fn of_two_who_hold_the_link_one_becomes_administrator(house: &House) {
        let link = setup_link(house).await;
        let (one, other) = (house.browser(), house.browser());
        let answers = tokio::join!(fill_in(&one, &link, "olga", PASSWORD), fill_in(&other, &link, "otto", PASSWORD));
        let mut statuses = [answers.0.status, answers.1.status];
        statuses.sort_unstable();
        assert!(statuses == [200, 410] || statuses == [200, 422], "{statuses:?}");
        assert_eq!(house.count("SELECT COUNT(*) FROM users WHERE role = 'owner'").await, 1);
    }

    async fn a_bad_entry_keeps_the_link_and_names_the_field(house: &House) {
        let link = setup_link(house).await;
        let browser = house.browser();
        for (username, password, problem) in
            [("", PASSWORD, "#username"), (ALICE, PASSWORD, "#username"), ("olga", "short", "#password")]
        {
            let answer = fill_in(&browser, &link, username, password).await;
            let text = answer.assert_page(422);
            assert!(text.contains(problem), "{text}");
            assert!(!text.contains(PASSWORD), "{text}");
        }
        fill_in(&browser, &link, "olga", PASSWORD).await.assert_page(200);
    }

    async fn a_link_lives_an_hour_and_a_newer_one_takes_its_place(house: &House) {
        let old = setup_link(house).await;
        let new = setup_link(house).await;
        house.get(&old).await.assert_page(410);
        house.get(&new).await.assert_page(200);
        house.clock.advance(3600);
        house.get(&new).await.assert_page(410);
    }

    async fn a_missing_first_administrator_blocks_nobody_else(house: &House) {
        setup_link(house).await;
        house.signed_in(BOB).await;
    }

    async fn unknown_links_are_410(house: &House) {
        for path in ["/setup", "/setup?token=", "/setup?token=unknown", "/rescue", "/rescue?token=unknown"] {
            house.get(path).await.assert_page(410);
        }
        let rescue = rescue_link(house, BOB).await;
        house.get(&rescue.replace("/rescue", "/setup")).await.assert_page(410);
    }

    async fn a_rescue_link_sets_a_new_password_and_ends_everything_before_it(house: &House) {
        let before = house.signed_in(BOB).await;
        let link = rescue_link(house, BOB).await;
        let browser = house.browser();
        house.get(&link).await.assert_page(200);
        fill_in(&browser, &link, "", "another lighthouse, another secret").await.assert_page(200);
        assert_eq!(before.get("/account").await.location(), "/login");
        assert_eq!(browser.get("/account").await.status, 200);
        house.get(&link).await.assert_page(410);
    }

    async fn a_form_without_its_token_spends_no_link(house: &House) {
        let link = rescue_link(house, BOB).await;
        let browser = house.browser();
        let token = browser.get(&link).await.hidden("token");
        let fields = [("token", token.as_str()), ("csrf", "wrong"), ("password", "another lighthouse")];
        assert_eq!(browser.post("/rescue", &fields).await.status / 100, 4);
        house.get(&link).await.assert_page(200);
    }
}
