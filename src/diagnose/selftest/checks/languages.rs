//! `ui_locales`: the pages that people meet on the way speak each language that is advertised.

use super::super::browser::Browser;
use super::super::html;
use super::super::http::Answer;
use super::super::report::{Check, demand};
use super::super::trial::{Ask, Lines, Trial};
use super::each_value;

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    let mut titles: Vec<Vec<String>> = Vec::new();
    each_value(trial, "ui_locales_supported", lines, async |language| {
        let own = pages(trial, browser, language).await?;
        demand(!titles.contains(&own), || "its pages have the titles of another language's".to_owned())?;
        titles.push(own);
        Ok("sign-in, consent, account chooser, sign-out and error pages".to_owned())
    })
    .await;
}

/// The titles of the pages in a language.
async fn pages(trial: &Trial, browser: &mut Browser, language: &str) -> Check<Vec<String>> {
    let ask = Ask::of(&trial.app).with("ui_locales", language);
    let mut stranger = trial.browser();
    let mut found = vec![trial.authorize(&mut stranger, &ask).await?.page()?];
    for prompt in ["consent", "select_account"] {
        if trial.document.offers("prompt_values_supported", prompt) {
            let ask = ask.clone().with("scope", "openid email").with("prompt", prompt);
            found.push(trial.authorize(browser, &ask).await?.page()?);
        }
    }
    let wrong = ask.with("redirect_uri", "https://selftest.invalid/elsewhere");
    found.push(trial.authorize(&mut trial.browser(), &wrong).await?.page()?);
    if trial.document.has("end_session_endpoint") {
        let mut url = trial.document.url("end_session_endpoint")?;
        url.query_pairs_mut().append_pair("ui_locales", language);
        found.push(browser.open(&url).await?.page()?);
    }
    found.iter().map(|page| title_in(page, language)).collect()
}

fn title_in(page: &Answer, language: &str) -> Check<String> {
    let text = page.text();
    let spoken = html::language(&text).unwrap_or_default();
    demand(spoken == language, || format!("{} speaks {spoken:?}", page.shown()))?;
    Ok(html::title(&text).unwrap_or_default())
}
