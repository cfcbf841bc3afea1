//! Notices of ended sessions: by the server to the app (OIDC Back-Channel Logout 1.0), and by frames in the browser
//! (OIDC Front-Channel Logout 1.0).

use super::super::browser::Landing;
use super::super::html;
use super::super::listener::Listener;
use super::super::report::{Check, Stop, demand};
use super::super::trial::{App, Ask, Lines, Trial};
use super::logout::{session, sign_out};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const BACK: [&str; 2] = ["backchannel_logout_supported", "backchannel_logout_session_supported"];
const FRONT: [&str; 2] = ["frontchannel_logout_supported", "frontchannel_logout_session_supported"];

/// The outbox delivers at once; this is for a busy machine.
const PATIENCE: Duration = Duration::from_secs(15);

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

pub(super) async fn run(trial: &Trial, lines: &mut Lines<'_>) {
    for (members, name) in [(BACK, "a logout token"), (FRONT, "a frame")] {
        if !members.iter().any(|member| trial.document.has(member)) {
            continue;
        }
        let is_offered = trial.document.flag(members[0]);
        let outcome = match (is_offered, members == BACK) {
            (false, _) => Ok("not supported".to_owned()),
            (true, true) => back_channel(trial).await,
            (true, false) => front_channel(trial).await,
        };
        for member in members.into_iter().filter(|member| trial.document.has(member)) {
            let about = if member.contains("session") { "names the session" } else { "tells the app of the end" };
            lines.note(member, &format!("{name} {about}"), outcome.clone());
        }
    }
}

async fn back_channel(trial: &Trial) -> Check {
    let mut listener = Listener::start(String::new()).await?;
    let address = format!("{}/backchannel", listener.origin);
    let app = trial.cast.app("back-channel", |client| {
        let metadata = Arc::make_mut(&mut client.metadata);
        metadata.backchannel_logout_uri = Some(address.clone());
        metadata.backchannel_logout_session_required = true;
    });
    let app = app.await?;
    let (mut browser, tokens) = session(trial).await?;
    let theirs = trial.tokens(&mut browser, &app, &Ask::of(&app)).await?;
    sign_out(trial, &mut browser, &tokens).await?;
    let Some(posted) = listener.posted(PATIENCE).await else {
        let seen = format!("no logout token came to {address} within {} seconds", PATIENCE.as_secs());
        // Another node or another machine may have sent it to a loopback of its own.
        return Err(if trial.is_local() { Stop::answer(seen) } else { Stop::Skipped(seen) });
    };
    check_logout_token(trial, &app, &posted, &theirs.id).await?;
    Ok("logout+jwt with sub, sid and the event".to_owned())
}

async fn check_logout_token(trial: &Trial, app: &App, posted: &str, id_token: &str) -> Check<()> {
    let fields: Vec<_> = url::form_urlencoded::parse(posted.as_bytes()).collect();
    let [(name, token)] = &fields[..] else { return Err(Stop::answer("more than logout_token was posted")) };
    demand(name == "logout_token", || format!("{name} was posted"))?;
    let told = trial.verify(token, "RS256", app).await?;
    let about = trial.verify(id_token, "RS256", app).await?;
    demand(told.header["typ"] == "logout+jwt", || format!("typ is {}", told.header["typ"]))?;
    let differs = ["iss", "aud", "sub", "sid"].iter().find(|name| told.claims[**name] != about.claims[**name]);
    demand(differs.is_none(), || format!("{} is not that of the ID token", differs.unwrap_or(&"")))?;
    demand(told.claims["events"] == json!({ EVENT: {} }), || format!("events is {}", told.claims["events"]))?;
    let is_whole = ["iat", "exp", "jti"].iter().all(|name| told.claims.get(*name).is_some());
    demand(is_whole && told.claims.get("nonce").is_none(), || {
        "iat, exp or jti is missing, or there is a nonce".to_owned()
    })
}

async fn front_channel(trial: &Trial) -> Check {
    let app = trial.cast.app("front-channel", |client| {
        let address = client.redirect_uris.first().map(|uri| uri.replace("/callback", "/frontchannel"));
        let metadata = Arc::make_mut(&mut client.metadata);
        metadata.frontchannel_logout_uri = address;
        metadata.frontchannel_logout_session_required = true;
    });
    let app = app.await?;
    let (mut browser, tokens) = session(trial).await?;
    let theirs = trial.tokens(&mut browser, &app, &Ask::of(&app)).await?;
    let sid = trial.verify(&theirs.id, "RS256", &app).await?.text("sid").unwrap_or_default().to_owned();
    let Landing::Page(page) = sign_out(trial, &mut browser, &tokens).await? else {
        return Err(Stop::answer("no page with frames was shown"));
    };
    let wanted = format!("{}/frontchannel", app.origin);
    let frames = html::frames(&page.text());
    let frame =
        frames.iter().filter_map(|address| url::Url::parse(address).ok()).find(|url| url.as_str().starts_with(&wanted));
    let frame = frame.ok_or_else(|| Stop::answer(format!("{} frames, none of them the app's", frames.len())))?;
    let has = |name: &str, value: &str| frame.query_pairs().any(|(own, said)| own == name && said == value);
    demand(has("iss", &trial.issuer) && has("sid", &sid), || {
        "iss or sid is missing in the frame's address".to_owned()
    })?;
    Ok("a frame with iss and sid".to_owned())
}
