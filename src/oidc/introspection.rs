//! Token introspection (RFC 7662), for confidential clients: of their own tokens and of those for an API that they are.

use super::subject::subject;
use super::{Code, Error, Provider, Result, access_token};
use crate::model::client::Client;
use crate::model::family_token::RefreshToken;
use serde_json::{Value, json};

/// What the client may know of a token; `{"active": false}` for everything else.
pub async fn answer(provider: &Provider, client: &Client, token: &str) -> Result<Value> {
    if client.is_public {
        return Err(Error::new(Code::InvalidClient, "introspection is for clients with a secret"));
    }
    if let Some(answer) = access_token(provider, client, token).await? {
        return Ok(answer);
    }
    let answer = refresh_token(provider, client, token).await?;
    Ok(answer.unwrap_or_else(|| json!({ "active": false })))
}

async fn access_token(provider: &Provider, client: &Client, token: &str) -> Result<Option<Value>> {
    let claims = match access_token::check_live(provider, token).await {
        Ok((claims, _)) => claims,
        Err(error) if error.code == Code::InvalidToken => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_own = claims.client_id == client.id.as_str();
    if !is_own && !client.audiences.iter().any(|audience| claims.aud.contains(audience)) {
        return Ok(None);
    }
    provider.evidence.used(&client.id, token, provider.clock.now());
    let mut answer = serde_json::to_value(&claims).map_err(Error::server)?;
    answer["active"] = true.into();
    answer["token_type"] = "Bearer".into();
    Ok(Some(answer))
}

async fn refresh_token(provider: &Provider, client: &Client, token: &str) -> Result<Option<Value>> {
    let Some(token) = RefreshToken::parse(token) else { return Ok(None) };
    let (now, idle) = (provider.clock.now(), provider.config.sessions.idle_seconds);
    let mut read = provider.store.read().await?;
    let Some(family) = read.db().find_live_family(token.family(), now, idle).await? else { return Ok(None) };
    let tokens = read.db().find_refresh_tokens(token.family()).await?.filter(|tokens| tokens.is_unused(&token));
    let is_theirs = family.client_id == client.id && family.expires_at > now;
    Ok(tokens.filter(|_| is_theirs).map(|tokens| {
        json!({
            "active": true,
            "iss": provider.issuer(),
            "sub": subject(provider, client, &family.user_id),
            "client_id": family.client_id,
            "scope": family.scope.to_string(),
            "iat": tokens.made_at,
            "exp": family.expires_at,
            "sid": family.sid,
        })
    }))
}
