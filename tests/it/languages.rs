//! What language a page speaks: asked for by the app, chosen by the person for themselves or in their browser, preferred
//! by the browser, else English.

use crate::support::{ALICE, House, PASSWORD, Request, SHOP, encode, on_sqlite};

fn lang(text: &str) -> &str {
    text.split_once("<html lang=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a page names its language").0
}

on_sqlite! {
    async fn the_browsers_preference_counts_where_nobody_chose(house: &House) {
        for (header, expected) in [("de-AT,de;q=0.9,en;q=0.8", "de"), ("en;q=0.9,de;q=0.3", "en"), ("fr", "en")] {
            let answer = house.send(Request::get("/login").header("Accept-Language", header)).await;
            assert_eq!(lang(&answer.assert_page(200)), expected, "{header}");
        }
        let answer = house.send(Request::get("/no-such-page").header("Accept-Language", "de")).await;
        assert!(answer.assert_page(404).contains("Diese Seite gibt es nicht"));
    }

    async fn the_app_may_ask_for_a_language_through_the_whole_flow(house: &House) {
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().with("ui_locales", "fr de-CH en").pairs()).await;
        assert!(page.assert_page(200).contains("Anmelden bei The shop"));
        let wrong = browser.fill_in_sign_in(&page, ALICE, "wrong").await;
        assert!(wrong.text().contains("passen nicht zusammen"), "a form posted in the flow");
        let page = browser.authorize(&SHOP.ask().with("ui_locales", "fr de-CH en").pairs()).await;
        let consent = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        assert!(consent.assert_page(200).contains("The shop Zugang geben?"), "{}", consent.text());
    }

    async fn what_the_person_chooses_on_the_page_outweighs_the_app_for_the_rest_of_the_flow(house: &House) {
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().with("ui_locales", "de").pairs()).await;
        let text = page.assert_page(200);
        let link = text.split("class=\"language\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let link = crate::support::unescape(link.expect("a link to the other language"));
        let english = browser.follow(browser.get(&link).await).await;
        assert!(english.assert_page(200).contains("Sign in to The shop"), "{}", english.text());
        let wrong = browser.fill_in_sign_in(&english, ALICE, "wrong").await;
        assert!(wrong.text().contains("do not match"), "{}", wrong.text());
        let account = browser.send(Request::get("/login").header("Accept-Language", "de")).await;
        assert_eq!(lang(&account.assert_page(200)), "en", "the choice outweighs the browser");
    }

    async fn choosing_a_language_leads_back_to_this_server_only(house: &House) {
        for (back, expected) in [
            ("/login?flow=x", "/login?flow=x&ui_locales=de"),
            ("https://evil.example/", "/account?ui_locales=de"),
            ("//evil.example", "/account?ui_locales=de"),
            ("/\\evil.example", "/account?ui_locales=de"),
        ] {
            let answer = house.get(&format!("/language?{}", encode(&[("to", "de"), ("return_to", back)]))).await;
            assert_eq!(answer.location(), expected);
        }
        let answer = house.get("/language?to=tlh&return_to=/login").await;
        assert_eq!((answer.location(), answer.header("Set-Cookie")), ("/login", None));
    }

    async fn a_signed_in_person_finds_the_language_they_chose_in_every_browser(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let answer = browser.follow(browser.get("/language?to=de&return_to=/account").await).await;
        assert_eq!(lang(&answer.assert_page(200)), "de");
        let another = house.signed_in(ALICE).await;
        assert_eq!(lang(&another.get("/account").await.assert_page(200)), "de");
        assert_eq!(lang(&another.get("/account?ui_locales=en").await.assert_page(200)), "en", "asked for once");
        house.change_person(ALICE, |user| user.role = Some(claviger::model::user::Role::Owner)).await;
        assert_eq!(lang(&another.get("/admin").await.assert_page(200)), "de");
        let led = Request::get("/language?to=en&return_to=/account").header("Sec-Fetch-Site", "cross-site");
        another.send(led).await;
        assert_eq!(lang(&another.get("/account").await.assert_page(200)), "de", "another site changes no person");
        house.sign_out(&another).await;
        assert_eq!(lang(&another.get("/login").await.assert_page(200)), "en", "the browser's own choice");
    }

    async fn discovery_names_the_languages_that_pages_speak(house: &House) {
        let document = house.get("/.well-known/openid-configuration").await.json_of(200);
        assert_eq!(document["ui_locales_supported"], serde_json::json!(["de", "en"]));
    }
}
