//! Token revocation (RFC 7009): by the client that a token was issued to; unknown tokens are fine.

use super::access_token::{AccessToken, TYP};
use super::{Code, Error, Provider, Result};
use crate::audit::{Actor, Event, Kind};
use crate::model::client::Client;
use crate::model::family_token::RefreshToken;

/// Ends a token. A refresh token takes its whole family with it; an access token ends alone.
pub async fn revoke(provider: &Provider, client: &Client, token: &str) -> Result<()> {
    let now = provider.clock.now();
    if let Some(claims) = provider.verify::<AccessToken>(token, TYP, false) {
        check_owner(client, &claims.client_id)?;
        let mut write = provider.store.write().await?;
        write.db().revoke_access_token(&claims.jti, claims.exp).await?;
        return Ok(write.commit().await?);
    }
    let Some(token) = RefreshToken::parse(token) else { return Ok(()) };
    // Read first: a stranger's guesses must not queue for the writer.
    let known = provider.store.read().await?.db().find_refresh_tokens(token.family()).await?;
    if known.is_none_or(|tokens| !tokens.had(&token)) {
        return Ok(());
    }
    let mut write = provider.store.write().await?;
    let Some(family) = write.db().find_family(token.family()).await? else { return Ok(()) };
    check_owner(client, family.client_id.as_str())?;
    if write.db().end_family(&family.id, now).await? {
        let event = Event::new(Kind::FamilyRevoked, Actor::Client(client.id.clone()))
            .user(&family.user_id)
            .client(&client.id)
            .sid(&family.sid)
            .detail("family", family.id.to_string());
        provider.audit.record(&mut write.db(), event).await?;
    }
    Ok(write.commit().await?)
}

fn check_owner(client: &Client, owner: &str) -> Result<()> {
    if client.id.as_str() == owner {
        return Ok(());
    }
    Err(Error::new(Code::UnauthorizedClient, "the token was issued to another client"))
}
