//! RP-initiated logout (OIDC RP-Initiated Logout 1.0): a known person and a registered URI end the session and lead
//! back; everything else is a page, never a redirect to elsewhere.

use crate::support::{
    ALICE, BOB, Browser, House, ISSUER, Request, Response, SHOP, Tokens, WIKI, encode, on_every_engine, unescape,
};

const BYE: &str = "https://shop.example/bye";

async fn ask(browser: &Browser, parameters: &[(&str, &str)]) -> Response {
    browser.get(&format!("/oauth2/logout?{}", encode(parameters))).await
}

async fn signed_in_with_hint(house: &House, username: &str) -> (Browser, String) {
    let browser = house.signed_in(username).await;
    let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
    (browser, tokens.id().to_owned())
}

async fn is_signed_in(browser: &Browser) -> bool {
    let reply = browser.get(&SHOP.ask().with("prompt", "none").url()).await.reply_to(SHOP.redirect_uri);
    match reply.get("error") {
        None => true,
        Some(error) => {
            assert_eq!(error, "login_required");
            false
        }
    }
}

#[track_caller]
fn assert_asks(page: &Response) -> String {
    let text = page.assert_page(200);
    assert!(text.contains("/oauth2/logout/confirm"), "{text}");
    text
}

async fn confirm(browser: &Browser, page: &Response) -> Response {
    let fields: Vec<_> =
        page.hidden_fields().into_iter().filter(|(name, _)| name == "csrf" || name == "logout").collect();
    browser.submit("/oauth2/logout/confirm", &fields).await
}

on_every_engine! {
    async fn a_hint_of_the_signed_in_person_and_a_registered_uri_end_the_session_and_lead_back(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        let answer =
            ask(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE), ("state", "s")]).await;
        assert_eq!(answer.location(), "https://shop.example/bye?state=s");
        assert!(!is_signed_in(&browser).await);
    }

    async fn the_old_cookie_is_worth_nothing_after_a_logout(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        let thief = house.browser();
        thief.steal(&browser);
        ask(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await.location();
        assert!(!is_signed_in(&thief).await);
    }

    async fn the_state_comes_back_identical_and_percent_encoded(house: &House) {
        let every: String = (' '..='~').collect();
        for state in [every.as_str(), "a b+c%20", "&x=y#z"] {
            let (browser, hint) = signed_in_with_hint(house, ALICE).await;
            let fields = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", state)];
            let answer = ask(&browser, &fields).await;
            let query = answer.location().strip_prefix("https://shop.example/bye?").expect("a query").to_owned();
            let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            assert_eq!(pairs, [("state".to_owned(), state.to_owned())]);
            assert!(query.bytes().all(|b| b.is_ascii_alphanumeric() || b"=%-._~".contains(&b)), "{query}");
        }
    }

    async fn without_a_state_none_is_sent(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        let answer = ask(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        assert_eq!(answer.location(), BYE);
    }

    async fn a_registered_query_of_the_way_back_is_kept(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let hint = house.tokens(&browser, &WIKI, &WIKI.ask()).await;
        let uri = "https://wiki.example/bye?from=claviger";
        let fields = [("id_token_hint", hint.id()), ("post_logout_redirect_uri", uri), ("state", "s")];
        assert_eq!(ask(&browser, &fields).await.location(), "https://wiki.example/bye?from=claviger&state=s");
    }

    async fn an_expired_hint_is_still_a_valid_hint(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        house.clock.advance(3600);
        let answer = ask(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        assert_eq!(answer.location(), BYE);
    }

    async fn parameters_may_come_by_post_from_the_app(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        let fields = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "a b")];
        let answer = browser.post_from_elsewhere("/oauth2/logout", &fields).await;
        let answer = browser.follow(answer).await;
        assert_eq!(answer.location(), "https://shop.example/bye?state=a%20b");
        assert!(!is_signed_in(&browser).await);
    }

    async fn without_parameters_the_person_is_asked_and_then_sees_that_they_are_out(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let page = ask(&browser, &[]).await;
        assert_asks(&page);
        assert!(is_signed_in(&browser).await, "the question alone ends nothing");
        let done = confirm(&browser, &page).await;
        assert!(done.assert_page(200).contains("You are signed out"), "{}", done.text());
        assert!(!is_signed_in(&browser).await);
    }

    async fn a_hint_alone_or_a_state_alone_asks_too(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        assert_asks(&ask(&browser, &[("state", "s")]).await);
        let page = ask(&browser, &[("id_token_hint", &hint)]).await;
        assert!(assert_asks(&page).contains("The shop"), "it names the app that asks");
        confirm(&browser, &page).await.assert_page(200);
        assert!(!is_signed_in(&browser).await);
    }

    async fn a_registered_uri_with_a_client_id_but_no_hint_asks_first(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let page = ask(&browser, &[("client_id", SHOP.id), ("post_logout_redirect_uri", BYE)]).await;
        assert_asks(&page);
        let done = confirm(&browser, &page).await.assert_page(200);
        assert!(unescape(&done).contains(BYE), "the way back is offered: {done}");
        assert!(!is_signed_in(&browser).await);
    }

    async fn a_hint_of_another_person_asks_first(house: &House) {
        let (_, hint) = signed_in_with_hint(house, BOB).await;
        let browser = house.signed_in(ALICE).await;
        assert_asks(&ask(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await);
        assert!(is_signed_in(&browser).await);
    }

    async fn a_question_is_not_answered_without_its_forms_token(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for csrf in ["", "wrong"] {
            let answer = browser.post("/oauth2/logout/confirm", &[("csrf", csrf)]).await;
            assert_eq!(answer.status / 100, 4, "{}", answer.text());
        }
        let page = ask(&browser, &[]).await;
        let request = Request::post("/oauth2/logout/confirm", &[("csrf", &page.hidden("csrf"))]);
        let answer = browser.send(request.header("Origin", "https://evil.example")).await;
        assert_eq!(answer.status / 100, 4, "{}", answer.text());
        assert!(is_signed_in(&browser).await);
    }

    async fn an_unregistered_way_back_is_a_page_and_ends_nothing(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        for uri in [
            "https://evil.example/", "https://shop.example/bye/", "https://shop.example/bye?added=1",
            "https://shop.example/bye#x", SHOP.redirect_uri, "javascript:alert(1)", "https://wiki.example/bye?from=claviger",
        ] {
            let answer = ask(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", uri)]).await;
            answer.assert_page(400);
        }
        assert!(is_signed_in(&browser).await);
    }

    async fn a_way_back_without_any_app_is_a_page(house: &House) {
        let browser = house.signed_in(ALICE).await;
        ask(&browser, &[("post_logout_redirect_uri", BYE)]).await.assert_page(400);
        ask(&browser, &[("post_logout_redirect_uri", BYE), ("client_id", "nobody")]).await.assert_page(400);
        assert!(is_signed_in(&browser).await);
    }

    async fn a_hint_that_we_did_not_sign_is_a_page_and_ends_nothing(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        let parts: Vec<_> = hint.split('.').collect();
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", parts[1]);
        let tampered = format!("{}.{}.{}", parts[0], parts[1], "A".repeat(parts[2].len()));
        let stripped = format!("{}.{}.", parts[0], parts[1]);
        let access = house.tokens(&browser, &SHOP, &SHOP.ask()).await.access;
        for bad in [unsigned.as_str(), &tampered, &stripped, &access, "garbage"] {
            let answer = ask(&browser, &[("id_token_hint", bad), ("post_logout_redirect_uri", BYE)]).await;
            answer.assert_page(400);
        }
        assert!(is_signed_in(&browser).await);
    }

    async fn a_client_id_that_is_not_the_hints_audience_is_a_page(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        let fields = [("id_token_hint", hint.as_str()), ("client_id", WIKI.id), ("post_logout_redirect_uri", BYE)];
        ask(&browser, &fields).await.assert_page(400);
        let fields = [("id_token_hint", hint.as_str()), ("client_id", SHOP.id), ("post_logout_redirect_uri", BYE)];
        assert_eq!(ask(&browser, &fields).await.location(), BYE);
    }

    async fn a_parameter_given_twice_is_a_page(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        let twice = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "1"), ("state", "2")];
        ask(&browser, &twice).await.assert_page(400);
        assert!(is_signed_in(&browser).await);
    }

    async fn somebody_who_is_out_already_is_led_back_by_a_valid_request_and_told_otherwise(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        house.sign_out(&browser).await;
        let answer = ask(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        assert_eq!(answer.location(), BYE);
        let page = ask(&browser, &[]).await.assert_page(200);
        assert!(page.contains("You are signed out"), "{page}");
    }

    async fn ui_locales_of_any_kind_are_fine(house: &House) {
        let (browser, hint) = signed_in_with_hint(house, ALICE).await;
        let fields = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("ui_locales", "xx !")];
        assert_eq!(ask(&browser, &fields).await.location(), BYE);
    }

    async fn a_logout_ends_the_tokens_of_the_session_and_not_those_with_offline_access(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let bound = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let offline = house.tokens(&browser, &WIKI, &WIKI.ask().with("scope", "openid offline_access")).await;
        house.sign_out(&browser).await;
        house.userinfo(&bound.access).await.assert_error(401, "invalid_token");
        house.refresh(&SHOP, bound.refresh()).await.assert_error(400, "invalid_grant");
        Tokens::of(&house.refresh(&WIKI, offline.refresh()).await);
    }

    async fn a_logout_in_one_browser_leaves_the_persons_other_browsers_alone(house: &House) {
        let (one, other) = (house.signed_in(ALICE).await, house.signed_in(ALICE).await);
        house.sign_out(&one).await;
        assert!(is_signed_in(&other).await && !is_signed_in(&one).await);
    }

    async fn the_account_page_after_a_logout_is_the_sign_in_page(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.sign_out(&browser).await;
        let answer = browser.get("/account").await;
        assert!(browser.follow(answer).await.assert_page(200).contains(r#"name="password""#));
    }

    async fn a_sealed_request_from_elsewhere_does_not_open_here(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let flow = browser.authorize(&SHOP.ask().with("prompt", "login").pairs()).await.hidden("flow");
        for sealed in ["garbage", &flow] {
            ask(&browser, &[("request", sealed)]).await.assert_page(400);
        }
        let answer = browser.get(&format!("/signed-out?logout={flow}")).await.assert_page(200);
        assert!(!answer.contains("shop.example"), "{answer}");
        assert!(is_signed_in(&browser).await);
        assert!(ISSUER.starts_with("http://localhost"));
    }
}
