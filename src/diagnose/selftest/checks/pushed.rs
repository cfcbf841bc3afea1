//! Pushed authorization requests (RFC 9126).

use super::super::browser::Browser;
use super::super::report::{Check, demand};
use super::super::trial::{Ask, Lines, Trial};
use super::flagged;
use std::sync::Arc;

const ENDPOINT: &str = "pushed_authorization_request_endpoint";
const DEMANDED: &str = "require_pushed_authorization_requests";

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    if trial.document.has(ENDPOINT) {
        lines.note(ENDPOINT, "a pushed request brings a code, once", once(trial, browser).await);
        lines.note(ENDPOINT, "a bad request is refused when it is pushed", bad(trial).await);
        lines.note(ENDPOINT, "an app that must push gets nothing otherwise", obliged(trial, browser).await);
    }
    let outcome = if trial.document.flag(DEMANDED) {
        trial.refused(browser, &trial.app, &Ask::of(&trial.app), "invalid_request").await
    } else {
        Ok("no app must that did not say so".to_owned())
    };
    flagged(trial, DEMANDED, lines, "whether every app must push", outcome);
}

async fn once(trial: &Trial, browser: &mut Browser) -> Check {
    let ask = Ask::of(&trial.app);
    let pushed = trial.post(&trial.app, ENDPOINT, &ask.pairs()).await?.json(201)?;
    let uri = pushed["request_uri"].as_str().unwrap_or_default();
    demand(pushed["expires_in"].as_i64().is_some_and(|left| left > 0), || "expires_in is missing".to_owned())?;
    // What stands beside it does not count.
    let sent = ask.clone().with("state", "beside").with("scope", "everything").with("request_uri", uri);
    let landing = trial.authorize(browser, &sent).await?;
    let landing = browser.pass(&trial.cast.person.login, landing).await?;
    trial.reply(&trial.app, landing)?.code(trial, &ask)?;
    let again = trial.authorize(browser, &sent).await?.page()?;
    demand(again.status >= 400, || format!("it counts twice: {}", again.shown()))?;
    Ok(format!("a code for what was pushed; {} for the second use", again.status))
}

async fn bad(trial: &Trial) -> Check {
    let elsewhere = Ask::of(&trial.app).with("redirect_uri", "https://selftest.invalid/elsewhere");
    trial.post(&trial.app, ENDPOINT, &elsewhere.pairs()).await?.demand_error(400, "invalid_request")
}

async fn obliged(trial: &Trial, browser: &mut Browser) -> Check {
    let app = trial.cast.app("must-push", |client| {
        Arc::make_mut(&mut client.metadata).require_pushed_authorization_requests = true;
    });
    let app = app.await?;
    trial.refused(browser, &app, &Ask::of(&app), "invalid_request").await
}
