//! Introspection (RFC 7662): who may see which token, and that what has ended is inactive at once.

use crate::support::{
    ALICE, House, NATIVE, ORDERS, ROBOT, Request, SHOP, STOCK, Tokens, VAULT, WIKI, on_every_engine, on_sqlite,
};
use serde_json::json;

async fn orders_token(house: &House) -> Tokens {
    let browser = house.signed_in(ALICE).await;
    house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid orders:read").with("resource", ORDERS)).await
}

on_sqlite! {
    async fn a_public_client_is_refused(house: &House) {
        let answer = house.send(NATIVE.post("/oauth2/introspect", &[("token", "x")])).await;
        answer.assert_error(401, "invalid_client");
    }

    async fn a_missing_token_is_an_invalid_request(house: &House) {
        house.send(SHOP.post("/oauth2/introspect", &[])).await.assert_error(400, "invalid_request");
    }

    async fn unknown_tokens_are_inactive_and_nothing_else_is_said(house: &House) {
        for token in ["unknown", "a.b.c", "\u{1}", "ü", &"x".repeat(9000)] {
            assert_eq!(house.introspect(&SHOP, token).await, json!({ "active": false }));
        }
    }

    async fn an_answer_is_not_kept_by_caches(house: &House) {
        let answer = house.send(SHOP.post("/oauth2/introspect", &[("token", "x")])).await;
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    }

    async fn the_token_in_the_query_is_not_read(house: &House) {
        let request = Request::post("/oauth2/introspect?token=x", &[]).header("Authorization", SHOP.basic());
        house.send(request).await.assert_error(400, "invalid_request");
    }

    async fn a_token_type_hint_of_any_kind_is_fine(house: &House) {
        let token = Tokens::of(&house.token(&ROBOT, &[("grant_type", "client_credentials")]).await).access;
        for hint in ["access_token", "refresh_token", "unheard_of"] {
            let fields = [("token", token.as_str()), ("token_type_hint", hint)];
            let answer = house.send(ROBOT.post("/oauth2/introspect", &fields)).await.json_of(200);
            assert_eq!(answer["active"], true, "{hint}");
        }
    }

    async fn the_token_of_a_client_itself_is_seen_by_it_and_by_its_audience(house: &House) {
        let fields = [("grant_type", "client_credentials"), ("resource", ORDERS)];
        let token = Tokens::of(&house.token(&ROBOT, &fields).await).access;
        for app in [&ROBOT, &VAULT] {
            let answer = house.introspect(app, &token).await;
            assert_eq!((&answer["active"], &answer["sub"]), (&json!(true), &json!(ROBOT.id)));
        }
        assert_eq!(house.introspect(&SHOP, &token).await, json!({ "active": false }));
    }

    async fn the_token_of_a_disabled_client_itself_is_inactive(house: &House) {
        let fields = [("grant_type", "client_credentials"), ("resource", ORDERS)];
        let token = Tokens::of(&house.token(&ROBOT, &fields).await).access;
        house.change_app(&ROBOT, |client| client.disabled_at = Some(1)).await;
        assert_eq!(house.introspect(&VAULT, &token).await, json!({ "active": false }));
    }
}

on_every_engine! {
    async fn a_client_sees_the_tokens_that_were_issued_to_it(house: &House) {
        let tokens = orders_token(house).await;
        let answer = house.introspect(&SHOP, &tokens.access).await;
        let jwt = house.verify(&tokens.access).await;
        for claim in ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope", "auth_time", "sid"] {
            assert_eq!(answer[claim], jwt.claims[claim], "{claim}");
        }
        assert_eq!((&answer["active"], &answer["token_type"]), (&json!(true), &json!("Bearer")));
        let answer = house.introspect(&SHOP, tokens.refresh()).await;
        assert_eq!((&answer["active"], &answer["client_id"]), (&json!(true), &json!(SHOP.id)));
        assert_eq!((&answer["sub"], &answer["scope"]), (&jwt.claims["sub"], &json!("openid orders:read")));
    }

    async fn the_owner_of_one_of_the_audiences_sees_the_token(house: &House) {
        let tokens = orders_token(house).await;
        assert!(house.is_active(&VAULT, &tokens.access).await);
    }

    async fn a_client_that_is_neither_sees_nothing(house: &House) {
        let tokens = orders_token(house).await;
        for token in [&tokens.access, tokens.refresh(), tokens.id()] {
            assert_eq!(house.introspect(&WIKI, token).await, json!({ "active": false }));
        }
        assert_eq!(house.introspect(&VAULT, tokens.refresh()).await, json!({ "active": false }));
        let browser = house.signed_in(ALICE).await;
        let other = house.tokens(&browser, &SHOP, &SHOP.ask().with("resource", STOCK)).await;
        assert_eq!(house.introspect(&VAULT, &other.access).await, json!({ "active": false }));
    }

    async fn an_id_token_is_no_token_to_introspect(house: &House) {
        let tokens = orders_token(house).await;
        assert_eq!(house.introspect(&SHOP, tokens.id()).await, json!({ "active": false }));
    }

    async fn an_expired_token_is_inactive(house: &House) {
        let tokens = orders_token(house).await;
        house.clock.advance(299);
        assert!(house.is_active(&VAULT, &tokens.access).await);
        house.clock.advance(1);
        assert!(!house.is_active(&VAULT, &tokens.access).await);
    }

    async fn a_tampered_token_is_inactive(house: &House) {
        let tokens = orders_token(house).await;
        let (signed, signature) = tokens.access.rsplit_once('.').expect("a signature");
        let other = Tokens::of(&house.token(&ROBOT, &[("grant_type", "client_credentials")]).await).access;
        let (_, foreign) = other.rsplit_once('.').expect("a signature");
        for token in [format!("{signed}.{foreign}"), format!("{signed}."), signed.to_owned(), format!(".{signature}")] {
            assert_eq!(house.introspect(&SHOP, &token).await, json!({ "active": false }));
        }
    }

    async fn an_ended_session_makes_its_tokens_inactive_at_once(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("resource", ORDERS)).await;
        house.sign_out(&browser).await;
        for token in [&tokens.access, tokens.refresh()] {
            assert_eq!(house.introspect(&SHOP, token).await, json!({ "active": false }));
        }
        assert!(!house.is_active(&VAULT, &tokens.access).await);
    }

    async fn with_offline_access_tokens_stay_active_when_the_session_ends(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid offline_access")).await;
        house.sign_out(&browser).await;
        assert!(house.is_active(&SHOP, &tokens.access).await && house.is_active(&SHOP, tokens.refresh()).await);
    }

    async fn a_disabled_person_makes_tokens_inactive_at_once(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.disable_person(ALICE).await;
        assert!(!house.is_active(&SHOP, &tokens.access).await && !house.is_active(&SHOP, tokens.refresh()).await);
    }

    async fn a_removed_person_makes_tokens_inactive_at_once(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let sub = house.verify(&tokens.access).await.text("sub").to_owned();
        house.write(async |db| {
            assert!(db.delete_user(&sub.as_str().into()).await.expect("a query"));
        }).await;
        assert!(!house.is_active(&SHOP, &tokens.access).await && !house.is_active(&SHOP, tokens.refresh()).await);
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
    }

    async fn a_disabled_client_makes_its_tokens_inactive_at_once(house: &House) {
        let tokens = orders_token(house).await;
        house.change_app(&SHOP, |client| client.disabled_at = Some(1)).await;
        assert!(!house.is_active(&VAULT, &tokens.access).await);
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
    }

    async fn a_revoked_family_makes_its_tokens_inactive_at_once(house: &House) {
        let tokens = orders_token(house).await;
        let later = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        assert_eq!(house.revoke(&SHOP, later.refresh()).await.status, 200);
        for token in [&tokens.access, &later.access, later.refresh(), tokens.refresh()] {
            assert!(!house.is_active(&SHOP, token).await);
        }
        assert!(!house.is_active(&VAULT, &tokens.access).await);
    }

    async fn a_retired_refresh_token_is_inactive(house: &House) {
        let tokens = orders_token(house).await;
        Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        assert!(!house.is_active(&SHOP, tokens.refresh()).await);
    }

    async fn a_refresh_token_is_inactive_when_its_family_is_over(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.clock.advance(86_399);
        assert!(house.is_active(&SHOP, tokens.refresh()).await);
        house.clock.advance(1);
        assert!(!house.is_active(&SHOP, tokens.refresh()).await);
    }
}
