//! What must be refused whatever is advertised, and what every page must carry.

use super::super::browser::{Browser, Landing};
use super::super::http::Answer;
use super::super::report::{Check, Stop, demand};
use super::super::trial::{Ask, Lines, Trial};

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    let authorize = "authorization_endpoint";
    lines.note(authorize, "a wrong redirect_uri is told to the person, never followed", redirect_uris(trial).await);
    lines.note(authorize, "an unknown app is told to the person", unknown_app(trial).await);
    let twice = Ask::of(&trial.app).with("nonce", "1");
    let repeated = repeated(trial, browser, &twice).await;
    lines.note(authorize, "a parameter that comes twice is refused", repeated);
    lines.note(authorize, "pages cannot be framed, kept or sniffed", headers(trial).await);
    lines.note(authorize, "cookies are out of reach of scripts and other sites", cookies(browser, &trial.issuer));
    lines.note("token_endpoint", "GET is refused", get(trial).await);
    lines.note("token_endpoint", "a code of another's making is refused", bad_code(trial).await);
}

async fn redirect_uris(trial: &Trial) -> Check {
    let own = &trial.app.redirect_uri;
    let wrong =
        [format!("{own}?x=1"), format!("{own}/"), format!("{own}#x"), "https://evil.invalid/callback".to_owned()];
    for uri in &wrong {
        shown(trial, &Ask::of(&trial.app).with("redirect_uri", uri), "redirect_uri").await?;
    }
    shown(trial, &Ask::of(&trial.app).without("redirect_uri"), "redirect_uri").await?;
    Ok(format!("an error page for each of {}", wrong.len() + 1))
}

/// Demands a page that names what is wrong.
async fn shown(trial: &Trial, ask: &Ask, names: &str) -> Check<()> {
    match trial.authorize(&mut trial.browser(), ask).await? {
        Landing::Away(url) => Err(Stop::answer(format!("a redirect to {}", url.origin().ascii_serialization()))),
        Landing::Page(page) => {
            demand(page.is_page() && (400..500).contains(&page.status), || page.shown())?;
            demand(page.text().contains(names), || format!("the page does not name {names}"))
        }
    }
}

async fn unknown_app(trial: &Trial) -> Check {
    shown(trial, &Ask::of(&trial.app).with("client_id", "selftest-nobody"), "client_id").await?;
    Ok("an error page".to_owned())
}

async fn repeated(trial: &Trial, browser: &mut Browser, ask: &Ask) -> Check {
    let mut url = trial.document.url("authorization_endpoint")?;
    url.query_pairs_mut().extend_pairs(ask.pairs()).append_pair("nonce", "2");
    let landing = browser.open(&url).await?;
    trial.reply(&trial.app, landing)?.error(trial, ask, "invalid_request")
}

async fn headers(trial: &Trial) -> Check {
    let page = trial.authorize(&mut trial.browser(), &Ask::of(&trial.app)).await?.page()?;
    let has = |name: &str, part: &str| page.header(name).is_some_and(|value| value.contains(part));
    let wanted = [
        ("content-security-policy", "frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("referrer-policy", ""),
    ];
    let lacking = wanted.iter().find(|(name, part)| !has(name, part));
    demand(lacking.is_none(), || {
        format!("{} is {:?}", lacking.map_or("", |one| one.0), lacking.and_then(|one| page.header(one.0)))
    })?;
    let hsts = page.header("strict-transport-security").is_some();
    demand(hsts || !trial.issuer.starts_with("https:"), || "no Strict-Transport-Security".to_owned())?;
    Ok("CSP, nosniff, no-store, Referrer-Policy".to_owned())
}

fn cookies(browser: &Browser, issuer: &str) -> Check {
    demand(!browser.set_cookies.is_empty(), || "no cookie came".to_owned())?;
    for cookie in &browser.set_cookies {
        let (name, rest) = cookie.split_once('=').unwrap_or((cookie, ""));
        let rest = rest.to_ascii_lowercase();
        let has = |attribute: &str| rest.split(';').any(|part| part.trim() == attribute);
        let is_bound = has("httponly") && (has("samesite=lax") || has("samesite=strict"));
        demand(is_bound, || format!("{name} is not HttpOnly and SameSite"))?;
        let is_safe = name.starts_with("__Host-") && has("secure") && has("path=/");
        demand(is_safe || !issuer.starts_with("https:"), || format!("{name} is not Secure and __Host-"))?;
    }
    Ok(format!("{} cookies: HttpOnly, SameSite", browser.set_cookies.len()))
}

async fn get(trial: &Trial) -> Check {
    let answer: Answer = trial.http.get(&trial.document.url("token_endpoint")?).await?;
    answer.demand_status(405)?;
    Ok("405".to_owned())
}

async fn bad_code(trial: &Trial) -> Check {
    trial.redeem(&trial.app, &Ask::of(&trial.app), "nothing").await?.demand_error(400, "invalid_grant")
}
