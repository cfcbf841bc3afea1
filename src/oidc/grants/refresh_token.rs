//! `grant_type=refresh_token` (RFC 6749 §6, RFC 9700 §4.14): every use retires a token and gives its successor.
//!
//! Replies get lost and tabs race, so within the configured time of its first use the same client may repeat a retired
//! token while no successor has been used; the answers are siblings. The first sibling used ends the others. A sibling
//! that was ended, or a retired token at any other time, ends the family.

use super::add_refresh_token;
use crate::audit::{Actor, Event, Kind};
use crate::model::client::Client;
use crate::model::params::Params;
use crate::model::secret::Token;
use crate::oidc::issue::{self, Grant, TokenResponse};
use crate::oidc::{Error, Provider, Result, scope};
use crate::store::{Family, RefreshToken, Write};

pub(super) async fn answer(provider: &Provider, client: &Client, params: &Params) -> Result<TokenResponse> {
    let Some(presented) = params.get("refresh_token").map(Token::presented) else {
        return Err(Error::invalid_request("refresh_token is missing"));
    };
    let now = provider.clock.now();
    let idle = provider.config.sessions.idle_seconds;
    if client.is_public && provider.store.read().await?.db().find_refresh_token(&presented.hash()).await?.is_none() {
        // Anybody can send guesses in a public client's name: they must not queue for the writer.
        return Err(unknown());
    }
    let mut write = provider.store.write().await?;
    // Whoever holds the family's row decides alone; racing callers wait here.
    let Some(family) = write.db().lock_live_family(&presented.hash(), &client.id, now, idle).await? else {
        return Err(unknown());
    };
    let scope = scope::narrowed(client, &family.scope, params.get("scope"))?;
    let resources = scope::narrowed_resources(client, &family.resources, params.all("resource"))?;
    if !retire(provider, &mut write, &presented, now).await? {
        return Err(end_reused(provider, write, client, &family).await?);
    }
    let refresh_token = add_refresh_token(&mut write, client, &family, Some(&presented), now).await?;
    write.commit().await?;
    if !family.is_offline {
        provider.accounts.seen(&family.sid, now);
    }
    issue::tokens(provider, Grant { client, family: &family, scope, resources, nonce: None, refresh_token }).await
}

fn unknown() -> Error {
    Error::invalid_grant("the refresh token is unknown, expired, ended, or another client's")
}

/// Whether the token may be used: fresh, or repeated within its allowance.
async fn retire(provider: &Provider, write: &mut Write, presented: &Token, now: i64) -> Result<bool> {
    let hash = presented.hash();
    if let Some(token) = write.db().use_refresh_token(&hash, now).await? {
        if let Some(parent) = &token.parent_hash {
            write.db().end_siblings(parent, &hash, now).await?;
        }
        return Ok(true);
    }
    let Some(token) = write.db().find_refresh_token(&hash).await? else { return Ok(false) };
    let may_repeat = is_within_allowance(&token, provider.config.tokens.refresh_retry_seconds, now);
    Ok(may_repeat && !write.db().has_used_successor(&hash).await?)
}

fn is_within_allowance(token: &RefreshToken, retry_seconds: i64, now: i64) -> bool {
    // A clock that is behind the one that wrote `used_at` makes no allowance.
    token.ended_at.is_none() && token.used_at.is_some_and(|used_at| (0..retry_seconds).contains(&(now - used_at)))
}

async fn end_reused(provider: &Provider, mut write: Write, client: &Client, family: &Family) -> Result<Error> {
    write.db().end_family(&family.id, provider.clock.now()).await?;
    let event = Event::new(Kind::FamilyReused, Actor::Client(client.id.clone()))
        .user(&family.user_id)
        .client(&client.id)
        .sid(&family.sid)
        .detail("family", family.id.to_string())
        .detail("what", "refresh_token");
    provider.audit.record(&mut write.db(), event).await?;
    write.commit().await?;
    tracing::warn!(client_id = %client.id, family = %family.id, "a retired refresh token came back; its family is ended");
    Ok(Error::invalid_grant("the refresh token was used before; its family is ended, and the person must sign in"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(used_at: Option<i64>, ended_at: Option<i64>) -> RefreshToken {
        let token_hash = Token::presented("t").hash();
        RefreshToken { token_hash, family_id: "f".into(), parent_hash: None, created_at: 0, used_at, ended_at }
    }

    #[test]
    fn the_allowance_ends_with_its_last_second() {
        assert!(is_within_allowance(&token(Some(100), None), 60, 159));
        assert!(!is_within_allowance(&token(Some(100), None), 60, 160));
    }

    #[test]
    fn an_ended_sibling_has_no_allowance() {
        assert!(!is_within_allowance(&token(Some(100), Some(101)), 60, 102));
        assert!(!is_within_allowance(&token(None, Some(101)), 60, 102));
    }

    #[test]
    fn an_allowance_of_zero_means_never() {
        assert!(!is_within_allowance(&token(Some(100), None), 0, 100));
        assert!(!is_within_allowance(&token(Some(100), None), 0, 99));
    }
}
