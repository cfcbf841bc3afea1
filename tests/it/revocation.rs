//! Revocation (RFC 7009): by the client that a token was issued to; a refresh token takes its family with it.

use crate::support::{ALICE, House, NATIVE, SHOP, Tokens, WIKI, on_every_engine, on_sqlite};

on_sqlite! {
    async fn unknown_tokens_are_fine(house: &House) {
        for token in ["unknown", "a.b.c", "\u{1}", "ü", &"x".repeat(9000)] {
            let answer = house.revoke(&SHOP, token).await;
            assert_eq!((answer.status, answer.body.len()), (200, 0));
            assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        }
    }

    async fn a_missing_token_is_an_invalid_request(house: &House) {
        house.send(SHOP.post("/oauth2/revoke", &[])).await.assert_error(400, "invalid_request");
    }

    async fn a_token_type_hint_of_any_kind_is_fine(house: &House) {
        for hint in ["access_token", "refresh_token", "unheard_of"] {
            let fields = [("token", "unknown"), ("token_type_hint", hint)];
            assert_eq!(house.send(SHOP.post("/oauth2/revoke", &fields)).await.status, 200, "{hint}");
        }
    }
}

on_every_engine! {
    async fn a_refresh_token_ends_its_family_and_the_familys_access_tokens(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let second = Tokens::of(&house.refresh(&SHOP, first.refresh()).await);
        assert_eq!(house.revoke(&SHOP, second.refresh()).await.status, 200);
        for access in [&first.access, &second.access] {
            house.userinfo(access).await.assert_error(401, "invalid_token");
            assert!(!house.is_active(&SHOP, access).await);
        }
        house.refresh(&SHOP, second.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn a_retired_refresh_token_ends_its_family_too(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let second = Tokens::of(&house.refresh(&SHOP, first.refresh()).await);
        assert_eq!(house.revoke(&SHOP, first.refresh()).await.status, 200);
        house.refresh(&SHOP, second.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn an_access_token_ends_alone(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        assert_eq!(house.revoke(&SHOP, &tokens.access).await.status, 200);
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
        assert!(!house.is_active(&SHOP, &tokens.access).await);
        let next = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        house.userinfo(&next.access).await.json_of(200);
    }

    async fn revoking_twice_is_fine(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        for token in [&tokens.access, &tokens.access, tokens.refresh(), tokens.refresh()] {
            assert_eq!(house.revoke(&SHOP, token).await.status, 200);
        }
    }

    async fn another_client_may_not_revoke(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        for app in [&WIKI, &NATIVE] {
            for token in [&tokens.access, tokens.refresh()] {
                let answer = house.revoke(app, token).await;
                assert_eq!(answer.status, 400, "{}", answer.text());
            }
        }
        assert!(house.is_active(&SHOP, &tokens.access).await && house.is_active(&SHOP, tokens.refresh()).await);
    }

    async fn a_public_client_revokes_its_own(house: &House) {
        let tokens = house.tokens_of(ALICE, &NATIVE, "openid offline_access").await;
        assert_eq!(house.revoke(&NATIVE, tokens.refresh()).await.status, 200);
        house.refresh(&NATIVE, tokens.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn an_id_token_is_no_token_to_revoke(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        assert_eq!(house.revoke(&SHOP, tokens.id()).await.status, 200);
        assert!(house.is_active(&SHOP, &tokens.access).await);
    }

    async fn revoking_one_family_leaves_the_session_and_other_families_alone(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let (one, other) = (
            house.tokens(&browser, &SHOP, &SHOP.ask()).await, house.tokens(&browser, &SHOP, &SHOP.ask()).await,
        );
        assert_eq!(house.revoke(&SHOP, one.refresh()).await.status, 200);
        assert!(house.is_active(&SHOP, &other.access).await);
        house.code(&browser, &SHOP.ask().with("prompt", "none")).await;
    }
}
