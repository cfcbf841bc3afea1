//! Userinfo (OIDC Core §5.3, RFC 6750): claims by scope, each with its type, absent rather than null.

use crate::support::{ALICE, House, ORDERS, ROBOT, Request, Response, SHOP, Tokens, on_every_engine, on_sqlite};
use serde_json::{Value, json};

async fn claims(house: &House, scope: &str) -> Value {
    let tokens = house.tokens_of(ALICE, &SHOP, scope).await;
    let claims = house.userinfo(&tokens.access).await.json_of(200);
    assert_eq!(claims["sub"], house.verify(tokens.id()).await.claims["sub"]);
    claims
}

fn names(claims: &Value) -> Vec<&str> {
    let mut names: Vec<_> = claims.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[track_caller]
fn assert_challenge(answer: &Response, status: u16, error: &str) {
    answer.assert_error(status, error);
    let challenge = answer.header("WWW-Authenticate").expect("a challenge");
    assert!(challenge.starts_with("Bearer "), "{challenge}");
    assert!(challenge.contains(&format!("error=\"{error}\"")), "{challenge}");
}

on_every_engine! {
    async fn openid_alone_shows_the_subject_alone(house: &House) {
        assert_eq!(names(&claims(house, "openid").await), ["sub"]);
    }

    async fn profile_shows_its_claims_with_their_types(house: &House) {
        let claims = claims(house, "openid profile").await;
        let expected = [
            "birthdate", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname", "picture",
            "preferred_username", "profile", "sub", "updated_at", "website", "zoneinfo",
        ];
        assert_eq!(names(&claims), expected);
        assert_eq!((&claims["name"], &claims["preferred_username"]), (&json!("Alice Adams"), &json!("alice")));
        assert_eq!(claims["birthdate"], "1970-01-02");
        assert!(claims["updated_at"].is_i64(), "{claims}");
    }

    async fn email_shows_the_address_and_a_boolean(house: &House) {
        let claims = claims(house, "openid email").await;
        assert_eq!(names(&claims), ["email", "email_verified", "sub"]);
        assert_eq!((&claims["email"], &claims["email_verified"]), (&json!("alice@northwind.example"), &json!(true)));
    }

    async fn address_is_an_object(house: &House) {
        let claims = claims(house, "openid address").await;
        assert_eq!(names(&claims), ["address", "sub"]);
        assert_eq!(claims["address"]["locality"], "Berlin");
    }

    async fn phone_shows_the_number_and_a_boolean(house: &House) {
        let claims = claims(house, "openid phone").await;
        assert_eq!(names(&claims), ["phone_number", "phone_number_verified", "sub"]);
        assert!(claims["phone_number_verified"].is_boolean(), "{claims}");
    }

    async fn groups_are_a_list_of_names_in_the_same_order_on_every_engine(house: &House) {
        assert_eq!(claims(house, "openid groups").await["groups"], json!(["editors", "Ärzte"]));
    }

    async fn what_a_person_does_not_have_is_absent_and_never_null_or_empty(house: &House) {
        use crate::support::BOB;
        let tokens = house.tokens_of(BOB, &SHOP, "openid profile email address phone groups").await;
        let claims = house.userinfo(&tokens.access).await.json_of(200);
        let present = names(&claims);
        for absent in ["email", "email_verified", "address", "phone_number", "birthdate", "given_name", "name"] {
            assert!(!present.contains(&absent), "{claims}");
        }
        for (name, value) in claims.as_object().expect("an object") {
            assert!(!value.is_null() && *value != json!("") && *value != json!({}), "{name} in {claims}");
        }
    }

    async fn a_token_may_come_by_header_with_get_and_post_or_in_a_posted_form(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid email").await;
        let by_get = house.userinfo(&tokens.access).await.json_of(200);
        for request in [
            Request::post("/oauth2/userinfo", &[]).bearer(&tokens.access),
            Request::new("POST", "/oauth2/userinfo").bearer(&tokens.access),
            Request::new("POST", "/oauth2/userinfo").header("Content-Type", "application/json").body("{}").bearer(&tokens.access),
            Request::post("/oauth2/userinfo", &[("access_token", &tokens.access)]),
            Request::get("/oauth2/userinfo").header("Authorization", format!("bearer {}", tokens.access)),
        ] {
            let answer = house.send(request).await;
            assert_eq!(answer.json_of(200), by_get);
            assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        }
    }

    async fn a_token_in_the_query_is_not_read(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        let answer = house.get(&format!("/oauth2/userinfo?access_token={}", tokens.access)).await;
        answer.assert_error(401, "invalid_token");
    }

    async fn changes_of_a_person_show_at_once(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid profile").await;
        house.change_person(ALICE, |user| user.name = Some("Alice Brown".to_owned())).await;
        assert_eq!(house.userinfo(&tokens.access).await.json_of(200)["name"], "Alice Brown");
    }

    async fn a_token_of_another_kind_is_invalid(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        for token in [tokens.id(), tokens.refresh(), "garbage", "a.b.c"] {
            assert_challenge(&house.userinfo(token).await, 401, "invalid_token");
        }
    }

    async fn an_expired_token_is_invalid(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        house.clock.advance(300);
        assert_challenge(&house.userinfo(&tokens.access).await, 401, "invalid_token");
    }

    async fn a_token_of_a_session_that_ended_is_invalid(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.sign_out(&browser).await;
        assert_challenge(&house.userinfo(&tokens.access).await, 401, "invalid_token");
    }

    async fn a_token_without_openid_has_an_insufficient_scope(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "profile").await;
        assert_challenge(&house.userinfo(&tokens.access).await, 403, "insufficient_scope");
    }

    async fn a_token_for_an_api_alone_is_invalid_here(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("scope", "profile").with("resource", ORDERS);
        let tokens = house.tokens(&browser, &SHOP, &ask).await;
        assert_challenge(&house.userinfo(&tokens.access).await, 401, "invalid_token");
    }
}

on_sqlite! {
    async fn a_request_without_a_token_is_401_with_a_challenge_that_names_no_error(house: &House) {
        for request in [
            Request::get("/oauth2/userinfo"),
            Request::post("/oauth2/userinfo", &[("x", "y")]),
            Request::new("POST", "/oauth2/userinfo"),
            Request::get("/oauth2/userinfo").header("Authorization", SHOP.basic()),
        ] {
            let answer = house.send(request).await;
            assert_eq!(answer.status, 401);
            let challenge = answer.header("WWW-Authenticate").expect("a challenge");
            assert!(challenge.starts_with("Bearer") && !challenge.contains("error"), "{challenge}");
        }
    }

    async fn a_token_sent_twice_is_an_invalid_request(house: &House) {
        let answer = house.send(Request::post("/oauth2/userinfo", &[("access_token", "a"), ("access_token", "b")])).await;
        assert_challenge(&answer, 400, "invalid_request");
    }

    async fn a_token_by_header_and_in_the_body_is_an_invalid_request(house: &House) {
        let request = Request::post("/oauth2/userinfo", &[("access_token", "a")]).bearer("b");
        assert_challenge(&house.send(request).await, 400, "invalid_request");
    }

    async fn a_clients_own_token_has_no_person_to_tell_of(house: &House) {
        let tokens = Tokens::of(&house.token(&ROBOT, &[("grant_type", "client_credentials")]).await);
        assert_challenge(&house.userinfo(&tokens.access).await, 403, "insufficient_scope");
    }

    async fn other_methods_are_405(house: &House) {
        for method in ["PUT", "PATCH", "DELETE"] {
            let answer = house.send(Request::new(method, "/oauth2/userinfo")).await;
            assert_eq!((answer.status, answer.header("Allow")), (405, Some("GET, HEAD, POST, OPTIONS")), "{method}");
        }
    }
}
