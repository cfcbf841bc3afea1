//! Pushed authorization requests (RFC 9126): checked under the app's own authentication, used once, within a minute, by no
//! other app, and with nothing beside them that counts.

use crate::client_assertions::{assertion_by, with_key};
use crate::support::{
    ALICE, App, Ask, Browser, House, ISSUER, PASSWORD, Request, Response, SHOP, SPA, Tokens, WIKI, assertion_claims,
    on_every_engine, on_sqlite, with,
};
use claviger::oidc::failures::Cause;
use rocket::futures::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;

const PATH: &str = "/oauth2/par";

async fn push(house: &House, app: &App, ask: &Ask) -> Response {
    house.send(app.post(PATH, &ask.pairs())).await
}

/// The request_uri that an app gets for a request.
async fn pushed(house: &House, app: &App, ask: &Ask) -> String {
    let answer = push(house, app, ask).await;
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    let body = answer.json_of(201);
    assert_eq!(body["expires_in"], 60);
    let uri = body["request_uri"].as_str().expect("a text").to_owned();
    assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:"), "{uri}");
    uri
}

fn reference(app: &App, uri: &str) -> Ask {
    Ask::default().with("client_id", app.id).with("request_uri", uri)
}

async fn open(browser: &Browser, app: &App, uri: &str) -> Response {
    browser.get(&reference(app, uri).url()).await
}

/// A page and no redirect: nothing tells where to.
async fn is_out_of_date(house: &House, browser: &Browser, app: &App, uri: &str) {
    open(browser, app, uri).await.assert_page(410);
    assert_eq!(house.failures_of(app.id).await[0].cause, Cause::PushedRequest.as_str());
}

on_every_engine! {
    async fn a_pushed_request_brings_a_code_through_a_sign_in(house: &House) {
        let uri = pushed(house, &SHOP, &SHOP.ask().with("scope", "openid email")).await;
        let browser = house.browser();
        // What stands beside it does not count.
        let ask = reference(&SHOP, &uri).with("scope", "openid profile").with("state", "loose");
        let page = browser.follow(browser.get(&ask.url()).await).await;
        let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        let reply = browser.follow(answer).await.reply_to(SHOP.redirect_uri);
        assert_eq!(reply.get("state"), SHOP.ask().get("state"));
        assert_eq!(Tokens::of(&house.redeem(&SHOP, &reply.code()).await).scope(), "openid email");
    }

    async fn it_counts_once_however_many_race(house: &House) {
        let uri = pushed(house, &SHOP, &SHOP.ask()).await;
        let browser = house.signed_in(ALICE).await;
        let answers = join_all((0..8).map(|_| open(&browser, &SHOP, &uri))).await;
        let won: Vec<_> = answers.iter().filter(|answer| answer.status == 303).collect();
        assert_eq!(won.len(), 1);
        won[0].reply_to(SHOP.redirect_uri).code();
        is_out_of_date(house, &browser, &SHOP, &uri).await;
    }
}

on_sqlite! {
    async fn it_counts_for_a_minute(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let (first, second) = (pushed(house, &SHOP, &SHOP.ask()).await, pushed(house, &SHOP, &SHOP.ask()).await);
        house.clock.advance(59);
        open(&browser, &SHOP, &first).await.reply_to(SHOP.redirect_uri).code();
        house.clock.advance(1);
        is_out_of_date(house, &browser, &SHOP, &second).await;
    }

    async fn it_is_of_no_use_to_another_app_and_does_not_spend_it(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let uri = pushed(house, &SHOP, &SHOP.ask()).await;
        is_out_of_date(house, &browser, &WIKI, &uri).await;
        open(&browser, &SHOP, &uri).await.reply_to(SHOP.redirect_uri).code();
        let sealed = uri.rsplit(':').next().expect("what is sealed");
        let damaged = format!("{}{}", if sealed.starts_with('A') { "B" } else { "A" }, &sealed[1..]);
        for bad in ["", "x", "\u{1}", &damaged, &sealed[1..], &format!("{sealed}A"), &format!("{sealed}=")] {
            is_out_of_date(house, &browser, &SHOP, &format!("urn:ietf:params:oauth:request_uri:{bad}")).await;
        }
        // It is no request that waits for its person, either.
        browser.get(&format!("/oauth2/authorize/resume?flow={sealed}")).await.assert_page(400);
    }

    async fn a_request_that_waits_for_a_sign_in_is_no_pushed_one(house: &House) {
        let page = house.get(&SHOP.ask().url()).await;
        let (_, flow) = page.location().split_once("flow=").expect("a flow");
        is_out_of_date(house, &house.browser(), &SHOP, &format!("urn:ietf:params:oauth:request_uri:{flow}")).await;
    }

    async fn whoever_pushes_proves_who_they_are(house: &House) {
        let ask = SHOP.ask();
        house.send(Request::post(PATH, &ask.pairs())).await.assert_error(401, "invalid_client");
        let other = ask.clone().with("client_id", WIKI.id);
        push(house, &SHOP, &other).await.assert_error(400, "invalid_request");
        for audience in [ISSUER.to_owned(), format!("{ISSUER}/oauth2/token"), format!("{ISSUER}{PATH}")] {
            let signer = with_key(house, &SHOP, "ES256").await;
            let assertion = signer.sign(&with(assertion_claims(SHOP.id, house.clock.now()), "aud", audience));
            let kind = claviger::oidc::client_auth::JWT_BEARER;
            let ask = ask.clone().with("client_assertion", &assertion).with("client_assertion_type", kind);
            house.send(Request::post(PATH, &ask.pairs())).await.json_of(201);
        }
        // A public app only names itself.
        house.send(Request::post(PATH, &SPA.ask().pairs())).await.json_of(201);
        // What proves it is no part of what waits.
        let assertion = assertion_by(house, "private_key_jwt").await;
        let kind = claviger::oidc::client_auth::JWT_BEARER;
        let ask = ask.with("client_assertion", &assertion).with("client_assertion_type", kind);
        let answer = house.send(Request::post(PATH, &ask.pairs())).await;
        let uri = answer.json_of(201)["request_uri"].as_str().expect("a text").to_owned();
        assert!(uri.len() < 1200, "{} characters", uri.len());
        let browser = house.signed_in(ALICE).await;
        open(&browser, &SHOP, &uri).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn what_a_browser_would_be_refused_is_refused_when_it_is_pushed(house: &House) {
        for (name, value, error, text) in [
            ("redirect_uri", "https://evil.example/", "invalid_request", "redirect_uri"),
            ("response_type", "token", "unsupported_response_type", "code"),
            ("scope", "everything", "invalid_scope", "none of"),
            ("resource", "https://x.example/", "invalid_target", "not registered"),
            ("code_challenge_method", "plain", "invalid_request", "S256"),
            ("request_uri", "https://shop.example/r", "invalid_request", "no request_uri"),
            ("request", "x", "invalid_request_object", "no JWT"),
            ("state", &"x".repeat(5000), "invalid_request", "4096"),
        ] {
            let answer = push(house, &SHOP, &SHOP.ask().with(name, value)).await;
            let described = answer.assert_error(400, error);
            assert!(described.contains(text), "{name}: {described}");
        }
        let twice = SHOP.ask().and("state", "2");
        push(house, &SHOP, &twice).await.assert_error(400, "invalid_request");
        push(house, &SHOP, &SHOP.ask().without("redirect_uri")).await.assert_error(400, "invalid_request");
    }

    async fn a_signed_object_may_be_pushed(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let mut claims = json!({ "iss": SHOP.id, "aud": ISSUER });
        for (name, value) in SHOP.ask().with("state", "signed").pairs() {
            claims[name] = value.into();
        }
        house.change_app(&SHOP, |client| {
            let metadata = Arc::make_mut(&mut client.metadata);
            metadata.token_endpoint_auth_method = None;
            metadata.require_signed_request_object = true;
        }).await;
        push(house, &SHOP, &SHOP.ask()).await.assert_error(400, "invalid_request");
        let object = |claims: &Value| Ask::default().with("request", &signer.sign(claims)).with("state", "loose");
        let uri = pushed(house, &SHOP, &object(&claims)).await;
        let browser = house.signed_in(ALICE).await;
        let reply = open(&browser, &SHOP, &uri).await.reply_to(SHOP.redirect_uri);
        assert_eq!(reply.get("state"), Some("signed"));
        let elsewhere = with(claims, "redirect_uri", "https://evil.example/");
        push(house, &SHOP, &object(&elsewhere)).await.assert_error(400, "invalid_request");
    }

    async fn who_must_push_gets_nothing_otherwise(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        // Begun before it must push, and waiting for its person.
        let (early, browser) = (house.browser(), house.signed_in(ALICE).await);
        let waiting = early.follow(early.get(&SHOP.ask().url()).await).await;
        house.change_app(&SHOP, |client| {
            let metadata = Arc::make_mut(&mut client.metadata);
            metadata.token_endpoint_auth_method = None;
            metadata.require_pushed_authorization_requests = true;
        }).await;
        let mut claims = json!({ "iss": SHOP.id, "aud": ISSUER });
        SHOP.ask().pairs().iter().for_each(|(name, value)| claims[*name] = (*value).into());
        for ask in [SHOP.ask(), SHOP.ask().with("request", &signer.sign(&claims))] {
            browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
            assert_eq!(house.failures_of(SHOP.id).await[0].cause, Cause::RequestUnsigned.as_str());
            let posted = browser.post("/oauth2/authorize", &ask.pairs()).await;
            browser.get(posted.location()).await.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
        }
        let late = early.follow(early.fill_in_sign_in(&waiting, ALICE, PASSWORD).await).await;
        late.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
        let uri = pushed(house, &SHOP, &SHOP.ask()).await;
        let posted = browser.post("/oauth2/authorize", &reference(&SHOP, &uri).pairs()).await;
        browser.get(posted.location()).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn what_was_pushed_stays_in_the_browser_that_brought_it(house: &House) {
        let uri = pushed(house, &SHOP, &SHOP.ask()).await;
        let (first, other) = (house.browser(), house.signed_in(ALICE).await);
        let page = first.follow(open(&first, &SHOP, &uri).await).await;
        let flow = page.hidden("flow");
        other.get(&format!("/oauth2/authorize/resume?flow={flow}")).await.assert_page(400);
        assert!(other.get(&format!("/login?flow={flow}")).await.text().contains("out of date"));
        first.follow(first.fill_in_sign_in(&page, ALICE, PASSWORD).await).await.reply_to(SHOP.redirect_uri).code();
        // By POST it waits for the cookies of its browser, and not for long.
        let uri = pushed(house, &SHOP, &SHOP.ask()).await;
        let posted = other.post("/oauth2/authorize", &reference(&SHOP, &uri).pairs()).await;
        house.clock.advance(60);
        other.get(posted.location()).await.assert_page(400);
    }

    async fn what_stands_beside_a_reference_says_nothing_not_even_the_way_back(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let uri = pushed(house, &SHOP, &SHOP.ask()).await;
        let beside = reference(&SHOP, &uri).with("redirect_uri", SHOP.redirect_uri).and("scope", "a").and("scope", "b");
        browser.get(&beside.url()).await.reply_to(SHOP.redirect_uri).code();
        browser.get(&beside.url()).await.assert_page(410);
    }

    async fn what_was_refused_when_it_was_pushed_is_explained(house: &House) {
        for (name, value, cause) in [
            ("request", "x", Cause::AppJwtMalformed),
            ("request_uri", "https://shop.example/r", Cause::RequestObject),
            ("redirect_uri", "https://evil.example/", Cause::RedirectUri),
            ("scope", "everything", Cause::Scope),
            ("state", &*"x".repeat(5000), Cause::Other),
        ] {
            push(house, &SHOP, &SHOP.ask().with(name, value)).await;
            let newest = &house.failures_of(SHOP.id).await[0];
            assert_eq!((newest.cause, &*newest.endpoint), (cause.as_str(), "par"), "{name}");
        }
        let browser = crate::support::admin(house, claviger::model::user::Role::AppAdmin).await;
        let page = browser.get("/admin/clients/shop/health").await.assert_page(200);
        assert!(page.contains("Pushed request"), "{page}");
    }
}
