//! `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.5).

use super::add_refresh_token;
use crate::audit::{Actor, Event, Kind};
use crate::model::client::Client;
use crate::model::params::Params;
use crate::model::pkce;
use crate::model::secret::{Token, TokenHash};
use crate::oidc::issue::{self, Grant, TokenResponse};
use crate::oidc::{Error, Provider, Result, scope};
use crate::store::{AuthorizationCode, Write};

/// Redeems a code. A request that fails its checks leaves the code to its owner: the transaction is dropped.
pub(super) async fn answer(provider: &Provider, client: &Client, params: &Params) -> Result<TokenResponse> {
    let Some(code) = params.get("code") else {
        return Err(Error::invalid_request("code is missing"));
    };
    let now = provider.clock.now();
    let hash = Token::presented(code).hash();
    if client.is_public && provider.store.read().await?.db().find_code(&hash).await?.is_none() {
        // Anybody can send guesses in a public client's name: they must not queue for the writer.
        return Err(unknown());
    }
    let mut write = provider.store.write().await?;
    let Some(code) = write.db().redeem_code(&hash, &client.id, now).await? else {
        return Err(refuse_spent(provider, write, client, &hash).await?);
    };
    check_binding(&code, params)?;
    let idle = provider.config.sessions.idle_seconds;
    let Some(family) = write.db().find_live_family(&code.family_id, now, idle).await? else {
        return Err(Error::invalid_grant("the sign-in behind this code has ended"));
    };
    let resources = scope::narrowed_resources(client, &family.resources, params.all("resource"))?;
    let refresh_token = add_refresh_token(&mut write, client, &family, None, now).await?;
    write.commit().await?;
    let scope = scope::narrowed(client, &family.scope, None)?;
    issue::tokens(provider, Grant { client, family: &family, scope, resources, nonce: code.nonce, refresh_token }).await
}

fn unknown() -> Error {
    Error::invalid_grant("the code is unknown, expired, used, or another client's")
}

/// A code is bound to its redirect URI and its challenge.
fn check_binding(code: &AuthorizationCode, params: &Params) -> Result<()> {
    if params.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(Error::invalid_grant("redirect_uri is not the one of the authorization request"));
    }
    match (&code.code_challenge, params.get("code_verifier")) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Error::invalid_grant("code_verifier is missing")),
        (None, Some(_)) => Err(Error::invalid_grant("code_verifier came, but no code_challenge was sent before")),
        (Some(challenge), Some(verifier)) if pkce::verifies(verifier, challenge) => Ok(()),
        (Some(_), Some(_)) => Err(Error::invalid_grant("code_verifier does not belong to the code_challenge")),
    }
}

/// RFC 6749 §4.1.2: a code that is used twice takes everything with it that came from it.
async fn refuse_spent(provider: &Provider, mut write: Write, client: &Client, hash: &TokenHash) -> Result<Error> {
    let refusal = unknown();
    let Some(code) = write.db().find_code(hash).await? else { return Ok(refusal) };
    if code.redeemed_at.is_none() || code.client_id != client.id {
        return Ok(refusal);
    }
    if write.db().end_family(&code.family_id, provider.clock.now()).await? {
        let event = Event::new(Kind::FamilyReused, Actor::Client(client.id.clone()))
            .client(&client.id)
            .detail("family", code.family_id.to_string())
            .detail("what", "code");
        provider.audit.record(&mut write.db(), event).await?;
    }
    write.commit().await?;
    Ok(refusal)
}
