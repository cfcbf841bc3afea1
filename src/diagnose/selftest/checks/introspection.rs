//! Introspection (RFC 7662, RFC 9701) and revocation (RFC 7009).

use super::super::browser::Browser;
use super::super::report::{Check, demand};
use super::super::trial::{Ask, Lines, Trial};
use super::each_value;
use crate::keys::SigningAlg;
use std::sync::Arc;

const INTROSPECTION: &str = "introspection_endpoint";
const REVOCATION: &str = "revocation_endpoint";

/// RFC 9701 §4.
const SIGNED: &str = "application/token-introspection+jwt";

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    if trial.document.has(INTROSPECTION) {
        lines.note(INTROSPECTION, "a token is active for its own app", own(trial, browser).await);
        lines.note(INTROSPECTION, "another app learns nothing", foreign(trial, browser).await);
    }
    if trial.document.has(REVOCATION) {
        lines.note(REVOCATION, "a revoked access token works no more", revoked(trial, browser).await);
        lines.note(REVOCATION, "a revoked refresh token ends its family", family(trial, browser).await);
        let unknown = trial.post(&trial.app, REVOCATION, &[("token", "nothing")]).await;
        let unknown = unknown.and_then(|answer| answer.demand_status(200)).map(|()| "200".to_owned());
        lines.note(REVOCATION, "an unknown token is fine", unknown);
    }
    each_value(trial, "introspection_signing_alg_values_supported", lines, async |alg| {
        signed(trial, browser, alg).await
    })
    .await;
}

async fn own(trial: &Trial, browser: &mut Browser) -> Check {
    let tokens = trial.tokens(browser, &trial.app, &Ask::of(&trial.app)).await?;
    let told = trial.post(&trial.app, INTROSPECTION, &[("token", &tokens.access)]).await?.json(200)?;
    let is_right = told["active"] == true && told["iss"] == *trial.issuer && told["client_id"] == trial.app.id.as_str();
    demand(is_right, || "active, iss or client_id is not what it should be".to_owned())?;
    demand(trial.is_active(&tokens.refresh).await?, || "its refresh token is not active".to_owned())?;
    demand(!trial.is_active("nothing").await?, || "what is no token is active".to_owned())?;
    Ok("active with iss, client_id, scope; what is no token is not".to_owned())
}

async fn foreign(trial: &Trial, browser: &mut Browser) -> Check {
    let stranger = trial.cast.app("stranger", |_| ()).await?;
    let tokens = trial.tokens(browser, &trial.app, &Ask::of(&trial.app)).await?;
    let told = trial.post(&stranger, INTROSPECTION, &[("token", &tokens.access)]).await?.json(200)?;
    demand(told == serde_json::json!({ "active": false }), || "it learns something about the token".to_owned())?;
    Ok("active: false, and nothing else".to_owned())
}

async fn revoked(trial: &Trial, browser: &mut Browser) -> Check {
    let tokens = trial.tokens(browser, &trial.app, &Ask::of(&trial.app)).await?;
    trial.post(&trial.app, REVOCATION, &[("token", &tokens.access)]).await?.demand_status(200)?;
    trial.userinfo(&tokens.access).await?.demand_status(401)?;
    demand(!trial.is_active(&tokens.access).await?, || "it is still active".to_owned())?;
    Ok("401 at userinfo, inactive at introspection".to_owned())
}

async fn family(trial: &Trial, browser: &mut Browser) -> Check {
    let tokens = trial.tokens(browser, &trial.app, &Ask::of(&trial.app)).await?;
    trial.post(&trial.app, REVOCATION, &[("token", &tokens.refresh)]).await?.demand_status(200)?;
    let fields = [("grant_type", "refresh_token"), ("refresh_token", &*tokens.refresh)];
    let seen = trial.token(&trial.app, &fields).await?.demand_error(400, "invalid_grant")?;
    trial.userinfo(&tokens.access).await?.demand_status(401)?;
    Ok(format!("{seen}, and 401 at userinfo"))
}

async fn signed(trial: &Trial, browser: &mut Browser, alg: &str) -> Check {
    SigningAlg::find(alg).ok_or_else(|| super::super::report::Stop::unknown(alg))?;
    let app = trial.cast.app(format!("introspects-{alg}"), |client| {
        Arc::make_mut(&mut client.metadata).introspection_signed_response_alg = Some(alg.to_owned());
    });
    let app = app.await?;
    let tokens = trial.tokens(browser, &app, &Ask::of(&app)).await?;
    let url = trial.document.url(INTROSPECTION)?;
    let request = app.proof.request(&app.id, &url, &[("token", &tokens.access)], (&trial.issuer, trial.now()))?;
    let answer = trial.http.send(request.header("Accept", SIGNED)).await?;
    answer.demand_status(200)?;
    let kind = answer.header("content-type").unwrap_or_default();
    demand(kind.starts_with(SIGNED), || format!("Content-Type is {kind}"))?;
    let token = trial.verify(answer.text().trim(), alg, &app).await?;
    demand(token.header["typ"] == "token-introspection+jwt", || format!("typ is {}", token.header["typ"]))?;
    let is_right = token.claims["iss"] == *trial.issuer && token.claims["token_introspection"]["active"] == true;
    demand(is_right, || "iss or token_introspection is not what it should be".to_owned())?;
    Ok("verified, with token_introspection".to_owned())
}
