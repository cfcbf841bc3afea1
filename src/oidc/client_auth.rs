//! Client authentication (RFC 6749 §2.3): `client_secret_basic`, `client_secret_post`, `none` for public clients.

use super::{Cause, Code, Error, Provider};
use crate::model::client::{Client, ClientSecret};
use crate::model::ids::ClientId;
use crate::model::params::{self, Params};
use crate::model::secret::TokenHash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::ops::Deref;
use std::sync::Arc;

/// A refused client; with Basic the answer names the scheme (RFC 6749 §5.2).
#[derive(Debug)]
pub struct ClientAuthError {
    /// What the client is told.
    pub error: Error,
    /// It came by the Authorization header.
    pub tried_basic: bool,
    /// Whom it called itself, where that is a client of ours.
    pub client_id: Option<ClientId>,
}

/// A client that has proved who it is.
#[derive(Clone, Debug)]
pub struct Authenticated {
    client: Arc<Client>,
    /// The id of the secret that proved it; none of a public client.
    secret_id: Option<String>,
}

impl Authenticated {
    /// The secret that proved it; none of a public client.
    pub fn secret(&self) -> Option<&ClientSecret> {
        self.client.secrets.iter().find(|own| Some(&own.id) == self.secret_id.as_ref())
    }
}

impl Deref for Authenticated {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

struct Presented {
    client_id: String,
    /// None for `none`; two where the secret can be read in two ways.
    secrets: Vec<String>,
}

/// Which client this is. `authorization` is the header's value.
pub async fn authenticate(
    provider: &Provider,
    authorization: Option<&str>,
    params: &Params,
) -> Result<Authenticated, ClientAuthError> {
    let basic = authorization.and_then(|value| strip_scheme(value, "basic"));
    let tried_basic = basic.is_some();
    let fail = |error| ClientAuthError { error, tried_basic, client_id: None };
    let presented = present(basic, params).map_err(fail)?;
    let found = provider.clients.find(&provider.store, &presented.client_id).await;
    let client = found.map_err(|error| fail(error.into()))?;
    let unknown = || invalid_client(Cause::UnknownClient, "there is no such client");
    let client = client.ok_or_else(|| fail(unknown()))?;
    let secret_id = match check(&client, &presented, provider.clock.now()) {
        Ok(secret) => secret.map(|secret| secret.id.clone()),
        Err(error) => return Err(ClientAuthError { client_id: Some(client.id.clone()), ..fail(error) }),
    };
    secret_id.iter().for_each(|id| provider.failures.secret_used(id));
    Ok(Authenticated { client, secret_id })
}

/// The rest of a header value behind its scheme, whose case does not matter (RFC 9110 §11.1).
pub fn strip_scheme<'v>(value: &'v str, scheme: &str) -> Option<&'v str> {
    let (own, rest) = value.trim().split_once(' ')?;
    own.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

fn present(basic: Option<&str>, params: &Params) -> Result<Presented, Error> {
    if let Some(name) = params.repeated() {
        return Err(Error::invalid_request(format!("{name} was sent twice")).because(Cause::Repeated));
    }
    if params.get("client_assertion").is_some() || params.get("client_assertion_type").is_some() {
        let text = "client_assertion is not supported; use client_secret_basic or client_secret_post";
        return Err(invalid_client(Cause::AuthenticationMethod, text));
    }
    let (body_id, body_secret) = (params.get("client_id"), params.get("client_secret"));
    let Some(basic) = basic else {
        let missing = || invalid_client(Cause::NoAuthentication, "no client authentication came with the request");
        let client_id = body_id.ok_or_else(missing)?;
        let secrets = body_secret.map(str::to_owned).into_iter().collect();
        return Ok(Presented { client_id: client_id.to_owned(), secrets });
    };
    if body_secret.is_some() {
        let text = "client authentication came twice: by header and in the body";
        return Err(Error::invalid_request(text).because(Cause::AuthenticationMethod));
    }
    let unreadable = || invalid_client(Cause::AuthenticationMethod, "the Basic credentials cannot be read");
    let presented = decode_basic(basic).ok_or_else(unreadable)?;
    if body_id.is_some_and(|id| id != presented.client_id) {
        let text = "client_id differs from the one in the Authorization header";
        return Err(Error::invalid_request(text).because(Cause::AuthenticationMethod));
    }
    Ok(presented)
}

/// Both halves are form-urlencoded before base64 (RFC 6749 §2.3.1). Authlib, requests and curl leave that out, which
/// shows in secrets with `+` or `%`, so a secret also counts as it stands.
fn decode_basic(text: &str) -> Option<Presented> {
    let decoded = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (id, plain) = decoded.split_once(':')?;
    let client_id = params::decode(id).ok()?;
    let mut secrets: Vec<_> = params::decode(plain).ok().into_iter().chain([plain.to_owned()]).collect();
    secrets.dedup();
    secrets.retain(|secret| !secret.is_empty());
    Some(Presented { client_id, secrets })
}

/// The secret that proved it; none of a public client.
fn check<'c>(client: &'c Client, presented: &Presented, now: i64) -> Result<Option<&'c ClientSecret>, Error> {
    if client.is_disabled() {
        return Err(invalid_client(Cause::ClientDisabled, "this client is switched off"));
    }
    match (presented.secrets.as_slice(), client.is_public) {
        ([], true) => Ok(None),
        (_, true) => Err(invalid_client(Cause::SecretOfPublic, "this client is public and has no secret")),
        ([], false) => Err(invalid_client(Cause::SecretMissing, "this client authenticates with its secret")),
        (secrets, false) => check_secret(client, secrets, now).map(Some),
    }
}

/// Whether a wrong secret was right once is told to the app's admin only.
fn check_secret<'c>(client: &'c Client, presented: &[String], now: i64) -> Result<&'c ClientSecret, Error> {
    let hashes: Vec<_> = presented.iter().map(|secret| TokenHash::of(secret)).collect();
    let mut known = client.secrets.iter().filter(|own| hashes.contains(&own.hash)).peekable();
    let cause = if known.peek().is_some() { Cause::SecretExpired } else { Cause::SecretWrong };
    let live = known.find(|own| own.expires_at.is_none_or(|at| at > now));
    live.ok_or_else(|| invalid_client(cause, "the client secret is wrong or expired"))
}

fn invalid_client(cause: Cause, text: &'static str) -> Error {
    Error::new(Code::InvalidClient, text).because(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_sent_by_basic_counts_decoded_and_as_it_stands() {
        let secrets = |text: &str| decode_basic(&STANDARD.encode(text)).unwrap().secrets;
        assert_eq!(secrets("app:a+b%2B"), ["a b+", "a+b%2B"]);
        assert_eq!(secrets("app:100%"), ["100%"]);
        assert_eq!(secrets("app:plain"), ["plain"]);
        assert!(secrets("app:").is_empty());
    }
}
