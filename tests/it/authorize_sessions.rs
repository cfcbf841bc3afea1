//! Who is in front of the browser (OIDC Core §3.1.2.1 `prompt`, `max_age`, `id_token_hint`, `login_hint`): when a
//! session answers by itself, when the person signs in again, and when the app is told instead.

use crate::support::{ALICE, BOB, Browser, House, PASSWORD, SHOP, Tokens, WIKI, attribute, on_every_engine};

/// The verified ID token of a request that the browser's session answers without a page.
async fn silent_id_token(house: &House, browser: &Browser) -> crate::support::Jwt {
    let tokens = house.tokens(browser, &SHOP, &SHOP.ask().with("prompt", "none")).await;
    house.verify(tokens.id()).await
}

/// The value that stands in the username field of a sign-in page.
fn name_field(page: &str) -> String {
    let tag = page.split("<input ").find(|tag| tag.contains(r#"name="username""#)).expect("a username field");
    attribute(tag, "value")
}

on_every_engine! {
    async fn a_person_who_signed_in_for_one_app_is_in_at_an_app_of_another_domain(house: &House) {
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        assert!(page.assert_page(200).contains(r#"name="password""#));
        let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        let code = answer.reply_to(SHOP.redirect_uri).code();
        let shop = house.verify(Tokens::of(&house.redeem(&SHOP, &code).await).id()).await;
        let code = browser.get(&WIKI.ask().url()).await.reply_to(WIKI.redirect_uri).code();
        let wiki = house.verify(Tokens::of(&house.redeem(&WIKI, &code).await).id()).await;
        for claim in ["sub", "sid", "auth_time", "acr"] {
            assert_eq!(shop.claims[claim], wiki.claims[claim], "{claim}");
        }
        assert_eq!((shop.text("aud"), wiki.text("aud")), (SHOP.id, WIKI.id));
    }

    async fn prompt_none_without_a_session_is_login_required(house: &House) {
        let answer = house.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn prompt_none_with_a_session_keeps_subject_and_auth_time(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let first = silent_id_token(house, &browser).await;
        house.clock.advance(600);
        let second = silent_id_token(house, &browser).await;
        assert_eq!((first.text("sub"), first.number("auth_time")), (second.text("sub"), second.number("auth_time")));
        assert!(second.number("iat") > first.number("iat"));
    }

    async fn prompt_login_makes_a_signed_in_person_sign_in_again_with_a_later_auth_time(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let before = silent_id_token(house, &browser).await;
        // Within the same second: it has to be later all the same.
        let page = browser.authorize(&SHOP.ask().with("prompt", "login").pairs()).await;
        assert!(page.assert_page(200).contains(r#"name="password""#));
        let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        let code = answer.reply_to(SHOP.redirect_uri).code();
        let after = house.verify(Tokens::of(&house.redeem(&SHOP, &code).await).id()).await;
        assert!(after.number("auth_time") > before.number("auth_time"), "{} {}", after.claims, before.claims);
        assert_eq!((after.text("sub"), after.text("sid")), (before.text("sub"), before.text("sid")));
    }

    async fn prompt_login_is_not_satisfied_by_opening_the_way_back_alone(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("prompt", "login").pairs()).await;
        let flow = page.hidden("flow");
        let answer = browser.get(&format!("/oauth2/authorize/resume?flow={flow}")).await;
        assert!(browser.follow(answer).await.assert_page(200).contains(r#"name="password""#));
    }

    async fn signing_in_again_gives_the_session_a_new_cookie_and_the_old_one_is_worth_nothing(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let thief = house.browser();
        thief.steal(&browser);
        let page = browser.authorize(&SHOP.ask().with("prompt", "login").pairs()).await;
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
        let answer = thief.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn signing_in_as_another_person_ends_the_session_before(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid")).await;
        let page = browser.authorize(&SHOP.ask().with("prompt", "login").pairs()).await;
        let answer = browser.fill_in_sign_in(&page, BOB, PASSWORD).await;
        let code = answer.reply_to(SHOP.redirect_uri).code();
        let bob = house.verify(Tokens::of(&house.redeem(&SHOP, &code).await).id()).await;
        let alice = house.verify(tokens.id()).await;
        assert_ne!(bob.text("sub"), alice.text("sub"));
        assert_ne!(bob.text("sid"), alice.text("sid"));
        assert!(!house.is_active(&SHOP, &tokens.access).await);
    }

    async fn a_sign_in_older_than_max_age_is_repeated(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let before = silent_id_token(house, &browser).await;
        house.clock.advance(61);
        let page = browser.authorize(&SHOP.ask().with("max_age", "60").pairs()).await;
        assert!(page.assert_page(200).contains(r#"name="password""#));
        let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        let code = answer.reply_to(SHOP.redirect_uri).code();
        let after = house.verify(Tokens::of(&house.redeem(&SHOP, &code).await).id()).await;
        assert_eq!(after.number("auth_time"), before.number("auth_time") + 61);
    }

    async fn a_larger_max_age_leaves_the_session_and_its_auth_time_alone(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let before = silent_id_token(house, &browser).await;
        house.clock.advance(60);
        for age in ["60", "10000"] {
            let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("max_age", age)).await;
            let jwt = house.verify(tokens.id()).await;
            assert_eq!(jwt.number("auth_time"), before.number("auth_time"), "max_age={age}");
        }
    }

    async fn a_max_age_of_zero_means_now(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("max_age", "0").pairs()).await;
        assert!(page.assert_page(200).contains(r#"name="password""#));
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn prompt_none_with_a_sign_in_older_than_max_age_is_login_required(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.clock.advance(61);
        let answer = browser.get(&SHOP.ask().with("prompt", "none").with("max_age", "60").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn an_id_token_hint_of_the_same_person_succeeds_silently_even_when_it_expired(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let hint = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let ask = SHOP.ask().with("prompt", "none").with("id_token_hint", hint.id());
        for seconds in [0, 3600] {
            house.clock.advance(seconds);
            browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri).code();
        }
    }

    async fn an_id_token_hint_of_another_person_is_login_required(house: &House) {
        let hint = house.tokens_of(BOB, &SHOP, "openid").await;
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&SHOP.ask().with("prompt", "none").with("id_token_hint", hint.id()).url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn an_id_token_hint_that_is_no_id_token_of_ours_is_invalid(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let id = tokens.id();
        let (signed, _) = id.rsplit_once('.').expect("three parts");
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", id.split('.').nth(1).expect("a payload"));
        for hint in [tokens.access.as_str(), "garbage", &format!("{signed}.AAAA"), &unsigned, signed] {
            let answer = browser.get(&SHOP.ask().with("prompt", "none").with("id_token_hint", hint).url()).await;
            answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
        }
    }

    async fn a_hinted_person_may_sign_in_and_another_person_is_told_to_the_app(house: &House) {
        let hint = house.tokens_of(BOB, &SHOP, "openid").await;
        let ask = SHOP.ask().with("id_token_hint", hint.id());
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&ask.pairs()).await;
        assert!(page.assert_page(200).contains(r#"name="password""#));
        let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
        let page = browser.authorize(&ask.pairs()).await;
        browser.fill_in_sign_in(&page, BOB, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn a_login_hint_stands_in_the_name_field_known_or_not(house: &House) {
        for hint in [ALICE, "nobody@nowhere.example", "\"><script>"] {
            let browser = house.browser();
            let page = browser.authorize(&SHOP.ask().with("login_hint", hint).pairs()).await.assert_page(200);
            assert_eq!(name_field(&page), hint);
            assert!(!page.contains("\"><script>"), "{page}");
        }
    }

    async fn select_account_lets_the_person_go_on_as_themselves(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let before = silent_id_token(house, &browser).await;
        let page = browser.authorize(&SHOP.ask().with("prompt", "select_account").pairs()).await;
        let text = page.assert_page(200);
        assert!(!text.contains(r#"name="password""#) && text.contains("The shop"), "{text}");
        let mut fields = page.hidden_fields();
        fields.push(("choice".to_owned(), "continue".to_owned()));
        let code = browser.submit("/select-account", &fields).await.reply_to(SHOP.redirect_uri).code();
        let jwt = house.verify(Tokens::of(&house.redeem(&SHOP, &code).await).id()).await;
        assert_eq!(jwt.claims["auth_time"], before.claims["auth_time"]);
    }

    async fn select_account_lets_the_person_change_the_account(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let alice = silent_id_token(house, &browser).await;
        let page = browser.authorize(&SHOP.ask().with("prompt", "select_account").pairs()).await;
        let mut fields = page.hidden_fields();
        fields.push(("choice".to_owned(), "other".to_owned()));
        let page = browser.submit("/select-account", &fields).await;
        assert!(page.assert_page(200).contains(r#"name="password""#));
        let code = browser.fill_in_sign_in(&page, BOB, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
        let bob = house.verify(Tokens::of(&house.redeem(&SHOP, &code).await).id()).await;
        assert_ne!(bob.text("sub"), alice.text("sub"));
    }

    async fn select_account_without_a_session_is_a_plain_sign_in(house: &House) {
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().with("prompt", "select_account").pairs()).await;
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn ten_tabs_are_ten_flows_and_none_overwrites_another(house: &House) {
        let browser = house.browser();
        let mut pages = Vec::new();
        for tab in 0..10 {
            let state = format!("tab-{tab}");
            pages.push((browser.authorize(&SHOP.ask().with("state", &state).pairs()).await, state));
        }
        for (page, state) in pages {
            let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
            let reply = answer.reply_to(SHOP.redirect_uri);
            assert_eq!(reply.get("state"), Some(state.as_str()));
            Tokens::of(&house.redeem(&SHOP, &reply.code()).await);
        }
    }

    async fn a_session_idles_out_after_eight_hours(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.clock.advance(8 * 3600 - 1);
        silent_id_token(house, &browser).await;
        house.provider.accounts.flush_seen().await.expect("a write");
        house.clock.advance(8 * 3600 + 1);
        let answer = browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn a_session_ends_a_day_after_the_sign_in_however_much_it_is_used(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for _ in 0..4 {
            house.clock.advance(6 * 3600 - 10);
            silent_id_token(house, &browser).await;
            house.provider.accounts.flush_seen().await.expect("a write");
        }
        house.clock.advance(60);
        let answer = browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }
}
