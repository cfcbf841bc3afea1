//! The userinfo endpoint (OIDC Core §5.3, RFC 6750), and which pages of other origins may call what (CORS).

use super::super::browser::Browser;
use super::super::http::Request;
use super::super::jose::part;
use super::super::report::{Check, demand};
use super::super::trial::{Ask, Lines, Trial};
use reqwest::Method;

const MEMBER: &str = "userinfo_endpoint";

/// What apps in browsers call.
const FOR_BROWSERS: [&str; 3] = ["token_endpoint", "userinfo_endpoint", "revocation_endpoint"];

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    lines.note(MEMBER, "GET and POST, by header and by form", three_ways(trial, browser).await);
    lines.note(MEMBER, "without a good token there is a challenge", challenges(trial).await);
    lines.note(MEMBER, "a token without openid is refused", without_openid(trial, browser).await);
    for member in FOR_BROWSERS.into_iter().filter(|member| trial.document.has(member)) {
        lines.note(member, "pages of registered origins may call it, others not", origins(trial, member).await);
    }
}

async fn three_ways(trial: &Trial, browser: &mut Browser) -> Check {
    let tokens = trial.tokens(browser, &trial.app, &Ask::of(&trial.app)).await?;
    let url = trial.document.url(MEMBER)?;
    let sub = part(&tokens.id, 1).and_then(|claims| claims["sub"].as_str().map(str::to_owned)).unwrap_or_default();
    for request in [
        Request::get(&url).bearer(&tokens.access),
        Request::post(&url, &[]).bearer(&tokens.access),
        Request::post(&url, &[("access_token", &tokens.access)]),
    ] {
        let answer = trial.http.send(request).await?;
        let told = answer.json(200)?;
        demand(told["sub"] == *sub, || format!("{}: sub is not that of the ID token", answer.asked))?;
    }
    let mut in_query = url.clone();
    in_query.query_pairs_mut().append_pair("access_token", &tokens.access);
    trial.http.get(&in_query).await?.demand_status(401)?;
    Ok("200 with the same sub; 401 for a token in the query".to_owned())
}

async fn challenges(trial: &Trial) -> Check {
    let url = trial.document.url(MEMBER)?;
    let none = trial.http.get(&url).await?;
    let bad = trial.http.send(Request::get(&url).bearer("nothing")).await?;
    for (answer, names) in [(&none, false), (&bad, true)] {
        answer.demand_status(401)?;
        let challenge = answer.header("www-authenticate").unwrap_or_default();
        let is_right = challenge.starts_with("Bearer") && challenge.contains("error=\"invalid_token\"") == names;
        demand(is_right, || format!("WWW-Authenticate is {challenge:?}"))?;
    }
    Ok("401 with WWW-Authenticate: Bearer".to_owned())
}

async fn without_openid(trial: &Trial, browser: &mut Browser) -> Check {
    let tokens = trial.tokens(browser, &trial.app, &Ask::of(&trial.app).with("scope", "email")).await?;
    let answer = trial.userinfo(&tokens.access).await?;
    answer.demand_error(403, "insufficient_scope")
}

async fn origins(trial: &Trial, member: &str) -> Check {
    let url = trial.document.url(member)?;
    let preflight = |origin: &str| {
        Request::new(Method::OPTIONS, &url)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization")
    };
    let own = trial.http.send(preflight(&trial.app.origin)).await?;
    let allowed = own.header("access-control-allow-origin").unwrap_or_default();
    demand(allowed == trial.app.origin, || format!("{} allows {allowed:?} to a registered origin", own.shown()))?;
    let foreign = trial.http.send(preflight("https://stranger.selftest.invalid")).await?;
    let allowed = foreign.header("access-control-allow-origin");
    demand(allowed.is_none(), || format!("{} allows {allowed:?} to a foreign origin", foreign.shown()))?;
    Ok("by preflight".to_owned())
}
