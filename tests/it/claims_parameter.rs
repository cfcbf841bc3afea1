//! The `claims` parameter (OIDC Core §5.5): claims asked for one by one, told where and as long as the request says, shown
//! to the person where they are asked.

use crate::support::{
    ALICE, Ask, BOB, Browser, House, PASSWORD, Response, SHOP, Tokens, WIKI, on_every_engine, on_sqlite,
};
use claviger::model::claim_rule::{ClaimRule, ClaimSource, Places};
use serde_json::{Value, json};

fn ask(claims: &Value) -> Ask {
    SHOP.ask().with("scope", "openid").with("claims", &claims.to_string())
}

async fn tokens(house: &House, claims: &Value) -> Tokens {
    let browser = house.signed_in(ALICE).await;
    house.tokens(&browser, &SHOP, &ask(claims)).await
}

/// What userinfo tells besides `sub`.
async fn userinfo(house: &House, tokens: &Tokens) -> Value {
    let mut told = house.userinfo(&tokens.access).await.json_of(200);
    told.as_object_mut().expect("an object").remove("sub").expect("a sub");
    told
}

async fn sub_of(house: &House, username: &str) -> String {
    house.person(username).await.id.to_string()
}

async fn agree(browser: &Browser, page: &Response) -> Response {
    let mut fields = page.hidden_fields();
    fields.push(("decision".to_owned(), "allow".to_owned()));
    browser.submit("/consent", &fields).await
}

#[track_caller]
fn assert_asks(page: &Response) -> String {
    let text = page.assert_page(200);
    assert!(text.contains(r#"name="decision""#), "{text}");
    text
}

on_every_engine! {
    async fn claims_are_told_at_userinfo_without_their_scope(house: &House) {
        let wanted = json!({"given_name": {"essential": true}, "email": null, "email_verified": null, "groups": null});
        let tokens = tokens(house, &json!({ "userinfo": wanted })).await;
        let expected = json!({
            "given_name": "Alice", "email": "alice@northwind.example", "email_verified": true,
            "groups": ["editors", "Ärzte"],
        });
        assert_eq!(userinfo(house, &tokens).await, expected);
        let id = house.verify(tokens.id()).await.claims;
        assert!(id.get("given_name").is_none() && id.get("email").is_none(), "asked for elsewhere: {id}");
        assert_eq!(tokens.scope(), "openid");
    }

    async fn claims_are_told_in_the_id_token_and_in_the_refreshed_one(house: &House) {
        let wanted = json!({"id_token": {"name": null, "address": {"essential": true}, "auth_time": {"essential": true}}});
        let tokens = tokens(house, &wanted).await;
        let again = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        for tokens in [&tokens, &again] {
            let id = house.verify(tokens.id()).await.claims;
            assert_eq!((&id["name"], &id["address"]["locality"]), (&json!("Alice Adams"), &json!("Berlin")));
            assert!(id["auth_time"].is_i64(), "{id}");
            assert_eq!(userinfo(house, tokens).await, json!({}), "asked for elsewhere");
            assert!(house.verify(&tokens.access).await.claims.get("name").is_none());
        }
    }

    async fn userinfo_follows_the_request_after_a_refresh_too(house: &House) {
        let tokens = tokens(house, &json!({"userinfo": {"nickname": null}})).await;
        let again = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        assert_eq!(userinfo(house, &again).await, json!({"nickname": "Al"}));
    }

    async fn each_sign_in_has_its_own_request(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let asked = house.tokens(&browser, &SHOP, &ask(&json!({"userinfo": {"nickname": null}}))).await;
        let plain = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid")).await;
        assert_eq!(userinfo(house, &asked).await, json!({"nickname": "Al"}));
        assert_eq!(userinfo(house, &plain).await, json!({}));
    }

    async fn an_unmet_essential_claim_is_no_error(house: &House) {
        let browser = house.signed_in(BOB).await;
        let wanted = json!({"email": {"essential": true}, "preferred_username": null});
        let tokens = house.tokens(&browser, &SHOP, &ask(&json!({"userinfo": wanted, "id_token": wanted}))).await;
        assert_eq!(userinfo(house, &tokens).await, json!({"preferred_username": "bob"}));
        assert!(house.verify(tokens.id()).await.claims.get("email").is_none());
    }

    async fn a_claim_whose_scope_the_app_may_not_have_is_not_told(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let claims = json!({"userinfo": {"phone_number": null, "nickname": null}});
        let ask = WIKI.ask().with("scope", "openid").with("claims", &claims.to_string());
        let tokens = house.tokens(&browser, &WIKI, &ask).await;
        assert_eq!(userinfo(house, &tokens).await, json!({"nickname": "Al"}));
        house.change_app(&WIKI, |client| client.scopes = claviger::model::scope::Scope::parse("openid")).await;
        assert_eq!(userinfo(house, &tokens).await, json!({}), "taken from the app since");
    }

    async fn a_claim_of_the_apps_own_may_be_asked_for_at_another_place(house: &House) {
        let source = ClaimSource::Standard("given_name".to_owned());
        let places = Places { userinfo: true, ..Places::default() };
        let rules = vec![ClaimRule { claim: "called".to_owned(), source, places }];
        house.change_app(&SHOP, |client| client.claim_rules = rules).await;
        let tokens = tokens(house, &json!({"id_token": {"called": null}})).await;
        assert_eq!(house.verify(tokens.id()).await.text("called"), "Alice");
        assert_eq!(userinfo(house, &tokens).await, json!({"called": "Alice"}));
    }

    async fn a_claim_that_is_wanted_with_a_value_is_told_where_it_has_it(house: &House) {
        let wanted = json!({
            "given_name": {"value": "Alice"}, "family_name": {"value": "Brown"},
            "nickname": {"values": ["Ally", "Al"]}, "locale": {"values": ["de", "fr"]},
        });
        let tokens = tokens(house, &json!({ "userinfo": wanted })).await;
        assert_eq!(userinfo(house, &tokens).await, json!({"given_name": "Alice", "nickname": "Al"}));
    }

    async fn a_request_for_one_subject_is_answered_for_nobody_else(house: &House) {
        let (alice, bob) = (sub_of(house, ALICE).await, sub_of(house, BOB).await);
        let browser = house.signed_in(ALICE).await;
        for (place, sub, error) in
            [("id_token", &alice, None), ("id_token", &bob, Some("login_required")), ("userinfo", &bob, Some("login_required"))]
        {
            let silent = ask(&json!({ place: {"sub": {"value": sub}} })).with("prompt", "none");
            let reply = browser.get(&silent.url()).await.reply_to(SHOP.redirect_uri);
            assert_eq!(reply.get("error"), error, "{place}");
        }
        let wanted = ask(&json!({"id_token": {"sub": {"value": bob}}}));
        let page = browser.authorize(&wanted.pairs()).await;
        let refused = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        refused.reply_to(SHOP.redirect_uri).assert_error("login_required");
        let page = browser.authorize(&wanted.pairs()).await;
        let code = browser.fill_in_sign_in(&page, BOB, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        assert_eq!(house.verify(tokens.id()).await.text("sub"), bob);
    }

    async fn the_person_is_shown_each_claim_and_asked_again_for_more(house: &House) {
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let browser = house.signed_in(ALICE).await;
        let nickname = ask(&json!({"userinfo": {"nickname": null}}));
        let page = browser.authorize(&nickname.pairs()).await;
        let text = assert_asks(&page);
        assert!(text.contains("Nickname") && text.contains(">Al<") && !text.contains("1970-01-02"), "{text}");
        let code = agree(&browser, &page).await.reply_to(SHOP.redirect_uri).code();
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        assert_eq!(userinfo(house, &tokens).await, json!({"nickname": "Al"}));
        house.code(&browser, &nickname.clone().with("prompt", "none")).await;
        house.code(&browser, &ask(&json!({"id_token": {"nickname": null}}))).await;

        let more = ask(&json!({"userinfo": {"nickname": null, "birthdate": null}}));
        let silent = browser.get(&more.clone().with("prompt", "none").url()).await;
        silent.reply_to(SHOP.redirect_uri).assert_error("consent_required");
        let page = browser.authorize(&more.pairs()).await;
        assert!(assert_asks(&page).contains("1970-01-02"));
        agree(&browser, &page).await.reply_to(SHOP.redirect_uri).code();
        house.code(&browser, &more).await;
    }

    async fn a_consent_to_the_scope_covers_the_claims_that_it_shows(house: &House) {
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("scope", "openid profile").pairs()).await;
        agree(&browser, &page).await.reply_to(SHOP.redirect_uri).code();
        house.code(&browser, &ask(&json!({"id_token": {"nickname": null, "name": null}}))).await;
        assert_asks(&browser.authorize(&ask(&json!({"id_token": {"email": null}})).pairs()).await);
    }

    async fn connected_apps_name_the_claims_that_were_asked_for(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &ask(&json!({"userinfo": {"nickname": null}}))).await;
        let text = browser.get("/account/apps").await.assert_page(200);
        assert!(text.contains("Nickname") && text.contains(">Al<"), "{text}");
        let data = browser.get("/account/data/download").await.json_of(200);
        assert_eq!(data["apps"][0]["claims"], json!(["nickname"]));
    }
}

on_sqlite! {
    async fn what_cannot_be_read_is_an_invalid_request(house: &House) {
        for claims in [
            "no", "[]", "null", "1", r#"{"userinfo":[]}"#, r#"{"id_token":null}"#, r#"{"userinfo":{"name":true}}"#,
            r#"{"userinfo":{"name":{"essential":"yes"}}}"#, r#"{"userinfo":{"name":{"values":"x"}}}"#,
            &"[".repeat(3000), &format!("{{\"x\":\"{}\"}}", "x".repeat(4096)),
        ] {
            let answer = house.get(&SHOP.ask().with("claims", claims).url()).await;
            let told = answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
            assert!(!told.is_empty(), "{claims}");
        }
    }

    async fn unknown_claims_places_and_members_are_passed_over(house: &House) {
        let claims = json!({
            "userinfo": {"http://example.info/claims/groups": null, "shoe_size": {"essential": true}, "iss": null},
            "id_token": {"name#ja-Kana-JP": null, "nickname": {"purpose": "greeting"}},
            "verified_claims": ["x"],
        });
        let tokens = tokens(house, &claims).await;
        assert_eq!(userinfo(house, &tokens).await, json!({}));
        assert_eq!(house.verify(tokens.id()).await.text("nickname"), "Al");
    }

    async fn a_request_without_openid_asks_for_no_claims(house: &House) {
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let browser = house.signed_in(ALICE).await;
        let claims = json!({"userinfo": {"nickname": null}}).to_string();
        let page = browser.authorize(&SHOP.ask().with("scope", "orders:read").with("claims", &claims).pairs()).await;
        assert!(!assert_asks(&page).contains("Nickname"));
    }

    async fn the_claims_survive_the_sign_in_page(house: &House) {
        let browser = house.browser();
        let page = browser.authorize(&ask(&json!({"userinfo": {"nickname": null}})).pairs()).await;
        let code = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        assert_eq!(userinfo(house, &tokens).await, json!({"nickname": "Al"}));
    }
}
