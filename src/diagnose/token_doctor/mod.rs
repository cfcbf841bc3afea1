//! The token doctor: what is wrong with a token that somebody pasted, and what to do about it. The token is neither kept
//! nor logged, and never told whole.

mod alive;
mod finding;
mod issuer;
mod pasted;
mod signed;

pub use finding::{Code, Finding, Verdict};

use crate::model::client::Client;
use crate::model::encryption::EncryptionKey;
use crate::oidc::Provider;
use crate::oidc::failures::{Difference, first_difference};
use crate::store;
use finding::shortened;
use pasted::{Form, Jwt};
use serde::Serialize;
use serde_json::{Map, Value};

/// What is known of a token.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What it is.
    pub kind: Kind,
    /// Whether the place that it is for would take it: the worst of the findings.
    pub verdict: Verdict,
    /// What was found, in the order in which a verifier looks.
    pub findings: Vec<Finding>,
    /// What the token says of itself, believed or not; times in unix seconds.
    pub facts: Vec<Fact>,
    /// Where its issuer and ours part.
    pub difference: Option<Difference>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// RFC 9068.
    AccessToken,
    /// OIDC Core §2.
    IdToken,
    /// OIDC Core §5.3.2.
    Userinfo,
    /// A JWT of another type.
    OtherJwt,
    /// RFC 7516.
    Encrypted,
    /// RFC 6749 §1.5.
    RefreshToken,
    /// RFC 6749 §4.1.2.
    Code,
    /// Nothing that could be read.
    Unknown,
}

impl Kind {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::AccessToken,
        Self::IdToken,
        Self::Userinfo,
        Self::OtherJwt,
        Self::Encrypted,
        Self::RefreshToken,
        Self::Code,
        Self::Unknown,
    ];

    /// Its name, as the catalogue's `doctor-kind-…` has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access-token",
            Self::IdToken => "id-token",
            Self::Userinfo => "userinfo",
            Self::OtherJwt => "other-jwt",
            Self::Encrypted => "encrypted",
            Self::RefreshToken => "refresh-token",
            Self::Code => "code",
            Self::Unknown => "unknown",
        }
    }
}

/// A member of the token's header or claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Its name.
    pub name: &'static str,
    /// Its value; a long one by its beginning.
    pub value: String,
    /// The moment that it is (unix seconds), where it is one.
    pub at: Option<i64>,
}

const HEADER_FACTS: [&str; 4] = ["alg", "enc", "kid", "typ"];
const CLAIM_FACTS: [&str; 8] = ["iss", "aud", "sub", "client_id", "scope", "sid", "jti", "nonce"];
const TIME_FACTS: [&str; 4] = ["iat", "nbf", "exp", "auth_time"];

/// Looks into a token; `app` is the app that it is for, or that asks what it got. Costs as much as a few verifications.
pub async fn explain(provider: &Provider, text: &str, app: Option<&Client>) -> store::Result<Report> {
    let (token, form, mut findings) = pasted::read(text);
    let (kind, facts) = match &form {
        Form::Nothing => (Kind::Unknown, Vec::new()),
        Form::Signed(jwt) => (signed::kind_of(jwt), facts(&jwt.header, &jwt.claims)),
        Form::Encrypted(header) => (Kind::Encrypted, facts(header, &Map::new())),
        Form::Refresh(_) => (Kind::RefreshToken, Vec::new()),
        Form::Code(_) => (Kind::Code, Vec::new()),
    };
    match &form {
        Form::Nothing => {}
        Form::Signed(jwt) => {
            let is_ours = signed::examine(provider, &token, jwt, app, &mut findings);
            if is_ours {
                findings.extend(alive::of_jwt(provider, kind, &jwt.claims).await?);
            }
        }
        Form::Encrypted(header) => findings.extend(encrypted(provider, header)),
        Form::Refresh(refresh) => findings.extend(alive::of_refresh_token(provider, refresh).await?),
        Form::Code(family) => findings.extend(alive::of_code(provider, family, &token).await?),
    }
    let verdict = findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Ok);
    Ok(Report { kind, verdict, difference: issuer_difference(provider, &form), findings, facts })
}

/// Only the app can read it; whose key it is can be told.
fn encrypted(provider: &Provider, header: &Map<String, Value>) -> Vec<Finding> {
    let kid = header.get("kid").and_then(Value::as_str);
    let has_key = |client: &Client| {
        let is_it = |key: &EncryptionKey| kid.is_some() && key.kid.as_deref() == kid;
        client.encryption_keys.iter().any(is_it)
    };
    let mut owners: Vec<_> = provider.clients.all().into_iter().filter(|client| has_key(client)).collect();
    owners.sort_by(|one, other| one.id.cmp(&other.id));
    let mut findings = vec![Finding::warning(Code::Encrypted)];
    findings.extend(owners.iter().map(|owner| Finding::ok(Code::EncryptedFor).name(&owner.name)));
    findings
}

fn facts(header: &Map<String, Value>, claims: &Map<String, Value>) -> Vec<Fact> {
    let plain = |name: &'static str, value: &Value| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Fact { name, value: shortened(&value), at: None }
    };
    let of = |members: &Map<String, Value>, names: &[&'static str]| {
        names.iter().filter_map(|name| Some(plain(name, members.get(*name)?))).collect::<Vec<_>>()
    };
    let mut facts = of(header, &HEADER_FACTS);
    facts.extend(of(claims, &CLAIM_FACTS));
    let times = of(claims, &TIME_FACTS).into_iter();
    facts.extend(times.map(|fact| Fact { at: claims.get(fact.name).and_then(Value::as_i64), ..fact }));
    facts
}

fn issuer_difference(provider: &Provider, form: &Form) -> Option<Difference> {
    let Form::Signed(Jwt { claims, .. }) = form else { return None };
    let (came, expected) = (shortened(claims.get("iss")?.as_str()?), provider.issuer().to_owned());
    let (at, came_there, expected_there) = first_difference(&came, &expected)?;
    Some(Difference { parameter: "iss", came, expected, at, came_there, expected_there })
}
