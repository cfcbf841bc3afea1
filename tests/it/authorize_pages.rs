//! Authorization requests that may not be answered by redirect (RFC 6749 §4.1.2.1): the person sees a page.

use crate::support::{ALICE, Ask, House, NATIVE, Response, SHOP, VAULT, on_every_engine, on_sqlite};

async fn page(house: &House, ask: &Ask, status: u16) -> String {
    house.get(&ask.url()).await.assert_page(status)
}

#[track_caller]
fn assert_redirects_nowhere(answer: &Response) {
    let text = answer.assert_page(400);
    assert!(text.contains("redirect_uri"), "{text}");
    assert!(!text.contains("http-equiv"), "{text}");
}

on_sqlite! {
    async fn a_redirect_uri_that_is_not_the_registered_string_is_a_page_that_names_it(house: &House) {
        for uri in [
            "https://evil.example/callback",
            "https://shop.example/callback/",
            "https://shop.example/Callback",
            "https://SHOP.example/callback",
            "https://shop.example:443/callback",
            "https://shop.example/callback?added=1",
            "https://shop.example/callback?",
            "https://shop.example/callback#fragment",
            "https://shop.example/callback#",
            "https://shop.example/./callback",
            "https://shop.example/%63allback",
            "https://shop.example/callback%00",
            "http://shop.example/callback",
            "https://shop.example@evil.example/callback",
            "//shop.example/callback",
            "javascript:alert(1)",
            "callback",
        ] {
            assert_redirects_nowhere(&house.get(&SHOP.ask().with("redirect_uri", uri).url()).await);
        }
    }

    async fn a_registered_query_may_not_be_changed_or_left_out(house: &House) {
        use crate::support::WIKI;
        for uri in [
            "https://wiki.example/callback",
            "https://wiki.example/callback?from=other",
            "https://wiki.example/callback?from=claviger&more=1",
        ] {
            assert_redirects_nowhere(&house.get(&WIKI.ask().with("redirect_uri", uri).url()).await);
        }
    }

    async fn a_missing_redirect_uri_is_a_page_even_where_only_one_is_registered(house: &House) {
        use crate::support::WIKI;
        assert_redirects_nowhere(&house.get(&WIKI.ask().without("redirect_uri").url()).await);
        assert_redirects_nowhere(&house.get(&WIKI.ask().with("redirect_uri", "").url()).await);
    }

    async fn a_redirect_uri_given_twice_is_a_page(house: &House) {
        let ask = SHOP.ask().and("redirect_uri", SHOP.redirect_uri);
        assert_redirects_nowhere(&house.get(&ask.url()).await);
    }

    async fn the_redirect_uri_of_another_app_is_a_page(house: &House) {
        assert_redirects_nowhere(&house.get(&SHOP.ask().with("redirect_uri", "https://spa.example/app").url()).await);
    }

    async fn an_app_without_redirect_uris_gets_a_page(house: &House) {
        assert_redirects_nowhere(&house.get(&SHOP.ask().with("client_id", VAULT.id).url()).await);
    }

    async fn a_bad_redirect_uri_stays_harmless_text_on_the_page(house: &House) {
        let text = page(house, &SHOP.ask().with("redirect_uri", "https://x/\"><script>alert(1)</script>"), 400).await;
        assert!(!text.contains("<script>alert"), "{text}");
    }

    async fn an_unknown_client_is_a_page(house: &House) {
        let text = page(house, &SHOP.ask().with("client_id", "nobody<b>"), 400).await;
        assert!(text.contains("client_id") && !text.contains("nobody<b>"), "{text}");
    }

    async fn a_missing_client_id_is_a_page(house: &House) {
        let text = page(house, &SHOP.ask().without("client_id"), 400).await;
        assert!(text.contains("client_id"), "{text}");
    }

    async fn a_client_id_given_twice_is_a_page(house: &House) {
        let text = page(house, &SHOP.ask().and("client_id", SHOP.id), 400).await;
        assert!(text.contains("client_id"), "{text}");
    }

    async fn a_client_id_is_compared_byte_for_byte(house: &House) {
        for id in ["Shop", "shop ", " shop", "shop\u{0}"] {
            page(house, &SHOP.ask().with("client_id", id), 400).await;
        }
    }

    async fn what_cannot_be_decoded_is_a_page(house: &House) {
        for query in ["client_id=%ff", "client_id=shop&state=%c3%28", "client_id=shop&state=%zz"] {
            house.get(&format!("/oauth2/authorize?{query}")).await.assert_page(400);
        }
    }

    async fn every_problem_of_where_to_answer_comes_before_every_other_problem(house: &House) {
        let ask = SHOP.ask().with("redirect_uri", "https://evil.example/").without("response_type").and("scope", "x");
        assert_redirects_nowhere(&house.get(&ask.url()).await);
    }

    async fn a_posted_request_with_a_bad_redirect_uri_is_a_page(house: &House) {
        let browser = house.browser();
        let ask = SHOP.ask().with("redirect_uri", "https://evil.example/");
        let answer = browser.post("/oauth2/authorize", &ask.pairs()).await;
        assert_redirects_nowhere(&browser.follow(answer).await);
    }
}

on_every_engine! {
    async fn a_disabled_app_is_a_clear_page_for_everybody(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.change_app(&SHOP, |client| client.disabled_at = Some(1)).await;
        for answer in [browser.get(&SHOP.ask().url()).await, house.get(&SHOP.ask().url()).await] {
            let text = answer.assert_page(403);
            assert!(text.contains("The shop"), "{text}");
        }
    }

    async fn a_disabled_person_gets_no_further_code(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.disable_person(ALICE).await;
        let answer = browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn a_loopback_redirect_may_differ_in_its_port_only(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for uri in [
            "http://127.0.0.1/callback", "http://127.0.0.1:49152/callback", "http://[::1]:8123/callback",
        ] {
            let answer = browser.get(&NATIVE.ask().with("redirect_uri", uri).url()).await;
            answer.reply_to(uri).code();
        }
        for uri in [
            "http://localhost:49152/callback", "http://127.0.0.1:49152/other", "https://127.0.0.1:49152/callback",
            "http://127.0.0.2:49152/callback", "http://127.0.0.1:49152/callback?x=1", "http://127.0.0.1:x/callback",
            "http://127.0.0.1:1@evil.example/callback", "http://127.0.0.1.evil.example/callback",
        ] {
            assert_redirects_nowhere(&browser.get(&NATIVE.ask().with("redirect_uri", uri).url()).await);
        }
    }

    async fn the_port_of_a_loopback_redirect_is_bound_to_its_code(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let uri = "http://127.0.0.1:49152/callback";
        let code = house.code(&browser, &NATIVE.ask().with("redirect_uri", uri)).await;
        let redeem = |uri: &'static str, code: String| async move {
            let fields = [
                ("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", uri),
                ("code_verifier", crate::support::VERIFIER),
            ];
            house.token(&NATIVE, &fields).await
        };
        redeem("http://127.0.0.1:49153/callback", code.clone()).await.assert_error(400, "invalid_grant");
        crate::support::Tokens::of(&redeem(uri, code).await);
    }
}
