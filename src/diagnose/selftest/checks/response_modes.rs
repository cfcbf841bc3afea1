//! Each `response_mode`, for codes and for errors (OAuth 2.0 Multiple Response Types, Form Post Response Mode).

use super::super::browser::{Browser, Landing};
use super::super::report::{Check, Stop, demand};
use super::super::trial::{Ask, Lines, Trial};
use super::each_value;

const MEMBER: &str = "response_modes_supported";

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    each_value(trial, MEMBER, lines, async |mode| match mode {
        "query" | "fragment" | "form_post" => both(trial, browser, mode).await,
        other => Err(Stop::unknown(other)),
    })
    .await;
    let unknown = Ask::of(&trial.app).with("response_mode", "pigeon");
    let refused = trial.refused(browser, &trial.app, &unknown, "invalid_request").await;
    lines.note(MEMBER, "another response_mode is refused", refused);
}

async fn both(trial: &Trial, browser: &mut Browser, mode: &str) -> Check {
    let good = Ask::of(&trial.app).with("response_mode", mode);
    let landing = trial.authorize(browser, &good).await?;
    check_place(&landing, mode)?;
    trial.reply(&trial.app, landing)?.code(trial, &good)?;
    let bad = Ask::of(&trial.app).with("response_mode", mode).with("max_age", "soon");
    let landing = trial.authorize(browser, &bad).await?;
    check_place(&landing, mode)?;
    trial.reply(&trial.app, landing)?.error(trial, &bad, "invalid_request")?;
    Ok("a code and an error, each with state".to_owned())
}

fn check_place(landing: &Landing, mode: &str) -> Check<()> {
    let is_there = match landing {
        Landing::Page(page) => mode == "form_post" && page.status == 200,
        Landing::Away(url) => match mode {
            "query" => url.query().is_some() && url.fragment().is_none(),
            "fragment" => url.fragment().is_some() && url.query().is_none(),
            _ => false,
        },
    };
    demand(is_there, || format!("the answer did not come by {mode}"))
}
