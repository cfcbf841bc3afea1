//! Client authentication (RFC 6749 §2.3, RFC 7523) at each endpoint that asks for it, by each method and each algorithm
//! that is advertised there.

use super::super::browser::Browser;
use super::super::proof::{Proof, Signer};
use super::super::report::{Check, Stop, demand};
use super::super::trial::{App, Ask, Lines, Tokens, Trial};
use crate::model::client::ClientKind;
use crate::model::client_metadata::AuthMethod;
use crate::model::secret::{Redacted, Token};
use std::collections::HashMap;
use std::sync::Arc;

const ENDPOINTS: [&str; 3] = ["token", "introspection", "revocation"];

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    let mut apps = HashMap::new();
    for endpoint in ENDPOINTS {
        let member = format!("{endpoint}_endpoint_auth_methods_supported");
        let algorithms = format!("{endpoint}_endpoint_auth_signing_alg_values_supported");
        for method in trial.document.list(&member) {
            // Where no algorithm is named, any app may expect RS256 (OIDC Core §9).
            let offered = trial.document.list(&algorithms);
            let alg = match &*method {
                "client_secret_jwt" => "HS256".to_owned(),
                _ => offered.into_iter().find(|alg| alg != "HS256").unwrap_or_else(|| "RS256".to_owned()),
            };
            let outcome = try_at(trial, browser, (endpoint, &method, &alg), &mut apps).await;
            lines.note(&member, &method, outcome);
        }
        for alg in trial.document.list(&algorithms) {
            let method = if alg == "HS256" { "client_secret_jwt" } else { "private_key_jwt" };
            let outcome = if trial.document.offers(&member, method) {
                try_at(trial, browser, (endpoint, method, &alg), &mut apps).await
            } else {
                Err(Stop::answer(format!("{method}, which it is for, is not offered there")))
            };
            lines.note(&algorithms, &alg, outcome);
        }
    }
    lines.note("token_endpoint_auth_methods_supported", "a wrong secret is refused", wrong_secret(trial).await);
    lines.note("token_endpoint_auth_methods_supported", "two methods at once are refused", two_methods(trial).await);
    if trial.document.offers("token_endpoint_auth_methods_supported", "private_key_jwt") {
        let replayed = assertion_of_another(trial).await;
        lines.note("token_endpoint_auth_methods_supported", "an assertion by another's key is refused", replayed);
    }
}

async fn try_at(
    trial: &Trial,
    browser: &mut Browser,
    (endpoint, method, alg): (&str, &str, &str),
    apps: &mut HashMap<String, App>,
) -> Check {
    let name = format!("{method} {alg}");
    let app = match apps.get(&name) {
        Some(app) => app.clone(),
        None => {
            let app = app_for(trial, method, alg).await?;
            apps.insert(name, app.clone());
            app
        }
    };
    let ask = Ask::of(&app);
    // Only the endpoint in question is asked with the method in question, where it can be helped.
    let code = trial.code(browser, &app, &ask).await?;
    let tokens = Tokens::of(&trial.redeem(&app, &ask, &code).await?)?;
    match endpoint {
        "token" => Ok(format!("tokens for a code{}", by(method, alg))),
        "introspection" => {
            let answer = trial.post(&app, "introspection_endpoint", &[("token", &tokens.access)]).await?.json(200)?;
            demand(answer["active"] == true, || "its own token is not active".to_owned())?;
            Ok(format!("its own token is active{}", by(method, alg)))
        }
        _ => {
            let answer = trial.post(&app, "revocation_endpoint", &[("token", &tokens.access)]).await?;
            answer.demand_status(200)?;
            demand(!trial.is_active(&tokens.access).await?, || "the revoked token is still active".to_owned())?;
            Ok(format!("its own token is revoked{}", by(method, alg)))
        }
    }
}

fn by(method: &str, alg: &str) -> String {
    if method.ends_with("_jwt") { format!(", by {alg}") } else { String::new() }
}

async fn app_for(trial: &Trial, method: &str, alg: &str) -> Check<App> {
    let label = format!("{method}-{alg}");
    let secret = || trial.app.secret.clone().ok_or_else(|| Stop::answer("the throw-away app has no secret"));
    match method {
        "client_secret_basic" => Ok(trial.app.with(Proof::Basic(secret()?))),
        "client_secret_post" => Ok(trial.app.with(Proof::Post(secret()?))),
        "none" => trial.cast.app_of_kind(ClientKind::Browser, "public", |_| ()).await,
        "client_secret_jwt" if alg == "HS256" => {
            let app = trial.cast.app(label, |client| {
                Arc::make_mut(&mut client.metadata).token_endpoint_auth_method = Some(AuthMethod::ClientSecretJwt);
            });
            let app = app.await?;
            let secret = app.secret.clone().ok_or_else(|| Stop::answer("the throw-away app has no secret"))?;
            Ok(app.with(Proof::Assertion(Signer::Secret(secret))))
        }
        "private_key_jwt" => {
            let signer = Signer::generate(alg).await?;
            let app = trial.cast.app(label, |client| {
                let metadata = Arc::make_mut(&mut client.metadata);
                metadata.token_endpoint_auth_method = Some(AuthMethod::PrivateKeyJwt);
                metadata.token_endpoint_auth_signing_alg = Some(alg.to_owned());
                metadata.jwks = signer.jwks();
            });
            Ok(app.await?.with(Proof::Assertion(signer)))
        }
        other => Err(Stop::unknown(other)),
    }
}

const NO_CODE: [(&str, &str); 3] =
    [("grant_type", "authorization_code"), ("code", "none"), ("redirect_uri", "https://selftest.invalid/")];

async fn wrong_secret(trial: &Trial) -> Check {
    let wrong = Redacted::from(Token::random().expose().to_owned());
    let answer = trial.token(&trial.app.with(Proof::Basic(wrong)), &NO_CODE).await?;
    let seen = answer.demand_error(401, "invalid_client")?;
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    demand(challenge.starts_with("Basic"), || format!("WWW-Authenticate is {challenge:?}"))?;
    Ok(format!("{seen}, with a challenge"))
}

async fn two_methods(trial: &Trial) -> Check {
    let secret = trial.app.secret.as_ref().map_or("", Redacted::expose);
    let fields = [NO_CODE.as_slice(), &[("client_secret", secret)]].concat();
    trial.token(&trial.app, &fields).await?.demand_error(400, "invalid_request")
}

async fn assertion_of_another(trial: &Trial) -> Check {
    let registered = Signer::generate("ES256").await?;
    let app = trial.cast.app("other-key", |client| {
        let metadata = Arc::make_mut(&mut client.metadata);
        metadata.token_endpoint_auth_method = Some(AuthMethod::PrivateKeyJwt);
        metadata.jwks = registered.jwks();
    });
    let stranger = Proof::Assertion(Signer::generate("ES256").await?);
    trial.token(&app.await?.with(stranger), &NO_CODE).await?.demand_error(401, "invalid_client")
}
