//! `grant_type=refresh_token` (RFC 6749 §6, RFC 9700 §4.14): every use retires a token and gives its successor.
//!
//! Replies get lost and tabs race, so within the configured time of its first use the same client may repeat a retired
//! token while no successor has been used; the answers are siblings. The first sibling used ends the others. A sibling
//! that was ended, or a retired token at any other time, ends the family.

use super::{check_narrowing, end_reused, moment};
use crate::model::client::Client;
use crate::model::family_token::RefreshToken;
use crate::model::params::Params;
use crate::oidc::client_auth::Authenticated;
use crate::oidc::issue::{self, Grant, TokenResponse};
use crate::oidc::{Cause, Error, Provider, Result, allowed_groups, scope};
use crate::store::Rotation;

pub(super) async fn answer(provider: &Provider, client: &Authenticated, params: &Params) -> Result<TokenResponse> {
    let Some(presented) = params.get("refresh_token") else {
        return Err(Error::invalid_request("refresh_token is missing").because(Cause::RefreshToken));
    };
    let presented = RefreshToken::parse(presented).ok_or_else(unknown)?;
    if client.is_public && !is_ours(provider, &presented).await? {
        // Anybody can send guesses in a public client's name: they must not queue for the writer.
        return Err(unknown());
    }
    check_narrowing(provider, client, presented.family(), params).await?;
    allowed_groups::check_family(provider, client, presented.family()).await?;
    let successor = presented.successor();
    let rotation = Rotation {
        used: presented.clone(),
        successor: successor.clone(),
        client: client.id.clone(),
        moment: moment(provider),
        retry_seconds: provider.config.tokens.refresh_retry_seconds,
    };
    let rotated = provider.store.rotate_refresh_token(rotation).await?;
    let Some(family) = rotated else { return Err(refuse(provider, client, &presented).await?) };
    if !family.is_offline {
        provider.accounts.seen(&family.sid, provider.clock.now());
    }
    let scope = scope::narrowed(client, &family.scope, params.get("scope"))?;
    let resources = scope::narrowed_resources(client, &family.resources, params.all("resource"))?;
    let refresh_token = Some(successor.expose().to_owned());
    issue::tokens(
        provider,
        Grant { client, secret: client.secret(), family: &family, scope, resources, nonce: None, refresh_token },
    )
    .await
}

fn unknown() -> Error {
    Error::invalid_grant("the refresh token is unknown, expired, ended, or another client's")
        .because(Cause::RefreshToken)
}

async fn is_ours(provider: &Provider, presented: &RefreshToken) -> Result<bool> {
    let known = provider.store.read().await?.db().find_refresh_tokens(presented.family()).await?;
    Ok(known.is_some_and(|tokens| tokens.had(presented)))
}

/// Why a token did not rotate. One that the living family had before and that nothing allows any more ends it.
async fn refuse(provider: &Provider, client: &Client, presented: &RefreshToken) -> Result<Error> {
    let (moment, retry) = (moment(provider), provider.config.tokens.refresh_retry_seconds);
    let mut read = provider.store.read().await?;
    let family = read.db().find_live_family(presented.family(), moment.now, moment.idle_seconds).await?;
    if family.is_none_or(|family| family.client_id != client.id || family.expires_at <= moment.now) {
        return Ok(unknown());
    }
    let tokens = read.db().find_refresh_tokens(presented.family()).await?;
    drop(read);
    let is_reuse = tokens.is_some_and(|tokens| {
        let is_allowed = tokens.is_unused(presented) || tokens.may_be_repeated(presented, moment.now, retry);
        tokens.had(presented) && !is_allowed
    });
    if !is_reuse {
        return Ok(unknown());
    }
    end_reused(provider, client, presented.family(), "refresh_token").await?;
    let text = "the refresh token was used before; its family is ended, and the person must sign in";
    Ok(Error::invalid_grant(text).because(Cause::RefreshReused))
}
