//! Where answers may go (RFC 6749 §3.1.2): to a registered address, compared as a string, and nowhere else.

use super::modules;
use super::rp::Rp;
use super::stage::{CALLBACK, Stage};
use serde_json::json;

const WITH_QUERY: &str = "https://suite.example/test/a/claviger/callback?foo=bar";

/// A page that names the redirect URI; nobody is sent anywhere.
async fn is_a_page(rp: &Rp<'_>, redirect_uri: Option<&str>) {
    let ask = rp.ask().without("redirect_uri");
    let ask = match redirect_uri {
        Some(uri) => ask.with("redirect_uri", uri),
        None => ask,
    };
    let page = rp.browser.authorize(&ask.pairs()).await.assert_page(400);
    assert!(page.contains("redirect_uri"), "{page}");
}

modules! { EVERY:
    async fn oidcc_ensure_registered_redirect_uri(stage: &Stage<'_>) {
        let rp = stage.app().await;
        is_a_page(&rp, Some(&format!("{CALLBACK}/Rd0mPa7h"))).await;
    }

    async fn oidcc_ensure_redirect_uri_in_authorization_request(stage: &Stage<'_>) {
        let rp = stage.app().await;
        is_a_page(&rp, None).await;
    }

    async fn oidcc_redirect_uri_query_added(stage: &Stage<'_>) {
        let rp = stage.app().await;
        is_a_page(&rp, Some(WITH_QUERY)).await;
    }

    async fn oidcc_redirect_uri_query_ok(stage: &Stage<'_>) {
        let app = stage.app_with(&json!({ "redirect_uris": [WITH_QUERY] })).await;
        let rp = Rp { redirect_uri: WITH_QUERY.to_owned(), ..app };
        // `reply_to` demands that the query is still there.
        rp.flow(&rp.ask()).await;
    }

    async fn oidcc_redirect_uri_query_mismatch(stage: &Stage<'_>) {
        let rp = stage.app_with(&json!({ "redirect_uris": [WITH_QUERY] })).await;
        is_a_page(&rp, Some("https://suite.example/test/a/claviger/callback?bar=foo")).await;
        is_a_page(&rp, Some(CALLBACK)).await;
    }
}
