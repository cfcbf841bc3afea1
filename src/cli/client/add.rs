//! `claviger client add`.

use super::authz::PASSWORD_WARNING;
use super::logout::Logout;
use super::proof::Proof;
use super::requests::Requests;
use super::{BY, distinct, group_ids, parse_grant, parse_kind, refused, to_scope, wished_secret};
use crate::cli::{Context, Failure};
use crate::model::client::{Client, ClientKind, GrantType};
use crate::model::secret::Redacted;
use crate::oidc::apps::{AppError, problems_of};
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
    /// web (has a secret), browser, native (neither has one) or service [default: by --public and the redirect URIs]
    #[arg(long, value_parser = parse_kind)]
    kind: Option<ClientKind>,
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
    /// authorization_code, refresh_token, client_credentials or password; may be repeated [default: client_credentials for a
    /// service, else the first two]
    #[arg(long, value_name = "GRANT", value_parser = parse_grant)]
    grant: Vec<GrantType>,
    /// Scope that it may ask for; may be repeated [default: openid profile email groups, and
    /// offline_access unless it runs in browsers; none for a service]
    #[arg(long)]
    scope: Vec<String>,
    /// API that it may ask tokens for (RFC 8707); may be repeated
    #[arg(long, value_name = "URI")]
    resource: Vec<String>,
    /// API that this app is: it may introspect tokens for it; may be repeated
    #[arg(long, value_name = "URI")]
    audience: Vec<String>,
    /// Only members of this group may use it; may be repeated [default: everybody may]
    #[arg(long, value_name = "GROUP")]
    allow_group: Vec<String>,
    /// Ask people before it learns something of them
    #[arg(long)]
    consent: bool,
    /// Do not demand PKCE, for a library that cannot do it
    #[arg(long)]
    no_pkce: bool,
    /// Where people open it: the tile on their page
    #[arg(long)]
    url: Option<String>,
    #[command(flatten)]
    logout: Logout,
    #[command(flatten)]
    proof: Proof,
    #[command(flatten)]
    requests: Requests,
    /// Read the secret (at least 32 characters) from stdin instead of making one
    #[arg(long)]
    secret_stdin: bool,
    /// Answer as one JSON object
    #[arg(long)]
    json: bool,
}

impl Add {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let (json, has_own_secret, groups) = (self.json, self.secret_stdin, self.allow_group.clone());
        let keys = self.proof.read_keys()?;
        let mut client = self.client(cx.clock.now(), keys);
        // Before anything is made on a machine where nothing has run yet.
        let problems = problems_of(&client);
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems).into());
        }
        if has_own_secret && client.has_own_key() {
            return Err(Failure::said("With private_key_jwt it has no secret: leave out --secret-stdin."));
        }
        let wished = wished_secret(cx, has_own_secret, None)?;
        wished.check().map_err(|error| refused(&error))?;
        let opened = cx.open().await?;
        if !groups.is_empty() {
            client.allowed_groups = Some(group_ids(&opened, &groups).await?);
        }
        let (client, made) = opened.apps().create(&BY, client, wished).await?;
        if client.allows(GrantType::Password) {
            cx.notice(PASSWORD_WARNING)?;
        }
        let shown = made.map(|made| made.secret);
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

    fn kind(&self) -> ClientKind {
        let is_web = |uri: &String| uri.starts_with("https://");
        match self.kind {
            Some(kind) => kind,
            None if self.public && self.redirect_uri.iter().any(is_web) => ClientKind::Browser,
            None if self.public => ClientKind::Native,
            None if self.redirect_uri.is_empty() && !self.grant.contains(&GrantType::AuthorizationCode) => {
                ClientKind::Service
            }
            None => ClientKind::Web,
        }
    }

    fn client(self, now: i64, keys: Option<Value>) -> Client {
        let kind = self.kind();
        let mut client = Client::new(self.id, kind, now);
        if let Some(name) = self.name {
            client.name = name;
        }
        if !self.grant.is_empty() {
            client.grant_types = self.grant;
        }
        if !self.scope.is_empty() {
            client.scopes = to_scope(&self.scope);
        }
        self.proof.apply(&mut client, keys);
        self.requests.apply(&mut client);
        self.logout.apply(&mut client);
        client.post_logout_redirect_uris = distinct(self.post_logout_redirect_uri);
        client.resources = distinct(self.resource);
        client.audiences = distinct(self.audience);
        Client {
            url: self.url,
            is_public: client.is_public || self.public,
            redirect_uris: distinct(self.redirect_uri),
            requires_pkce: !self.no_pkce,
            requires_consent: self.consent,
            ..client
        }
    }
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
