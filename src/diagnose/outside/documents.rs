//! The discovery documents and the key set: whose they are, how long they may be kept, who may read them; and the clock.

use super::finding::{Finding, Report};
use super::site::{Answer, Site, send};
use crate::clock::Clock;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

const MEND_DOCUMENT: &str = "Pass /.well-known/ on to Claviger. nginx: `location / { proxy_pass http://claviger; }`, and no \
    other location that takes /.well-known/ (only /.well-known/acme-challenge/ may).";
const MEND_ISSUER: &str = "Set public_url to the very address that apps use, without a slash at its end, and ask for it by \
    that: apps compare byte for byte.";
const MEND_CACHE: &str = "Pass Cache-Control and ETag on as they come. nginx: no `expires`, no `add_header Cache-Control`, \
    no `proxy_hide_header ETag`, no gzip for these (it weakens the ETag). Caddy: no `encode` and no `header` for them.";
const MEND_CORS: &str = "Pass Access-Control-Allow-Origin on as it comes, once: apps in browsers read these documents. nginx: \
    no `add_header Access-Control-Allow-Origin` beside Claviger's.";
const MEND_NO_STORE: &str = "Keep nothing of it: nginx without `proxy_cache`, or with `proxy_cache off;` for /oauth2/.";
const MEND_CLOCK: &str = "Set the clock of one of the two machines: `timedatectl set-ntp true`. Tokens from a clock that is \
    ahead are not valid yet, those from one behind end too soon.";
const MEND_JWKS: &str =
    "Pass /.well-known/jwks.json on to Claviger; `claviger check` on the server says whether keys are there.";

/// From here on verifiers that forgive nothing refuse tokens (seconds).
const SKEW: i64 = 5;
/// From here on hardly any forgives it (seconds).
const MUCH_SKEW: i64 = 60;

pub(super) async fn look(site: &Site, clock: &Clock, report: &mut Report) {
    let page = "https://app.invalid";
    let document = match send(site.get(OPENID).header("Origin", page)).await {
        Ok(answer) => answer,
        Err(why) => return report.findings.push(Finding::fault("discovery", why, MEND_DOCUMENT)),
    };
    let Some(members) = document.json().filter(|_| document.status == 200) else {
        let seen = format!("{} and no JSON", document.status);
        return report.findings.push(Finding::fault("discovery", seen, MEND_DOCUMENT));
    };
    report.findings.push(issuer(site, &members));
    report.findings.push(endpoints(site, &members));
    report.findings.push(other_document(site, &members).await);
    report.findings.push(kept(site, "discovery cache", OPENID, &document).await);
    report.findings.push(cors("discovery cors", &document));
    report.findings.push(skew(&document, clock));
    key_set(site, &members, report).await;
    report.findings.push(token_answers(site).await);
}

fn issuer(site: &Site, members: &Value) -> Finding {
    let issuer = members["issuer"].as_str().unwrap_or_default();
    if issuer == site.issuer {
        return Finding::ok("issuer", issuer);
    }
    Finding::fault("issuer", format!("{issuer:?}, asked for at {:?}", site.issuer), MEND_ISSUER)
}

fn endpoints(site: &Site, members: &Value) -> Finding {
    let addresses = members.as_object().into_iter().flatten();
    let addresses = addresses.filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri");
    let outside: Vec<_> = addresses
        .filter(|(_, value)| !value.as_str().is_some_and(|text| text.starts_with(&site.at("/"))))
        .map(|(name, _)| name.as_str())
        .collect();
    if outside.is_empty() {
        return Finding::ok("endpoints", "all are below the issuer");
    }
    Finding::fault("endpoints", format!("not below the issuer: {}", outside.join(", ")), MEND_ISSUER)
}

async fn other_document(site: &Site, members: &Value) -> Finding {
    match send(site.get(OAUTH)).await {
        Ok(answer) if answer.json().as_ref() == Some(members) => Finding::ok("rfc 8414 document", "the same"),
        Ok(answer) => {
            let seen = format!("{}, and not the same as openid-configuration", answer.status);
            Finding::fault("rfc 8414 document", seen, MEND_DOCUMENT)
        }
        Err(why) => Finding::fault("rfc 8414 document", why, MEND_DOCUMENT),
    }
}

/// It may be kept for a while, and asked for anew at little cost.
async fn kept(site: &Site, what: &'static str, path: &str, answer: &Answer) -> Finding {
    let rules = answer.all("cache-control");
    let rule = rules.join(", ");
    let is_kept = rule.contains("max-age=") && !rule.contains("no-store") && rules.len() == 1;
    if !is_kept {
        return Finding::warning(what, format!("Cache-Control is {rule:?}"), MEND_CACHE);
    }
    let Some(etag) = answer.header("etag") else { return Finding::warning(what, "no ETag", MEND_CACHE) };
    match send(site.get(path).header("If-None-Match", etag)).await {
        Ok(again) if again.status == 304 => Finding::ok(what, format!("{rule}; 304 by ETag")),
        Ok(again) => Finding::warning(what, format!("{} with If-None-Match, not 304", again.status), MEND_CACHE),
        Err(why) => Finding::warning(what, why, MEND_CACHE),
    }
}

fn cors(what: &'static str, answer: &Answer) -> Finding {
    match answer.all("access-control-allow-origin")[..] {
        ["*"] => Finding::ok(what, "any page may read it"),
        [] => Finding::fault(what, "no Access-Control-Allow-Origin", MEND_CORS),
        ref all => Finding::fault(what, format!("Access-Control-Allow-Origin is {}", all.join(" and ")), MEND_CORS),
    }
}

async fn key_set(site: &Site, members: &Value, report: &mut Report) {
    let address = members["jwks_uri"].as_str().unwrap_or_default();
    let Some(path) = address.strip_prefix(&site.at("")) else { return };
    let answer = match send(site.get(path).header("Origin", "https://app.invalid")).await {
        Ok(answer) => answer,
        Err(why) => return report.findings.push(Finding::fault("key set", why, MEND_JWKS)),
    };
    let keys = answer.json().and_then(|set| set["keys"].as_array().map(Vec::len)).unwrap_or(0);
    if answer.status != 200 || keys == 0 {
        let seen = format!("{} with {keys} keys", answer.status);
        return report.findings.push(Finding::fault("key set", seen, MEND_JWKS));
    }
    report.findings.push(Finding::ok("key set", format!("{keys} keys")));
    report.findings.push(kept(site, "key set cache", path, &answer).await);
    report.findings.push(cors("key set cors", &answer));
}

fn skew(answer: &Answer, clock: &Clock) -> Finding {
    let date = answer.header("date").and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok());
    let Some(date) = date else { return Finding::warning("clock", "the answer has no Date", MEND_CLOCK) };
    let ahead = date.unix_timestamp() - clock.now();
    let seen = format!("{ahead:+} seconds from this machine's");
    match ahead.abs() {
        ..SKEW => Finding::ok("clock", seen),
        SKEW..MUCH_SKEW => Finding::warning("clock", seen, MEND_CLOCK),
        _ => Finding::fault("clock", seen, MEND_CLOCK),
    }
}

async fn token_answers(site: &Site) -> Finding {
    const WHAT: &str = "token answers";
    match send(site.post("/oauth2/token", "grant_type=authorization_code".to_owned())).await {
        Ok(answer) if answer.json().is_none() => {
            Finding::fault(WHAT, format!("{} and no JSON", answer.status), MEND_DOCUMENT)
        }
        Ok(answer) if answer.header("cache-control").is_some_and(|rule| rule.contains("no-store")) => {
            Finding::ok(WHAT, "no-store")
        }
        Ok(answer) => {
            let seen = format!("Cache-Control is {:?}", answer.header("cache-control").unwrap_or_default());
            Finding::fault(WHAT, seen, MEND_NO_STORE)
        }
        Err(why) => Finding::fault(WHAT, why, MEND_DOCUMENT),
    }
}
