//! The authorization code flow (OIDC Core §3.1), PKCE (RFC 7636), and the issuer in answers (RFC 9207).

use super::super::browser::Browser;
use super::super::jose::half_hash;
use super::super::report::{Check, demand};
use super::super::trial::{Ask, Lines, Tokens, Trial};
use super::{each_value, flagged};
use crate::model::secret::Token;

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    lines.note("authorization_endpoint", "a request by GET leads to a code", by_get(trial, browser).await);
    lines.note("authorization_endpoint", "a request by POST leads to a code", by_post(trial, browser).await);
    lines.note("token_endpoint", "a code gives tokens, and the ID token verifies", code_flow(trial, browser).await);
    let iss = "authorization_response_iss_parameter_supported";
    flagged(trial, iss, lines, "iss in codes and in errors", issuer_in_answers(trial, browser).await);
    each_value(trial, "response_types_supported", lines, async |value| match value {
        "code" => by_get(trial, browser).await,
        other => Err(super::super::report::Stop::unknown(other)),
    })
    .await;
    lines.note("response_types_supported", "another response_type is refused", other_type(trial, browser).await);
    each_value(trial, "code_challenge_methods_supported", lines, async |value| match value {
        "S256" => s256(trial, browser).await,
        other => Err(super::super::report::Stop::unknown(other)),
    })
    .await;
    let plain = "code_challenge_methods_supported";
    lines.note(plain, "plain and none are refused where PKCE is required", weak_challenges(trial, browser).await);
    each_value(trial, "display_values_supported", lines, async |value| {
        trial.code(browser, &trial.app, &Ask::of(&trial.app).with("display", value)).await?;
        Ok("a code".to_owned())
    })
    .await;
    each_value(trial, "acr_values_supported", lines, async |value| acr(trial, value).await).await;
}

async fn by_get(trial: &Trial, browser: &mut Browser) -> Check {
    let code = trial.code(browser, &trial.app, &Ask::of(&trial.app)).await?;
    Ok(format!("a code of {} characters, with state", code.len()))
}

async fn by_post(trial: &Trial, browser: &mut Browser) -> Check {
    // 128 characters with every mark that states hold.
    let state = format!("{}-._~", "s".repeat(124));
    let mut ask = Ask::of(&trial.app).with("state", &state);
    ask.state = state;
    let landing = browser.post(&trial.document.url("authorization_endpoint")?, &ask.pairs()).await?;
    trial.reply(&trial.app, landing)?.code(trial, &ask)?;
    Ok("a code, with a state of 128 characters".to_owned())
}

async fn code_flow(trial: &Trial, browser: &mut Browser) -> Check {
    let ask = Ask::of(&trial.app);
    let tokens = trial.tokens(browser, &trial.app, &ask).await?;
    let token = trial.verify(&tokens.id, "RS256", &trial.app).await?;
    trial.check_id_token(&token, &trial.app)?;
    demand(token.text("nonce") == Some(&ask.nonce), || "the nonce is not the one that was sent".to_owned())?;
    let at_hash = half_hash("RS256", &tokens.access);
    demand(token.text("at_hash") == Some(&at_hash), || "at_hash does not fit the access token".to_owned())?;
    let names = ["acr", "amr", "sid"].iter().find(|name| token.claims.get(**name).is_none());
    demand(names.is_none(), || format!("the ID token has no {}", names.unwrap_or(&"")))?;
    let kid = token.header["kid"].as_str().unwrap_or_default();
    Ok(format!("RS256 by {}; iss, aud, nonce, at_hash, auth_time are right", kid.chars().take(8).collect::<String>()))
}

/// Codes are looked at by every other check: here it is the errors.
async fn issuer_in_answers(trial: &Trial, browser: &mut Browser) -> Check {
    by_get(trial, browser).await?;
    let wrong = Ask::of(&trial.app).with("response_type", "nothing");
    trial.refused(browser, &trial.app, &wrong, "unsupported_response_type").await?;
    Ok("as advertised, in a code and in an error".to_owned())
}

async fn other_type(trial: &Trial, browser: &mut Browser) -> Check {
    let offered = trial.document.list("response_types_supported");
    let Some(other) = ["token", "id_token", "code id_token"].into_iter().find(|own| !offered.iter().any(|o| o == own))
    else {
        return Ok("all are offered".to_owned());
    };
    let ask = Ask::of(&trial.app).with("response_type", other).with("response_mode", "query");
    trial.refused(browser, &trial.app, &ask, "unsupported_response_type").await
}

async fn s256(trial: &Trial, browser: &mut Browser) -> Check {
    let ask = Ask::of(&trial.app);
    let code = trial.code(browser, &trial.app, &ask).await?;
    let stolen = Ask { verifier: Token::random().expose().to_owned(), ..ask };
    trial.redeem(&trial.app, &stolen, &code).await?.demand_error(400, "invalid_grant")?;
    let ask = Ask::of(&trial.app);
    let code = trial.code(browser, &trial.app, &ask).await?;
    Tokens::of(&trial.redeem(&trial.app, &ask, &code).await?)?;
    Ok("the right verifier gives tokens, another one invalid_grant".to_owned())
}

async fn weak_challenges(trial: &Trial, browser: &mut Browser) -> Check {
    let app = trial.cast.app("pkce", |_| ()).await?;
    let plain = Ask::of(&app).with("code_challenge_method", "plain");
    trial.refused(browser, &app, &plain, "invalid_request").await?;
    let none = Ask::of(&app).without("code_challenge").without("code_challenge_method");
    trial.refused(browser, &app, &none, "invalid_request").await?;
    let nonce = Ask::of(&app).without("code_challenge_method");
    trial.refused(browser, &app, &nonce, "invalid_request").await
}

/// Asked for alone, it is what the token says. What a password cannot meet is told as what was met instead.
async fn acr(trial: &Trial, value: &str) -> Check {
    let mut browser = trial.browser();
    let ask = Ask::of(&trial.app).with("acr_values", value);
    let tokens = trial.tokens(&mut browser, &trial.app, &ask).await?;
    let token = trial.verify(&tokens.id, "RS256", &trial.app).await?;
    let told = token.text("acr").unwrap_or_default();
    demand(told == value, || format!("acr is {told:?} after a sign-in by password"))?;
    Ok("acr of the ID token".to_owned())
}
