//! Pushed authorization requests (RFC 9126): an app posts its request under its own authentication, and sends the browser
//! with a `request_uri` that stands for it. Nothing is stored when a request is pushed, by whomever: the `request_uri` is
//! the request, sealed. That it was used is stored, so that it counts once.

use super::authorize::{self, PageRefusal, Refusal};
use super::failures::Endpoint;
use super::flow::{Asked, Flow, Kind, PUSHED_SECONDS};
use super::{Cause, Code, Error, Provider, Result, request_object};
use crate::model::client::Client;
use crate::model::params::Params;
use crate::store::UsedAssertion;
use serde::Serialize;

/// What the request_uri of a pushed request begins with (RFC 9126 §2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// What proved who the app is, and is no part of its request.
const PROOFS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// The answer (RFC 9126 §2.2).
#[derive(Debug, Serialize)]
pub struct Pushed {
    /// What the browser brings instead of the request.
    pub request_uri: String,
    /// Seconds.
    pub expires_in: i64,
}

/// Checks the request of an app that has proved who it is, all but its person, and seals it. A refusal is kept for the
/// app's admin.
pub async fn push(provider: &Provider, client: &Client, mut params: Params) -> Result<Pushed> {
    PROOFS.iter().for_each(|name| params.remove(name));
    // One that differs from whom the authentication names is refused there.
    params.set("client_id", client.id.as_str());
    let failed = |error: &Error| provider.failures.failed(Some(&client.id), Endpoint::Pushed, &params, error);
    let signed = signed(provider, client, &params).await.inspect_err(failed)?;
    let asked = Asked { is_signed: signed.is_some(), is_pushed: true };
    let flow = Flow { asked, ..Flow::new(signed.unwrap_or(params), None, provider.clock.now()) };
    if let Err(refusal) = authorize::check_all(provider, &flow).await {
        provider.failures.refused(Some(&client.id), Endpoint::Pushed, &flow.params, &refusal);
        return Err(told(refusal));
    }
    let failed = |error: &Error| provider.failures.failed(Some(&client.id), Endpoint::Pushed, &flow.params, error);
    let sealed = provider.seal_flow(Kind::Pushed, &flow).inspect_err(failed)?;
    Ok(Pushed { request_uri: format!("{PREFIX}{sealed}"), expires_in: PUSHED_SECONDS })
}

async fn signed(provider: &Provider, client: &Client, params: &Params) -> Result<Option<Params>> {
    if params.get("request_uri").is_some() {
        return Err(Error::invalid_request("a pushed request brings no request_uri").because(Cause::RequestObject));
    }
    // It is refused by the checks that follow, in their words.
    if params.repeated().is_some() { Ok(None) } else { request_object::signed(provider, client, params).await }
}

/// What the browser would be shown, or the app be told by redirect, as the app is told here (RFC 9126 §2.3).
fn told(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Failed(error) | Refusal::Redirect(_, error) => error,
        Refusal::Page(
            PageRefusal::UnknownClient(text)
            | PageRefusal::RedirectUri(text)
            | PageRefusal::RequestObject(text, _)
            | PageRefusal::Used(text, ..)
            | PageRefusal::Malformed(text),
        ) => Error::invalid_request(text),
        Refusal::Page(PageRefusal::Disabled(_)) => Error::new(Code::UnauthorizedClient, "the app is switched off"),
    }
}

/// Whether a request_uri stands for a pushed request.
pub(super) fn is_reference(uri: &str) -> bool {
    uri.starts_with(PREFIX)
}

/// The pushed request that a browser brings: its app's, of this minute, and for the first time.
pub(super) async fn take(provider: &Provider, client: &Client, uri: &str) -> Result<(Params, Asked)> {
    let text = "the pushed request was used before, is older than 60 seconds, or is none of this client";
    let refused = || Error::new(Code::InvalidRequestUri, text).because(Cause::PushedRequest);
    let sealed = uri.strip_prefix(PREFIX).unwrap_or_default();
    let flow = provider.open_flow(Kind::Pushed, sealed).ok_or_else(refused)?;
    let ends_at = flow.started_at + PUSHED_SECONDS;
    if flow.client_id() != Some(client.id.as_str()) || provider.clock.now() >= ends_at {
        return Err(refused());
    }
    let used = UsedAssertion::new(&client.id, uri, ends_at);
    if provider.store.use_assertion(used).await? { Ok((flow.params, flow.asked)) } else { Err(refused()) }
}
