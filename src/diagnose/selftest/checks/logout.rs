//! RP-initiated logout (OIDC RP-Initiated Logout 1.0): by redirect, by question, and when neither may be.

use super::super::browser::{Browser, Landing, Question, question};
use super::super::report::{Check, Stop, demand};
use super::super::trial::{Ask, Lines, Tokens, Trial};

const MEMBER: &str = "end_session_endpoint";

pub(super) async fn run(trial: &Trial, lines: &mut Lines<'_>) {
    if !trial.document.has(MEMBER) {
        return;
    }
    lines.note(
        MEMBER,
        "a hint and a registered address: the session ends, and back to the app",
        redirected(trial).await,
    );
    lines.note(MEMBER, "the same by POST", by_post(trial).await);
    lines.note(MEMBER, "nothing said: the person is asked, then the session ends", asked(trial).await);
    lines.note(MEMBER, "an address that is not registered, or a bad hint: a page", refused(trial).await);
}

/// A signed-in browser and the tokens of its session.
pub(super) async fn session(trial: &Trial) -> Check<(Browser, Tokens)> {
    let mut browser = trial.browser();
    let tokens = trial.tokens(&mut browser, &trial.app, &Ask::of(&trial.app)).await?;
    Ok((browser, tokens))
}

async fn leave(trial: &Trial, browser: &mut Browser, fields: &[(&str, &str)]) -> Check<Landing> {
    let mut url = trial.document.url(MEMBER)?;
    url.query_pairs_mut().extend_pairs(fields);
    browser.open(&url).await
}

async fn has_ended(trial: &Trial, browser: &mut Browser, tokens: &Tokens) -> Check<()> {
    let silent = Ask::of(&trial.app).with("prompt", "none");
    trial.refused(browser, &trial.app, &silent, "login_required").await?;
    demand(!trial.is_active(&tokens.access).await?, || "the session's access token is still active".to_owned())
}

/// Signs a session out with its hint; answers where the browser landed.
pub(super) async fn sign_out(trial: &Trial, browser: &mut Browser, tokens: &Tokens) -> Check<Landing> {
    let back = &trial.app.post_logout_redirect_uri;
    let fields = [("id_token_hint", &*tokens.id), ("post_logout_redirect_uri", back), ("state", "a b/c")];
    leave(trial, browser, &fields).await
}

/// Where signing out shows a page on the way back to the app, its way there is followed.
fn back_at_app(trial: &Trial, landing: Landing) -> Check<()> {
    let url = landing.away()?;
    let wanted = format!("{}?", trial.app.post_logout_redirect_uri);
    let state = url.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned());
    let is_there = url.as_str().starts_with(&wanted) && state.as_deref() == Some("a b/c");
    demand(is_there, || "not the registered address with the identical state".to_owned())
}

async fn redirected(trial: &Trial) -> Check {
    let (mut browser, tokens) = session(trial).await?;
    let landing = sign_out(trial, &mut browser, &tokens).await?;
    back_at_app(trial, landing)?;
    has_ended(trial, &mut browser, &tokens).await?;
    Ok("the identical state; login_required afterwards".to_owned())
}

async fn by_post(trial: &Trial) -> Check {
    let (mut browser, tokens) = session(trial).await?;
    let back = &trial.app.post_logout_redirect_uri;
    let fields = [
        ("id_token_hint", &*tokens.id),
        ("post_logout_redirect_uri", back),
        ("client_id", trial.app.id.as_str()),
        ("state", "a b/c"),
    ];
    let landing = browser.post(&trial.document.url(MEMBER)?, &fields).await?;
    back_at_app(trial, landing)?;
    has_ended(trial, &mut browser, &tokens).await?;
    Ok("the identical state; login_required afterwards".to_owned())
}

async fn asked(trial: &Trial) -> Check {
    for fields in [&[][..], &[("state", "x")]] {
        let (mut browser, tokens) = session(trial).await?;
        let page = leave(trial, &mut browser, fields).await?.page()?;
        let Question::SignOut(form) = question(&page) else { return Err(Stop::answer("the person is not asked")) };
        browser.submit(&page, &form, &[]).await?.page()?.demand_status(200)?;
        has_ended(trial, &mut browser, &tokens).await?;
    }
    Ok("a question, then a page; login_required afterwards".to_owned())
}

async fn refused(trial: &Trial) -> Check {
    let (mut browser, tokens) = session(trial).await?;
    let own = &*trial.app.post_logout_redirect_uri;
    let added = format!("{own}?x=1");
    let unsigned = format!("{}.", tokens.id.rsplit_once('.').map_or("", |(rest, _)| rest));
    for fields in [
        &[("id_token_hint", &*tokens.id), ("post_logout_redirect_uri", "https://evil.invalid/")][..],
        &[("id_token_hint", &tokens.id), ("post_logout_redirect_uri", &added)],
        &[("id_token_hint", &unsigned), ("post_logout_redirect_uri", own)],
        &[("post_logout_redirect_uri", own)],
    ] {
        let page = leave(trial, &mut browser, fields).await?.page()?;
        demand(page.is_page(), || page.shown())?;
    }
    trial.code(&mut browser, &trial.app, &Ask::of(&trial.app).with("prompt", "none")).await?;
    Ok("a page for each of 4, and the session goes on".to_owned())
}
