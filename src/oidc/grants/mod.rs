//! The token endpoint's grants, one file per `grant_type`.

mod authorization_code;
mod client_credentials;
mod password;
mod refresh_token;

use super::client_auth::Authenticated;
use super::failures::Endpoint;
use super::issue::TokenResponse;
use super::{Cause, Code, Error, Provider, Result, scope};
use crate::accounts::Caller;
use crate::audit::{Actor, Count, Event, Kind};
use crate::model::client::{Client, GrantType};
use crate::model::ids::FamilyId;
use crate::model::params::Params;
use crate::store::Moment;

/// Answers a token request of an authenticated client (RFC 6749 §5). How it went is kept for the app's admin.
pub async fn answer(
    provider: &Provider,
    client: &Authenticated,
    params: &Params,
    caller: &Caller,
) -> Result<TokenResponse> {
    let (grant, outcome) = match grant_of(provider, client, params) {
        Ok(grant) => (Some(grant), redeem(provider, client, (params, caller), grant).await),
        Err(refused) => (None, Err(refused)),
    };
    provider.audit.counters().add(counted(grant, outcome.is_ok()));
    match (&outcome, grant) {
        (Ok(_), Some(grant)) => provider.failures.succeeded(client, grant),
        (Ok(_), None) => {}
        // What a person typed is no fault of the app's, and none of its admin's business.
        (Err(error), Some(GrantType::Password)) if error.code == Code::InvalidGrant => {}
        (Err(error), _) => provider.failures.failed(Some(&client.id), Endpoint::Token, params, error),
    }
    outcome
}

/// The grant that is asked for, where this client may use it.
fn grant_of(provider: &Provider, client: &Client, params: &Params) -> Result<GrantType> {
    let Some(grant_type) = params.get("grant_type") else {
        return Err(Error::invalid_request("grant_type is missing").because(Cause::GrantType));
    };
    // While no app may trade passwords, discovery does not name it, and there is no such grant.
    let is_there = |grant: &GrantType| *grant != GrantType::Password || provider.clients.has_password_grant();
    let Some(grant) = GrantType::parse(grant_type).filter(is_there) else {
        return Err(Error::new(Code::UnsupportedGrantType, "this grant_type is not supported"));
    };
    if !client.allows(grant) {
        let text = format!("this client may not use the grant {grant_type}");
        return Err(Error::new(Code::UnauthorizedClient, text));
    }
    Ok(grant)
}

async fn redeem(
    provider: &Provider,
    client: &Authenticated,
    (params, caller): (&Params, &Caller),
    grant: GrantType,
) -> Result<TokenResponse> {
    match grant {
        GrantType::AuthorizationCode => authorization_code::answer(provider, client, params).await,
        GrantType::RefreshToken => refresh_token::answer(provider, client, params).await,
        GrantType::ClientCredentials => client_credentials::answer(provider, client, params).await,
        GrantType::Password => password::answer(provider, client, params, caller).await,
    }
}

/// What an answer counts as in the hourly counts.
const fn counted(grant: Option<GrantType>, is_good: bool) -> Count {
    match (grant, is_good) {
        (None, _) => Count::TokenRequestBad,
        (Some(GrantType::AuthorizationCode), true) => Count::CodeGood,
        (Some(GrantType::AuthorizationCode), false) => Count::CodeBad,
        (Some(GrantType::RefreshToken), true) => Count::RefreshGood,
        (Some(GrantType::RefreshToken), false) => Count::RefreshBad,
        (Some(GrantType::ClientCredentials), true) => Count::ClientCredentialsGood,
        (Some(GrantType::ClientCredentials), false) => Count::ClientCredentialsBad,
        (Some(GrantType::Password), true) => Count::PasswordGood,
        (Some(GrantType::Password), false) => Count::PasswordBad,
    }
}

/// Checks a narrower scope or resource before anything is spent; what a request leaves out needs no check.
async fn check_narrowing(provider: &Provider, client: &Client, family: &FamilyId, params: &Params) -> Result<()> {
    if params.get("scope").is_none() && params.all("resource").next().is_none() {
        return Ok(());
    }
    let Some(family) = provider.store.read().await?.db().find_family(family).await? else { return Ok(()) };
    if family.client_id != client.id {
        return Ok(());
    }
    scope::narrowed(client, &family.scope, params.get("scope"))?;
    scope::narrowed_resources(client, &family.resources, params.all("resource"))?;
    Ok(())
}

/// The moment of a decision about a family.
fn moment(provider: &Provider) -> Moment {
    Moment { now: provider.clock.now(), idle_seconds: provider.config.sessions.idle_seconds }
}

/// Ends a family whose `what` came a second time (RFC 6749 §4.1.2, RFC 9700 §4.14).
async fn end_reused(provider: &Provider, client: &Client, family: &FamilyId, what: &str) -> Result<()> {
    let mut write = provider.store.write().await?;
    let Some(found) = write.db().find_family(family).await? else { return Ok(()) };
    if !write.db().end_family(family, provider.clock.now()).await? {
        return Ok(());
    }
    let event = Event::new(Kind::FamilyReused, Actor::Client(client.id.clone()))
        .user(&found.user_id)
        .client(&client.id)
        .sid(&found.sid)
        .detail("family", family.to_string())
        .detail("what", what);
    provider.audit.record(&mut write.db(), event).await?;
    write.commit().await?;
    tracing::warn!(client_id = %client.id, %family, what, "a spent token came back; its family is ended");
    Ok(())
}
