//! RP-initiated logout (OIDC RP-Initiated Logout 1.0): when a request ends the session by itself, when the person is
//! asked, and where the browser may be sent afterwards.

use super::id_token::read_hint;
use super::subject::Hinted;
use super::{Error, Provider, Result};
use crate::accounts::SignedIn;
use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::model::params::Params;
use crate::model::redirect_uri::append_query;
use std::sync::Arc;

/// What a logout request leads to.
#[derive(Debug)]
pub enum Step {
    /// The session ends now; then the browser is redirected there.
    EndAndRedirect(String),
    /// The person is asked first.
    Confirm,
    /// Nobody is signed in: the page says so.
    SignedOut,
}

/// A logout request that was read.
#[derive(Debug)]
pub struct Request {
    /// The app that asks, where it can be told.
    pub client: Option<Arc<Client>>,
    /// Where the app wants the browser back, registered, `state` included.
    pub back_url: Option<String>,
    hinted: Option<Hinted>,
}

/// Reads a request; what cannot be trusted is an error for a page, never a redirect.
pub fn read(provider: &Provider, params: &Params) -> Result<Request> {
    if let Some(name) = params.repeated() {
        return Err(Error::invalid_request(format!("{name} was sent twice")));
    }
    let hint = match params.get("id_token_hint") {
        None => None,
        Some(hint) => Some(read_hint(provider, hint)?),
    };
    let client_id = match (params.get("client_id"), hint.as_ref().map(|hint| hint.aud.as_str())) {
        (Some(sent), Some(hinted)) if sent != hinted => {
            return Err(Error::invalid_request("client_id is not the audience of the id_token_hint"));
        }
        (sent, hinted) => hinted.or(sent),
    };
    let client = client_id.and_then(|id| provider.clients.get(&ClientId::from(id)));
    let client = client.filter(|client| !client.is_disabled());
    let back_url = check_post_logout_redirect_uri(client.as_deref(), params)?;
    Ok(Request { client, back_url, hinted: hint.map(Hinted::from) })
}

fn check_post_logout_redirect_uri(client: Option<&Client>, params: &Params) -> Result<Option<String>> {
    let Some(sent) = params.get("post_logout_redirect_uri") else { return Ok(None) };
    let Some(client) = client else {
        let text = "post_logout_redirect_uri needs an id_token_hint or a client_id of a registered app";
        return Err(Error::invalid_request(text));
    };
    if !client.post_logout_redirect_uris.iter().any(|registered| registered == sent) {
        let text =
            format!("post_logout_redirect_uri {sent} is not registered for {}; it is compared exactly", client.id);
        return Err(Error::invalid_request(text));
    }
    let state: Vec<_> = params.get("state").map(|state| ("state", state)).into_iter().collect();
    Ok(Some(append_query(sent, &state)))
}

/// What happens for the person whose browser this is.
pub fn decide(provider: &Provider, request: &Request, signed_in: Option<&SignedIn>) -> Step {
    match (signed_in, &request.hinted, &request.back_url) {
        // The hint proves that the app knows the person; without one anybody could sign people out.
        (Some(person), Some(hinted), Some(back)) if hinted.is(provider, &person.user.id) => {
            Step::EndAndRedirect(back.clone())
        }
        (Some(_), _, _) => Step::Confirm,
        (None, Some(_), Some(back)) => Step::EndAndRedirect(back.clone()),
        (None, _, _) => Step::SignedOut,
    }
}
