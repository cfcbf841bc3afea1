//! Dynamic registration (RFC 7591) and its management (RFC 7592): an app registers itself, signs somebody in, looks at its
//! registration, changes it and removes it.

use super::super::browser::Browser;
use super::super::http::{Answer, Request};
use super::super::proof::Proof;
use super::super::report::{Check, Stop, demand};
use super::super::trial::{App, Ask, Lines, Trial};
use crate::model::ids::ClientId;
use crate::model::secret::Redacted;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

const MEMBER: &str = "registration_endpoint";

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    if !trial.document.has(MEMBER) {
        return;
    }
    lines.note(MEMBER, "an app registers itself, is used, changed and removed", whole_life(trial, browser).await);
    lines.note(MEMBER, "metadata that is wrong is refused", wrong_metadata(trial).await);
}

fn metadata(trial: &Trial) -> Value {
    let origin = "https://registered.selftest.invalid";
    json!({
        // Found by it, should this run be killed.
        "client_name": trial.cast.run,
        "redirect_uris": [format!("{origin}/callback")],
        "post_logout_redirect_uris": [format!("{origin}/signed-out")],
        "token_endpoint_auth_method": "client_secret_basic",
        "contacts": ["selftest@selftest.invalid"],
    })
}

async fn register(trial: &Trial, metadata: &Value) -> Check<Answer> {
    let token = trial.cast.initial_token().await?;
    let request = Request::json(Method::POST, &trial.document.url(MEMBER)?, metadata);
    trial.http.send(request.bearer(token.expose())).await
}

/// What a registration answers with (RFC 7591 §3.2.1, RFC 7592 §3).
struct Registered {
    app: App,
    address: Url,
    token: String,
    members: Value,
}

fn registered(answer: &Answer) -> Check<Registered> {
    let members = answer.json(201)?;
    let text = |name: &str| members[name].as_str().ok_or_else(|| Stop::answer(format!("the answer has no {name}")));
    demand(members["client_secret_expires_at"].is_u64(), || "client_secret_expires_at is no number".to_owned())?;
    let unreadable = |_| Stop::answer("registration_client_uri is no address");
    let address = Url::parse(text("registration_client_uri")?).map_err(unreadable)?;
    let (id, secret) = (ClientId::from(text("client_id")?), Redacted::from(text("client_secret")?.to_owned()));
    let first = |name: &str| members[name][0].as_str().unwrap_or_default().to_owned();
    let app = App {
        id,
        proof: Proof::Basic(secret.clone()),
        secret: Some(secret),
        redirect_uri: first("redirect_uris"),
        post_logout_redirect_uri: first("post_logout_redirect_uris"),
        origin: String::new(),
    };
    Ok(Registered { app, address, token: text("registration_access_token")?.to_owned(), members: members.clone() })
}

async fn whole_life(trial: &Trial, browser: &mut Browser) -> Check {
    let made = registered(&register(trial, &metadata(trial)).await?)?;
    demand(made.members["contacts"][0] == "selftest@selftest.invalid", || "contacts is not echoed".to_owned())?;
    let tokens = trial.tokens(browser, &made.app, &Ask::of(&made.app)).await?;
    trial.check_id_token(&trial.verify(&tokens.id, "RS256", &made.app).await?, &made.app)?;
    let looked = trial.http.send(Request::get(&made.address).bearer(&made.token)).await?.json(200)?;
    demand(looked["client_id"] == made.app.id.as_str(), || "GET tells another client_id".to_owned())?;
    let mut changed = metadata(trial);
    changed["client_id"] = made.app.id.as_str().into();
    changed["client_name"] = format!("{} changed", trial.cast.run).into();
    let put = Request::json(Method::PUT, &made.address, &changed).bearer(&made.token);
    let told = trial.http.send(put).await?.json(200)?;
    demand(told["client_name"] == changed["client_name"], || "PUT did not change the name".to_owned())?;
    // Either may give another one (RFC 7592 §2.1, §2.2).
    let token = told["registration_access_token"].as_str().unwrap_or(&made.token).to_owned();
    trial.http.send(Request::get(&made.address).bearer("nothing")).await?.demand_status(401)?;
    let delete = Request::new(Method::DELETE, &made.address).bearer(&token);
    trial.http.send(delete).await?.demand_status(204)?;
    trial.http.send(Request::get(&made.address).bearer(&token)).await?.demand_status(401)?;
    Ok("201, tokens, GET, PUT, DELETE, and 401 afterwards".to_owned())
}

async fn wrong_metadata(trial: &Trial) -> Check {
    let mut with_fragment = metadata(trial);
    with_fragment["redirect_uris"] = json!(["https://registered.selftest.invalid/callback#x"]);
    register(trial, &with_fragment).await?.demand_error(400, "invalid_redirect_uri")?;
    let mut unknown = metadata(trial);
    unknown["token_endpoint_auth_method"] = "pigeon".into();
    register(trial, &unknown).await?.demand_error(400, "invalid_client_metadata")?;
    Ok("invalid_redirect_uri and invalid_client_metadata".to_owned())
}
