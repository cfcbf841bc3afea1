//! `claviger client add`.

use super::{distinct, make_secret, parse_grant, refused, to_scope};
use crate::audit::{Actor, Event, Kind};
use crate::cli::{Context, Failure};
use crate::model::client::{Client, GrantType};
use crate::model::client_rules::check_client;
use crate::model::ids::ClientId;
use crate::model::scope::{DEFAULT_SCOPES, Scope};
use crate::model::secret::Redacted;
use crate::store::Error;
use clap::Args;
use serde_json::{Map, Value};

const EXAMPLES: &str = "\
Examples:
  claviger client add shop --name Shop --redirect-uri https://shop.example.com/callback \\
      --post-logout-redirect-uri https://shop.example.com/
  claviger client add phone --name 'Shop on phones' --public --redirect-uri com.example.shop:/callback
  claviger client add reports --grant client_credentials --resource https://api.example.com
  claviger client add api --grant client_credentials --audience https://api.example.com

The secret is printed once and kept as a hash only.";

/// Adds an app.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Add {
    /// client_id: letters, digits and . _ ~ -
    id: String,
    /// What people call it [default: the id]
    #[arg(long)]
    name: Option<String>,
    /// Exact URI that people come back to; may be repeated
    #[arg(long, value_name = "URI")]
    redirect_uri: Vec<String>,
    /// Exact URI for the way back after signing out; may be repeated
    #[arg(long, value_name = "URI")]
    post_logout_redirect_uri: Vec<String>,
    /// It can keep no secret: it runs in browsers or on people's devices
    #[arg(long, conflicts_with_all = ["secret_stdin", "no_pkce"])]
    public: bool,
    /// authorization_code, refresh_token or client_credentials; may be repeated [default: the first two with a redirect
    /// URI, else client_credentials]
    #[arg(long, value_name = "GRANT", value_parser = parse_grant)]
    grant: Vec<GrantType>,
    /// Scope that it may ask for; may be repeated [default: openid profile email groups offline_access]
    #[arg(long)]
    scope: Vec<String>,
    /// API that it may ask tokens for (RFC 8707); may be repeated
    #[arg(long, value_name = "URI")]
    resource: Vec<String>,
    /// API that this app is: it may introspect tokens for it; may be repeated
    #[arg(long, value_name = "URI")]
    audience: Vec<String>,
    /// Ask people before it learns something of them
    #[arg(long)]
    consent: bool,
    /// Do not demand PKCE, for a library that cannot do it
    #[arg(long)]
    no_pkce: bool,
    /// Where people open it: the tile on their page
    #[arg(long)]
    url: Option<String>,
    /// Read the secret (at least 32 characters) from stdin instead of making one
    #[arg(long)]
    secret_stdin: bool,
    /// Answer as one JSON object
    #[arg(long)]
    json: bool,
}

impl Add {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let (json, has_own_secret) = (self.json, self.secret_stdin);
        let mut client = self.client(cx.clock.now());
        check_client(&client).map_err(|error| refused(&error))?;
        let mut shown = None;
        if !client.is_public {
            let (secret, kept) = make_secret(cx, has_own_secret)?;
            client.secrets.push(kept);
            shown = Some(secret);
        }
        let opened = cx.open().await?;
        let mut write = opened.store.write().await?;
        match write.db().insert_client(&client).await {
            Ok(()) => {}
            Err(Error::Taken(_)) => return Err(Failure::said(format!("There is an app {} already.", client.id))),
            Err(error) => return Err(error.into()),
        }
        opened.commit(write, created(&client)).await?;
        if json {
            return cx.print_json(&answer(&client, shown.as_ref()));
        }
        cx.notice(format!("Added the app {}.", client.id))?;
        cx.print(&format!("client_id      {}", client.id))?;
        match shown {
            Some(_) if has_own_secret => Ok(()),
            Some(secret) => {
                cx.print(&format!("client_secret  {}", secret.expose()))?;
                cx.notice("The secret is shown this once; keep it where the app reads it.")
            }
            None => Ok(()),
        }
    }

    fn client(self, now: i64) -> Client {
        let default_grants = if self.redirect_uri.is_empty() {
            vec![GrantType::ClientCredentials]
        } else {
            vec![GrantType::AuthorizationCode, GrantType::RefreshToken]
        };
        Client {
            name: self.name.unwrap_or_else(|| self.id.clone()),
            id: ClientId::from(self.id),
            url: self.url,
            is_public: self.public,
            redirect_uris: distinct(self.redirect_uri),
            post_logout_redirect_uris: distinct(self.post_logout_redirect_uri),
            grant_types: if self.grant.is_empty() { default_grants } else { self.grant },
            scopes: if self.scope.is_empty() { Scope::parse(DEFAULT_SCOPES) } else { to_scope(&self.scope) },
            resources: distinct(self.resource),
            audiences: distinct(self.audience),
            requires_pkce: !self.no_pkce,
            requires_consent: self.consent,
            access_seconds: None,
            refresh_seconds: None,
            disabled_at: None,
            created_at: now,
            updated_at: now,
            secrets: Vec::new(),
        }
    }
}

fn created(client: &Client) -> Event {
    Event::new(Kind::ClientCreated, Actor::CommandLine)
        .client(&client.id)
        .detail("name", client.name.as_str())
        .detail("redirect_uris", client.redirect_uris.clone())
        .detail("grant_types", grants(client))
        .detail("scope", client.scopes.to_string())
}

fn grants(client: &Client) -> Vec<&'static str> {
    client.grant_types.iter().map(|grant| grant.as_str()).collect()
}

/// The members that the registration endpoint answers with too (RFC 7591 §3.2.1).
fn answer(client: &Client, secret: Option<&Redacted>) -> Map<String, Value> {
    let mut answer = Map::new();
    answer.insert("client_id".to_owned(), client.id.as_str().into());
    if let Some(secret) = secret {
        answer.insert("client_secret".to_owned(), secret.expose().into());
    }
    answer.insert("redirect_uris".to_owned(), client.redirect_uris.clone().into());
    answer.insert("grant_types".to_owned(), grants(client).into());
    answer.insert("scope".to_owned(), client.scopes.to_string().into());
    answer
}
