//! Requests in a JWT (OIDC Core §6), which are not offered: they are refused by the errors that the suite takes for that.

use super::modules;
use super::rp::Rp;
use super::stage::Stage;
use crate::support::{Ask, mac};
use serde_json::{Map, Value, json};

/// A request as the suite wraps it up: all of it in an unsigned object, and what OAuth demands beside that.
fn wrapped(rp: &Rp<'_>, ask: &Ask) -> (Ask, String) {
    let claims: Map<String, Value> =
        ask.pairs().iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let signed = mac(b"", &json!({ "alg": "none" }), &claims.into());
    let unsigned = signed.rsplit_once('.').expect("three parts").0;
    let mut outside = Ask::default();
    for (name, value) in ask.pairs() {
        if ["response_type", "client_id", "scope", "redirect_uri", "response_mode"].contains(&name) {
            outside = outside.and(name, value);
        }
    }
    assert_eq!(outside.get("client_id"), Some(&*rp.id));
    (outside, format!("{unsigned}."))
}

async fn says_false(stage: &Stage<'_>, member: &str) {
    let document = stage.house.get("/.well-known/openid-configuration").await.json_of(200);
    assert_eq!(document[member], false, "absence would not say so of request_uri");
}

modules! { EVERY:
    async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (ask, object) = wrapped(&rp, &rp.ask());
        let ask = ask.with("request", &object);
        let answer = rp.browser.authorize(&ask.pairs()).await;
        assert_eq!(rp.error(&answer, &ask), "request_not_supported");
        says_false(stage, "request_parameter_supported").await;
    }

    /// The address outside of the object is not registered: a page that names it is what the suite takes.
    async fn oidcc_ensure_request_object_with_redirect_uri(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (ask, object) = wrapped(&rp, &rp.ask());
        let ask = ask.with("redirect_uri", &format!("{}_invalid", rp.redirect_uri)).with("request", &object);
        let page = rp.browser.authorize(&ask.pairs()).await.assert_page(400);
        assert!(page.contains("redirect_uri"), "{page}");
    }
}

modules! { DYNAMIC:
    async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(stage: &Stage<'_>) {
        let uri = "https://suite.example/test/a/claviger/requesturi/Xq3";
        let rp = stage.app_with(&json!({ "request_uris": [uri] })).await;
        let (ask, _) = wrapped(&rp, &rp.ask());
        let ask = ask.with("request_uri", uri);
        let answer = rp.browser.authorize(&ask.pairs()).await;
        assert_eq!(rp.error(&answer, &ask), "request_uri_not_supported");
        says_false(stage, "request_uri_parameter_supported").await;
    }
}
