//! Userinfo (OIDC Core §5.3): claims about the person behind an access token.

use super::{Code, Error, Provider, Result, access_token, claims, scope};
use crate::model::scope::Scope;
use serde_json::{Map, Value};

/// The claims that the token's scope shows; `sub` first.
pub async fn answer(provider: &Provider, token: &str) -> Result<Map<String, Value>> {
    let (token, family) = access_token::check_live(provider, token).await?;
    if !token.aud.contains(provider.issuer()) {
        return Err(Error::invalid_token());
    }
    let granted = Scope::parse(&token.scope);
    let Some(family) = family.filter(|_| granted.contains(scope::OPENID)) else {
        return Err(Error::new(Code::InsufficientScope, "userinfo needs the scope openid"));
    };
    let mut read = provider.store.read().await?;
    let user = read.db().find_user(&family.user_id).await?.ok_or_else(Error::invalid_token)?;
    let groups = read.db().claimed_groups_of(&user.id).await?;
    let mut answer = Map::new();
    answer.insert("sub".to_owned(), user.id.as_str().into());
    answer.extend(claims::of_user(&user, &groups, &granted));
    Ok(answer)
}
