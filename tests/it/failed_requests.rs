//! Failed requests explained: the admin sees what came, what was expected, where they part, and the mend.

use crate::support::{ALICE, House, ORDERS, Request, SHOP, SPA, basic, on_every_engine};
use claviger::oidc::failures::{Explained, health};

fn came<'e>(failure: &'e Explained, name: &str) -> &'e str {
    let found = failure.came.iter().find(|(own, _)| own == name);
    &found.unwrap_or_else(|| panic!("{name} in {failure:?}")).1
}

#[track_caller]
fn only(failures: &[Explained], cause: &str) -> Explained {
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0].cause, cause, "{failures:?}");
    failures[0].clone()
}

on_every_engine! {
    async fn an_unregistered_redirect_uri_shows_the_nearest_and_the_first_difference(house: &House) {
        house.get(&SHOP.ask().with("redirect_uri", "https://shop.example/callback/").url()).await.assert_page(400);
        let failure = only(&house.failures_of(SHOP.id).await, "redirect_uri");
        let difference = failure.difference.clone().expect("a difference");
        assert_eq!(difference.expected, SHOP.redirect_uri);
        assert_eq!((difference.at, difference.came_there, difference.expected_there), (30, Some('/'), None));
        assert_eq!(came(&failure, "redirect_uri"), "https://shop.example/callback/");
        assert_eq!(came(&failure, "nonce"), "present, 12 characters");
    }

    async fn a_request_of_an_unknown_app_stands_apart(house: &House) {
        house.get(&SHOP.ask().with("client_id", "shoop").url()).await.assert_page(400);
        house.send(Request::post("/oauth2/token", &[("client_id", "shoop"), ("grant_type", "x")])).await;
        assert!(house.failures_of(SHOP.id).await.is_empty());
        let failures = house.failures_of("").await;
        assert_eq!(failures.len(), 2);
        assert!(failures.iter().all(|failure| failure.cause == "unknown_client"), "{failures:?}");
        assert_eq!(came(&failures[0], "client_id"), "shoop");
    }

    async fn a_wrong_and_an_expired_secret_are_told_apart_to_the_admin_only(house: &House) {
        let send = async |secret: &str| {
            let request = Request::post("/oauth2/token", &[("grant_type", "refresh_token"), ("refresh_token", "s3cret")]);
            let answer = house.send(request.header("Authorization", basic(SHOP.id, secret))).await;
            answer.assert_error(401, "invalid_client")
        };
        let wrong = send("wrong-wrong-wrong-wrong-wrong-wrong").await;
        house.execute("UPDATE client_secrets SET expires_at = 1 WHERE client_id = 'shop'").await;
        house.change_app(&SHOP, |client| client.name = "The shop".to_owned()).await;
        let expired = send(SHOP.secret.expect("a secret")).await;
        assert_eq!(wrong, expired);
        let failures = house.failures_of(SHOP.id).await;
        let causes: Vec<_> = failures.iter().map(|failure| failure.cause).collect();
        assert_eq!(causes, ["secret_expired", "secret_wrong"]);
        let text = format!("{failures:?}");
        assert!(!text.contains("s3cret") && !text.contains("wrong-wrong") && !text.contains("shop-secret"), "{text}");
    }

    async fn a_token_request_with_another_redirect_uri_shows_both(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let code = house.code(&browser, &SHOP.ask()).await;
        let fields = [("grant_type", "authorization_code"), ("code", code.as_str()),
            ("redirect_uri", "https://shop.example/other"), ("code_verifier", crate::support::VERIFIER)];
        house.token(&SHOP, &fields).await.assert_error(400, "invalid_grant");
        let failure = only(&house.failures_of(SHOP.id).await, "code_redirect_uri");
        let difference = failure.difference.clone().expect("a difference");
        assert_eq!((difference.came.as_str(), difference.expected.as_str()), ("https://shop.example/other", SHOP.redirect_uri));
        assert!(!format!("{failure:?}").contains(&code) && came(&failure, "code").starts_with("present, "));
    }

    async fn each_common_mistake_has_its_own_cause(house: &House) {
        let browser = house.signed_in(ALICE).await;
        browser.get(&SHOP.ask().plain().url()).await;
        browser.get(&SHOP.ask().with("response_type", "token").url()).await;
        browser.get(&SHOP.ask().with("scope", "x").url()).await;
        browser.get(&SHOP.ask().with("resource", "https://x.example/").url()).await;
        let code = house.code(&browser, &SHOP.ask().with("resource", ORDERS)).await;
        house.redeem(&SHOP, &code).await.json_of(200);
        house.redeem(&SHOP, &code).await.assert_error(400, "invalid_grant");
        house.token(&SHOP, &[("grant_type", "client_credentials")]).await.assert_error(400, "unauthorized_client");
        let failures = house.failures_of(SHOP.id).await;
        let causes: Vec<_> = failures.iter().rev().map(|failure| failure.cause).collect();
        assert_eq!(causes, ["pkce_missing", "response_type", "scope", "resource", "code", "grant_not_allowed"]);
    }

    async fn a_person_who_has_to_sign_in_is_no_failure_of_the_app(house: &House) {
        house.get(&SPA.ask().with("prompt", "none").url()).await.reply_to(SPA.redirect_uri).assert_error("login_required");
        assert!(house.failures_of(SPA.id).await.is_empty());
    }

    async fn a_mended_redirect_uri_is_called_so(house: &House) {
        let uri = "https://shop.example/new";
        house.get(&SHOP.ask().with("redirect_uri", uri).url()).await.assert_page(400);
        house.change_app(&SHOP, |client| client.redirect_uris.push(uri.to_owned())).await;
        assert!(only(&house.failures_of(SHOP.id).await, "redirect_uri").is_mended);
    }

    async fn health_knows_the_last_success_and_counts_failures(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.clock.advance(5);
        house.refresh(&SHOP, &tokens.refresh.expect("a refresh token")).await.json_of(200);
        house.refresh(&SHOP, "x").await.assert_error(400, "invalid_grant");
        house.provider.failures.flush(&house.store).await.expect("a flush");
        let now = house.clock.now();
        let health = health(&house.store, &SHOP.id.into(), now, 7).await.expect("a query");
        assert_eq!((health.last_code_exchange, health.last_refresh), (Some(now - 5), Some(now)));
        assert_eq!((health.succeeded, health.failures[0].cause), (2, "refresh_token_unknown"));
        let used = house.count("SELECT COUNT(*) FROM client_secrets WHERE last_used_at IS NOT NULL").await;
        assert_eq!(used, 1, "the secret's last use is known");
    }
}
