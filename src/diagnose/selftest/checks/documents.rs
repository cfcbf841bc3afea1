//! The two well-known documents (OIDC Discovery §4, RFC 8414 §3) and the key set (RFC 7517): what they say, how long they
//! may be kept, who may read them.

use super::super::http::{Answer, Request};
use super::super::report::{Check, Mend, Stop, demand};
use super::super::trial::{Lines, Trial};
use serde_json::Value;
use std::collections::HashSet;
use url::Url;

/// Members of a JWK that only whoever signs may know (RFC 7518 §6).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

/// Addresses for people and developers, which must lead somewhere.
const PAGES: [&str; 3] = ["service_documentation", "op_policy_uri", "op_tos_uri"];

pub(super) async fn run(trial: &Trial, lines: &mut Lines<'_>) {
    lines.note("issuer", "both well-known documents are the same", same_documents(trial).await);
    lines.note("issuer", "the document may be kept, asked for anew, and read by any page", document_kept(trial).await);
    lines.note("jwks_uri", "every key is whole and public", key_set(trial).await);
    lines.note("jwks_uri", "the key set may be kept, asked for anew, and read by any page", key_set_kept(trial).await);
    for member in PAGES.into_iter().filter(|member| trial.document.has(member)) {
        lines.note(member, "leads to a page", page(trial, member).await);
    }
}

fn well_known(trial: &Trial, name: &str) -> Check<Url> {
    Url::parse(&format!("{}/.well-known/{name}", trial.issuer)).map_err(|_| Stop::answer("the issuer is no address"))
}

async fn same_documents(trial: &Trial) -> Check {
    let one = trial.http.get(&well_known(trial, "openid-configuration")?).await?;
    let other = trial.http.get(&well_known(trial, "oauth-authorization-server")?).await?;
    let (one, other) = (one.json(200)?, other.json(200)?);
    if one["issuer"] != other["issuer"] {
        return Err(Stop::Failed(format!("issuer {} and {}", one["issuer"], other["issuer"]), Mend::Issuer));
    }
    demand(one == other, || "openid-configuration and oauth-authorization-server differ".to_owned())?;
    Ok(format!("{} members each", super::super::trial::members(&one)))
}

async fn document_kept(trial: &Trial) -> Check {
    kept(trial, &well_known(trial, "openid-configuration")?).await
}

async fn key_set_kept(trial: &Trial) -> Check {
    kept(trial, &trial.document.url("jwks_uri")?).await
}

/// `Cache-Control`, `ETag` with 304, `Access-Control-Allow-Origin: *` without credentials.
async fn kept(trial: &Trial, url: &Url) -> Check {
    let page = "https://selftest.invalid";
    let first = trial.http.send(Request::get(url).header("Origin", page)).await?;
    first.json(200)?;
    let rule = first.header("cache-control").unwrap_or_default().to_owned();
    let caching = |seen: String| Stop::Failed(seen, Mend::Caching);
    if !rule.contains("max-age=") || rule.contains("no-store") {
        return Err(caching(format!("Cache-Control is {rule:?}")));
    }
    let etag = first.header("etag").ok_or_else(|| caching("no ETag".to_owned()))?;
    let again = trial.http.send(Request::get(url).header("If-None-Match", etag)).await?;
    if again.status != 304 {
        return Err(caching(format!("{} with If-None-Match, not 304", again.status)));
    }
    any_origin(&first)?;
    Ok(format!("{rule}; 304 by ETag; any origin"))
}

fn any_origin(answer: &Answer) -> Check<()> {
    let origin = answer.header("access-control-allow-origin");
    let has_credentials = answer.header("access-control-allow-credentials").is_some();
    demand(origin == Some("*") && !has_credentials, || format!("Access-Control-Allow-Origin is {origin:?}"))
}

async fn key_set(trial: &Trial) -> Check {
    let set = trial.http.get(&trial.document.url("jwks_uri")?).await?.json(200)?;
    let keys = set["keys"].as_array().filter(|keys| !keys.is_empty());
    let keys = keys.ok_or_else(|| Stop::Failed("the key set is empty".to_owned(), Mend::Keys))?;
    let mut kids = HashSet::new();
    let mut algorithms = Vec::new();
    for key in keys {
        let kid = key["kid"].as_str().unwrap_or_default();
        demand(!kid.trim().is_empty() && kids.insert(kid), || format!("a kid that is blank or there twice: {kid:?}"))?;
        check_key(key)?;
        algorithms.push(key["alg"].as_str().unwrap_or_default());
    }
    let has_rs256 = algorithms.contains(&"RS256");
    if !has_rs256 {
        return Err(Stop::Failed("there is no key for RS256".to_owned(), Mend::Keys));
    }
    Ok(format!("{} keys: {}", keys.len(), algorithms.join(", ")))
}

fn check_key(key: &Value) -> Check<()> {
    let kid = &key["kid"];
    if let Some(name) = PRIVATE.iter().find(|name| key.get(**name).is_some()) {
        return Err(Stop::Failed(format!("the key {kid} shows its private member {name}"), Mend::Keys));
    }
    let wanted: &[&str] = match key["kty"].as_str() {
        Some("RSA") => &["n", "e"],
        Some("EC") => &["crv", "x", "y"],
        Some("OKP") => &["crv", "x"],
        _ => return Err(Stop::answer(format!("the key {kid} has kty {}", key["kty"]))),
    };
    let is_text = |name: &&&str| key[**name].as_str().is_some_and(|text| !text.is_empty() && !text.contains('='));
    let lacking = wanted.iter().find(|name| !is_text(name));
    demand(lacking.is_none(), || format!("the key {kid} has no {}", lacking.unwrap_or(&"")))?;
    demand(key["use"] == "sig" && key["alg"].is_string(), || format!("the key {kid} has no use or no alg"))
}

async fn page(trial: &Trial, member: &str) -> Check {
    let answer = trial.http.get(&trial.document.url(member)?).await?;
    demand(answer.status < 400, || answer.shown())?;
    Ok(answer.status.to_string())
}
