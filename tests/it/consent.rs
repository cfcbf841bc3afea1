//! Consent, where it is switched on or wished for: asked once for the same app and scopes, asked again for more.

use crate::support::{
    ALICE, BOB, Browser, House, ORDERS, PASSWORD, Response, SHOP, STOCK, Tokens, WIKI, on_every_engine,
};

async fn switch_on(house: &House) {
    house.change_app(&SHOP, |client| client.requires_consent = true).await;
}

#[track_caller]
fn assert_asks(page: &Response) -> String {
    let text = page.assert_page(200);
    assert!(text.contains(r#"name="decision""#), "{text}");
    text
}

async fn decide(browser: &Browser, page: &Response, decision: &str) -> Response {
    let mut fields = page.hidden_fields();
    fields.push(("decision".to_owned(), decision.to_owned()));
    browser.submit("/consent", &fields).await
}

on_every_engine! {
    async fn an_app_that_an_admin_made_needs_no_consent(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.code(&browser, &SHOP.ask()).await;
    }

    async fn an_allowed_request_brings_a_code_and_is_remembered(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        assert_asks(&page);
        let code = decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        Tokens::of(&house.redeem(&SHOP, &code).await);
        house.code(&browser, &SHOP.ask()).await;
        house.code(&browser, &SHOP.ask().with("scope", "openid")).await;
        house.code(&browser, &SHOP.ask().with("prompt", "none")).await;
    }

    async fn the_page_shows_the_app_and_the_real_values(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let text = assert_asks(&browser.authorize(&SHOP.ask().pairs()).await);
        assert!(text.contains("The shop") && text.contains("alice@northwind.example"), "{text}");
    }

    async fn a_denied_request_is_access_denied_and_is_not_remembered(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        let reply = decide(&browser, &page, "deny").await.reply_to(SHOP.redirect_uri);
        reply.assert_error("access_denied");
        assert_eq!(reply.get("state"), SHOP.ask().get("state"));
        assert_asks(&browser.authorize(&SHOP.ask().pairs()).await);
    }

    async fn more_scopes_are_asked_for_again(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("scope", "openid").pairs()).await;
        decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        let page = browser.authorize(&SHOP.ask().with("scope", "openid email").pairs()).await;
        assert_asks(&page);
        decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        house.code(&browser, &SHOP.ask().with("scope", "email openid")).await;
    }

    async fn more_resources_are_asked_for_again(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("resource", ORDERS).pairs()).await;
        assert!(assert_asks(&page).contains("orders.example"));
        decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        house.code(&browser, &SHOP.ask().with("resource", ORDERS)).await;
        assert_asks(&browser.authorize(&SHOP.ask().with("resource", ORDERS).and("resource", STOCK).pairs()).await);
    }

    async fn what_one_person_agreed_to_says_nothing_about_another(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        let other = house.signed_in(BOB).await;
        assert_asks(&other.authorize(&SHOP.ask().pairs()).await);
    }

    async fn prompt_none_where_consent_is_missing_is_consent_required(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("consent_required");
    }

    async fn prompt_consent_shows_the_page_even_where_nothing_is_missing(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for _ in 0..2 {
            let page = browser.authorize(&SHOP.ask().with("prompt", "consent").pairs()).await;
            assert_asks(&page);
            decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        }
    }

    async fn an_answer_that_is_neither_yes_nor_no_changes_nothing(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        decide(&browser, &page, "maybe").await.assert_page(400);
        assert_asks(&browser.authorize(&SHOP.ask().pairs()).await);
    }

    async fn an_answer_without_the_forms_token_changes_nothing(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let flow = browser.authorize(&SHOP.ask().pairs()).await.hidden("flow");
        for csrf in ["", "wrong"] {
            let fields = [("flow", flow.as_str()), ("csrf", csrf), ("decision", "allow")];
            let answer = browser.post("/consent", &fields).await;
            assert_eq!(answer.status / 100, 4, "{}", answer.text());
        }
        assert_asks(&browser.authorize(&SHOP.ask().pairs()).await);
    }

    async fn another_browser_cannot_answer_for_the_one_that_was_asked(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let asked = browser.authorize(&SHOP.ask().pairs()).await;
        let other = house.signed_in(BOB).await;
        let own = other.authorize(&SHOP.ask().pairs()).await;
        let fields = [("flow", asked.hidden("flow")), ("csrf", own.hidden("csrf")), ("decision", "allow".to_owned())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let answer = other.submit("/consent", &fields).await;
        assert_eq!(answer.status / 100, 4, "{:?}", answer.header("Location"));
        assert_asks(&browser.authorize(&SHOP.ask().pairs()).await);
    }

    async fn somebody_who_signed_in_meanwhile_is_asked_anew(house: &House) {
        switch_on(house).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        let other = browser.authorize(&WIKI.ask().with("prompt", "login").pairs()).await;
        browser.fill_in_sign_in(&other, BOB, PASSWORD).await.reply_to(WIKI.redirect_uri).code();
        let answer = decide(&browser, &page, "allow").await;
        assert!(answer.header("Location").is_none(), "{:?}", answer.header("Location"));
    }

    async fn consent_comes_after_the_sign_in_of_the_same_flow(house: &House) {
        switch_on(house).await;
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        let page = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        assert_asks(&page);
        decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
    }
}
