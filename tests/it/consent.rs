//! Consent, where it is switched on or wished for: asked once for the same app and scopes, asked again for more.

use crate::support::{
    ALICE, BOB, Browser, House, ORDERS, PASSWORD, Response, SHOP, STOCK, Tokens, WIKI, on_every_engine,
};
use claviger::accounts::Authority;
use claviger::model::attribute::{AttributeDefinition, AttributeKind};
use claviger::model::claim_rule::{ClaimRule, ClaimSource, Places};
use serde_json::json;

async fn switch_on(house: &House) {
    house.change_app(&SHOP, |client| client.requires_consent = true).await;
}

fn rule(claim: &str, source: ClaimSource) -> ClaimRule {
    let places = Places { id_token: false, access_token: true, userinfo: true };
    ClaimRule { claim: claim.to_owned(), source, places }
}

fn nickname() -> ClaimRule {
    rule("known_as", ClaimSource::Standard("nickname".to_owned()))
}

fn level() -> ClaimRule {
    rule("trust", ClaimSource::Attribute("level".to_owned()))
}

fn tier() -> ClaimRule {
    rule("tier", ClaimSource::Constant(json!("gold")))
}

/// Gives the shop claims of its own, and Alice an attribute that they may take.
async fn set_rules(house: &House, rules: &[ClaimRule]) {
    let attribute = AttributeDefinition {
        name: "level".to_owned(),
        label: "Level of trust".to_owned(),
        kind: AttributeKind::Number,
        is_person_editable: false,
        created_at: 0,
    };
    // The second time it is there already.
    let _ = house.provider.accounts.add_attribute(&Authority::command_line(), &attribute).await;
    house.change_person(ALICE, |user| drop(user.attributes.insert("level".to_owned(), json!(7)))).await;
    house.change_app(&SHOP, |client| client.claim_rules = rules.to_vec()).await;
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

    async fn the_page_shows_what_the_apps_own_claims_tell_with_the_real_values(house: &House) {
        switch_on(house).await;
        let unknown = rule("door", ClaimSource::Attribute("missing".to_owned()));
        set_rules(house, &[nickname(), level(), tier(), unknown]).await;
        let browser = house.signed_in(ALICE).await;
        let text = assert_asks(&browser.authorize(&SHOP.ask().with("scope", "openid").pairs()).await);
        for told in ["Nickname", "known_as", "Level of trust", "trust", ">7<", "Nothing is kept of it now."] {
            assert!(text.contains(told), "{told} in {text}");
        }
        assert!(!text.contains("gold"), "what is the same for everybody tells nothing of a person");
    }

    async fn a_claim_that_the_scope_shows_already_is_not_asked_for(house: &House) {
        switch_on(house).await;
        set_rules(house, &[nickname()]).await;
        let browser = house.signed_in(ALICE).await;
        let text = assert_asks(&browser.authorize(&SHOP.ask().with("scope", "openid profile").pairs()).await);
        assert!(!text.contains("known_as"), "{text}");
    }

    async fn a_rule_that_is_added_later_is_asked_for_and_tells_nothing_before(house: &House) {
        switch_on(house).await;
        set_rules(house, &[]).await;
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("scope", "openid offline_access");
        let page = browser.authorize(&ask.pairs()).await;
        let code = decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        set_rules(house, &[tier(), level()]).await;
        let tokens = Tokens::of(&house.refresh(&SHOP, &tokens.refresh.expect("a refresh token")).await);
        let claims = house.verify(&tokens.access).await.claims;
        assert_eq!((claims.get("trust"), &claims["tier"]), (None, &json!("gold")), "{claims}");
        let told = house.userinfo(&tokens.access).await.json_of(200);
        assert_eq!(told.get("trust"), None, "{told}");
        let silent = browser.get(&ask.clone().with("prompt", "none").url()).await;
        silent.reply_to(SHOP.redirect_uri).assert_error("consent_required");
        let page = browser.authorize(&ask.pairs()).await;
        assert!(assert_asks(&page).contains("Level of trust"));
        let code = decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        assert_eq!(house.verify(&tokens.access).await.claims["trust"], 7);
        assert_eq!(house.userinfo(&tokens.access).await.json_of(200)["trust"], 7);
        house.code(&browser, &ask).await;
    }

    async fn a_rule_that_is_added_while_the_page_is_open_is_shown_before_it_is_agreed_to(house: &House) {
        switch_on(house).await;
        set_rules(house, &[nickname()]).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("scope", "openid").pairs()).await;
        set_rules(house, &[nickname(), level()]).await;
        let answer = decide(&browser, &page, "allow").await;
        let again = browser.follow(answer).await;
        assert!(assert_asks(&again).contains("Level of trust"));
        decide(&browser, &again, "allow").await.reply_to(SHOP.redirect_uri).code();
    }

    async fn connected_apps_name_the_claims_that_were_agreed_to(house: &House) {
        switch_on(house).await;
        set_rules(house, &[level()]).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("scope", "openid").pairs()).await;
        decide(&browser, &page, "allow").await.reply_to(SHOP.redirect_uri).code();
        set_rules(house, &[level(), nickname()]).await;
        let text = browser.get("/account/apps").await.assert_page(200);
        assert!(text.contains("Level of trust") && !text.contains("known_as"), "{text}");
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
