//! Signed answers of introspection (RFC 9701): a JWT for those who ask for one or have registered an algorithm.

use crate::support::{
    ALICE, App, House, Jwt, ORDERS, Request, Response, SHOP, STOCK, Tokens, VAULT, on_every_engine, on_sqlite,
};
use claviger::model::client_metadata::ClientMetadata;
use serde_json::json;
use std::sync::Arc;

const KIND: &str = "application/token-introspection+jwt";

fn question(app: &App, token: &str) -> Request {
    app.post("/oauth2/introspect", &[("token", token)])
}

async fn signed(house: &House, app: &App, token: &str) -> Jwt {
    opened(house, &house.send(question(app, token).header("Accept", KIND)).await).await
}

/// Demands a signed answer as RFC 9701 §5 wants it.
async fn opened(house: &House, answer: &Response) -> Jwt {
    assert_eq!((answer.status, answer.header("Content-Type")), (200, Some(KIND)), "{}", answer.text());
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    let jwt = house.verify_signature(&answer.text()).await;
    assert_eq!(jwt.header["typ"], "token-introspection+jwt");
    jwt
}

async fn orders_token(house: &House) -> Tokens {
    let browser = house.signed_in(ALICE).await;
    house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid orders:read").with("resource", ORDERS)).await
}

on_every_engine! {
    async fn who_asks_for_a_jwt_gets_what_the_json_says_signed_for_it_alone(house: &House) {
        let tokens = orders_token(house).await;
        for token in [&tokens.access, tokens.refresh()] {
            for app in [&SHOP, &VAULT] {
                let jwt = signed(house, app, token).await;
                assert_eq!(jwt.claims["token_introspection"], house.introspect(app, token).await);
                let members: Vec<_> = jwt.claims.as_object().expect("claims").keys().collect();
                assert_eq!(members, ["iss", "aud", "iat", "token_introspection"], "neither sub nor exp stands beside it");
                assert_eq!((jwt.text("aud"), jwt.number("iat")), (app.id, house.clock.now()));
            }
        }
    }

    async fn an_inactive_token_is_told_so_and_nothing_else(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let others = house.tokens(&browser, &SHOP, &SHOP.ask().with("resource", STOCK)).await;
        for token in ["unknown", &others.access] {
            assert_eq!(signed(house, &VAULT, token).await.claims["token_introspection"], json!({ "active": false }));
        }
    }

    async fn a_client_that_registered_an_algorithm_always_gets_a_jwt(house: &House) {
        let introspection_signed_response_alg = Some("RS256".to_owned());
        let metadata = ClientMetadata { introspection_signed_response_alg, ..ClientMetadata::default() };
        house.change_app(&VAULT, |client| client.metadata = Arc::new(metadata)).await;
        let tokens = orders_token(house).await;
        for request in [
            question(&VAULT, &tokens.access),
            question(&VAULT, &tokens.access).header("Accept", "application/json"),
        ] {
            let jwt = opened(house, &house.send(request).await).await;
            assert_eq!(jwt.claims["token_introspection"]["active"], true);
        }
    }
}

on_sqlite! {
    async fn who_does_not_name_the_jwt_gets_json(house: &House) {
        for accept in ["application/json", "*/*", "application/jwt", "application/token-introspection+jwt;q=0"] {
            let answer = house.send(question(&SHOP, "unknown").header("Accept", accept)).await;
            assert_eq!(answer.json_of(200), json!({ "active": false }), "{accept}");
        }
    }

    async fn errors_are_json_whatever_was_asked_for(house: &House) {
        let request = SHOP.post("/oauth2/introspect", &[]).header("Accept", KIND);
        house.send(request).await.assert_error(400, "invalid_request");
        let fields = [("client_id", SHOP.id), ("client_secret", "wrong"), ("token", "x")];
        let request = Request::post("/oauth2/introspect", &fields).header("Accept", KIND);
        house.send(request).await.assert_error(401, "invalid_client");
    }

    async fn a_signed_answer_passes_for_no_other_token(house: &House) {
        let tokens = orders_token(house).await;
        let answer = house.send(question(&SHOP, &tokens.access).header("Accept", KIND)).await.text();
        house.userinfo(&answer).await.assert_error(401, "invalid_token");
        assert_eq!(house.introspect(&SHOP, &answer).await, json!({ "active": false }));
        let hint = house.get(&SHOP.ask().with("id_token_hint", &answer).url()).await;
        hint.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
    }

    async fn discovery_names_the_algorithms(house: &House) {
        let document = house.get("/.well-known/openid-configuration").await.json_of(200);
        assert_eq!(document["introspection_signing_alg_values_supported"], document["userinfo_signing_alg_values_supported"]);
        assert_eq!(document["introspection_signing_alg_values_supported"], json!(["RS256"]));
    }
}
