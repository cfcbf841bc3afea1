//! Client authentication (RFC 6749 §2.3, RFC 7523): `client_secret_basic`, `client_secret_post`, `client_secret_jwt`,
//! `private_key_jwt`, and `none` for public clients; one of them in each request.

mod assertion;
mod basic;

pub use assertion::JWT_BEARER;

use super::failures::Endpoint;
use super::{Cause, Code, Error, Provider};
use crate::keys::ForeignJwt;
use crate::model::client::{Client, ClientSecret};
use crate::model::client_metadata::AuthMethod;
use crate::model::ids::ClientId;
use crate::model::params::Params;
use crate::model::secret::TokenHash;
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
    /// How.
    method: AuthMethod,
    /// The id of the secret that proved it; none of a public client and of one with keys of its own.
    secret_id: Option<String>,
}

impl Authenticated {
    /// The secret that proved it; none of a public client and of one with keys of its own.
    pub fn secret(&self) -> Option<&ClientSecret> {
        self.client.secrets.iter().find(|own| Some(&own.id) == self.secret_id.as_ref())
    }

    /// How it proved who it is.
    pub const fn method(&self) -> AuthMethod {
        self.method
    }
}

impl Deref for Authenticated {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// Who a client says it is, and what it shows for it.
struct Presented<'p> {
    client_id: String,
    proof: Proof<'p>,
}

enum Proof<'p> {
    /// Nothing: `none`.
    Nothing,
    /// A secret by Basic; two texts where it can be read in two ways.
    Basic(Vec<String>),
    /// A secret in the form.
    Post(&'p str),
    /// An assertion.
    Assertion(ForeignJwt<'p>),
}

impl Proof<'_> {
    const fn method(&self) -> AuthMethod {
        match self {
            Self::Nothing => AuthMethod::None,
            Self::Basic(_) => AuthMethod::ClientSecretBasic,
            Self::Post(_) => AuthMethod::ClientSecretPost,
            Self::Assertion(jwt) => assertion::method_of(jwt),
        }
    }
}

/// Which client this is. `authorization` is the header's value. What an assertion proves it proves once.
pub async fn authenticate(
    provider: &Provider,
    endpoint: Endpoint,
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
    let method = presented.proof.method();
    let secret_id = match check(provider, endpoint, &client, &presented.proof).await {
        Ok(secret_id) => secret_id,
        Err(error) => return Err(ClientAuthError { client_id: Some(client.id.clone()), ..fail(error) }),
    };
    secret_id.iter().for_each(|id| provider.failures.secret_used(id));
    Ok(Authenticated { client, method, secret_id })
}

/// The rest of a header value behind its scheme, whose case does not matter (RFC 9110 §11.1).
pub fn strip_scheme<'v>(value: &'v str, scheme: &str) -> Option<&'v str> {
    let (own, rest) = value.trim().split_once(' ')?;
    own.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

fn present<'p>(basic: Option<&str>, params: &'p Params) -> Result<Presented<'p>, Error> {
    if let Some(name) = params.repeated() {
        return Err(Error::invalid_request(format!("{name} was sent twice")).because(Cause::Repeated));
    }
    let (id, secret, assertion) = (params.get("client_id"), params.get("client_secret"), read_assertion(params)?);
    match (basic, secret, assertion) {
        (None, None, None) => {
            let missing = || invalid_client(Cause::NoAuthentication, "no client authentication came with the request");
            let client_id = id.ok_or_else(missing)?.to_owned();
            Ok(Presented { client_id, proof: Proof::Nothing })
        }
        (Some(basic), None, None) => present_basic(basic, id),
        (None, Some(secret), None) => {
            let missing = || invalid_client(Cause::NoAuthentication, "client_secret came without client_id");
            let client_id = id.ok_or_else(missing)?.to_owned();
            Ok(Presented { client_id, proof: Proof::Post(secret) })
        }
        (None, None, Some(assertion)) => present_assertion(assertion, id),
        _ => {
            let text = "client authentication came twice: by header, client_secret and client_assertion, use one";
            Err(Error::invalid_request(text).because(Cause::AuthenticationMethod))
        }
    }
}

fn read_assertion(params: &Params) -> Result<Option<&str>, Error> {
    match (params.get("client_assertion"), params.get("client_assertion_type")) {
        (None, None) => Ok(None),
        (Some(assertion), Some(JWT_BEARER)) => Ok(Some(assertion)),
        (Some(_), Some(_)) => {
            let text = "the client_assertion_type is not supported; send the one for JWTs of RFC 7523";
            Err(invalid_client(Cause::AuthenticationMethod, text))
        }
        (None, Some(_)) | (Some(_), None) => {
            let text = "client_assertion and client_assertion_type come together";
            Err(Error::invalid_request(text).because(Cause::AuthenticationMethod))
        }
    }
}

fn present_basic<'p>(basic: &str, id: Option<&str>) -> Result<Presented<'p>, Error> {
    let unreadable = || invalid_client(Cause::AuthenticationMethod, "the Basic credentials cannot be read");
    let (client_id, secrets) = basic::decode(basic).ok_or_else(unreadable)?;
    if id.is_some_and(|id| id != client_id) {
        let text = "client_id differs from the one in the Authorization header";
        return Err(Error::invalid_request(text).because(Cause::AuthenticationMethod));
    }
    let proof = if secrets.is_empty() { Proof::Nothing } else { Proof::Basic(secrets) };
    Ok(Presented { client_id, proof })
}

/// RFC 7521 §4.2: a client_id beside the assertion must be that of its subject.
fn present_assertion<'p>(assertion: &'p str, id: Option<&str>) -> Result<Presented<'p>, Error> {
    let read = assertion::read(assertion);
    let (jwt, client_id) = read.map_err(|fault| fault.into_error(Code::InvalidClient, "the client_assertion"))?;
    if id.is_some_and(|id| id != client_id) {
        let text = "client_id differs from the sub of the client_assertion";
        return Err(invalid_client(Cause::AppJwtIssuer, text));
    }
    Ok(Presented { client_id, proof: Proof::Assertion(jwt) })
}

/// The id of the secret that proved it, where one did.
async fn check(
    provider: &Provider,
    endpoint: Endpoint,
    client: &Client,
    proof: &Proof<'_>,
) -> Result<Option<String>, Error> {
    if client.is_disabled() {
        return Err(invalid_client(Cause::ClientDisabled, "this client is switched off"));
    }
    check_method(client, proof)?;
    let secrets = match proof {
        Proof::Nothing => return Ok(None),
        Proof::Basic(secrets) => secrets.iter().map(String::as_str).collect(),
        Proof::Post(secret) => vec![*secret],
        Proof::Assertion(jwt) => {
            let checked = assertion::check(provider, endpoint, client, jwt).await;
            return checked.map_err(|fault| fault.into_error(Code::InvalidClient, "the client_assertion"));
        }
    };
    check_secret(client, &secrets, provider.clock.now()).map(|secret| Some(secret.id.clone()))
}

/// A public client has nothing to show. Any other shows what it registered, or where it registered nothing one of its
/// secrets, in any of the ways for those.
fn check_method(client: &Client, proof: &Proof<'_>) -> Result<(), Error> {
    let method = proof.method();
    match (client.is_public, client.metadata.token_endpoint_auth_method) {
        (true, _) if method == AuthMethod::None => Ok(()),
        (true, _) => Err(invalid_client(Cause::SecretOfPublic, "this client is public and has no secret")),
        (false, Some(registered)) if registered == method => Ok(()),
        (false, Some(registered)) => {
            let (named, text) = (registered.as_str(), "this client authenticates with");
            Err(Error::new(Code::InvalidClient, format!("{text} {named}")).because(Cause::AuthenticationMethod))
        }
        (false, None) if method == AuthMethod::None => {
            Err(invalid_client(Cause::SecretMissing, "this client authenticates with its secret"))
        }
        (false, None) if method == AuthMethod::PrivateKeyJwt => {
            let text = "this client authenticates with its secret; private_key_jwt is not registered for it";
            Err(invalid_client(Cause::AuthenticationMethod, text))
        }
        (false, None) => Ok(()),
    }
}

/// Whether a wrong secret was right once is told to the app's admin only.
fn check_secret<'c>(client: &'c Client, presented: &[&str], now: i64) -> Result<&'c ClientSecret, Error> {
    let hashes: Vec<_> = presented.iter().map(|secret| TokenHash::of(secret)).collect();
    let mut known = client.secrets.iter().filter(|own| hashes.contains(&own.hash)).peekable();
    let cause = if known.peek().is_some() { Cause::SecretExpired } else { Cause::SecretWrong };
    let live = known.find(|own| own.expires_at.is_none_or(|at| at > now));
    live.ok_or_else(|| invalid_client(cause, "the client secret is wrong or expired"))
}

fn invalid_client(cause: Cause, text: &'static str) -> Error {
    Error::new(Code::InvalidClient, text).because(cause)
}
