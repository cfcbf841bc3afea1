//! `grant_type=client_credentials` (RFC 6749 §4.4): nothing is read and nothing is written but a signature.

use crate::model::client::Client;
use crate::model::params::Params;
use crate::oidc::issue::{self, TokenResponse};
use crate::oidc::{Code, Error, Provider, Result, access_token, scope};

pub(super) async fn answer(provider: &Provider, client: &Client, params: &Params) -> Result<TokenResponse> {
    if client.is_public {
        return Err(Error::new(Code::UnauthorizedClient, "a public client cannot prove who it is"));
    }
    let granted = scope::granted_to_client_itself(client, params.get("scope"))?;
    let resources = scope::resources(client, params.all("resource"))?;
    let claims = access_token::for_client(provider, client, &granted, &resources);
    Ok(TokenResponse {
        access_token: issue::access_token(provider, client, &claims).await?,
        token_type: "Bearer",
        expires_in: claims.exp - claims.iat,
        refresh_token: None,
        id_token: None,
        scope: granted.to_string(),
    })
}
