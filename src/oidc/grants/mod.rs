//! The token endpoint's grants, one file per `grant_type`.

mod authorization_code;
mod client_credentials;
mod refresh_token;

use super::issue::TokenResponse;
use super::{Code, Error, Provider, Result};
use crate::model::client::{Client, GrantType};
use crate::model::params::Params;
use crate::model::secret::Token;
use crate::store::{Family, Write};

/// Answers a token request of an authenticated client (RFC 6749 §5).
pub async fn answer(provider: &Provider, client: &Client, params: &Params) -> Result<TokenResponse> {
    let Some(grant_type) = params.get("grant_type") else {
        return Err(Error::invalid_request("grant_type is missing"));
    };
    let Some(grant) = GrantType::parse(grant_type) else {
        return Err(Error::new(Code::UnsupportedGrantType, "this grant_type is not supported"));
    };
    if !client.allows(grant) {
        let text = format!("this client may not use the grant {grant_type}");
        return Err(Error::new(Code::UnauthorizedClient, text));
    }
    match grant {
        GrantType::AuthorizationCode => authorization_code::answer(provider, client, params).await,
        GrantType::RefreshToken => refresh_token::answer(provider, client, params).await,
        GrantType::ClientCredentials => client_credentials::answer(provider, client, params).await,
    }
}

/// Stores a new refresh token of a family, where the client may use one.
async fn add_refresh_token(
    write: &mut Write,
    client: &Client,
    family: &Family,
    parent: Option<&Token>,
    now: i64,
) -> Result<Option<Token>> {
    if !client.allows(GrantType::RefreshToken) {
        return Ok(None);
    }
    let token = Token::random();
    let parent = parent.map(Token::hash);
    write.db().insert_refresh_token(&token.hash(), &family.id, parent.as_ref(), now).await?;
    Ok(Some(token))
}
