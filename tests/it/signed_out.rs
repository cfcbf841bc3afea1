//! The page after signing out: a receipt of what became of the apps (Back-Channel Logout), frames of those that are told
//! in the browser (OIDC Front-Channel Logout 1.0), and the way on.

use crate::support::{
    ALICE, App, Browser, House, ISSUER, Response, SHOP, SPA, WIKI, admin, app, encode, on_every_engine, on_sqlite,
    send, settings_form, unescape,
};
use claviger::model::client_metadata::ClientMetadata;
use claviger::model::user::Role;
use std::sync::Arc;

const BYE: &str = "https://shop.example/bye";

async fn frame_at(house: &House, app: &App, uri: &str, wants_session: bool) {
    let uri = uri.to_owned();
    let change = |metadata: &mut ClientMetadata| {
        metadata.frontchannel_logout_uri = Some(uri);
        metadata.frontchannel_logout_session_required = wants_session;
    };
    house.change_app(app, |client| change(Arc::make_mut(&mut client.metadata))).await;
}

/// Signs out on the page of one's account; the page afterwards, and its address.
async fn sign_out(browser: &Browser) -> (String, Response) {
    let csrf = browser.get("/account").await.hidden("csrf");
    let answer = browser.post("/oauth2/logout/confirm", &[("csrf", &csrf)]).await;
    let address = answer.location().to_owned();
    let page = browser.get(&address).await;
    (address, page)
}

async fn sid_at(house: &House, browser: &Browser, app: &App) -> (String, String) {
    let tokens = house.tokens(browser, app, &app.ask()).await;
    (house.verify(tokens.id()).await.text("sid").to_owned(), tokens.id().to_owned())
}

fn frame_sources(page: &Response) -> Option<String> {
    let policy = page.header("Content-Security-Policy").expect("a policy");
    policy.split("; ").find_map(|rule| rule.strip_prefix("frame-src ")).map(str::to_owned)
}

on_every_engine! {
    async fn the_receipt_tells_which_apps_confirmed_and_which_are_still_being_told(house: &House) {
        let (shop, _wiki) = (house.told(&SHOP, 200).await, house.told(&WIKI, 500).await);
        let browser = house.signed_in(ALICE).await;
        for app in [&SHOP, &WIKI] {
            house.tokens(&browser, app, &app.ask()).await;
        }
        house.tokens(&browser, &SPA, &SPA.ask()).await;
        let (address, page) = sign_out(&browser).await;
        let text = page.assert_page(200);
        assert_eq!(text.matches(r#"data-state="pending""#).count(), 2, "{text}");
        assert!(text.contains(r#"http-equiv="refresh""#) && text.contains("The spa"), "{text}");
        let background = house.background();
        shop.wait_for(1).await;
        let mut text = String::new();
        for _ in 0..100 {
            text = browser.get(&format!("{address}&again=yes")).await.assert_page(200);
            if text.contains(r#"data-state="delivered""#) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let line = text.split("<li ").find(|line| line.contains("The shop")).expect("the shop's line");
        assert!(line.contains(r#"data-state="delivered""#), "{line}");
        assert_eq!(text.matches(r#"data-state="pending""#).count(), 1, "{text}");
        assert!(!text.contains(house.person(ALICE).await.id.as_str()) && !text.contains(ALICE), "names of apps only");
        background.stop().await;
    }

    async fn apps_that_are_told_in_the_browser_have_a_frame_each_before_the_way_on(house: &House) {
        frame_at(house, &SHOP, "https://shop.example/out?from=claviger", true).await;
        frame_at(house, &WIKI, "https://wiki.example/out", false).await;
        frame_at(house, &SPA, "https://spa.example/out", false).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &WIKI, &WIKI.ask()).await;
        let (sid, hint) = sid_at(house, &browser, &SHOP).await;
        let query = [("id_token_hint", &*hint), ("post_logout_redirect_uri", BYE), ("state", "a b")];
        let answer = browser.get(&format!("/oauth2/logout?{}", encode(&query))).await;
        let address = answer.location().to_owned();
        assert!(address.starts_with("/signed-out?ended="), "{address}");
        let page = browser.get(&address).await;
        let text = unescape(&page.assert_page(200));
        let own = encode(&[("iss", ISSUER), ("sid", &sid)]);
        assert!(text.contains(&format!(r#"src="https://shop.example/out?from=claviger&{own}""#)), "{text}");
        assert!(text.contains(r#"src="https://wiki.example/out""#), "{text}");
        assert!(!text.contains("spa.example"), "it was not used in this session: {text}");
        assert!(text.contains(r#"href="https://shop.example/bye?state=a%20b" data-goes-on"#), "{text}");
        assert_eq!(frame_sources(&page).as_deref(), Some("https://shop.example https://wiki.example"));
        let again = browser.get(&format!("{address}&again=yes")).await;
        assert!(!again.assert_page(200).contains("<iframe"), "once is enough");
        assert_eq!(frame_sources(&again), None);
        house.clock.advance(61);
        assert!(!browser.get(&address).await.assert_page(200).contains("<iframe"), "the address was kept");
    }

    async fn without_apps_that_are_told_in_the_browser_the_way_leads_straight_on(house: &House) {
        house.told(&SHOP, 200).await;
        let browser = house.signed_in(ALICE).await;
        let (_, hint) = sid_at(house, &browser, &SHOP).await;
        let query = [("id_token_hint", &*hint), ("post_logout_redirect_uri", BYE)];
        assert_eq!(browser.get(&format!("/oauth2/logout?{}", encode(&query))).await.location(), BYE);
    }

    async fn the_pages_speak_the_language_that_the_app_asked_for(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let (_, hint) = sid_at(house, &browser, &SHOP).await;
        let fields = [("id_token_hint", &*hint), ("ui_locales", "xx de"), ("state", "s")];
        for post in [true, false] {
            let answer = match post {
                true => browser.post_from_elsewhere("/oauth2/logout", &fields).await,
                false => browser.get(&format!("/oauth2/logout?{}", encode(&fields))).await,
            };
            let question = browser.follow(answer).await;
            assert!(question.assert_page(200).contains(r#"<html lang="de">"#));
            if !post {
                let hidden = question.hidden_fields();
                let page = browser.submit("/oauth2/logout/confirm", &hidden).await;
                assert!(page.assert_page(200).contains(r#"<html lang="de">"#));
            }
        }
    }

    async fn an_admin_says_on_the_apps_page_where_it_is_told(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let uri = "https://shop.example/told";
        let typed = [("backchannel_logout_uri", uri), ("frontchannel_logout_uri", "https://shop.example/out"),
            ("frontchannel_session_required", "yes")];
        let fields = settings_form(&browser, SHOP.id, &typed).await;
        assert_eq!(send(&browser, "/admin/clients/shop/settings", &fields).await.status, 303);
        let metadata = app(house, SHOP.id).await.metadata;
        assert_eq!(metadata.backchannel_logout_uri.as_deref(), Some(uri));
        assert!(metadata.frontchannel_logout_session_required && !metadata.backchannel_logout_session_required);
        for (field, wrong) in [
            ("backchannel_logout_uri", "https://shop.example/#x"),
            ("frontchannel_logout_uri", "https://elsewhere.example/out"),
        ] {
            let fields = settings_form(&browser, SHOP.id, &[(field, wrong)]).await;
            let page = send(&browser, "/admin/clients/shop/settings", &fields).await.assert_page(422);
            assert!(page.contains(&format!("{field}-error")), "{page}");
        }
        let none = [("backchannel_logout_uri", ""), ("frontchannel_logout_uri", "")];
        let mut fields = settings_form(&browser, SHOP.id, &none).await;
        fields.retain(|(name, _)| !name.ends_with("session_required"));
        assert_eq!(send(&browser, "/admin/clients/shop/settings", &fields).await.status, 303);
        assert_eq!(*app(house, SHOP.id).await.metadata, ClientMetadata::default());
    }
}

on_sqlite! {
    async fn an_address_of_a_receipt_that_we_did_not_seal_tells_nothing(house: &House) {
        for sealed in ["", "garbage", "AAAA"] {
            let page = house.get(&format!("/signed-out?ended={sealed}")).await.assert_page(200);
            assert!(page.contains("You are signed out") && !page.contains("data-state"), "{page}");
        }
    }

    async fn discovery_says_how_apps_are_told(house: &House) {
        let document = house.get("/.well-known/openid-configuration").await.json_of(200);
        for member in ["backchannel_logout_supported", "backchannel_logout_session_supported",
            "frontchannel_logout_supported", "frontchannel_logout_session_supported"] {
            assert_eq!(document[member], true, "{member}");
        }
    }
}
