//! Codes and refresh tokens, and what becomes of them that are used twice or by another app (RFC 6749 §4.1.2, §6).

use super::modules;
use super::rp::{Rp, read_tokens};
use super::stage::Stage;
use crate::support::{CHALLENGE, Jwt, Response, Signer, Site, Tokens, VERIFIER};
use serde_json::json;
use std::sync::Arc;

const REFRESHING: [&str; 2] = ["authorization_code", "refresh_token"];
const OFFLINE: &str = "openid offline_access";

/// The answer to a code that was used before.
async fn uses_twice(stage: &Stage<'_>, seconds: i64) -> (Tokens, Response) {
    let rp = stage.app().await;
    let ask = rp.ask();
    let answer = rp.send(&ask).await;
    let code = rp.code(&answer, &ask);
    let tokens = read_tokens(&rp.redeem(&code).await);
    let id_token = rp.id_token(&tokens, ask.get("nonce")).await;
    rp.userinfo(&tokens, &id_token).await;
    stage.house.clock.advance(seconds);
    (tokens, rp.redeem(&code).await)
}

/// Tokens for offline access, which the person agrees to.
async fn offline(rp: &Rp<'_>) -> (Tokens, Jwt) {
    let (tokens, id_token) = rp.flow(&rp.ask().with("scope", OFFLINE).with("prompt", "consent")).await;
    assert_eq!(tokens.scope(), OFFLINE);
    (tokens, id_token)
}

/// Refreshes a second later; the new ID token is of the same sign-in (OIDC Core §12.2).
async fn refreshed(rp: &Rp<'_>, before: &(Tokens, Jwt), scope: Option<&str>) -> Tokens {
    rp.house.clock.advance(1);
    let tokens = read_tokens(&rp.refresh(before.0.refresh(), scope).await);
    let id_token = rp.id_token(&tokens, None).await;
    for claim in ["iss", "sub", "aud", "auth_time", "azp"] {
        assert_eq!(id_token.claims.get(claim), before.1.claims.get(claim), "{claim}");
    }
    assert!(id_token.number("iat") > before.1.number("iat"));
    assert_ne!(tokens.access, before.0.access);
    rp.userinfo(&tokens, &id_token).await;
    tokens
}

modules! { EVERY:
    async fn oidcc_codereuse(stage: &Stage<'_>) {
        uses_twice(stage, 0).await.1.assert_error(400, "invalid_grant");
    }

    async fn oidcc_codereuse_30seconds(stage: &Stage<'_>) {
        let (tokens, answer) = uses_twice(stage, 30).await;
        answer.assert_error(400, "invalid_grant");
        // A warning where it still works.
        stage.house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
    }

    async fn oidcc_ensure_request_with_valid_pkce_succeeds(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let ask = rp.ask().with("code_challenge", CHALLENGE).with("code_challenge_method", "S256");
        let answer = rp.send(&ask).await;
        let tokens = read_tokens(&rp.redeem_with(&rp.code(&answer, &ask), &[("code_verifier", VERIFIER)]).await);
        rp.id_token(&tokens, ask.get("nonce")).await;
    }

    async fn oidcc_refresh_token(stage: &Stage<'_>) {
        let document = stage.house.get("/.well-known/openid-configuration").await.json_of(200);
        assert!(document["grant_types_supported"].as_array().expect("a list").contains(&"refresh_token".into()));
        assert!(document["scopes_supported"].as_array().expect("a list").contains(&"offline_access".into()));
        let grants = json!({ "grant_types": REFRESHING });
        let (one, other) = (stage.app_with(&grants).await, stage.app_with(&grants).await);
        refreshed(&one, &offline(&one).await, Some(OFFLINE)).await;
        let others = refreshed(&other, &offline(&other).await, None).await;
        one.refresh(others.refresh(), None).await.assert_error(400, "invalid_grant");
        // What another app tried does its owner no harm.
        read_tokens(&other.refresh(others.refresh(), None).await);
    }
}

modules! { DYNAMIC_KEY:
    async fn oidcc_refresh_token_rp_key_rotation(stage: &Stage<'_>) {
        let (old, new) = (Arc::new(Signer::new("RS256")), Arc::new(Signer::new("RS256")));
        let site = Site::new(old.jwks().to_string()).await;
        let told = json!({ "grant_types": REFRESHING, "jwks_uri": site.url });
        let mut rp = Rp { signer: old, names_key: true, ..stage.app_with(&told).await };
        let before = offline(&rp).await;
        site.show(200, &new.jwks().to_string());
        rp.signer = new;
        // The suite waits a minute; here the second is enough that every refresh takes.
        refreshed(&rp, &before, Some(OFFLINE)).await;
    }
}
