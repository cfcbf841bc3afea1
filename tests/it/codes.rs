//! Authorization codes at the token endpoint (RFC 6749 §4.1.3, RFC 7636 §4.5): bound, short, good for one use.

use crate::support::{ALICE, App, House, LEGACY, SHOP, SPA, Tokens, VERIFIER, WIKI, on_every_engine};

async fn fresh_code(house: &House) -> String {
    let browser = house.signed_in(ALICE).await;
    house.code(&browser, &SHOP.ask().with("scope", "openid offline_access")).await
}

/// Redeems with other fields than the usual ones; an empty value leaves a field out.
async fn redeem_with(house: &House, app: &App, code: &str, others: &[(&str, &str)]) -> crate::support::Response {
    let usual = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", SHOP.redirect_uri),
        ("code_verifier", VERIFIER),
    ];
    let other = |name: &str| others.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
    let fields: Vec<_> = usual.iter().map(|(name, value)| (*name, other(name).unwrap_or(value))).collect();
    house.token(app, &fields).await
}

on_every_engine! {
    async fn a_code_brings_an_access_token_a_refresh_token_and_an_id_token(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        assert_eq!(tokens.body["expires_in"], 300);
        let id = house.verify(tokens.id()).await;
        assert_eq!(id.header["typ"], "JWT");
        assert_eq!(id.text("aud"), SHOP.id);
        assert_eq!(id.number("iat"), house.clock.now());
        assert_eq!(id.number("auth_time"), house.clock.now());
        assert_eq!(id.list("amr"), ["pwd"]);
        assert!((1..=255).contains(&id.text("sub").len()) && id.text("sub").is_ascii());
        assert!(!id.text("sid").is_empty() && !id.text("acr").is_empty());
        tokens.refresh();
    }

    async fn an_id_token_holds_no_profile_or_email_claims(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid profile email address phone groups").await;
        let id = house.verify(tokens.id()).await;
        let mut names: Vec<_> = id.claims.as_object().expect("claims").keys().map(String::as_str).collect();
        names.sort_unstable();
        let expected = ["acr", "amr", "at_hash", "aud", "auth_time", "exp", "iat", "iss", "nonce", "sid", "sub"];
        assert_eq!(names, expected);
    }

    async fn at_hash_binds_the_access_token_to_the_id_token(house: &House) {
        use aws_lc_rs::digest::{SHA256, digest};
        use base64::Engine as _;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        let half = URL_SAFE_NO_PAD.encode(&digest(&SHA256, tokens.access.as_bytes()).as_ref()[..16]);
        assert_eq!(house.verify(tokens.id()).await.text("at_hash"), half);
    }

    async fn without_openid_there_is_no_id_token(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "profile").await;
        assert_eq!((tokens.id, tokens.body["scope"].as_str()), (None, Some("profile")));
    }

    async fn a_client_that_may_not_refresh_gets_no_refresh_token(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = LEGACY.ask().with("scope", "openid offline_access");
        let tokens = house.tokens(&browser, &LEGACY, &ask).await;
        assert_eq!(tokens.refresh, None);
    }

    async fn a_code_is_refused_with_another_redirect_uri(house: &House) {
        let code = fresh_code(house).await;
        for uri in ["https://shop.example/other", "https://shop.example/callback/", ""] {
            redeem_with(house, &SHOP, &code, &[("redirect_uri", uri)]).await.assert_error(400, "invalid_grant");
        }
    }

    async fn a_code_is_refused_to_another_client(house: &House) {
        let code = fresh_code(house).await;
        redeem_with(house, &WIKI, &code, &[]).await.assert_error(400, "invalid_grant");
        redeem_with(house, &SPA, &code, &[]).await.assert_error(400, "invalid_grant");
        Tokens::of(&house.redeem(&SHOP, &code).await);
    }

    async fn a_code_is_refused_with_a_wrong_verifier_or_none(house: &House) {
        let code = fresh_code(house).await;
        for verifier in [&VERIFIER.replace('d', "e"), "", crate::support::CHALLENGE, &VERIFIER[1..]] {
            redeem_with(house, &SHOP, &code, &[("code_verifier", verifier)]).await.assert_error(400, "invalid_grant");
        }
    }

    async fn a_verifier_without_a_challenge_is_refused(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let code = house.code(&browser, &LEGACY.ask().plain()).await;
        house.redeem(&LEGACY, &code).await.assert_error(400, "invalid_grant");
    }

    async fn a_challenge_once_sent_is_enforced_for_an_exempted_app_too(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let code = house.code(&browser, &LEGACY.ask()).await;
        let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", LEGACY.redirect_uri)];
        house.token(&LEGACY, &fields).await.assert_error(400, "invalid_grant");
    }

    async fn a_request_that_fails_its_checks_leaves_the_code_to_its_owner(house: &House) {
        let code = fresh_code(house).await;
        redeem_with(house, &SHOP, &code, &[("code_verifier", "")]).await.assert_error(400, "invalid_grant");
        Tokens::of(&house.redeem(&SHOP, &code).await);
    }

    async fn a_code_lives_sixty_seconds(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let (one, other) = (house.code(&browser, &SHOP.ask()).await, house.code(&browser, &SHOP.ask()).await);
        house.clock.advance(59);
        Tokens::of(&house.redeem(&SHOP, &one).await);
        house.clock.advance(1);
        house.redeem(&SHOP, &other).await.assert_error(400, "invalid_grant");
    }

    async fn an_expired_code_is_not_taken_for_a_used_one(house: &House) {
        let code = fresh_code(house).await;
        let tokens = Tokens::of(&house.redeem(&SHOP, &fresh_code(house).await).await);
        house.clock.advance(61);
        house.redeem(&SHOP, &code).await.assert_error(400, "invalid_grant");
        assert!(house.is_active(&SHOP, &tokens.access).await);
    }

    async fn a_code_used_twice_is_refused_and_every_token_that_came_from_it_stops(house: &House) {
        let code = fresh_code(house).await;
        let first = Tokens::of(&house.redeem(&SHOP, &code).await);
        let second = Tokens::of(&house.refresh(&SHOP, first.refresh()).await);
        house.redeem(&SHOP, &code).await.assert_error(400, "invalid_grant");
        for access in [&first.access, &second.access] {
            house.userinfo(access).await.assert_error(401, "invalid_token");
            assert!(!house.is_active(&SHOP, access).await);
        }
        assert!(!house.is_active(&SHOP, second.refresh()).await);
        house.refresh(&SHOP, second.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn a_used_code_in_the_hands_of_another_client_harms_nobody(house: &House) {
        let code = fresh_code(house).await;
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        redeem_with(house, &WIKI, &code, &[]).await.assert_error(400, "invalid_grant");
        assert!(house.is_active(&SHOP, &tokens.access).await);
    }

    async fn a_code_of_one_family_does_not_end_another(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let (one, other) = (house.code(&browser, &SHOP.ask()).await, house.code(&browser, &SHOP.ask()).await);
        let kept = Tokens::of(&house.redeem(&SHOP, &other).await);
        Tokens::of(&house.redeem(&SHOP, &one).await);
        house.redeem(&SHOP, &one).await.assert_error(400, "invalid_grant");
        assert!(house.is_active(&SHOP, &kept.access).await);
    }

    async fn a_code_of_a_person_who_was_disabled_meanwhile_is_refused(house: &House) {
        let code = fresh_code(house).await;
        house.disable_person(ALICE).await;
        house.redeem(&SHOP, &code).await.assert_error(400, "invalid_grant");
    }

    async fn unknown_codes_are_refused(house: &House) {
        for code in ["unknown", "\u{1}", "ü", &"x".repeat(4000)] {
            house.redeem(&SHOP, code).await.assert_error(400, "invalid_grant");
        }
    }

    async fn a_public_app_redeems_with_its_client_id_alone(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SPA, &SPA.ask()).await;
        assert_eq!(house.verify(tokens.id()).await.text("aud"), SPA.id);
    }
}
