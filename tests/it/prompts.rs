//! Wishes of one request that meet each other (OIDC Core §3.1.2.1): several values of `prompt`, `prompt=none` where
//! something stands in the way, and answers in another response mode after pages of ours.

use crate::support::{ALICE, BOB, Browser, House, PASSWORD, Response, SHOP, Tokens, on_every_engine, on_sqlite};

async fn decide(browser: &Browser, page: &Response, decision: &str) -> Response {
    let mut fields = page.hidden_fields();
    fields.push(("decision".to_owned(), decision.to_owned()));
    browser.submit("/consent", &fields).await
}

async fn choose(browser: &Browser, page: &Response, choice: &str) -> Response {
    let mut fields = page.hidden_fields();
    fields.push(("choice".to_owned(), choice.to_owned()));
    browser.submit("/select-account", &fields).await
}

#[track_caller]
fn assert_shows(page: &Response, field: &str) {
    let text = page.assert_page(200);
    assert!(text.contains(&format!("name=\"{field}\"")), "{field}: {text}");
}

on_every_engine! {
    async fn login_and_consent_are_both_asked_for(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let before = house.clock.now();
        house.clock.advance(5);
        let page = browser.authorize(&SHOP.ask().with("prompt", "consent login").pairs()).await;
        assert_shows(&page, "password");
        let page = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        assert_shows(&page, "decision");
        let code = decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        assert!(house.verify(tokens.id()).await.number("auth_time") > before);
    }

    async fn select_account_and_consent_are_both_asked_for(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("prompt", "select_account consent").pairs()).await;
        assert_shows(&page, "choice");
        let page = choose(&browser, &page, "continue").await;
        assert_shows(&page, "decision");
        decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
    }

    async fn whoever_signs_in_again_has_chosen_the_account(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("prompt", "login select_account").pairs()).await;
        assert_shows(&page, "password");
        browser.fill_in_sign_in(&page, BOB, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn an_account_that_is_chosen_stays_another_than_the_hinted_one(house: &House) {
        let hint = house.tokens_of(BOB, &SHOP, "openid").await;
        let browser = house.signed_in(BOB).await;
        let ask = SHOP.ask().with("prompt", "select_account").with("id_token_hint", hint.id());
        let page = browser.authorize(&ask.pairs()).await;
        let page = choose(&browser, &page, "other").await;
        let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn a_max_age_of_zero_is_never_met_in_silence(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&SHOP.ask().with("prompt", "none").with("max_age", "0").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn nothing_happens_in_silence_for_somebody_who_must_choose_another_password(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.write(async |db| {
            let user = db.find_user_by_key(ALICE).await.expect("a query").expect("Alice");
            assert!(db.demand_new_password(&user.id).await.expect("a query"));
        }).await;
        let answer = browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("login_required");
    }
}

on_sqlite! {
    async fn a_refused_consent_travels_in_the_mode_that_was_asked_for(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("prompt", "consent");
        let page = browser.authorize(&ask.clone().with("response_mode", "form_post").pairs()).await;
        let answer = decide(&browser, &page, "deny").await;
        assert_eq!((answer.hidden("error"), answer.hidden("state")), ("access_denied".into(), "af0ifjsldkj".into()));
        let page = browser.authorize(&ask.with("response_mode", "fragment").pairs()).await;
        let answer = decide(&browser, &page, "deny").await;
        answer.reply_in_fragment_to(SHOP.redirect_uri).assert_error("access_denied");
    }

    async fn a_code_after_the_sign_in_page_travels_in_the_mode_that_was_asked_for(house: &House) {
        for mode in ["fragment", "form_post"] {
            let browser = house.browser();
            let page = browser.authorize(&SHOP.ask().with("response_mode", mode).pairs()).await;
            let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
            let code = match mode {
                "fragment" => answer.reply_in_fragment_to(SHOP.redirect_uri).code(),
                _ => answer.hidden("code"),
            };
            Tokens::of(&house.redeem(&SHOP, &code).await);
        }
    }
}
