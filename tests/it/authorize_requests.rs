//! Authorization requests (RFC 6749 §4.1.1, OIDC Core §3.1.2): which are taken, and which errors the app is told.

use crate::support::{
    ALICE, Ask, CHALLENGE, House, LEGACY, ROBOT, Reply, SHOP, WIKI, encode, on_every_engine, on_sqlite,
};

/// The error that the app is told for a request, told by redirect with its state.
async fn refusal(house: &House, ask: &Ask) -> Reply {
    let answer = house.get(&ask.url()).await;
    let reply = answer.reply_to(SHOP.redirect_uri);
    assert_eq!(reply.get("state"), ask.get("state"), "{reply:?}");
    reply
}

on_sqlite! {
    async fn a_request_without_response_type_is_invalid(house: &House) {
        refusal(house, &SHOP.ask().without("response_type")).await.assert_error("invalid_request");
    }

    async fn a_response_type_that_is_not_advertised_is_unsupported(house: &House) {
        for kind in ["token", "id_token", "code id_token", "code token", "none", "Code"] {
            let ask = SHOP.ask().with("response_type", kind);
            refusal(house, &ask).await.assert_error("unsupported_response_type");
        }
    }

    async fn a_parameter_given_twice_is_invalid(house: &House) {
        for name in ["scope", "nonce", "response_type", "prompt", "code_challenge", "unknown"] {
            let ask = SHOP.ask().with(name, "openid").and(name, "openid");
            let description = refusal(house, &ask).await.assert_error("invalid_request");
            assert!(description.contains(name), "{description}");
        }
    }

    async fn a_state_given_twice_is_invalid(house: &House) {
        let answer = house.get(&SHOP.ask().and("state", "another").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
    }

    async fn the_registration_parameter_is_refused_and_never_ignored(house: &House) {
        let ask = SHOP.ask().with("registration", "{}");
        refusal(house, &ask).await.assert_error("registration_not_supported");
    }

    async fn a_request_without_scope_is_refused(house: &House) {
        refusal(house, &SHOP.ask().without("scope")).await.assert_error("invalid_scope");
    }

    async fn a_request_for_nothing_but_unknown_scopes_is_refused(house: &House) {
        refusal(house, &SHOP.ask().with("scope", "unknown other")).await.assert_error("invalid_scope");
    }

    async fn a_resource_that_is_not_registered_for_the_app_is_an_invalid_target(house: &House) {
        for resource in ["https://unknown.example/", "https://orders.example", "orders", "https://orders.example/#x"] {
            refusal(house, &SHOP.ask().with("resource", resource)).await.assert_error("invalid_target");
        }
    }

    async fn a_max_age_that_is_no_number_of_seconds_is_invalid(house: &House) {
        for age in ["-1", "soon", "1.5", "99999999999999999999"] {
            refusal(house, &SHOP.ask().with("max_age", age)).await.assert_error("invalid_request");
        }
    }

    async fn prompt_none_stands_alone(house: &House) {
        for prompt in ["none login", "consent none", "none none"] {
            refusal(house, &SHOP.ask().with("prompt", prompt)).await.assert_error("invalid_request");
        }
    }

    async fn an_unknown_prompt_is_invalid_by_a_text_that_names_the_known_ones(house: &House) {
        for prompt in ["create", "login unheard_of", "Login", "none,login"] {
            let description = refusal(house, &SHOP.ask().with("prompt", prompt)).await.assert_error("invalid_request");
            assert!(description.contains("select_account"), "{description}");
        }
    }

    async fn an_unknown_response_mode_is_invalid(house: &House) {
        for mode in ["jwt", "web_message", "Query"] {
            refusal(house, &SHOP.ask().with("response_mode", mode)).await.assert_error("invalid_request");
        }
    }

    async fn a_client_without_the_code_grant_has_no_redirect_uri_to_ask_with(house: &House) {
        let ask = SHOP.ask().with("client_id", ROBOT.id);
        house.get(&ask.url()).await.assert_page(400);
    }

    async fn a_client_that_may_not_use_the_code_grant_is_told_so(house: &House) {
        house.change_app(&SHOP, |client| client.grant_types.clear()).await;
        refusal(house, &SHOP.ask()).await.assert_error("unauthorized_client");
    }

    async fn errors_go_to_the_registered_query_of_the_redirect_uri(house: &House) {
        let answer = house.get(&WIKI.ask().without("response_type").url()).await;
        let location = answer.location();
        assert!(location.starts_with("https://wiki.example/callback?from=claviger&error="), "{location}");
        answer.reply_to(WIKI.redirect_uri).assert_error("invalid_request");
    }

    async fn an_error_without_state_is_told_without_state(house: &House) {
        let reply = refusal(house, &SHOP.ask().without("state").without("response_type")).await;
        assert_eq!(reply.get("state"), None);
    }

    async fn an_error_redirect_is_not_kept_by_caches(house: &House) {
        let answer = house.get(&SHOP.ask().without("response_type").url()).await;
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    }
}

on_every_engine! {
    async fn a_request_without_nonce_or_state_brings_a_code(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().without("nonce").without("state");
        let answer = browser.get(&ask.url()).await;
        let reply = answer.reply_to(SHOP.redirect_uri);
        assert_eq!(reply.get("state"), None);
        let tokens = crate::support::Tokens::of(&house.redeem(&SHOP, &reply.code()).await);
        assert!(house.verify(tokens.id()).await.claims.get("nonce").is_none());
    }

    async fn the_nonce_comes_back_in_the_id_token(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let nonce = r#"n~!#$%&'()*+,-./:;<=>?@[]^_`{|}"#;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("nonce", nonce)).await;
        assert_eq!(house.verify(tokens.id()).await.text("nonce"), nonce);
    }

    async fn a_state_of_any_printable_ascii_comes_back_identical(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let every: String = (' '..='~').collect();
        let long: String = "aZ09-._~".repeat(16);
        assert_eq!(long.len(), 128);
        for state in [every.as_str(), &long, " ", "a+b c%20d", "&state=x#y", "\"\\<>"] {
            let answer = browser.get(&SHOP.ask().with("state", state).url()).await;
            assert_eq!(answer.reply_to(SHOP.redirect_uri).get("state"), Some(state));
        }
    }

    async fn unreserved_characters_of_a_state_travel_unencoded(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&SHOP.ask().with("state", "aZ09-._~").url()).await;
        assert!(answer.location().contains("&state=aZ09-._~&"), "{}", answer.location());
    }

    async fn the_redirect_keeps_the_registered_query_byte_for_byte(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&WIKI.ask().url()).await;
        assert!(answer.location().starts_with("https://wiki.example/callback?from=claviger&code="));
        answer.reply_to(WIKI.redirect_uri).code();
    }

    async fn the_order_of_parameters_and_scopes_does_not_matter_and_unknown_ones_are_ignored(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("scope", "email openid  profile").and("foo", "bar").and("resource_uri", "x");
        let mut pairs = ask.pairs();
        pairs.reverse();
        let answer = browser.get(&format!("/oauth2/authorize?{}", encode(&pairs))).await;
        let code = answer.reply_to(SHOP.redirect_uri).code();
        let tokens = crate::support::Tokens::of(&house.redeem(&SHOP, &code).await);
        let mut granted: Vec<_> = tokens.scope().split(' ').collect();
        granted.sort_unstable();
        assert_eq!(granted, ["email", "openid", "profile"]);
    }

    async fn display_locales_hints_and_acr_values_never_cause_an_error(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for (name, value) in [
            ("display", "page"), ("display", "popup"), ("display", "touch"), ("display", "wap"),
            ("display", "hologram"), ("ui_locales", "fr-CA fr en"), ("ui_locales", "not a language!"),
            ("claims_locales", "de"), ("login_hint", "alice"), ("login_hint", "nobody@nowhere.example"),
            ("acr_values", "urn:mace:incommon:iap:silver"), ("acr_values", "1 2"),
            ("claims", r#"{"userinfo":{"given_name":{"essential":true}}}"#),
        ] {
            let answer = browser.get(&SHOP.ask().with(name, value).url()).await;
            answer.reply_to(SHOP.redirect_uri).code();
        }
    }

    async fn parameters_may_come_by_post(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("state", "a b&c");
        let answer = browser.post_from_elsewhere("/oauth2/authorize", &ask.pairs()).await;
        let reply = browser.follow(answer).await.reply_to(SHOP.redirect_uri);
        assert_eq!(reply.get("state"), Some("a b&c"));
        crate::support::Tokens::of(&house.redeem(&SHOP, &reply.code()).await);
    }

    async fn errors_of_a_posted_request_are_told_by_redirect_too(house: &House) {
        let browser = house.browser();
        let ask = SHOP.ask().with("response_type", "token");
        let answer = browser.post("/oauth2/authorize", &ask.pairs()).await;
        browser.follow(answer).await.reply_to(SHOP.redirect_uri).assert_error("unsupported_response_type");
    }

    async fn every_second_redirect_uri_of_an_app_is_served_as_asked(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&SHOP.ask().with("redirect_uri", "https://shop.example/other").url()).await;
        answer.reply_to("https://shop.example/other").code();
    }

    async fn codes_and_tokens_are_random_and_of_printable_ascii(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let (one, other) = (house.code(&browser, &SHOP.ask()).await, house.code(&browser, &SHOP.ask()).await);
        let tokens = crate::support::Tokens::of(&house.redeem(&SHOP, &one).await);
        assert_ne!(one, other);
        for secret in [one.as_str(), &other, tokens.refresh()] {
            // 128 bits in base64url are 22 characters.
            assert!(secret.len() >= 22 && secret.bytes().all(|b| matches!(b, 0x21..=0x7e)), "{secret}");
        }
        assert!(tokens.access.bytes().all(|b| matches!(b, 0x21..=0x7e)));
    }

    async fn an_app_that_an_admin_exempted_from_pkce_may_do_without(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let code = house.code(&browser, &LEGACY.ask().plain()).await;
        let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", LEGACY.redirect_uri)];
        crate::support::Tokens::of(&house.token(&LEGACY, &fields).await);
    }
}

on_sqlite! {
    async fn a_confidential_app_without_pkce_is_refused_by_a_text_that_names_the_setting(house: &House) {
        let description = refusal(house, &SHOP.ask().plain()).await.assert_error("invalid_request");
        for name in ["code_challenge", "S256", "usePKCE"] {
            assert!(description.contains(name), "{description}");
        }
    }

    async fn plain_challenges_and_unknown_methods_are_refused(house: &House) {
        for ask in [
            SHOP.ask().with("code_challenge_method", "plain"),
            SHOP.ask().without("code_challenge_method"),
            SHOP.ask().with("code_challenge_method", "S512"),
            SHOP.ask().with("code_challenge_method", "s256"),
        ] {
            refusal(house, &ask).await.assert_error("invalid_request");
        }
    }

    async fn a_challenge_that_s256_cannot_have_made_is_refused(house: &House) {
        let short = &CHALLENGE[1..];
        let long = format!("{CHALLENGE}A");
        let padded = format!("{short}=");
        for challenge in [short, &long, &padded, &"!".repeat(43)] {
            refusal(house, &SHOP.ask().with("code_challenge", challenge)).await.assert_error("invalid_request");
        }
    }

    async fn a_method_without_a_challenge_is_refused(house: &House) {
        refusal(house, &SHOP.ask().without("code_challenge")).await.assert_error("invalid_request");
    }

    async fn a_public_app_needs_pkce_whatever_its_registration_says(house: &House) {
        use crate::support::SPA;
        house.change_app(&SPA, |client| client.requires_pkce = false).await;
        let answer = house.get(&SPA.ask().plain().url()).await;
        answer.reply_to(SPA.redirect_uri).assert_error("invalid_request");
    }
}
