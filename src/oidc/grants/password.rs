//! `grant_type=password` (RFC 6749 §4.3), the direct password grant: off unless an admin gives it to an app. For
//! confidential apps alone, since anybody can call themselves by a public app's client_id, and whoever could would have a
//! second door for guessing passwords.
//!
//! It is a sign-in like any other: the same throttle, the same hashing pool, the same record, and a session that the
//! person sees and can end. Only nobody can be asked for anything: not for consent, not for another password.

use super::moment;
use crate::accounts::{Attempt, Caller, SignInError, SignedIn, Way};
use crate::model::claims_request::ClaimsRequest;
use crate::model::client::GrantType;
use crate::model::family_token::{RefreshToken, family_of_code};
use crate::model::params::Params;
use crate::model::secret::Redacted;
use crate::oidc::client_auth::Authenticated;
use crate::oidc::issue::{self, Grant, Terms, TokenResponse};
use crate::oidc::{Code, Error, Provider, Result, scope};
use crate::store::{self, Family, Redemption};

/// What the family's code would be bound to; there is no redirect.
const NOWHERE: &str = "";

pub(super) async fn answer(
    provider: &Provider,
    client: &Authenticated,
    params: &Params,
    caller: &Caller,
) -> Result<TokenResponse> {
    // Held by the rules of apps too.
    if client.is_public || client.requires_consent {
        return Err(Error::new(Code::UnauthorizedClient, "this client may not use the grant password"));
    }
    let needed = |name: &str| params.get(name).ok_or_else(|| Error::invalid_request(format!("{name} is missing")));
    let (username, password) = (needed("username")?.trim(), Redacted::from(needed("password")?.to_owned()));
    let scope = scope::granted_by_password(client, params.get("scope"))?;
    let resources = scope::resources(client, params.all("resource"))?;
    let attempt = Attempt {
        username,
        password: &password,
        caller,
        devices: &[],
        session: None,
        client_id: Some(&client.id),
        way: Way::App { allowed_groups: client.allowed_groups.as_deref() },
    };
    // The cookie goes to nobody: such a session is good for nothing but this app's tokens.
    let person = provider.accounts.sign_in(&attempt).await.map_err(refused)?.signed_in;
    let terms = Terms {
        client,
        scope: &scope,
        resources: &resources,
        claims: &ClaimsRequest::default(),
        nonce: None,
        redirect_uri: NOWHERE,
        code_challenge: None,
    };
    let begun = begin(provider, &terms, &person).await?;
    let (family, first) = begun.ok_or_else(|| Error::invalid_grant("the sign-in has ended already"))?;
    let refresh_token = first.map(|first| first.expose().to_owned());
    let grant =
        Grant { client, secret: client.secret(), family: &family, scope, resources, nonce: None, refresh_token };
    issue::tokens(provider, grant).await
}

/// Both legs of the code flow in one: a family and its code, spent at once.
async fn begin(
    provider: &Provider,
    terms: &Terms<'_>,
    person: &SignedIn,
) -> store::Result<Option<(Family, Option<RefreshToken>)>> {
    let Some(code) = issue::begin(provider, terms, person).await? else { return Ok(None) };
    let Some(family) = family_of_code(code.expose()) else { return Ok(None) };
    let first = terms.client.allows(GrantType::RefreshToken).then(|| RefreshToken::first(family.clone()));
    let redemption = Redemption {
        family,
        hash: code.hash(),
        client: terms.client.id.clone(),
        redirect_uri: NOWHERE.to_owned(),
        code_challenge: None,
        first: first.clone(),
        moment: moment(provider),
    };
    Ok(provider.store.redeem_code(redemption).await?.map(|family| (family, first)))
}

/// An unknown person, a wrong password and a disabled person are one and the same.
fn refused(error: SignInError) -> Error {
    match error {
        SignInError::Mismatch => Error::invalid_grant("the username or password is wrong"),
        SignInError::NotEnough(lacking) => Error::invalid_grant(lacking.to_string()),
        SignInError::TooMany { retry_after_seconds } => {
            let text = "too many failed tries; Retry-After says when the next may come";
            Error::new(Code::TooManyTries, text).retry_after(retry_after_seconds)
        }
        SignInError::Busy(busy) => {
            let text = "too many passwords are being checked; Retry-After says when to come again";
            Error::new(Code::TemporarilyUnavailable, text).retry_after(busy.retry_after_seconds)
        }
        SignInError::Store(failed) => failed.into(),
    }
}
