//! What the userinfo endpoint tells, and how it is asked (OIDC Core §5.3, §5.4, §5.5).

use super::modules;
use super::rp::assert_standard_claims;
use super::stage::Stage;
use crate::support::{ISSUER, Request};
use serde_json::{Value, json};

/// What the suite expects of each scope; one claim less is a warning.
const PROFILE: [&str; 14] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "preferred_username",
];
const EMAIL: [&str; 2] = ["email", "email_verified"];
const ADDRESS: [&str; 1] = ["address"];
const PHONE: [&str; 2] = ["phone_number", "phone_number_verified"];

/// With a scope the person's claims are all there, and no others.
async fn tells(stage: &Stage<'_>, scope: &str, expected: &[&[&str]]) {
    let rp = stage.app().await;
    let (tokens, id_token) = rp.flow(&rp.ask().with("scope", scope)).await;
    assert_eq!(tokens.scope(), scope);
    let claims = rp.userinfo(&tokens, &id_token).await;
    let mut names: Vec<_> = claims.as_object().expect("claims").keys().map(String::as_str).collect();
    let mut wanted = [&["sub"], &*expected.concat()].concat();
    names.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
}

/// An access token sent in some way brings the claims of its person.
async fn asks_by(stage: &Stage<'_>, request: impl Fn(&str) -> Request) {
    let rp = stage.app().await;
    let (tokens, id_token) = rp.flow(&rp.ask()).await;
    let claims = stage.house.send(request(&tokens.access)).await.json_of(200);
    assert_eq!(claims["sub"], id_token.claims["sub"]);
    assert_standard_claims(&claims);
}

modules! { EVERY:
    async fn oidcc_userinfo_get(stage: &Stage<'_>) {
        asks_by(stage, |token| Request::get("/oauth2/userinfo").bearer(token)).await;
    }

    async fn oidcc_userinfo_post_header(stage: &Stage<'_>) {
        asks_by(stage, |token| Request::post("/oauth2/userinfo", &[]).bearer(token)).await;
    }

    async fn oidcc_userinfo_post_body(stage: &Stage<'_>) {
        asks_by(stage, |token| Request::post("/oauth2/userinfo", &[("access_token", token)])).await;
    }

    async fn oidcc_scope_profile(stage: &Stage<'_>) {
        tells(stage, "openid profile", &[&PROFILE]).await;
    }

    async fn oidcc_scope_email(stage: &Stage<'_>) {
        tells(stage, "openid email", &[&EMAIL]).await;
    }

    async fn oidcc_scope_address(stage: &Stage<'_>) {
        tells(stage, "openid address", &[&ADDRESS]).await;
    }

    async fn oidcc_scope_phone(stage: &Stage<'_>) {
        tells(stage, "openid phone", &[&PHONE]).await;
    }

    async fn oidcc_scope_all(stage: &Stage<'_>) {
        tells(stage, "openid profile email address phone", &[&PROFILE, &EMAIL, &ADDRESS, &PHONE]).await;
    }

    async fn oidcc_claims_essential(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let wish = json!({ "userinfo": { "name": { "essential": true } } }).to_string();
        // `flow` demands that the ID token does not have it.
        let (tokens, id_token) = rp.flow(&rp.ask().with("claims", &wish)).await;
        let claims = rp.userinfo(&tokens, &id_token).await;
        assert_eq!(claims["name"], "Alice Adams");
        assert_eq!(claims.get("email"), None, "only what was asked for");
    }
}

modules! { DYNAMIC:
    async fn oidcc_userinfo_rs256(stage: &Stage<'_>) {
        let rp = stage.app_with(&json!({ "userinfo_signed_response_alg": "RS256" })).await;
        let ask = rp.ask();
        let answer = rp.send(&ask).await;
        let tokens = super::rp::read_tokens(&rp.redeem(&rp.code(&answer, &ask)).await);
        let id_token = rp.id_token(&tokens, ask.get("nonce")).await;
        let answer = stage.house.userinfo(&tokens.access).await;
        assert_eq!((answer.status, answer.header("Content-Type")), (200, Some("application/jwt")));
        let signed = stage.house.verify_signature(&answer.text()).await;
        assert_eq!(signed.claims["sub"], id_token.claims["sub"]);
        // Each of these is a warning.
        assert_eq!((&signed.claims["iss"], &signed.claims["aud"]), (&json!(ISSUER), &json!(rp.id)));
        assert_eq!(signed.claims.get("nonce"), None::<&Value>);
    }
}
