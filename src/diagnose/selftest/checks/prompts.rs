//! Each value of `prompt` (OIDC Core §3.1.2.1), with and without a session, `max_age` and `id_token_hint`.

use super::super::browser::{Browser, Landing, Question, question};
use super::super::report::{Check, Stop, demand};
use super::super::trial::{Ask, Lines, Trial};
use super::each_value;
use std::time::Duration;

const MEMBER: &str = "prompt_values_supported";

/// Times in tokens are whole seconds: this much later is later in any case.
const A_SECOND: Duration = Duration::from_millis(1100);

pub(super) async fn run(trial: &Trial, lines: &mut Lines<'_>) {
    each_value(trial, MEMBER, lines, async |value| match value {
        "none" => none(trial).await,
        "login" => login(trial).await,
        "consent" => consent(trial).await,
        "select_account" => select_account(trial).await,
        other => Err(Stop::unknown(other)),
    })
    .await;
    lines.note(MEMBER, "none beside another value is refused", none_and(trial).await);
    lines.note("authorization_endpoint", "max_age has an older sign-in repeated", max_age(trial).await);
    lines.note("authorization_endpoint", "id_token_hint names who must be signed in", hint(trial).await);
    lines.note("authorization_endpoint", "login_hint fills in the name", login_hint(trial).await);
}

fn with_prompt(trial: &Trial, prompt: &str) -> Ask {
    Ask::of(&trial.app).with("prompt", prompt)
}

async fn auth_time(trial: &Trial, browser: &mut Browser, ask: &Ask) -> Check<i64> {
    let tokens = trial.tokens(browser, &trial.app, ask).await?;
    let token = trial.verify(&tokens.id, "RS256", &trial.app).await?;
    token.claims["auth_time"].as_i64().ok_or_else(|| Stop::answer("the ID token has no auth_time"))
}

async fn none(trial: &Trial) -> Check {
    trial.refused(&mut trial.browser(), &trial.app, &with_prompt(trial, "none"), "login_required").await?;
    let mut browser = trial.signed_in().await?;
    let first = auth_time(trial, &mut browser, &Ask::of(&trial.app)).await?;
    let landing = trial.authorize(&mut browser, &with_prompt(trial, "none")).await?;
    landing.away()?;
    let again = auth_time(trial, &mut browser, &with_prompt(trial, "none")).await?;
    demand(first == again, || format!("auth_time moved from {first} to {again}"))?;
    let asking = trial.cast.app("prompt-none", |client| client.requires_consent = true).await?;
    let ask = Ask::of(&asking).with("scope", "openid email").with("prompt", "none");
    trial.refused(&mut browser, &asking, &ask, "consent_required").await?;
    Ok("login_required, consent_required, and a code without a page".to_owned())
}

async fn login(trial: &Trial) -> Check {
    let mut browser = trial.signed_in().await?;
    let before = auth_time(trial, &mut browser, &Ask::of(&trial.app)).await?;
    tokio::time::sleep(A_SECOND).await;
    let ask = with_prompt(trial, "login");
    let page = trial.authorize(&mut browser, &ask).await?.page()?;
    let Question::SignIn(_) = question(&page) else { return Err(Stop::answer("no sign-in page was shown")) };
    let after = auth_time(trial, &mut browser, &with_prompt(trial, "login")).await?;
    demand(after > before, || format!("auth_time went from {before} to {after}"))?;
    Ok("the sign-in page, and a later auth_time".to_owned())
}

async fn consent(trial: &Trial) -> Check {
    let mut browser = trial.signed_in().await?;
    let ask = with_prompt(trial, "consent").with("scope", "openid email");
    let page = trial.authorize(&mut browser, &ask).await?.page()?;
    let Question::Consent(form) = question(&page) else { return Err(Stop::answer("no consent page was shown")) };
    let denied = browser.submit(&page, &form, &[("decision", "deny")]).await?;
    trial.reply(&trial.app, denied)?.error(trial, &ask, "access_denied")?;
    let ask = with_prompt(trial, "consent").with("scope", "openid email");
    trial.code(&mut browser, &trial.app, &ask).await?;
    Ok("the consent page; access_denied, and a code".to_owned())
}

async fn select_account(trial: &Trial) -> Check {
    let mut browser = trial.signed_in().await?;
    let ask = with_prompt(trial, "select_account");
    let page = trial.authorize(&mut browser, &ask).await?.page()?;
    let Question::Account(_) = question(&page) else { return Err(Stop::answer("no account chooser was shown")) };
    let landing = browser.pass(&trial.cast.person.login, Landing::Page(page)).await?;
    trial.reply(&trial.app, landing)?.code(trial, &ask)?;
    Ok("the account chooser, and a code".to_owned())
}

async fn none_and(trial: &Trial) -> Check {
    let ask = with_prompt(trial, "none login");
    trial.refused(&mut trial.browser(), &trial.app, &ask, "invalid_request").await
}

async fn max_age(trial: &Trial) -> Check {
    let mut browser = trial.signed_in().await?;
    let before = auth_time(trial, &mut browser, &Ask::of(&trial.app)).await?;
    tokio::time::sleep(A_SECOND * 2).await;
    let long = auth_time(trial, &mut browser, &Ask::of(&trial.app).with("max_age", "10000")).await?;
    demand(long == before, || format!("a large max_age moved auth_time from {before} to {long}"))?;
    let short = auth_time(trial, &mut browser, &Ask::of(&trial.app).with("max_age", "1")).await?;
    demand(short > before, || format!("max_age=1 left auth_time at {short}"))?;
    Ok("a large one changes nothing, a small one moves auth_time".to_owned())
}

async fn hint(trial: &Trial) -> Check {
    let mut browser = trial.signed_in().await?;
    let own = trial.tokens(&mut browser, &trial.app, &Ask::of(&trial.app)).await?;
    let silent = |hint: &str| with_prompt(trial, "none").with("id_token_hint", hint);
    trial.code(&mut browser, &trial.app, &silent(&own.id)).await?;
    let mut other = trial.browser();
    let landing = trial.authorize(&mut other, &Ask::of(&trial.app)).await?;
    other.pass(&trial.cast.other.login, landing).await?.away()?;
    trial.refused(&mut other, &trial.app, &silent(&own.id), "login_required").await?;
    Ok("a code for the same person, login_required for another".to_owned())
}

async fn login_hint(trial: &Trial) -> Check {
    let username = &trial.cast.person.login.username;
    let ask = Ask::of(&trial.app).with("login_hint", username);
    let page = trial.authorize(&mut trial.browser(), &ask).await?.page()?;
    let Question::SignIn(form) = question(&page) else { return Err(Stop::answer("no sign-in page was shown")) };
    let is_filled = form.fields.iter().any(|(name, value)| name == "username" && value == username);
    demand(is_filled, || "the name field does not hold the login_hint".to_owned())?;
    Ok("the name field holds it".to_owned())
}
