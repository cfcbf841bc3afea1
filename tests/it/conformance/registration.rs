//! Registrations that must be refused, and by which error (OpenID Connect Dynamic Client Registration 1.0 §3.3).

use super::modules;
use super::stage::{CALLBACK, Stage};
use crate::support::{Response, Site, assert_description};
use serde_json::json;

/// 400, JSON, and the error that the suite expects; another is a warning.
#[track_caller]
fn assert_refused(answer: &Response, error: &str) {
    let body = answer.json_of(400);
    assert_eq!(body["error"], error, "{body}");
    assert_description(body["error_description"].as_str().expect("a description"));
}

modules! { DYNAMIC:
    async fn oidcc_redirect_uri_regfrag(stage: &Stage<'_>) {
        let told = json!({ "redirect_uris": [format!("{CALLBACK}#foobar")] });
        assert_refused(&stage.ask_to_register(&told).await, "invalid_redirect_uri");
    }

    async fn oidcc_registration_sector_bad(stage: &Stage<'_>) {
        let site = Site::new(json!(["https://suite.example/another"]).to_string()).await;
        let told = json!({ "subject_type": "pairwise", "sector_identifier_uri": site.url });
        assert_refused(&stage.ask_to_register(&told).await, "invalid_client_metadata");
    }

    async fn oidcc_3rdparty_init_login_nohttps(stage: &Stage<'_>) {
        let told = json!({ "initiate_login_uri": "http://suite.example/test/a/claviger/initiate" });
        assert_refused(&stage.ask_to_register(&told).await, "invalid_client_metadata");
    }

    async fn oidcc_registration_sector_uri(stage: &Stage<'_>) {
        let site = Site::new(json!([CALLBACK, "https://suite.example/another"]).to_string()).await;
        let rp = stage.app_with(&json!({ "subject_type": "pairwise", "sector_identifier_uri": site.url })).await;
        rp.flow(&rp.ask()).await;
        assert_eq!(site.asked(), 1);
    }
}
