//! Userinfo (OIDC Core §5.3): claims about the person behind an access token.

use super::claims::{self, Person, Place};
use super::{Code, Error, Provider, Result, access_token, scope};
use crate::model::client::Client;
use crate::model::scope::Scope;
use serde_json::{Map, Value};

/// The claims that the token's scope shows; `sub` first.
pub async fn answer(provider: &Provider, token: &str) -> Result<Map<String, Value>> {
    let (claims, family) = access_token::check_live(provider, token).await?;
    if !claims.aud.contains(provider.issuer()) {
        return Err(Error::invalid_token());
    }
    let granted = Scope::parse(&claims.scope);
    let Some(family) = family.filter(|_| granted.contains(scope::OPENID)) else {
        return Err(Error::new(Code::InsufficientScope, "userinfo needs the scope openid"));
    };
    let client = provider.clients.get(&family.client_id).ok_or_else(Error::invalid_token)?;
    let mut read = provider.store.read().await?;
    let person = Person::find(&mut read.db(), &family.user_id).await?.ok_or_else(Error::invalid_token)?;
    provider.evidence.used(&client.id, token, provider.clock.now());
    Ok(claims_for(&client, &person, &granted))
}

/// What an app that was granted a scope learns of a person; `sub` first, then by scope, then by the app's own rules.
pub fn claims_for(client: &Client, person: &Person, granted: &Scope) -> Map<String, Value> {
    let mut answer = Map::new();
    answer.insert("sub".to_owned(), person.user.id.as_str().into());
    answer.extend(claims::of_user(&person.user, &person.groups, granted));
    answer.extend(person.mapped(&client.claim_rules, Place::Userinfo).claims);
    answer
}
