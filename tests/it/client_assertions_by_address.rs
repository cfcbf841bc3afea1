//! `private_key_jwt` with keys at the app's `jwks_uri`: fetched when they are needed, again for a key that is not known,
//! and never more than once a minute.

use crate::support::{House, ROBOT, Request, Response, Signer, Site, Tokens, assertion_claims, on_sqlite};
use claviger::model::client_metadata::AuthMethod;
use claviger::oidc::client_auth::JWT_BEARER;
use claviger::oidc::failures::Cause;
use rocket::futures::future::join_all;
use serde_json::json;
use std::sync::Arc;

/// An app whose keys stand at the address of a site.
async fn with_site(house: &House, signer: &Signer) -> Site {
    let site = Site::new(&signer.jwks().to_string()).await;
    let url = site.url.clone();
    house
        .change_app(&ROBOT, |client| {
            let metadata = Arc::make_mut(&mut client.metadata);
            metadata.token_endpoint_auth_method = Some(AuthMethod::PrivateKeyJwt);
            metadata.jwks_uri = Some(url);
        })
        .await;
    site
}

async fn token(house: &House, signer: &Signer) -> Response {
    let assertion = signer.sign(&assertion_claims(ROBOT.id, house.clock.now()));
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", &*assertion),
    ];
    house.send(Request::post("/oauth2/token", &fields)).await
}

async fn refused(house: &House, signer: &Signer, cause: Cause) {
    token(house, signer).await.assert_error(401, "invalid_client");
    assert_eq!(house.failures_of(ROBOT.id).await[0].cause, cause.as_str());
}

on_sqlite! {
    async fn keys_are_fetched_once_for_all_who_need_them(house: &House) {
        let signer = Signer::new("ES256");
        let site = with_site(house, &signer).await;
        for answer in join_all((0..8).map(|_| token(house, &signer))).await {
            Tokens::of(&answer);
        }
        assert_eq!(site.asked(), 1);
    }

    async fn an_unknown_key_makes_us_fetch_again_once_a_minute(house: &House) {
        let (old, new) = (Signer::new("ES256"), Signer::new("RS256"));
        let site = with_site(house, &old).await;
        Tokens::of(&token(house, &old).await);
        site.show(200, &json!({ "keys": [old.jwk(), new.jwk()] }).to_string());
        Tokens::of(&token(house, &new).await);
        Tokens::of(&token(house, &old).await);
        assert_eq!(site.asked(), 2, "an app that changes its keys is not kept waiting");
        let next = Signer::new("ES256");
        site.show(200, &json!({ "keys": [new.jwk(), next.jwk()] }).to_string());
        for _ in 0..3 {
            refused(house, &next, Cause::AppKeyMissing).await;
        }
        assert_eq!(site.asked(), 2, "not again within the minute");
        house.clock.advance(60);
        Tokens::of(&token(house, &next).await);
        assert_eq!(site.asked(), 3);
        for _ in 0..3 {
            refused(house, &Signer::new("ES256"), Cause::AppKeyMissing).await;
        }
        assert_eq!(site.asked(), 3, "a stranger's keys make us fetch no more often");
    }

    async fn a_key_that_changed_under_no_name_is_found_again(house: &House) {
        let (old, new) = (Signer::new("ES256"), Signer::new("ES256"));
        let site = with_site(house, &old).await;
        site.show(200, &old.nameless().to_string());
        Tokens::of(&token(house, &old).await);
        site.show(200, &new.nameless().to_string());
        Tokens::of(&token(house, &new).await);
        refused(house, &old, Cause::AppSignatureWrong).await;
    }

    async fn a_key_that_was_taken_away_stops_working_within_ten_minutes(house: &House) {
        let (old, new) = (Signer::new("ES256"), Signer::new("ES256"));
        let site = with_site(house, &old).await;
        Tokens::of(&token(house, &old).await);
        site.show(200, &new.jwks().to_string());
        house.clock.advance(600);
        Tokens::of(&token(house, &old).await);
        house.clock.advance(1);
        refused(house, &old, Cause::AppKeyMissing).await;
    }

    async fn a_fetch_that_fails_keeps_what_was_known(house: &House) {
        let signer = Signer::new("ES256");
        let site = with_site(house, &signer).await;
        Tokens::of(&token(house, &signer).await);
        site.show(500, "gone");
        house.clock.advance(601);
        Tokens::of(&token(house, &signer).await);
        assert_eq!(site.asked(), 2);
        Tokens::of(&token(house, &signer).await);
        assert_eq!(site.asked(), 2, "nor is it tried again at once");
    }

    async fn keys_that_cannot_be_had_are_told_to_the_admin_and_not_to_the_stranger(house: &House) {
        let signer = Signer::new("ES256");
        let site = with_site(house, &signer).await;
        for (status, document) in [(404, String::new()), (302, String::new()), (200, "x".repeat(64 * 1024 + 1))] {
            house.clock.advance(60);
            site.show(status, &document);
            let answer = token(house, &signer).await;
            answer.assert_error(401, "invalid_client");
            assert!(!answer.text().contains("127.0.0.1"), "{}", answer.text());
            assert_eq!(house.failures_of(ROBOT.id).await[0].cause, Cause::AppKeysUnreachable.as_str());
        }
        house.clock.advance(60);
        site.show(200, "no key set");
        refused(house, &signer, Cause::AppKeyMissing).await;
        house.clock.advance(60);
        site.show(200, &signer.jwks().to_string());
        Tokens::of(&token(house, &signer).await);
    }
}
