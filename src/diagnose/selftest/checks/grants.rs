//! Each `grant_type` that is advertised: what it gives, and what it refuses.

use super::super::browser::Browser;
use super::super::report::{Check, Stop, demand};
use super::super::trial::{Ask, Lines, Tokens, Trial};
use super::each_value;
use crate::model::client::{ClientKind, GrantType};

const MEMBER: &str = "grant_types_supported";

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    each_value(trial, MEMBER, lines, async |value| match value {
        "authorization_code" => code(trial, browser).await,
        "refresh_token" => refresh(trial, browser).await,
        "client_credentials" => service(trial).await,
        "password" => password(trial).await,
        other => Err(Stop::unknown(other)),
    })
    .await;
    let unknown = trial.token(&trial.app, &[("grant_type", "urn:selftest:unknown")]).await;
    let refused = unknown.and_then(|answer| answer.demand_error(400, "unsupported_grant_type"));
    lines.note(MEMBER, "another grant is refused", refused);
    if trial.document.offers(MEMBER, "refresh_token") {
        lines.note(
            "token_endpoint",
            "a refresh token that was replaced ends its family",
            replayed(trial, browser).await,
        );
    }
    let used = code_used_twice(trial, browser).await;
    lines.note("token_endpoint", "a code that is used twice ends what came from it", used);
}

async fn code(trial: &Trial, browser: &mut Browser) -> Check {
    let tokens = trial.tokens(browser, &trial.app, &Ask::of(&trial.app)).await?;
    demand(tokens.scope == "openid" && !tokens.id.is_empty(), || format!("scope {:?}", tokens.scope))?;
    Ok("an access token and an ID token".to_owned())
}

async fn refreshed(trial: &Trial, refresh: &str) -> Check<Tokens> {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    Tokens::of(&trial.token(&trial.app, &fields).await?)
}

async fn refused(trial: &Trial, refresh: &str) -> Check {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    trial.token(&trial.app, &fields).await?.demand_error(400, "invalid_grant")
}

async fn refresh(trial: &Trial, browser: &mut Browser) -> Check {
    let first = trial.tokens(browser, &trial.app, &Ask::of(&trial.app).with("scope", "openid email")).await?;
    demand(!first.refresh.is_empty(), || "no refresh token came with the code's tokens".to_owned())?;
    let second = refreshed(trial, &first.refresh).await?;
    demand(second.refresh != first.refresh && !second.refresh.is_empty(), || "it was not replaced".to_owned())?;
    let (before, after) =
        (trial.verify(&first.id, "RS256", &trial.app).await?, trial.verify(&second.id, "RS256", &trial.app).await?);
    trial.check_id_token(&after, &trial.app)?;
    let changed = ["iss", "sub", "aud", "auth_time"].iter().find(|name| before.claims[**name] != after.claims[**name]);
    demand(changed.is_none(), || format!("{} changed at refresh", changed.unwrap_or(&"")))?;
    let wider = [("grant_type", "refresh_token"), ("refresh_token", &*second.refresh), ("scope", "openid phone")];
    trial.token(&trial.app, &wider).await?.demand_error(400, "invalid_scope")?;
    Ok("replaced; the same sub and auth_time; invalid_scope for a wider scope".to_owned())
}

async fn replayed(trial: &Trial, browser: &mut Browser) -> Check {
    let first = trial.tokens(browser, &trial.app, &Ask::of(&trial.app)).await?;
    let second = refreshed(trial, &first.refresh).await?;
    let third = refreshed(trial, &second.refresh).await?;
    refused(trial, &first.refresh).await?;
    refused(trial, &third.refresh).await?;
    demand(!trial.is_active(&third.access).await?, || "its access token is still active".to_owned())?;
    Ok("invalid_grant, for its successors too".to_owned())
}

async fn code_used_twice(trial: &Trial, browser: &mut Browser) -> Check {
    let ask = Ask::of(&trial.app);
    let code = trial.code(browser, &trial.app, &ask).await?;
    let tokens = Tokens::of(&trial.redeem(&trial.app, &ask, &code).await?)?;
    trial.redeem(&trial.app, &ask, &code).await?.demand_error(400, "invalid_grant")?;
    let answer = trial.userinfo(&tokens.access).await?;
    answer.demand_status(401)?;
    demand(!trial.is_active(&tokens.access).await?, || "its access token is still active".to_owned())?;
    Ok("invalid_grant; its access token works no more".to_owned())
}

/// The direct password grant (RFC 6749 §4.3), for an app that was given it.
async fn password(trial: &Trial) -> Check {
    let grant = GrantType::parse("password").ok_or_else(|| Stop::unknown("password"))?;
    let app = trial.cast.app("password", |client| client.grant_types.push(grant)).await?;
    let login = &trial.cast.person.login;
    let fields = |password| {
        [("grant_type", "password"), ("username", &*login.username), ("password", password), ("scope", "openid")]
    };
    let tokens = Tokens::of(&trial.token(&app, &fields(login.password.expose())).await?)?;
    trial.check_id_token(&trial.verify(&tokens.id, "RS256", &app).await?, &app)?;
    trial.token(&app, &fields("a wrong password")).await?.demand_error(400, "invalid_grant")?;
    let refused = trial.token(&trial.app, &fields(login.password.expose())).await?;
    refused.demand_error(400, "unauthorized_client")?;
    Ok("tokens; invalid_grant for a wrong password; unauthorized_client for an app without it".to_owned())
}

async fn service(trial: &Trial) -> Check {
    let api = "https://api.selftest.invalid/";
    let app = trial.cast.app_of_kind(ClientKind::Service, "service", |client| client.resources.push(api.to_owned()));
    let app = app.await?;
    let answer = trial.token(&app, &[("grant_type", "client_credentials"), ("resource", api)]).await?;
    let tokens = Tokens::of(&answer)?;
    let token = trial.verify(&tokens.access, "RS256", &app).await?;
    demand(token.header["typ"] == "at+jwt", || format!("typ is {}", token.header["typ"]))?;
    demand(token.text("sub") == Some(app.id.as_str()), || "sub is not the client_id".to_owned())?;
    demand(token.claims["aud"] == api || token.claims["aud"][0] == api, || format!("aud is {}", token.claims["aud"]))?;
    let person = [("grant_type", "client_credentials"), ("scope", "openid")];
    trial.token(&app, &person).await?.demand_error(400, "invalid_scope")?;
    Ok("an at+jwt for the resource; invalid_scope for openid".to_owned())
}
