//! Each algorithm that ID tokens and userinfo can be signed with, verified by the key set (OIDC Core §2, §5.3.2).

use super::super::browser::Browser;
use super::super::jose::half_hash;
use super::super::report::{Check, Stop, demand};
use super::super::trial::{App, Ask, Lines, Trial};
use super::each_value;
use crate::keys::SigningAlg;

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    each_value(trial, "id_token_signing_alg_values_supported", lines, async |alg| id_token(trial, browser, alg).await)
        .await;
    each_value(trial, "userinfo_signing_alg_values_supported", lines, async |alg| userinfo(trial, browser, alg).await)
        .await;
}

fn known(alg: &str) -> Check<()> {
    SigningAlg::find(alg).map(drop).ok_or_else(|| Stop::unknown(alg))
}

async fn id_token(trial: &Trial, browser: &mut Browser, alg: &str) -> Check {
    known(alg)?;
    let app = trial.cast.app(format!("signed-{alg}"), |client| client.id_token_alg = Some(alg.to_owned())).await?;
    let tokens = trial.tokens(browser, &app, &Ask::of(&app)).await?;
    let token = trial.verify(&tokens.id, alg, &app).await?;
    trial.check_id_token(&token, &app)?;
    let at_hash = half_hash(alg, &tokens.access);
    demand(token.text("at_hash") == Some(&at_hash), || "at_hash does not fit the algorithm".to_owned())?;
    Ok("verified; at_hash by its hash".to_owned())
}

async fn userinfo(trial: &Trial, browser: &mut Browser, alg: &str) -> Check {
    known(alg)?;
    let app = trial.cast.app(format!("userinfo-{alg}"), |client| client.userinfo_alg = Some(alg.to_owned())).await?;
    let tokens = trial.tokens(browser, &app, &Ask::of(&app)).await?;
    let answer = trial.userinfo(&tokens.access).await?;
    answer.demand_status(200)?;
    let kind = answer.header("content-type").unwrap_or_default();
    demand(kind.starts_with("application/jwt"), || format!("Content-Type is {kind}"))?;
    check_userinfo(trial, &app, (answer.text().trim(), &tokens.id), alg).await?;
    Ok("application/jwt, verified, with iss and aud".to_owned())
}

/// Signed userinfo says who says it and to whom, and is about the person of the ID token.
pub(super) async fn check_userinfo(trial: &Trial, app: &App, (jwt, id_token): (&str, &str), alg: &str) -> Check<()> {
    let told = trial.verify(jwt, alg, app).await?;
    let is_for_app = told.claims["iss"] == *trial.issuer && told.claims["aud"] == app.id.as_str();
    demand(is_for_app, || "iss or aud of signed userinfo is wrong".to_owned())?;
    let same = super::super::jose::part(id_token, 1).is_none_or(|claims| claims["sub"] == told.claims["sub"]);
    demand(same, || "sub is not that of the ID token".to_owned())
}
