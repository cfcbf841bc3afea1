//! Scopes and claims (OIDC Core §5): each scope is granted and shows something, each claim really comes for a person
//! about whom everything is known.

use super::super::browser::Browser;
use super::super::report::{Check, Stop, demand};
use super::super::trial::{Ask, Lines, Trial, members};
use super::{each_value, flagged};
use serde_json::{Value, json};

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    each_value(trial, "scopes_supported", lines, async |scope| of_scope(trial, browser, scope).await).await;
    let everything = everything(trial, browser).await;
    each_value(trial, "claims_supported", lines, async |claim| {
        let (id_token, userinfo) = everything.clone()?;
        match (id_token.get(claim), userinfo.get(claim)) {
            (_, Some(value)) => well_formed(claim, value).map(|()| "in userinfo".to_owned()),
            (Some(_), None) => Ok("in the ID token".to_owned()),
            (None, None) => Err(Stop::answer("it is given neither in the ID token nor in userinfo")),
        }
    })
    .await;
    each_value(trial, "claim_types_supported", lines, async |kind| match kind {
        "normal" => {
            let (_, userinfo) = everything.clone()?;
            demand(userinfo.get("_claim_names").is_none(), || "userinfo has claims of other types".to_owned())?;
            Ok(format!("{} claims, all told by the server itself", members(&userinfo)))
        }
        other => Err(Stop::unknown(other)),
    })
    .await;
    let parameter = "claims_parameter_supported";
    flagged(trial, parameter, lines, "the claims parameter", claims_parameter(trial, browser).await);
}

async fn told(trial: &Trial, browser: &mut Browser, ask: &Ask) -> Check<(Value, Value)> {
    let tokens = trial.tokens(browser, &trial.app, ask).await?;
    let token = trial.verify(&tokens.id, "RS256", &trial.app).await?;
    Ok((token.claims, trial.userinfo(&tokens.access).await?.json(200)?))
}

async fn everything(trial: &Trial, browser: &mut Browser) -> Check<(Value, Value)> {
    let scopes = trial.document.list("scopes_supported").join(" ");
    told(trial, browser, &Ask::of(&trial.app).with("scope", &scopes)).await
}

async fn of_scope(trial: &Trial, browser: &mut Browser, scope: &str) -> Check {
    let wished = if scope == "openid" { scope.to_owned() } else { format!("openid {scope}") };
    let tokens = trial.tokens(browser, &trial.app, &Ask::of(&trial.app).with("scope", &wished)).await?;
    let is_granted = tokens.scope.split(' ').any(|own| own == scope);
    demand(is_granted, || format!("{:?} was granted instead", tokens.scope))?;
    let userinfo = trial.userinfo(&tokens.access).await?.json(200)?;
    let shown: Vec<_> = userinfo.as_object().into_iter().flat_map(|own| own.keys()).map(String::as_str).collect();
    match scope {
        "openid" => demand(shown == ["sub"], || format!("it shows {}", shown.join(", ")))?,
        "offline_access" => demand(!tokens.refresh.is_empty(), || "no refresh token came".to_owned())?,
        _ => demand(shown.len() > 1, || "it shows no claim".to_owned())?,
    }
    Ok(format!("granted; userinfo has {} claims", shown.len()))
}

/// OIDC Core §5.1: the types of claims.
fn well_formed(claim: &str, value: &Value) -> Check<()> {
    let is_so = match claim {
        "email_verified" | "phone_number_verified" => value.is_boolean(),
        "updated_at" => value.is_number(),
        "address" => value.is_object(),
        "groups" => value.is_array(),
        _ => value.as_str().is_some_and(|text| !text.is_empty()),
    };
    demand(is_so, || format!("it is {value}, of another type"))
}

/// Asked for by name, without its scope: told where it is supported, and ignored where it is not.
async fn claims_parameter(trial: &Trial, browser: &mut Browser) -> Check {
    let wish = json!({ "id_token": { "email": { "essential": true } }, "userinfo": { "phone_number": null } });
    let ask = Ask::of(&trial.app).with("claims", &wish.to_string());
    let (id_token, userinfo) = told(trial, browser, &ask).await?;
    let is_told = [&id_token["email"], &userinfo["phone_number"]].map(Value::is_string);
    if trial.document.flag("claims_parameter_supported") {
        demand(is_told == [true, true], || format!("told: e-mail {}, phone number {}", is_told[0], is_told[1]))?;
        return Ok("a claim in the ID token and one in userinfo, asked for by name".to_owned());
    }
    demand(is_told == [false, false], || "it is honoured, and not advertised".to_owned())?;
    Ok("not supported, and ignored".to_owned())
}
