//! Userinfo (OIDC Core §5.3): claims about the person behind an access token, as JSON or as a JWT for the app alone.

use super::claims::{self, Person, Place};
use super::subject::subject;
use super::{Code, Error, Provider, Result, access_token, issue, scope};
use crate::keys::Algorithm;
use crate::model::client::Client;
use crate::model::scope::Scope;
use serde_json::{Map, Value};

/// The header's `typ` of signed userinfo.
const TYP: &str = "JWT";

/// What the app gets.
#[derive(Debug)]
pub enum Answer {
    /// Plain claims.
    Claims(Map<String, Value>),
    /// The same, signed, and encrypted where the app wishes so: `application/jwt`.
    Jwt(String),
}

/// The claims that the token's scope shows; `sub` first.
pub async fn answer(provider: &Provider, presented: &str) -> Result<Answer> {
    let (token, family) = access_token::check_live(provider, presented).await?;
    if !token.aud.contains(provider.issuer()) {
        return Err(Error::invalid_token());
    }
    let granted = Scope::parse(&token.scope);
    let Some(family) = family.filter(|_| granted.contains(scope::OPENID)) else {
        return Err(Error::new(Code::InsufficientScope, "userinfo needs the scope openid"));
    };
    let client = provider.clients.get(&family.client_id).ok_or_else(Error::invalid_token)?;
    let mut read = provider.store.read().await?;
    let person = Person::find_for(&mut read.db(), &client, &family.user_id).await?.ok_or_else(Error::invalid_token)?;
    drop(read);
    provider.evidence.used(&client.id, presented, provider.clock.now());
    let claims = claims_for(provider, &client, &person, &granted);
    match client.userinfo_alg.as_deref() {
        None => Ok(Answer::Claims(claims)),
        Some(alg) => {
            let alg = Algorithm::find(alg).unwrap_or(Algorithm::Rs256);
            let claims = for_one_app(provider, &client, claims);
            // It has no expiry; its key stays published for as long as the access token could ask for it again.
            let signed = issue::sign(provider, (&client, alg), TYP, &claims, token.exp).await?;
            Ok(Answer::Jwt(issue::encrypted(&client, client.userinfo_encryption, signed)?))
        }
    }
}

/// With who says it and to whom (OIDC Core §5.3.2). Never with an `exp`, or it could pass for an ID token.
fn for_one_app(provider: &Provider, client: &Client, claims: Map<String, Value>) -> Map<String, Value> {
    let mut all = Map::new();
    all.insert("iss".to_owned(), provider.issuer().into());
    all.insert("aud".to_owned(), client.id.as_str().into());
    all.extend(claims);
    all
}

/// What an app that was granted a scope learns of a person; `sub` first, then by scope, then by the app's own rules.
pub fn claims_for(provider: &Provider, client: &Client, person: &Person, granted: &Scope) -> Map<String, Value> {
    let mut answer = Map::new();
    answer.insert("sub".to_owned(), subject(provider, client, &person.user.id).into());
    answer.extend(claims::of_user(&person.user, &person.groups, granted));
    answer.extend(person.mapped(&client.claim_rules, Place::Userinfo).claims);
    answer
}
