//! Requests in a JWT (OIDC Core §6, RFC 9101). Unsigned ones are not offered, which discovery says; the suite passes over
//! the modules that send them then, and here they are refused.

use super::modules;
use super::rp::Rp;
use super::stage::Stage;
use crate::support::{Ask, ISSUER, Site, mac, with};
use serde_json::{Map, Value, json};

/// A request as the claims of an object.
fn claims(ask: &Ask) -> Value {
    let claims: Map<String, Value> =
        ask.pairs().iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    claims.into()
}

/// What the suite leaves beside an object.
fn outside(ask: &Ask) -> Ask {
    let mut outside = Ask::default();
    for (name, value) in ask.pairs() {
        if ["response_type", "client_id", "scope", "redirect_uri", "response_mode"].contains(&name) {
            outside = outside.and(name, value);
        }
    }
    outside
}

fn unsigned(ask: &Ask) -> String {
    let signed = mac(b"", &json!({ "alg": "none" }), &claims(ask));
    format!("{}.", signed.rsplit_once('.').expect("three parts").0)
}

/// With what OIDC Core §6.1 recommends.
fn signed(rp: &Rp<'_>, ask: &Ask) -> String {
    let claims = with(with(claims(ask), "iss", &*rp.id), "aud", ISSUER);
    rp.signer.sign_raw(r#"{"alg":"RS256"}"#, &claims.to_string())
}

/// Where this holds, the suite skips the module.
async fn none_is_not_offered(stage: &Stage<'_>) {
    let document = stage.house.get("/.well-known/openid-configuration").await.json_of(200);
    let algorithms = document["request_object_signing_alg_values_supported"].as_array().expect("a list");
    assert!(algorithms.contains(&json!("RS256")) && !algorithms.contains(&json!("none")), "{algorithms:?}");
}

/// The suite's usual address of a request, and an app that registers it; what lies there is said later.
async fn with_request_uri<'a>(stage: &'a Stage<'a>, more: Value) -> (Rp<'a>, Site, String) {
    let site = Site::new("").await;
    let uri = format!("{}#Xq3", site.url);
    let rp = stage.app_with(&with(more, "request_uris", json!([uri]))).await;
    (rp, site, uri)
}

modules! { EVERY:
    async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(stage: &Stage<'_>) {
        none_is_not_offered(stage).await;
        let rp = stage.app().await;
        let ask = rp.ask();
        let ask = outside(&ask).with("request", &unsigned(&ask));
        let answer = rp.browser.authorize(&ask.pairs()).await;
        assert_eq!(rp.error(&answer, &ask), "invalid_request_object");
    }

    async fn oidcc_ensure_request_object_with_redirect_uri(stage: &Stage<'_>) {
        none_is_not_offered(stage).await;
        let rp = stage.app().await;
        let ask = rp.ask();
        let outside = outside(&ask).with("redirect_uri", &format!("{}_invalid", rp.redirect_uri));
        rp.browser.authorize(&outside.clone().with("request", &unsigned(&ask)).pairs()).await.assert_page(400);
    }
}

modules! { DYNAMIC:
    async fn oidcc_request_uri_unsigned(stage: &Stage<'_>) {
        none_is_not_offered(stage).await;
        let (rp, site, uri) = with_request_uri(stage, json!({})).await;
        let ask = rp.ask();
        site.show(200, &unsigned(&ask));
        let ask = outside(&ask).with("request_uri", &uri);
        let answer = rp.browser.authorize(&ask.pairs()).await;
        assert_eq!(rp.error(&answer, &ask), "invalid_request_object");
    }

    async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(stage: &Stage<'_>) {
        oidcc_request_uri_unsigned(stage).await;
    }

    async fn oidcc_request_uri_signed_rs256(stage: &Stage<'_>) {
        let (rp, site, uri) = with_request_uri(stage, json!({ "request_object_signing_alg": "RS256" })).await;
        let ask = rp.ask();
        site.show(200, &signed(&rp, &ask));
        let answer = rp.send(&outside(&ask).with("request_uri", &uri)).await;
        rp.flow_from(&answer, &ask).await;
        assert_eq!(site.asked(), 1);
        // And what the suite asks of unsigned ones: the address within counts.
        let ask = rp.ask();
        let elsewhere = outside(&ask).with("redirect_uri", &format!("{}_invalid", rp.redirect_uri));
        let answer = rp.send(&elsewhere.with("request", &signed(&rp, &ask))).await;
        rp.flow_from(&answer, &ask).await;
    }
}
