//! Cross-origin answers: browser apps may call token, userinfo and revoke from the origins of their own redirect URIs.

use super::answer::JsonAnswer;
use crate::model::client::Client;
use crate::model::redirect_uri;
use crate::oidc::Provider;
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
use std::convert::Infallible;

/// The `Origin` header of a request.
pub struct Origin(Option<String>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Origin {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, Infallible), Status> {
        Outcome::Success(Self(request.headers().get_one("Origin").map(str::to_owned)))
    }
}

impl Origin {
    /// Lets a page of any app's origin read an answer that tells nothing about a client.
    pub fn allow_registered(&self, provider: &Provider, answer: JsonAnswer) -> JsonAnswer {
        let answer = answer.header("Vary", "Origin");
        match &self.0 {
            Some(origin) if provider.clients.has_origin(origin) => exposed(answer, origin),
            _ => answer,
        }
    }

    /// Lets the page of a client's own origin read the answer; others see nothing of it.
    pub fn allow(&self, client: Option<&Client>, answer: JsonAnswer) -> JsonAnswer {
        let answer = answer.header("Vary", "Origin");
        match (&self.0, client) {
            (Some(origin), Some(client)) if is_of(client, origin) => exposed(answer, origin),
            _ => answer,
        }
    }
}

fn exposed(answer: JsonAnswer, origin: &str) -> JsonAnswer {
    answer.header("Access-Control-Allow-Origin", origin).header("Access-Control-Expose-Headers", "WWW-Authenticate")
}

fn is_of(client: &Client, origin: &str) -> bool {
    client.redirect_uris.iter().any(|uri| redirect_uri::origin(uri).as_deref() == Some(origin))
}
