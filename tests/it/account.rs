//! My account: my apps, my recent sign-ins, who I am, and the way out.

use crate::support::{ALICE, BOB, House, SHOP, WIKI, on_every_engine, unescape};

on_every_engine! {
    async fn the_page_shows_who_i_am_and_my_groups(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let text = browser.get("/account").await.assert_page(200);
        for mine in ["Alice Adams", "alice@northwind.example", "editors", "Ärzte"] {
            assert!(text.contains(mine), "{mine} in {text}");
        }
        assert!(!text.contains("nobody"), "{text}");
    }

    async fn only_apps_with_an_address_that_are_switched_on_have_a_tile(house: &House) {
        house.change_app(&SHOP, |client| client.url = Some("https://shop.example/start".to_owned())).await;
        house.change_app(&WIKI, |client| client.url = Some("https://wiki.example/".to_owned())).await;
        house.change_app(&WIKI, |client| client.disabled_at = Some(1)).await;
        let browser = house.signed_in(ALICE).await;
        let text = unescape(&browser.get("/account").await.assert_page(200));
        assert!(text.contains("https://shop.example/start") && text.contains("The shop"), "{text}");
        assert!(!text.contains("wiki.example") && !text.contains("The spa"), "{text}");
    }

    async fn my_recent_sign_ins_are_listed_good_and_bad_and_nobody_elses(house: &House) {
        house.signed_in(BOB).await;
        let stranger = house.browser();
        let page = stranger.get("/login").await;
        stranger.fill_in_sign_in(&page, ALICE, "wrong").await.assert_page(422);
        let browser = house.signed_in(ALICE).await;
        let text = browser.get("/account").await.assert_page(200);
        let events = text.split("class=\"panel events\"").nth(1).expect("a list");
        let events = events.split("</ul>").next().expect("its end");
        assert_eq!(events.matches("<li>").count(), 2, "{events}");
        assert!(events.contains("127.0.0.1"), "{events}");
    }

    async fn without_a_session_the_page_leads_to_the_sign_in(house: &House) {
        let answer = house.get("/account").await;
        assert_eq!(answer.location(), "/login");
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    }

    async fn the_button_signs_out(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.sign_out(&browser).await;
        assert!(!browser.cookies().contains_key("claviger-session"), "the cookie is taken back");
        assert_eq!(browser.get("/account").await.location(), "/login");
    }
}
