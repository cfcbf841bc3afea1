//! The link of the first start: of several who hold it one becomes administrator, a newer one takes its place, and
//! nobody else has to wait for it.

use crate::support::{BOB, Browser, House, ISSUER, PASSWORD, Response, on_every_engine};
use claviger::audit::Actor;

async fn setup_link(house: &House) -> String {
    let link = house.provider.accounts.first_administrator_link(Actor::System).await.expect("a query");
    path_of(&link.expect("a link"))
}

fn path_of(link: &str) -> String {
    link.strip_prefix(ISSUER).expect("a link to this server").to_owned()
}

async fn fill_in(browser: &Browser, page: &Response, username: &str) -> Response {
    let mut fields = page.hidden_fields();
    for (name, value) in [("username", username), ("name", "Olga Owner"), ("email", ""), ("password", PASSWORD)] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    browser.submit("/setup", &fields).await
}

on_every_engine! {
    async fn of_two_who_hold_the_link_one_becomes_administrator(house: &House) {
        let link = setup_link(house).await;
        let (one, other) = (house.browser(), house.browser());
        let (first_page, second_page) = (one.get(&link).await, other.get(&link).await);
        let answers = tokio::join!(fill_in(&one, &first_page, "olga"), fill_in(&other, &second_page, "otto"));
        let mut statuses = [answers.0.status, answers.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 410]);
        assert_eq!(house.count("SELECT COUNT(*) FROM users WHERE role = 'owner'").await, 1);
    }

    async fn a_newer_link_takes_the_place_of_an_older_one(house: &House) {
        let (old, new) = (setup_link(house).await, setup_link(house).await);
        house.get(&old).await.assert_page(410);
        house.get(&new).await.assert_page(200);
    }

    async fn a_link_for_one_purpose_opens_no_page_of_another(house: &House) {
        let setup = setup_link(house).await;
        house.get(&setup.replace("/setup", "/rescue")).await.assert_page(410);
        let bob = house.person(BOB).await;
        let rescue = path_of(&house.provider.accounts.rescue_link(&bob.id, Actor::CommandLine).await.expect("a link"));
        house.get(&rescue.replace("/rescue", "/setup")).await.assert_page(410);
        house.get(&rescue).await.assert_page(200);
    }

    async fn a_missing_first_administrator_blocks_nobody_else(house: &House) {
        setup_link(house).await;
        house.signed_in(BOB).await;
    }

    async fn no_link_is_made_where_there_is_an_owner(house: &House) {
        let link = setup_link(house).await;
        let browser = house.browser();
        fill_in(&browser, &browser.get(&link).await, "olga").await.assert_page(200);
        assert_eq!(house.provider.accounts.first_administrator_link(Actor::System).await.expect("a query"), None);
    }
}
