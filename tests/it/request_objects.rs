//! Request objects (RFC 9101, OIDC Core §6), by value and by reference: what an app has signed stands above what came
//! beside it, and one that cannot be verified is refused, never ignored.

use crate::client_assertions::{with_key, with_sealed_secret};
use crate::support::{
    ALGS, ALICE, Ask, House, ISSUER, PASSWORD, ROBOT, Request, SHOP, Signer, Site, Tokens, assertion_claims, mac,
    on_every_engine, on_sqlite, with, without,
};
use claviger::model::client_metadata::AuthMethod;
use claviger::oidc::client_auth::JWT_BEARER;
use claviger::oidc::failures::Cause;
use serde_json::{Value, json};
use std::sync::Arc;

/// The shop's usual request as claims.
fn object(house: &House) -> Value {
    let ask = SHOP.ask();
    let mut claims = json!({ "iss": SHOP.id, "aud": ISSUER, "exp": house.clock.now() + 300 });
    for (name, value) in ask.pairs() {
        claims[name] = value.into();
    }
    claims
}

fn ask_with(object: &str) -> Ask {
    SHOP.ask().with("request", object)
}

/// A refusal that is told to the app, and what its admin reads.
async fn refused(house: &House, object: &str, cause: Cause) {
    let answer = house.get(&ask_with(object).url()).await;
    answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request_object");
    assert_eq!(house.failures_of(SHOP.id).await[0].cause, cause.as_str());
}

on_every_engine! {
    async fn what_is_signed_stands_above_the_query_through_the_whole_sign_in(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        house.change_app(&SHOP, |client| Arc::make_mut(&mut client.metadata).token_endpoint_auth_method = None).await;
        let claims = with(with(object(house), "scope", "openid email"), "state", "signed");
        let ask = ask_with(&signer.sign(&claims)).with("scope", "openid profile orders:read").with("state", "loose");
        let browser = house.signed_in(ALICE).await;
        let reply = browser.authorize(&ask.pairs()).await.reply_to(SHOP.redirect_uri);
        assert_eq!(reply.get("state"), Some("signed"));
        assert_eq!(Tokens::of(&house.redeem(&SHOP, &reply.code()).await).scope(), "openid email");
        // By POST too, longer than what a flow may carry, and with a sign-in in between.
        let long = with(claims, "unknown_claim", "x".repeat(3000));
        let ask = ask_with(&signer.sign(&with(long, "prompt", "none")));
        let posted = browser.post("/oauth2/authorize", &ask.pairs()).await;
        let answer = browser.get(posted.location()).await;
        assert_eq!(answer.reply_to(SHOP.redirect_uri).get("state"), Some("signed"));
    }
}

on_sqlite! {
    async fn every_advertised_algorithm_signs_an_object(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for alg in ALGS {
            let signer = with_key(house, &SHOP, alg).await;
            let answer = browser.get(&ask_with(&signer.sign(&object(house))).url()).await;
            answer.reply_to(SHOP.redirect_uri).code();
        }
        with_sealed_secret(house, &SHOP).await;
        let object = mac(crate::client_assertions::SECRET.as_bytes(), &json!({ "alg": "HS256" }), &object(house));
        browser.get(&ask_with(&object).url()).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn an_object_that_is_not_signed_or_by_somebody_else_is_refused(house: &House) {
        let (signer, thief) = (with_key(house, &SHOP, "RS256").await, Signer::new("RS256"));
        let claims = object(house);
        refused(house, "eyJhbGciOiJub25lIn0.e30.", Cause::AppJwtAlgorithm).await;
        let none = signer.sign_raw(r#"{"alg":"none"}"#, &claims.to_string());
        refused(house, &format!("{}.", none.rsplit_once('.').expect("three parts").0), Cause::AppJwtAlgorithm).await;
        refused(house, &thief.sign(&claims), Cause::AppKeyMissing).await;
        let posing = with(thief.header(), "kid", signer.jwk()["kid"].clone()).to_string();
        refused(house, &thief.sign_raw(&posing, &claims.to_string()), Cause::AppSignatureWrong).await;
        let embedded = with(thief.header(), "jwk", thief.jwk()).to_string();
        refused(house, &thief.sign_raw(&embedded, &claims.to_string()), Cause::AppJwtMalformed).await;
        let confused = mac(signer.jwk().to_string().as_bytes(), &json!({ "alg": "HS256" }), &claims);
        refused(house, &confused, Cause::SecretNotSealed).await;
        refused(house, "no JWT", Cause::AppJwtMalformed).await;
        refused(house, "a.b.c.d.e", Cause::AppJwtMalformed).await;
    }

    async fn an_object_is_this_apps_for_us_and_of_now(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let (claims, now) = (object(house), house.clock.now());
        for (changed, cause) in [
            (with(claims.clone(), "iss", "wiki:2"), Cause::AppJwtIssuer),
            (with(claims.clone(), "aud", "https://other.example"), Cause::AppJwtAudience),
            (with(claims.clone(), "exp", now - 60), Cause::AppJwtExpired),
            (with(claims.clone(), "nbf", now + 61), Cause::AppJwtClock),
            (with(claims.clone(), "sub", SHOP.id), Cause::RequestObject),
            (with(claims.clone(), "client_id", "wiki:2"), Cause::RequestObject),
            (with(claims.clone(), "response_type", "token"), Cause::RequestObject),
            (with(claims.clone(), "request", "x"), Cause::RequestObject),
            (with(claims.clone(), "request_uri", "https://shop.example/r"), Cause::RequestObject),
        ] {
            refused(house, &signer.sign(&changed), cause).await;
        }
        let typed = with(signer.header(), "typ", "client-authentication+jwt").to_string();
        refused(house, &signer.sign_raw(&typed, &claims.to_string()), Cause::AppJwtMalformed).await;
    }

    async fn the_registered_algorithm_of_objects_is_the_only_one(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        house.change_app(&SHOP, |client| {
            Arc::make_mut(&mut client.metadata).request_object_signing_alg = Some("RS256".to_owned());
        }).await;
        refused(house, &signer.sign(&object(house)), Cause::AppJwtAlgorithm).await;
    }

    async fn without_a_way_back_in_the_query_a_page_tells_it(house: &House) {
        let ask = ask_with("no JWT").without("redirect_uri");
        house.get(&ask.url()).await.assert_page(400);
        // What only the object says is enough where it is sound, and checked as if it came in the query.
        let signer = with_key(house, &SHOP, "ES256").await;
        let browser = house.signed_in(ALICE).await;
        let bare = |object: &str| Ask::default().with("client_id", SHOP.id).with("request", object);
        browser.get(&bare(&signer.sign(&object(house))).url()).await.reply_to(SHOP.redirect_uri).code();
        let elsewhere = with(object(house), "redirect_uri", "https://thief.example/");
        browser.get(&bare(&signer.sign(&elsewhere)).url()).await.assert_page(400);
        let no_pkce = without(object(house), "code_challenge");
        let answer = browser.get(&bare(&signer.sign(&no_pkce)).url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
    }

    async fn of_a_typed_object_nothing_beside_it_counts(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let browser = house.signed_in(ALICE).await;
        let claims = without(object(house), "state");
        let reply = async |typ: &str| {
            let header = with(signer.header(), "typ", typ).to_string();
            let ask = ask_with(&signer.sign_raw(&header, &claims.to_string())).with("state", "loose");
            browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri)
        };
        assert_eq!(reply("JWT").await.get("state"), Some("loose"), "OIDC Core 6.1");
        for typ in ["oauth-authz-req+jwt", "OAUTH-AUTHZ-REQ+JWT"] {
            assert_eq!(reply(typ).await.get("state"), None, "RFC 9101 6.3");
        }
    }

    async fn an_object_that_stands_alone_says_whose_it_is(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let header = with(signer.header(), "typ", "oauth-authz-req+jwt").to_string();
        let nobodys = without(without(object(house), "iss"), "client_id");
        refused(house, &signer.sign_raw(&header, &nobodys.to_string()), Cause::AppJwtIssuer).await;
        let browser = house.signed_in(ALICE).await;
        let untyped = ask_with(&signer.sign(&nobodys));
        browser.get(&untyped.url()).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn an_object_of_thousands_of_claims_is_not_looked_through(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let mut claims = object(house);
        (0..200).for_each(|at| claims[format!("x{at}")] = "".into());
        refused(house, &signer.sign(&claims), Cause::RequestObject).await;
    }

    async fn who_must_sign_what_it_asks_gets_nothing_otherwise(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let early = house.browser();
        let waiting = early.follow(early.get(&SHOP.ask().url()).await).await;
        house.change_app(&SHOP, |client| {
            Arc::make_mut(&mut client.metadata).require_signed_request_object = true;
        }).await;
        let browser = house.browser();
        browser.get(&SHOP.ask().url()).await.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
        assert_eq!(house.failures_of(SHOP.id).await[0].cause, Cause::RequestUnsigned.as_str());
        let posted = browser.post("/oauth2/authorize", &SHOP.ask().pairs()).await;
        browser.get(posted.location()).await.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
        let late = early.follow(early.fill_in_sign_in(&waiting, ALICE, PASSWORD).await).await;
        late.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
        // What it signed goes through a sign-in, by either method, and stands alone.
        let ask = ask_with(&signer.sign(&without(object(house), "state"))).with("state", "loose");
        let page = browser.follow(browser.get(&ask.url()).await).await;
        let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
        let reply = browser.follow(answer).await.reply_to(SHOP.redirect_uri);
        assert_eq!(reply.get("state"), None);
        reply.code();
        let posted = browser.post("/oauth2/authorize", &ask.pairs()).await;
        browser.get(posted.location()).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn an_object_that_is_too_long_to_wait_for_its_person_is_told_at_once(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let long = with(object(house), "state", "x".repeat(4096));
        refused(house, &signer.sign(&long), Cause::RequestObject).await;
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&ask_with(&signer.sign(&long)).url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request_object");
    }

    async fn an_object_at_a_registered_address_is_fetched_and_no_other(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let site = Site::new(&signer.sign(&object(house))).await;
        let browser = house.signed_in(ALICE).await;
        let answer = async |version: &str| {
            let ask = SHOP.ask().with("request_uri", &format!("{}{version}", site.url));
            browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri)
        };
        let register = async |uris: &[String]| {
            let uris = uris.to_vec();
            house.change_app(&SHOP, |client| Arc::make_mut(&mut client.metadata).request_uris = uris).await;
        };
        answer("#version-1").await.assert_error("invalid_request_uri");
        assert_eq!(house.failures_of(SHOP.id).await[0].cause, Cause::RequestUri.as_str());
        assert_eq!(site.asked(), 0, "what is not registered is not fetched");
        register(&[format!("{}#version-1", site.url)]).await;
        for _ in 0..3 {
            answer("#version-1").await.code();
        }
        assert_eq!(site.asked(), 1, "once for all who come within ten seconds");
        for other in ["", "#version-2", "?x#version-1"] {
            answer(other).await.assert_error("invalid_request_uri");
        }
        assert_eq!(site.asked(), 1, "nobody but the app says which addresses are asked");
        register(&[format!("{}#version-2", site.url)]).await;
        answer("#version-2").await.code();
        assert_eq!(site.asked(), 2, "another version is fetched anew");
        let both = SHOP.ask().with("request_uri", &site.url).with("request", "x");
        browser.get(&both.url()).await.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
    }

    async fn what_was_fetched_as_a_request_is_never_taken_for_a_key_set(house: &House) {
        let signer = Signer::new("ES256");
        let site = Site::new(&signer.jwks().to_string()).await;
        let (request_uris, jwks_uri) = (vec![site.url.clone()], Some(site.url.clone()));
        house.change_app(&SHOP, |client| Arc::make_mut(&mut client.metadata).request_uris = request_uris).await;
        house
            .change_app(&ROBOT, |client| {
                let metadata = Arc::make_mut(&mut client.metadata);
                (metadata.token_endpoint_auth_method, metadata.jwks_uri) = (Some(AuthMethod::PrivateKeyJwt), jwks_uri);
            })
            .await;
        let ask = SHOP.ask().with("request_uri", &site.url);
        house.get(&ask.url()).await.reply_to(SHOP.redirect_uri).assert_error("invalid_request_object");
        assert_eq!(site.asked(), 1);
        let assertion = signer.sign(&assertion_claims(ROBOT.id, house.clock.now()));
        let proof = [("client_assertion_type", JWT_BEARER), ("client_assertion", &*assertion)];
        let fields = [("grant_type", "client_credentials"), proof[0], proof[1]];
        Tokens::of(&house.send(Request::post("/oauth2/token", &fields)).await);
        assert_eq!(site.asked(), 2, "each is fetched and kept for itself");
    }

    async fn an_object_that_was_taken_away_counts_no_more(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let site = Site::new(&signer.sign(&object(house))).await;
        let uris = vec![site.url.clone()];
        house.change_app(&SHOP, |client| Arc::make_mut(&mut client.metadata).request_uris = uris).await;
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("request_uri", &site.url);
        browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri).code();
        site.show(404, "");
        house.clock.advance(11);
        for _ in 0..2 {
            browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri).assert_error("invalid_request_uri");
        }
        assert_eq!(site.asked(), 2, "nor is it asked for at once again");
        site.show(200, "no JWT");
        house.clock.advance(11);
        browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri).assert_error("invalid_request_object");
        site.show(200, &signer.sign(&object(house)));
        house.clock.advance(11);
        browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn the_address_of_an_app_that_registered_itself_leads_nowhere_inside(house: &House) {
        let signer = with_key(house, &SHOP, "ES256").await;
        let site = Site::new(&signer.sign(&object(house))).await;
        let uris = vec![site.url.clone()];
        house.change_app(&SHOP, |client| {
            let metadata = Arc::make_mut(&mut client.metadata);
            (metadata.request_uris, metadata.registered) = (uris, true);
        }).await;
        let answer = house.get(&SHOP.ask().with("request_uri", &site.url).url()).await;
        let reply = answer.reply_to(SHOP.redirect_uri);
        reply.assert_error("invalid_request_uri");
        assert!(!answer.location().contains("127.0.0.1"), "{}", answer.location());
        assert_eq!(site.asked(), 0);
    }
}
