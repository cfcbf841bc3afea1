//! `POST /oauth2/token` (RFC 6749 §3.2).

use crate::audit::Count;
use crate::model::client::Client;
use crate::model::params::Params;
use crate::oidc::client_auth::{self, Authenticated, ClientAuthError};
use crate::oidc::failures::Endpoint;
use crate::oidc::{Code, Provider, grants};
use crate::web::answer::JsonAnswer;
use crate::web::cors::Origin;
use crate::web::error;
use crate::web::guards::authorization::Authorization;
use crate::web::guards::params::Form;
use crate::web::guards::peer::Peer;
use crate::web::guards::source::Source;
use rocket::State;
use rocket::http::Status;

#[rocket::post("/oauth2/token", data = "<form>")]
pub(super) async fn post(
    provider: &State<Provider>,
    authorization: Authorization<'_>,
    source: Source<'_>,
    peer: Peer,
    origin: Origin,
    form: Form,
) -> JsonAnswer {
    let (params, client) = match authenticate(provider, Endpoint::Token, (&authorization, &source), form).await {
        Ok(authenticated) => authenticated,
        Err(refused) => {
            provider.audit.counters().add(Count::TokenRequestBad);
            return origin.allow_registered(provider, refused);
        }
    };
    let answer = match grants::answer(provider, &client, &params, &peer.0).await {
        Ok(tokens) => JsonAnswer::new(Status::Ok, &tokens),
        Err(refused) => error::json(&refused),
    };
    origin.allow(Some(&client), answer)
}

/// The parameters of a client's request and who it is, or the answer that refuses it, kept for the app's admin.
pub(super) async fn authenticate(
    provider: &Provider,
    endpoint: Endpoint,
    (authorization, source): (&Authorization<'_>, &Source<'_>),
    form: Form,
) -> Result<(Params, Authenticated), JsonAnswer> {
    let params = form.params().map_err(error::unreadable)?;
    match client_auth::authenticate(provider, endpoint, authorization.0, &params).await {
        Ok(client) => {
            note_address(provider, &client, source);
            Ok((params, client))
        }
        Err(refused) => {
            provider.failures.failed(refused.client_id.as_ref(), endpoint, &params, &refused.error);
            Err(refused_client(&refused))
        }
    }
}

/// A secret proves whose address it is; anybody may call themselves a public client.
fn note_address(provider: &Provider, client: &Client, source: &Source<'_>) {
    if let Some(address) = source.own_address().filter(|_| !client.is_public) {
        provider.evidence.authenticated(&client.id, address, provider.clock.now());
    }
}

/// 401 names the scheme where Basic was tried (RFC 6749 §5.2).
fn refused_client(refused: &ClientAuthError) -> JsonAnswer {
    let answer = error::json(&refused.error);
    if refused.tried_basic && refused.error.code == Code::InvalidClient {
        answer.header("WWW-Authenticate", "Basic realm=\"claviger\"")
    } else {
        answer
    }
}
