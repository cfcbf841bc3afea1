//! Signed request objects, by value and by reference (OIDC Core §6, RFC 9101), or their refusal.

use super::super::browser::Browser;
use super::super::listener::Listener;
use super::super::proof::Signer;
use super::super::report::{Check, Stop, demand};
use super::super::trial::{App, Ask, Lines, Trial};
use super::{each_value, flagged};
use serde_json::{Map, Value};
use std::sync::Arc;

/// RFC 9101 §4.
const TYP: &str = "oauth-authz-req+jwt";

/// Seconds that an object is good for.
const LIFE: i64 = 60;

const BY_VALUE: &str = "request_parameter_supported";
const BY_REFERENCE: &str = "request_uri_parameter_supported";

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    let (by_value, by_reference) = (trial.document.flag(BY_VALUE), trial.document.flag(BY_REFERENCE));
    let outcome = if by_value {
        value(trial, browser, "request", "RS256").await
    } else {
        refused(trial, browser, "request").await
    };
    flagged(trial, BY_VALUE, lines, "request", outcome);
    let outcome =
        if by_reference { reference(trial, browser).await } else { refused(trial, browser, "request_uri").await };
    flagged(trial, BY_REFERENCE, lines, "request_uri", outcome);
    let registration = "require_request_uri_registration";
    if trial.document.has(registration) {
        let outcome = unregistered(trial, browser).await;
        lines.note(registration, "an address that is not registered is refused", outcome);
    }
    each_value(trial, "request_object_signing_alg_values_supported", lines, async |alg| {
        value(trial, browser, &format!("request-{alg}"), alg).await
    })
    .await;
    if by_value {
        lines.note(BY_VALUE, "an object by another's key is refused", forged(trial, browser).await);
    }
}

/// What is not supported is said, never ignored.
async fn refused(trial: &Trial, browser: &mut Browser, parameter: &str) -> Check {
    let ask = Ask::of(&trial.app).with(parameter, "https://selftest.invalid/request");
    let error = format!("{parameter}_not_supported");
    trial.refused(browser, &trial.app, &ask, &error).await
}

async fn app_with(trial: &Trial, label: &str, alg: &str) -> Check<(App, Signer)> {
    let signer = if alg == "HS256" { None } else { Some(Signer::generate(alg).await?) };
    let app = trial.cast.app(label, |client| {
        let metadata = Arc::make_mut(&mut client.metadata);
        metadata.request_object_signing_alg = Some(alg.to_owned());
        metadata.jwks = signer.as_ref().and_then(Signer::jwks);
    });
    let app = app.await?;
    let by_secret = || app.secret.clone().map(Signer::Secret).ok_or_else(|| Stop::answer("an app without a secret"));
    let signer = signer.map_or_else(by_secret, Ok)?;
    Ok((app, signer))
}

/// The request as an object, and what still has to stand beside it.
fn object(trial: &Trial, app: &App, ask: &Ask, signer: &Signer) -> Check {
    let mut claims: Map<String, Value> =
        ask.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let now = trial.now();
    claims.insert("iss".to_owned(), app.id.as_str().into());
    claims.insert("aud".to_owned(), trial.issuer.as_str().into());
    claims.insert("iat".to_owned(), now.into());
    claims.insert("exp".to_owned(), (now + LIFE).into());
    signer.sign(TYP, &Value::Object(claims))
}

/// The state and the scope inside count, whatever stands beside.
fn around(ask: &Ask) -> Ask {
    let outside = ask.clone().with("scope", "openid").with("state", "outside").without("nonce");
    outside.without("code_challenge").without("code_challenge_method")
}

async fn value(trial: &Trial, browser: &mut Browser, label: &str, alg: &str) -> Check {
    let (app, signer) = app_with(trial, label, alg).await?;
    let inside = Ask::of(&app).with("scope", "openid email");
    let sent = around(&inside).with("request", &object(trial, &app, &inside, &signer)?);
    with_object(trial, browser, &app, (&inside, &sent)).await
}

async fn with_object(trial: &Trial, browser: &mut Browser, app: &App, (inside, sent): (&Ask, &Ask)) -> Check {
    let landing = trial.authorize(browser, sent).await?;
    let landing = browser.pass(&trial.cast.person.login, landing).await?;
    let code = trial.reply(app, landing)?.code(trial, inside)?;
    let tokens = super::super::trial::Tokens::of(&trial.redeem(app, inside, &code).await?)?;
    demand(tokens.scope.contains("email"), || "the scope outside of the object was granted".to_owned())?;
    Ok("what stands in the object wins".to_owned())
}

async fn forged(trial: &Trial, browser: &mut Browser) -> Check {
    let (app, _) = app_with(trial, "request-forged", "ES256").await?;
    let inside = Ask::of(&app);
    let object = object(trial, &app, &inside, &Signer::generate("ES256").await?)?;
    trial.refused(browser, &app, &inside.with("request", &object), "invalid_request_object").await
}

async fn reference(trial: &Trial, browser: &mut Browser) -> Check {
    let signer = Signer::generate("RS256").await?;
    // The address must be registered before the object that lies there can name the app.
    let place = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
    let place = place.map_err(|error| Stop::Skipped(format!("no port could be opened on this machine: {error}")))?;
    let address = format!("http://{place}/request.jwt");
    let app = trial.cast.app("request-uri", |client| {
        let metadata = Arc::make_mut(&mut client.metadata);
        metadata.request_uris.push(address.clone());
        metadata.jwks = signer.jwks();
    });
    let app = match app.await {
        Err(Stop::Failed(seen, _)) => {
            return Err(Stop::Skipped(format!("an address on this machine cannot be registered: {seen}")));
        }
        other => other?,
    };
    let inside = Ask::of(&app).with("scope", "openid email");
    let _listener = Listener::start_at(place, object(trial, &app, &inside, &signer)?).await?;
    let sent = around(&inside).with("request_uri", &address);
    let outcome = with_object(trial, browser, &app, (&inside, &sent)).await;
    match outcome {
        Err(Stop::Failed(seen, _)) if !trial.is_local() => Err(Stop::Skipped(format!(
            "the server may run on another machine, where this one's loopback is not: {seen}"
        ))),
        other => other,
    }
}

async fn unregistered(trial: &Trial, browser: &mut Browser) -> Check {
    if !trial.document.flag("require_request_uri_registration") || !trial.document.flag(BY_REFERENCE) {
        return Ok("not demanded".to_owned());
    }
    let ask = Ask::of(&trial.app).with("request_uri", "https://selftest.invalid/request");
    trial.refused(browser, &trial.app, &ask, "invalid_request_uri").await
}
