//! Apps that register themselves, as their developers do it.

use super::house::House;
use super::http::{Request, Response};
use claviger::accounts::Authority;
use claviger::model::scope::Scope;
use claviger::oidc::apps::NewInitialToken;
use serde_json::Value;

/// An initial access token that is wished for.
#[derive(Clone, Copy, Debug)]
pub struct NewToken {
    pub uses: i64,
    pub days: i64,
    pub scope: &'static str,
}

impl Default for NewToken {
    fn default() -> Self {
        Self { uses: 1, days: 7, scope: "openid profile email address phone offline_access" }
    }
}

impl House {
    /// An initial access token, as an admin makes it.
    pub async fn initial_token(&self, wish: NewToken) -> String {
        let NewToken { uses, days, scope } = wish;
        let new = NewInitialToken { label: "a test".to_owned(), uses, days, scopes: Scope::parse(scope) };
        let made = self.provider.apps().make_initial_token(&Authority::command_line(), new).await;
        made.expect("a token").1.expose().to_owned()
    }
}

/// Sends metadata to the registration endpoint.
pub async fn register(house: &House, token: Option<&str>, metadata: &Value) -> Response {
    let mut request = Request::new("POST", "/oauth2/register").header("Content-Type", "application/json");
    if let Some(token) = token {
        request = request.bearer(token);
    }
    house.send(request.body(metadata.to_string())).await
}

/// An app that is let in by a token of its own.
pub async fn registered(house: &House, metadata: &Value) -> Value {
    let token = house.initial_token(NewToken::default()).await;
    register(house, Some(&token), metadata).await.json_of(201)
}
