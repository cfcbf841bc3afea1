//! The token endpoint as such (RFC 6749 §3.2, §4.4, §5), and what access tokens say (RFC 9068, RFC 8707).

use crate::support::{
    ALICE, App, House, ISSUER, LEGACY, NATIVE, ORDERS, ROBOT, Request, SHOP, STOCK, Tokens, on_every_engine, on_sqlite,
};

async fn for_itself(house: &House, app: &App, more: &[(&str, &str)]) -> crate::support::Response {
    let mut fields = vec![("grant_type", "client_credentials")];
    fields.extend(more);
    house.token(app, &fields).await
}

on_sqlite! {
    async fn other_methods_than_post_are_405_with_allow(house: &House) {
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE"] {
            for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"] {
                let answer = house.send(Request::new(method, path)).await;
                assert_eq!((answer.status, answer.header("Allow")), (405, Some("POST, OPTIONS")), "{method} {path}");
            }
        }
    }

    async fn a_missing_grant_type_is_an_invalid_request(house: &House) {
        house.token(&SHOP, &[("code", "x")]).await.assert_error(400, "invalid_request");
        house.token(&SHOP, &[("grant_type", "")]).await.assert_error(400, "invalid_request");
    }

    async fn an_unknown_grant_type_is_unsupported(house: &House) {
        for grant in ["password", "implicit", "Authorization_Code", "urn:ietf:params:oauth:grant-type:device_code"] {
            house.token(&SHOP, &[("grant_type", grant)]).await.assert_error(400, "unsupported_grant_type");
        }
    }

    async fn a_grant_that_the_client_may_not_use_is_unauthorized(house: &House) {
        for_itself(house, &SHOP, &[]).await.assert_error(400, "unauthorized_client");
        house.refresh(&LEGACY, "x").await.assert_error(400, "unauthorized_client");
        house.token(&ROBOT, &[("grant_type", "authorization_code")]).await.assert_error(400, "unauthorized_client");
    }

    async fn a_public_client_never_gets_tokens_for_itself(house: &House) {
        use claviger::model::client::GrantType;
        house.change_app(&NATIVE, |client| client.grant_types.push(GrantType::ClientCredentials)).await;
        for_itself(house, &NATIVE, &[]).await.assert_error(400, "unauthorized_client");
    }

    async fn authentication_comes_before_every_other_error(house: &House) {
        house.send(Request::post("/oauth2/token", &[])).await.assert_error(401, "invalid_client");
    }

    async fn a_token_answer_is_not_kept_by_caches(house: &House) {
        let answer = for_itself(house, &ROBOT, &[]).await;
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        assert!(answer.header("Content-Type").is_some_and(|kind| kind.starts_with("application/json")));
    }

    async fn a_client_gets_all_its_own_scopes_when_it_names_none(house: &House) {
        let tokens = Tokens::of(&for_itself(house, &ROBOT, &[]).await);
        assert_eq!(tokens.scope(), "orders:read orders:write");
        assert_eq!((tokens.id, tokens.refresh), (None, None));
    }

    async fn a_client_gets_the_scopes_that_it_names(house: &House) {
        let tokens = Tokens::of(&for_itself(house, &ROBOT, &[("scope", "orders:read")]).await);
        assert_eq!(tokens.scope(), "orders:read");
        assert_eq!(house.verify(&tokens.access).await.text("scope"), "orders:read");
    }

    async fn unknown_unallowed_and_personal_scopes_are_invalid_for_a_client_itself(house: &House) {
        for scope in ["unknown", "orders:read orders:delete", "openid", "profile", "orders:read openid"] {
            for_itself(house, &ROBOT, &[("scope", scope)]).await.assert_error(400, "invalid_scope");
        }
    }

    async fn a_clients_own_token_names_the_client_and_no_person(house: &House) {
        let tokens = Tokens::of(&for_itself(house, &ROBOT, &[]).await);
        let jwt = house.verify(&tokens.access).await;
        assert_eq!((jwt.text("sub"), jwt.text("client_id"), jwt.text("aud")), (ROBOT.id, ROBOT.id, ISSUER));
        for claim in ["auth_time", "acr", "amr", "sid", "nonce", "nbf"] {
            assert!(jwt.claims.get(claim).is_none(), "{claim} in {}", jwt.claims);
        }
    }

    async fn resources_become_the_audience(house: &House) {
        let tokens = Tokens::of(&for_itself(house, &ROBOT, &[("resource", ORDERS)]).await);
        assert_eq!(house.verify(&tokens.access).await.claims["aud"], ORDERS);
        let fields = [("resource", ORDERS), ("resource", STOCK)];
        let tokens = Tokens::of(&for_itself(house, &ROBOT, &fields).await);
        assert_eq!(house.verify(&tokens.access).await.list("aud"), [ORDERS, STOCK]);
    }

    async fn a_resource_that_is_not_registered_is_an_invalid_target(house: &House) {
        for resource in ["https://unknown.example/", "https://orders.example", ISSUER] {
            for_itself(house, &ROBOT, &[("resource", resource)]).await.assert_error(400, "invalid_target");
        }
    }

    async fn an_app_may_have_a_lifetime_of_its_own(house: &House) {
        house.change_app(&ROBOT, |client| client.access_seconds = Some(60)).await;
        let tokens = Tokens::of(&for_itself(house, &ROBOT, &[]).await);
        assert_eq!(tokens.body["expires_in"], 60);
        let jwt = house.verify(&tokens.access).await;
        assert_eq!(jwt.number("exp") - jwt.number("iat"), 60);
    }
}

on_every_engine! {
    async fn an_access_token_says_what_rfc_9068_wants_and_no_more(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid profile").await;
        let (jwt, id) = (house.verify(&tokens.access).await, house.verify(tokens.id()).await);
        assert_eq!(jwt.header["typ"], "at+jwt");
        assert_eq!((jwt.text("client_id"), jwt.text("scope"), jwt.text("aud")), (SHOP.id, "openid profile", ISSUER));
        assert_eq!(jwt.number("iat"), house.clock.now());
        assert_eq!(jwt.number("exp"), house.clock.now() + 300);
        for claim in ["sub", "sid", "auth_time", "acr", "amr"] {
            assert_eq!(jwt.claims[claim], id.claims[claim], "{claim}");
        }
        let mut names: Vec<_> = jwt.claims.as_object().expect("claims").keys().map(String::as_str).collect();
        names.sort_unstable();
        let expected =
            ["acr", "amr", "aud", "auth_time", "client_id", "exp", "iat", "iss", "jti", "scope", "sid", "sub"];
        assert_eq!(names, expected);
    }

    async fn no_two_access_tokens_share_a_jti(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let (one, other) = (
            house.tokens(&browser, &SHOP, &SHOP.ask()).await, house.tokens(&browser, &SHOP, &SHOP.ask()).await,
        );
        assert_ne!(house.verify(&one.access).await.text("jti"), house.verify(&other.access).await.text("jti"));
    }

    async fn with_openid_the_issuer_stands_beside_the_resources(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("resource", ORDERS).and("resource", STOCK);
        let tokens = house.tokens(&browser, &SHOP, &ask).await;
        assert_eq!(house.verify(&tokens.access).await.list("aud"), [ORDERS, STOCK, ISSUER]);
    }

    async fn without_openid_the_resources_stand_alone(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("scope", "orders:read").with("resource", ORDERS);
        let tokens = house.tokens(&browser, &SHOP, &ask).await;
        assert_eq!(house.verify(&tokens.access).await.claims["aud"], ORDERS);
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
    }

    async fn a_token_request_may_name_a_part_of_the_resources(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("resource", ORDERS).and("resource", STOCK);
        let code = house.code(&browser, &ask).await;
        let fields = |resource: &'static str, code: &str| {
            let verifier = crate::support::VERIFIER;
            [("grant_type", "authorization_code"), ("redirect_uri", SHOP.redirect_uri), ("code_verifier", verifier)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into_iter()
                .chain([("code".to_owned(), code.to_owned()), ("resource".to_owned(), resource.to_owned())])
                .collect::<Vec<_>>()
        };
        let unknown = fields("https://unknown.example/", &code);
        let pairs: Vec<_> = unknown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        house.token(&SHOP, &pairs).await.assert_error(400, "invalid_target");
        let stock = fields(STOCK, &code);
        let pairs: Vec<_> = stock.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let tokens = Tokens::of(&house.token(&SHOP, &pairs).await);
        assert_eq!(house.verify(&tokens.access).await.list("aud"), [STOCK, ISSUER]);
    }

    async fn unknown_and_unallowed_scopes_are_dropped_at_authorize_and_the_granted_ones_are_told(house: &House) {
        let tokens = house.tokens_of(ALICE, &LEGACY, "openid unknown address email").await;
        assert_eq!(tokens.scope(), "openid email");
        assert_eq!(house.verify(&tokens.access).await.text("scope"), "openid email");
    }

    async fn api_scopes_stand_beside_those_about_people(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid orders:read").await;
        assert_eq!(tokens.scope(), "openid orders:read");
    }
}
