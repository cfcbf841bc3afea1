//! Logout at an app's wish (OIDC RP-Initiated Logout 1.0), and how the app is told (Back-Channel and Front-Channel Logout
//! 1.0). After each the person is really out: the suite asks with `prompt=none` and must be told so.

use super::modules;
use super::rp::Rp;
use super::stage::{POST_LOGOUT, Stage};
use crate::support::{ISSUER, Jwt, Response, Signer, Tokens, ToldApp, assertion_claims, encode, unescape, with};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claviger::model::ids::random_id;
use serde_json::{Value, json};

/// An app with a way back after a logout, whose person is signed in, and what else it says.
async fn signed_in<'a>(stage: &'a Stage<'_>, more: Value) -> (Rp<'a>, Tokens, Jwt) {
    let mut told = json!({ "post_logout_redirect_uris": [POST_LOGOUT] });
    told.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
    let rp = stage.app_with(&told).await;
    let (tokens, id_token) = rp.flow(&rp.ask()).await;
    (rp, tokens, id_token)
}

/// A state of 128 characters.
fn long_state() -> String {
    std::iter::repeat_with(random_id).take(4).collect()
}

async fn log_out(rp: &Rp<'_>, parameters: &[(&str, &str)]) -> Response {
    let answer = rp.browser.get(&format!("/oauth2/logout?{}", encode(parameters))).await;
    rp.browser.follow(answer).await
}

/// Whether a request without a page still brings a code.
async fn is_signed_in(rp: &Rp<'_>) -> bool {
    let ask = rp.ask().with("prompt", "none");
    let answer = rp.browser.authorize(&ask.pairs()).await;
    if rp.reply(&answer, &ask).get("error").is_none() {
        rp.code(&answer, &ask);
        return true;
    }
    assert_eq!(rp.error(&answer, &ask), "login_required");
    false
}

/// A page that says what is wrong; nobody is sent anywhere and nothing ends.
async fn is_refused(rp: &Rp<'_>, parameters: &[(&str, &str)]) {
    log_out(rp, parameters).await.assert_page(400);
    assert!(is_signed_in(rp).await);
}

/// The person is asked, says yes, and is told on a page of ours that they are out.
async fn is_asked(rp: &Rp<'_>, parameters: &[(&str, &str)]) {
    let page = log_out(rp, parameters).await;
    page.assert_page(200);
    let done = rp.browser.submit("/oauth2/logout/confirm", &page.hidden_fields()).await;
    assert!(done.assert_page(200).contains("You are signed out"), "{}", done.text());
    assert!(!is_signed_in(rp).await);
}

/// The address that the suite waits for: with the state, where one was sent, and nothing else.
fn back_with(state: &str) -> String {
    format!("{POST_LOGOUT}?state={state}")
}

modules! { LOGOUT:
    async fn oidcc_rp_initiated_logout(stage: &Stage<'_>) {
        let (rp, tokens, _) = signed_in(stage, json!({})).await;
        let state = long_state();
        let asked = [("id_token_hint", tokens.id()), ("post_logout_redirect_uri", POST_LOGOUT), ("state", &state)];
        assert_eq!(log_out(&rp, &asked).await.location(), back_with(&state));
        assert!(!is_signed_in(&rp).await);
    }

    async fn oidcc_rp_initiated_logout_no_state(stage: &Stage<'_>) {
        let (rp, tokens, _) = signed_in(stage, json!({})).await;
        let asked = [("id_token_hint", tokens.id()), ("post_logout_redirect_uri", POST_LOGOUT)];
        assert_eq!(log_out(&rp, &asked).await.location(), POST_LOGOUT);
        assert!(!is_signed_in(&rp).await);
    }

    async fn oidcc_rp_initiated_logout_no_params(stage: &Stage<'_>) {
        let (rp, _, _) = signed_in(stage, json!({})).await;
        is_asked(&rp, &[]).await;
    }

    async fn oidcc_rp_initiated_logout_only_state(stage: &Stage<'_>) {
        let (rp, _, _) = signed_in(stage, json!({})).await;
        is_asked(&rp, &[("state", &long_state())]).await;
    }

    async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri(stage: &Stage<'_>) {
        let (rp, tokens, _) = signed_in(stage, json!({})).await;
        is_asked(&rp, &[("id_token_hint", tokens.id()), ("state", &long_state())]).await;
    }

    async fn oidcc_rp_initiated_logout_no_id_token_hint(stage: &Stage<'_>) {
        let (rp, _, _) = signed_in(stage, json!({})).await;
        is_refused(&rp, &[("post_logout_redirect_uri", POST_LOGOUT), ("state", &long_state())]).await;
    }

    async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(stage: &Stage<'_>) {
        let (rp, tokens, _) = signed_in(stage, json!({})).await;
        let other = "https://suite.example/test/a/claviger/post_logout_redirect_unregistered";
        is_refused(&rp, &[("id_token_hint", tokens.id()), ("post_logout_redirect_uri", other)]).await;
    }

    async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(stage: &Stage<'_>) {
        let (rp, tokens, _) = signed_in(stage, json!({})).await;
        let other = format!("{POST_LOGOUT}?foo=bar");
        is_refused(&rp, &[("id_token_hint", tokens.id()), ("post_logout_redirect_uri", &other)]).await;
    }

    async fn oidcc_rp_initiated_logout_modified_id_token_hint(stage: &Stage<'_>) {
        let (rp, tokens, _) = signed_in(stage, json!({})).await;
        let payload = tokens.id().split('.').nth(1).expect("a payload");
        let unsigned = format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
        is_refused(&rp, &[("id_token_hint", &unsigned), ("post_logout_redirect_uri", POST_LOGOUT)]).await;
    }

    async fn oidcc_rp_initiated_logout_bad_id_token_hint(stage: &Stage<'_>) {
        let (rp, _, id_token) = signed_in(stage, json!({})).await;
        let claims = with(assertion_claims(ISSUER, stage.house.clock.now()), "aud", rp.id.as_str());
        let fake = Signer::new("RS256").sign(&with(claims, "sub", id_token.text("sub")));
        is_refused(&rp, &[("id_token_hint", &fake), ("post_logout_redirect_uri", POST_LOGOUT)]).await;
    }

    async fn oidcc_backchannel_rp_initiated_logout(stage: &Stage<'_>) {
        let told = ToldApp::new(200).await;
        let more = json!({ "backchannel_logout_uri": told.uri, "backchannel_logout_session_required": true });
        let (rp, tokens, id_token) = signed_in(stage, more).await;
        let background = stage.house.background();
        let state = long_state();
        let asked = [("id_token_hint", tokens.id()), ("post_logout_redirect_uri", POST_LOGOUT), ("state", &state)];
        assert_eq!(log_out(&rp, &asked).await.location(), back_with(&state));
        // `wait_for` demands a posted form with `logout_token` alone in it.
        let token = told.wait_for(1).await.remove(0);
        let logout = stage.house.verify(&token).await;
        assert_eq!(logout.header["typ"], "logout+jwt");
        assert_eq!((logout.text("iss"), logout.text("aud")), (ISSUER, &*rp.id));
        assert_eq!((logout.text("sub"), logout.text("sid")), (id_token.text("sub"), id_token.text("sid")));
        let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
        assert_eq!((&logout.claims["events"], logout.claims.get("nonce")), (&events, None));
        assert!(logout.number("iat") <= stage.house.clock.now() && !logout.text("jti").is_empty());
        assert!(!is_signed_in(&rp).await);
        background.stop().await;
    }

    async fn oidcc_frontchannel_rp_initiated_logout(stage: &Stage<'_>) {
        let uri = "https://suite.example/test/a/claviger/frontchannel_logout";
        let more = json!({ "frontchannel_logout_uri": uri, "frontchannel_logout_session_required": true });
        let (rp, tokens, id_token) = signed_in(stage, more).await;
        let state = long_state();
        let asked = [("id_token_hint", tokens.id()), ("post_logout_redirect_uri", POST_LOGOUT), ("state", &state)];
        let page = log_out(&rp, &asked).await;
        let text = unescape(&page.assert_page(200));
        let told = encode(&[("iss", ISSUER), ("sid", id_token.text("sid"))]);
        assert!(text.contains(&format!(r#"src="{uri}?{told}""#)), "{text}");
        let policy = page.header("Content-Security-Policy").expect("a policy");
        assert!(policy.split("; ").any(|rule| rule == "frame-src https://suite.example"), "{policy}");
        // It goes on by itself once the frames are loaded, and by the link where no script runs.
        assert!(text.contains(&format!(r#"href="{}" data-goes-on"#, back_with(&state))), "{text}");
        assert!(!is_signed_in(&rp).await);
    }
}
