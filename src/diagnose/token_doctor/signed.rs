//! What can be said of a JWT without the database: key, signature, type, issuer, times, audience and scope.

use super::finding::{Code, Finding, Verdict};
use super::pasted::Jwt;
use super::{Kind, issuer};
use crate::keys::jwt::{MOST_AHEAD, numeric_date};
use crate::keys::{Expected, ListedKey, State, VerifyError};
use crate::model::client::Client;
use crate::model::scope::Scope;
use crate::oidc::access_token::{Audience, TYP as ACCESS_TOKEN};
use crate::oidc::id_token::{self, TYP as ID_TOKEN};
use crate::oidc::{Provider, scope};
use serde_json::Value;

/// An issue time so far ahead of the clock is more than two machines that agree (seconds).
const CLOCK_TOLERANCE: i64 = 5;

impl Jwt {
    fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str)
    }

    fn time(&self, claim: &str) -> Option<i64> {
        self.claims.get(claim).and_then(numeric_date)
    }

    fn header(&self, member: &str) -> Option<&str> {
        self.header.get(member).and_then(Value::as_str)
    }
}

/// What a JWT gives itself out for.
pub(super) fn kind_of(jwt: &Jwt) -> Kind {
    match jwt.header("typ") {
        Some(ACCESS_TOKEN) => Kind::AccessToken,
        Some(ID_TOKEN) | None if jwt.claims.contains_key("client_id") && jwt.claims.contains_key("jti") => {
            Kind::OtherJwt
        }
        Some(ID_TOKEN) | None if jwt.claims.contains_key("exp") => Kind::IdToken,
        Some(ID_TOKEN) if jwt.claims.contains_key("sub") => Kind::Userinfo,
        _ => Kind::OtherJwt,
    }
}

/// Finds out what it can; answers whether the token's claims are our own words.
pub(super) fn examine(
    provider: &Provider,
    token: &str,
    jwt: &Jwt,
    app: Option<&Client>,
    findings: &mut Vec<Finding>,
) -> bool {
    let now = provider.clock.now();
    let signature = if jwt.header("alg").is_some_and(|alg| alg.starts_with("HS")) {
        shared_secret(provider, token, jwt)
    } else {
        findings.push(key(&provider.ring.list(now), jwt));
        signature(provider, token, jwt)
    };
    let is_ours = signature.verdict == Verdict::Ok;
    findings.push(signature);
    findings.extend(typ(jwt));
    findings.push(issuer::compare(jwt.text("iss"), provider.issuer()));
    findings.extend(times(jwt, now));
    findings.extend(audience(provider, jwt, app));
    if kind_of(jwt) == Kind::AccessToken {
        findings.push(scopes(provider, jwt, app));
    }
    is_ours
}

fn key(keys: &[ListedKey], jwt: &Jwt) -> Finding {
    let Some(kid) = jwt.header("kid") else { return Finding::wrong(Code::KeyMissing) };
    let Some(key) = keys.iter().find(|key| key.row.kid == kid) else {
        return Finding::wrong(Code::KeyUnknown).name(kid);
    };
    let finding = match (key.flaw, key.state) {
        (Some(flaw), _) => Finding::wrong(Code::KeyUnsound).came(&flaw.to_string()),
        (None, State::Revoked) => Finding::wrong(Code::KeyRevoked),
        (None, State::Removed) => Finding::wrong(Code::KeyRemoved),
        (None, State::Active) => Finding::ok(Code::KeyActive),
        (None, State::Retired) => Finding::ok(Code::KeyRetired),
        (None, _) => Finding::ok(Code::KeyNext),
    };
    finding.name(kid).expected(&key.row.ring)
}

/// An ID token that was signed with its app's own secret names no key; it is believed where it would be as a hint.
fn shared_secret(provider: &Provider, token: &str, jwt: &Jwt) -> Finding {
    match id_token::read_hint(provider, token) {
        Ok(known) => {
            let client = provider.clients.get(&known.aud.as_str().into());
            Finding::ok(Code::SecretGood).name(client.as_ref().map_or(&*known.aud, |client| &client.name))
        }
        Err(_) => Finding::warning(Code::SharedSecret).came(jwt.header("alg").unwrap_or_default()),
    }
}

/// Everything else that a verification judges is taken as the token has it, so that only the signature decides.
fn signature(provider: &Provider, token: &str, jwt: &Jwt) -> Finding {
    let alg = jwt.header("alg").unwrap_or_default();
    if alg.is_empty() || alg.eq_ignore_ascii_case("none") {
        return Finding::wrong(Code::Unsigned);
    }
    let expected = Expected {
        issuer: jwt.text("iss").unwrap_or_default(),
        types: &[jwt.header("typ").unwrap_or_default()],
        now: provider.clock.now(),
        leeway: 0,
        is_expired_accepted: true,
    };
    match provider.ring.verify::<Value>(token, &expected) {
        // These are judged only once the signature fits.
        Ok(_)
        | Err(VerifyError::Issuer | VerifyError::Expired | VerifyError::NotYetValid | VerifyError::IssuedAhead) => {
            Finding::ok(Code::SignatureGood).name(alg)
        }
        Err(VerifyError::Signature) => Finding::wrong(Code::SignatureBad),
        Err(VerifyError::Header) => Finding::wrong(Code::OddHeader),
        Err(VerifyError::Algorithm) => Finding::wrong(Code::OtherAlgorithm).came(alg),
        Err(_) => Finding::wrong(Code::SignatureUnchecked),
    }
}

fn typ(jwt: &Jwt) -> Option<Finding> {
    match jwt.header("typ") {
        Some(ACCESS_TOKEN | ID_TOKEN) => None,
        Some(other) => Some(Finding::wrong(Code::TypeOther).came(other)),
        None => Some(Finding::wrong(Code::TypeMissing)),
    }
}

fn times(jwt: &Jwt, now: i64) -> Vec<Finding> {
    let mut findings = Vec::new();
    match jwt.time("exp") {
        // It has none by design.
        None if kind_of(jwt) == Kind::Userinfo => {}
        None => findings.push(Finding::wrong(Code::ExpiryMissing)),
        Some(exp) if now >= exp => findings.push(Finding::wrong(Code::Expired).seconds(now.saturating_sub(exp))),
        Some(exp) => findings.push(Finding::ok(Code::TimeGood).seconds(exp.saturating_sub(now))),
    }
    if let Some(nbf) = jwt.time("nbf").filter(|nbf| *nbf > now) {
        findings.push(Finding::wrong(Code::NotYetValid).seconds(nbf.saturating_sub(now)));
    }
    if let Some(iat) = jwt.time("iat").filter(|iat| *iat > now.saturating_add(CLOCK_TOLERANCE)) {
        let finding = if iat > now.saturating_add(MOST_AHEAD) { Finding::wrong } else { Finding::warning };
        findings.push(finding(Code::FromTheFuture).seconds(iat.saturating_sub(now)));
    }
    findings
}

fn audiences(jwt: &Jwt) -> Vec<String> {
    match jwt.claims.get("aud").map(|aud| serde_json::from_value(aud.clone())) {
        Some(Ok(Audience::One(one))) => vec![one],
        Some(Ok(Audience::Many(all))) => all,
        _ => Vec::new(),
    }
}

fn audience(provider: &Provider, jwt: &Jwt, app: Option<&Client>) -> Vec<Finding> {
    let all = audiences(jwt);
    let told = all.join(", ");
    if all.is_empty() {
        return vec![Finding::wrong(Code::AudienceMissing)];
    }
    let is_for = |name: &str| all.iter().any(|own| own == name);
    let Some(app) = app else { return vec![Finding::ok(Code::AudienceIs).came(&told)] };
    let good = || vec![Finding::ok(Code::AudienceGood).name(&app.name)];
    let other =
        |expected: &str| vec![Finding::wrong(Code::AudienceOther).came(&told).expected(expected).name(&app.name)];
    match kind_of(jwt) {
        Kind::IdToken | Kind::Userinfo if is_for(app.id.as_str()) => good(),
        Kind::IdToken if !app.audiences.is_empty() => vec![Finding::wrong(Code::IdTokenForApi).name(&app.name)],
        Kind::Userinfo if !app.audiences.is_empty() => vec![Finding::wrong(Code::UserinfoForApi).name(&app.name)],
        Kind::IdToken | Kind::Userinfo => other(app.id.as_str()),
        _ if app.audiences.iter().any(|own| is_for(own)) => good(),
        // Whoever asked for it wants to know what it is good for.
        _ if app.audiences.is_empty() && jwt.text("client_id") == Some(app.id.as_str()) => {
            vec![Finding::ok(Code::IssuedTo).name(&app.name), Finding::ok(Code::AudienceIs).came(&told)]
        }
        _ if app.audiences.is_empty() => vec![Finding::warning(Code::NoApi).name(&app.name).came(&told)],
        _ if all == [provider.issuer()] => {
            vec![Finding::wrong(Code::AudienceUserinfo).expected(&app.audiences.join(", "))]
        }
        _ => other(&app.audiences.join(", ")),
    }
}

fn scopes(provider: &Provider, jwt: &Jwt, app: Option<&Client>) -> Finding {
    let granted = Scope::parse(jwt.text("scope").unwrap_or_default());
    if granted.is_empty() {
        return Finding::warning(Code::ScopeNone);
    }
    let holder = jwt.text("client_id").and_then(|id| provider.clients.get(&id.into()));
    if let Some(holder) = holder {
        let taken: Vec<_> = granted.iter().filter(|name| !holder.scopes.contains(name)).collect();
        if !taken.is_empty() {
            return Finding::warning(Code::ScopeTaken).came(&taken.join(" ")).name(&holder.name);
        }
    }
    // Scopes of the APIs that the app is, where they are described here.
    let own: Vec<String> = app
        .into_iter()
        .flat_map(|app| &app.audiences)
        .filter_map(|audience| provider.clients.api(audience))
        .flat_map(|api| api.scopes.iter().map(|scope| scope.name.clone()).collect::<Vec<_>>())
        .filter(|name| !scope::OF_PEOPLE.contains(&name.as_str()))
        .collect();
    if own.is_empty() {
        return Finding::ok(Code::ScopeIs).came(&granted.to_string());
    }
    let fitting: Vec<_> = own.iter().filter(|name| granted.contains(name)).map(String::as_str).collect();
    if fitting.is_empty() {
        return Finding::warning(Code::ScopeLacks).came(&granted.to_string()).expected(&own.join(" "));
    }
    Finding::ok(Code::ScopeFits).came(&fitting.join(" "))
}
