//! `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.5).

use super::{check_narrowing, end_reused, moment};
use crate::model::client::{Client, GrantType};
use crate::model::family_token::{RefreshToken, family_of_code};
use crate::model::ids::FamilyId;
use crate::model::params::Params;
use crate::model::pkce;
use crate::model::secret::{Token, TokenHash};
use crate::oidc::client_auth::Authenticated;
use crate::oidc::issue::{self, Grant, TokenResponse};
use crate::oidc::{Cause, Error, Provider, Result, allowed_groups, scope};
use crate::store::{AuthorizationCode, Redemption};

/// Redeems a code. A request that fails its checks leaves the code to its owner.
pub(super) async fn answer(provider: &Provider, client: &Authenticated, params: &Params) -> Result<TokenResponse> {
    let Some(code) = params.get("code") else {
        return Err(Error::invalid_request("code is missing").because(Cause::Code));
    };
    let family = family_of_code(code).ok_or_else(unknown)?;
    let hash = Token::presented(code).hash();
    if client.is_public && !is_ours(provider, client, &family, &hash).await? {
        // Anybody can send guesses in a public client's name: they must not queue for the writer.
        return Err(unknown());
    }
    check_narrowing(provider, client, &family, params).await?;
    allowed_groups::check_family(provider, client, &family).await?;
    // No stored challenge is empty, and none means that no verifier may come.
    let challenge_of = |verifier| if pkce::is_verifier(verifier) { pkce::challenge(verifier) } else { String::new() };
    let presented = Redemption {
        hash,
        client: client.id.clone(),
        redirect_uri: params.get("redirect_uri").unwrap_or_default().to_owned(),
        code_challenge: params.get("code_verifier").map(challenge_of),
        first: client.allows(GrantType::RefreshToken).then(|| RefreshToken::first(family.clone())),
        family,
        moment: moment(provider),
    };
    let redeemed = provider.store.redeem_code(presented.clone()).await?;
    let Some(mut family) = redeemed else { return Err(refuse(provider, client, &presented, params).await?) };
    let resources = scope::narrowed_resources(client, &family.resources, params.all("resource"))?;
    let scope = scope::narrowed(client, &family.scope, None)?;
    let (nonce, refresh_token) = (family.nonce.take(), presented.first.map(|first| first.expose().to_owned()));
    let grant = Grant { client, secret: client.secret(), family: &family, scope, resources, nonce, refresh_token };
    issue::tokens(provider, grant).await
}

fn unknown() -> Error {
    Error::invalid_grant("the code is unknown, expired, used, or another client's").because(Cause::Code)
}

async fn is_ours(provider: &Provider, client: &Client, family: &FamilyId, hash: &TokenHash) -> Result<bool> {
    let found = provider.store.read().await?.db().find_code(family, &client.id).await?;
    Ok(found.is_some_and(|code| code.hash == *hash))
}

/// Why a code was not redeemed. One that is used twice takes everything with it that came from it.
async fn refuse(provider: &Provider, client: &Client, presented: &Redemption, params: &Params) -> Result<Error> {
    let found = provider.store.read().await?.db().find_code(&presented.family, &client.id).await?;
    let Some(code) = found.filter(|code| code.hash == presented.hash) else { return Ok(unknown()) };
    if code.redeemed_at.is_some() {
        end_reused(provider, client, &presented.family, "code").await?;
        return Ok(unknown());
    }
    if code.expires_at <= provider.clock.now() {
        return Ok(unknown());
    }
    let ended = || Error::invalid_grant("the sign-in behind this code has ended").because(Cause::Ended);
    Ok(check_binding(&code, params).err().unwrap_or_else(ended))
}

/// A code is bound to its redirect URI and its challenge.
fn check_binding(code: &AuthorizationCode, params: &Params) -> Result<()> {
    let refuse = |cause, text| Err(Error::invalid_grant(text).because(cause));
    if params.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        let text = "redirect_uri is not the one of the authorization request";
        return Err(Error::invalid_grant(text).because(Cause::CodeRedirectUri).expecting(&code.redirect_uri));
    }
    match (&code.code_challenge, params.get("code_verifier")) {
        (None, None) => Ok(()),
        (Some(_), None) => refuse(Cause::VerifierMissing, "code_verifier is missing"),
        (None, Some(_)) => {
            refuse(Cause::VerifierUnexpected, "code_verifier came, but no code_challenge was sent before")
        }
        (Some(challenge), Some(verifier)) if pkce::verifies(verifier, challenge) => Ok(()),
        (Some(_), Some(_)) => refuse(Cause::VerifierWrong, "code_verifier does not belong to the code_challenge"),
    }
}
