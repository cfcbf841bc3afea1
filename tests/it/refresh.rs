//! Refresh tokens (RFC 6749 §6, RFC 9700 §4.14): rotation, scopes, lifetimes, bindings.

use crate::support::{ALICE, House, NATIVE, ORDERS, Request, SHOP, STOCK, Tokens, VERIFIER, WIKI, on_every_engine};

const OFFLINE: &str = "openid profile offline_access";

async fn refresh_with(house: &House, token: &str, more: &[(&str, &str)]) -> crate::support::Response {
    let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    fields.extend(more);
    house.token(&SHOP, &fields).await
}

on_every_engine! {
    async fn a_refresh_gives_new_tokens_of_the_same_sign_in(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        house.clock.advance(100);
        let second = Tokens::of(&house.refresh(&SHOP, first.refresh()).await);
        assert_ne!(first.refresh(), second.refresh());
        assert_ne!(first.access, second.access);
        let (before, after) = (house.verify(first.id()).await, house.verify(second.id()).await);
        for claim in ["iss", "sub", "aud", "azp", "auth_time", "sid", "acr", "amr"] {
            assert_eq!(before.claims[claim], after.claims[claim], "{claim}");
        }
        assert_eq!(after.number("iat"), before.number("iat") + 100);
        assert!(after.claims.get("nonce").is_none());
        assert_eq!(second.scope(), OFFLINE);
    }

    async fn a_narrower_scope_narrows_the_tokens_but_not_the_family(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        let second = Tokens::of(&refresh_with(house, first.refresh(), &[("scope", "openid")]).await);
        assert_eq!(second.scope(), "openid");
        assert_eq!(house.verify(&second.access).await.text("scope"), "openid");
        let third = Tokens::of(&house.refresh(&SHOP, second.refresh()).await);
        assert_eq!(third.scope(), OFFLINE);
    }

    async fn without_openid_in_the_narrower_scope_there_is_no_id_token(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        let second = Tokens::of(&refresh_with(house, first.refresh(), &[("scope", "profile")]).await);
        assert_eq!(second.id, None);
        house.userinfo(&second.access).await.assert_error(403, "insufficient_scope");
    }

    async fn a_wider_scope_is_invalid_and_spends_nothing(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        for scope in ["openid email", "unknown", "openid orders:read"] {
            refresh_with(house, first.refresh(), &[("scope", scope)]).await.assert_error(400, "invalid_scope");
        }
        Tokens::of(&house.refresh(&SHOP, first.refresh()).await);
    }

    async fn resources_may_be_narrowed_to_those_of_the_authorization(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let first = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", OFFLINE).with("resource", ORDERS)).await;
        let second = Tokens::of(&refresh_with(house, first.refresh(), &[("resource", ORDERS)]).await);
        assert!(house.verify(&second.access).await.list("aud").contains(&ORDERS.to_owned()));
        refresh_with(house, second.refresh(), &[("resource", STOCK)]).await.assert_error(400, "invalid_target");
    }

    async fn another_clients_token_is_refused_and_stays_its_owners(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        house.refresh(&WIKI, tokens.refresh()).await.assert_error(400, "invalid_grant");
        house.refresh(&NATIVE, tokens.refresh()).await.assert_error(400, "invalid_grant");
        Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
    }

    async fn unknown_tokens_and_tokens_of_other_kinds_are_refused(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        for token in ["unknown", tokens.access.as_str(), tokens.id(), "\u{1}", "ü"] {
            house.refresh(&SHOP, token).await.assert_error(400, "invalid_grant");
        }
    }

    async fn a_family_lives_a_day_from_the_sign_in_and_rotation_does_not_lengthen_it(house: &House) {
        let mut tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        for _ in 0..3 {
            house.clock.advance(8 * 3600 - 1);
            tokens = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        }
        house.clock.advance(2);
        Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        house.clock.advance(1);
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn a_family_counts_from_the_sign_in_and_not_from_the_authorization(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.clock.advance(7 * 3600);
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", OFFLINE)).await;
        house.clock.advance(17 * 3600);
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn an_app_may_be_given_a_longer_family(house: &House) {
        house.change_app(&SHOP, |client| client.refresh_seconds = Some(30 * 86_400)).await;
        let mut tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        for _ in 0..2 {
            house.clock.advance(14 * 86_400);
            tokens = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        }
        house.clock.advance(2 * 86_400);
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn with_offline_access_a_token_outlives_the_browser_session(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", OFFLINE)).await;
        house.sign_out(&browser).await;
        Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
    }

    async fn without_offline_access_a_token_ends_with_the_session(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let tokens = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        house.sign_out(&browser).await;
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
        assert!(!house.is_active(&SHOP, &tokens.access).await);
    }

    async fn without_offline_access_a_token_ends_when_the_session_idles_out(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        house.clock.advance(8 * 3600 + 1);
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn refreshing_counts_as_use_of_the_session(house: &House) {
        let mut tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        for _ in 0..2 {
            house.clock.advance(5 * 3600);
            tokens = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
            house.provider.accounts.flush_seen().await.expect("a write");
        }
    }

    async fn a_disabled_person_cannot_refresh_with_offline_access_either(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        house.disable_person(ALICE).await;
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn a_changed_password_ends_every_family_of_the_person(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        house.set_password(ALICE, "another lighthouse, another secret").await;
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
        assert!(!house.is_active(&SHOP, &tokens.access).await);
    }

    async fn a_disabled_app_cannot_refresh(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        house.change_app(&SHOP, |client| client.disabled_at = Some(1)).await;
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(401, "invalid_client");
    }

    async fn an_app_that_may_no_longer_refresh_is_unauthorized(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        house.change_app(&SHOP, |client| client.grant_types.truncate(1)).await;
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "unauthorized_client");
    }

    async fn a_scope_that_was_taken_from_the_app_comes_with_no_refresh(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        house.change_app(&SHOP, |client| client.scopes = client.scopes.iter().filter(|name| *name != "profile").map(str::to_owned).collect()).await;
        let answer = house.refresh(&SHOP, tokens.refresh()).await;
        assert_eq!(Tokens::of(&answer).scope(), "openid offline_access");
    }

    async fn a_public_app_refreshes_with_its_client_id_alone(house: &House) {
        let tokens = house.tokens_of(ALICE, &NATIVE, OFFLINE).await;
        let again = Tokens::of(&house.refresh(&NATIVE, tokens.refresh()).await);
        house.refresh(&SHOP, again.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn a_missing_token_or_code_is_an_invalid_request(house: &House) {
        house.token(&SHOP, &[("grant_type", "refresh_token")]).await.assert_error(400, "invalid_request");
        let fields = [("grant_type", "authorization_code"), ("redirect_uri", "x"), ("code_verifier", VERIFIER)];
        house.token(&SHOP, &fields).await.assert_error(400, "invalid_request");
    }

    async fn a_refresh_token_in_the_query_is_not_read(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        let target = format!("/oauth2/token?grant_type=refresh_token&refresh_token={}", tokens.refresh());
        let request = Request::post(&target, &[("x", "y")]).header("Authorization", SHOP.basic());
        house.send(request).await.assert_error(400, "invalid_request");
    }
}
