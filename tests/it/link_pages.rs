//! The pages behind links that work once: `/setup` for the first administrator, `/rescue` for a new password.

use crate::support::{ALICE, Browser, House, PASSWORD, Response, on_every_engine, on_sqlite};
use claviger::audit::Actor;

async fn setup_link(house: &House) -> String {
    path_of(&house.provider.accounts.first_administrator_link(Actor::System).await.expect("a query").expect("a link"))
}

async fn rescue_link(house: &House) -> String {
    let alice = house.person(ALICE).await;
    path_of(&house.provider.accounts.rescue_link(&alice.id, Actor::CommandLine).await.expect("a query"))
}

/// The link as a path of this server.
fn path_of(link: &str) -> String {
    link.strip_prefix("http://localhost:8000").expect("a link of ours").to_owned()
}

async fn fill_in(browser: &Browser, page: &Response, target: &str, typed: &[(&str, &str)]) -> Response {
    let mut fields = page.hidden_fields();
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(target, &fields).await
}

const OLGA: [(&str, &str); 4] =
    [("username", "olga"), ("name", "Olga Marin"), ("email", "olga@northwind.example"), ("password", PASSWORD)];

on_every_engine! {
    async fn the_first_administrator_is_made_once_and_is_signed_in(house: &House) {
        let link = setup_link(house).await;
        let browser = house.browser();
        let page = browser.get(&link).await;
        // Mail scanners and previews open links too.
        house.browser().get(&link).await.assert_page(200);
        let answer = fill_in(&browser, &page, "/setup", &OLGA).await;
        assert_eq!(answer.location(), "/account");
        assert!(browser.get("/account").await.assert_page(200).contains("Olga Marin"));
        assert_eq!(house.person("olga").await.role, Some(claviger::model::user::Role::Owner));
        house.browser().get(&link).await.assert_page(410);
        assert_eq!(fill_in(&browser, &page, "/setup", &OLGA).await.status, 410);
    }

    async fn what_is_wrong_is_said_at_its_field_and_the_link_still_works(house: &House) {
        let link = setup_link(house).await;
        let browser = house.browser();
        let page = browser.get(&link).await;
        for (field, wrong) in [
            ("username", "alice"),
            ("username", ""),
            ("email", "alice@northwind.example"),
            ("email", "olga"),
            ("password", "short"),
            ("password", "iloveyou"),
            ("password", "olga@northwind.example"),
            ("password", ""),
        ] {
            let typed = OLGA.map(|(name, value)| if name == field { (name, wrong) } else { (name, value) });
            let answer = fill_in(&browser, &page, "/setup", &typed).await;
            assert_eq!(answer.status, 422, "{field}={wrong}");
            let text = answer.text();
            assert!(text.contains(&format!("<li><a href=\"#{field}\">")), "{field}={wrong}: {text}");
            assert!(text.contains("Olga Marin") && !text.contains(PASSWORD), "what was typed is kept, not the password");
        }
        assert_eq!(fill_in(&browser, &page, "/setup", &OLGA).await.status, 303);
    }

    async fn a_rescue_link_sets_the_password_once_and_ends_every_session(house: &House) {
        let elsewhere = house.signed_in(ALICE).await;
        let link = rescue_link(house).await;
        let browser = house.browser();
        let page = browser.get(&link).await;
        assert!(page.assert_page(200).contains(r#"value="alice""#));
        let answer = fill_in(&browser, &page, "/rescue", &[("password", "river bicycle tulip")]).await;
        assert_eq!(answer.location(), "/account");
        assert!(browser.get("/account").await.assert_page(200).contains("Alice Adams"));
        assert_eq!(elsewhere.get("/account").await.location(), "/login");
        house.browser().get(&link).await.assert_page(410);
        assert_eq!(fill_in(&browser, &page, "/rescue", &[("password", "another river tulip")]).await.status, 410);
    }
}

on_sqlite! {
    async fn links_that_were_never_made_or_are_too_old_open_nothing(house: &House) {
        for path in ["/setup", "/setup?token=", "/setup?token=junk", "/rescue", "/rescue?token=junk"] {
            house.browser().get(path).await.assert_page(410);
        }
        let (setup, rescue) = (setup_link(house).await, rescue_link(house).await);
        house.browser().get(&rescue.replace("/rescue", "/setup")).await.assert_page(410);
        house.browser().get(&setup.replace("/setup", "/rescue")).await.assert_page(410);
        house.clock.advance(3600);
        house.browser().get(&setup).await.assert_page(410);
        house.browser().get(&rescue).await.assert_page(410);
    }

    async fn a_form_of_another_site_spends_no_link(house: &House) {
        let link = setup_link(house).await;
        let browser = house.browser();
        let token = browser.get(&link).await.hidden("token");
        let mut fields = OLGA.to_vec();
        fields.push(("token", &token));
        assert_eq!(browser.post_from_elsewhere("/setup", &fields).await.status, 400);
        assert_eq!(browser.post("/setup", &fields).await.status, 400);
        browser.get(&link).await.assert_page(200);
    }
}
