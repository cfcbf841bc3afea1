//! `claviger api`.

use super::output::plain;
use super::{Context, Failure};
use crate::accounts::Authority;
use crate::model::api::{Api as Record, ApiScope};
use crate::oidc::apps::api_to_json;
use clap::{Args, Subcommand};

/// APIs that tokens are for, and what their scopes mean on the consent page.
#[derive(Subcommand)]
pub enum Api {
    /// Add an API
    Add(Add),
    /// List the APIs
    List(List),
    /// Change an API
    Set(Set),
    /// Remove an API's name and descriptions; apps keep what they were given of it
    Remove(Remove),
}

const BY: Authority = Authority::command_line();

#[derive(Args)]
#[command(after_help = "Example:\n  claviger api add https://orders.example/ --name Orders \\\n      \
    --scope 'orders:read=Read your orders' --scope 'orders:write=Place orders in your name'")]
pub struct Add {
    /// Its audience URI: the `resource` that apps ask for
    audience: String,
    /// What people call it
    #[arg(long)]
    name: String,
    /// A scope and what it means; may be repeated
    #[arg(long, value_name = "SCOPE=DESCRIPTION", value_parser = parse_scope)]
    scope: Vec<ApiScope>,
}

#[derive(Args)]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Set {
    /// Its audience URI
    audience: String,
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// One scope more, or another description of one it has; may be repeated
    #[arg(long, value_name = "SCOPE=DESCRIPTION", value_parser = parse_scope)]
    scope: Vec<ApiScope>,
    /// One scope less; may be repeated
    #[arg(long, value_name = "SCOPE")]
    remove_scope: Vec<String>,
}

#[derive(Args)]
pub struct Remove {
    /// Its audience URI
    audience: String,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Api {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Set(set) => set.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
        }
    }
}

impl Add {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let (audience, name, scopes) = (self.audience, self.name, self.scope);
        let api = Record { audience, name, scopes, version: 1, created_at: 0, updated_at: 0 };
        let api = opened.apps().create_api(&BY, api).await?;
        cx.notice(format!("Added the API {}.", api.audience))
    }
}

impl List {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let apis = opened.apps().list_apis().await?;
        if self.json {
            return cx.print_json(&apis.iter().map(api_to_json).collect::<Vec<_>>());
        }
        let mut rows = vec![["AUDIENCE", "NAME", "SCOPES"].map(str::to_owned).to_vec()];
        rows.extend(apis.iter().map(|api| {
            let scopes: Vec<_> = api.scopes.iter().map(|scope| scope.name.as_str()).collect();
            vec![api.audience.clone(), plain(&api.name), scopes.join(" ")]
        }));
        cx.print_table(&rows)
    }
}

impl Set {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let apis = opened.apps().list_apis().await?;
        let Some(mut api) = apis.into_iter().find(|api| api.audience == self.audience) else {
            return Err(missing(&self.audience));
        };
        if let Some(name) = self.name {
            api.name = name;
        }
        if let Some(unknown) = self.remove_scope.iter().find(|name| !api.scopes.iter().any(|own| own.name == **name)) {
            return Err(Failure::said(format!("{} has no scope {}.", api.audience, plain(unknown))));
        }
        api.scopes.retain(|own| !self.remove_scope.contains(&own.name));
        for scope in self.scope {
            match api.scopes.iter_mut().find(|own| own.name == scope.name) {
                Some(own) => *own = scope,
                None => api.scopes.push(scope),
            }
        }
        let api = opened.apps().edit_api(&BY, api).await?;
        cx.notice(format!("Changed the API {}.", api.audience))
    }
}

impl Remove {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        if !opened.apps().list_apis().await?.iter().any(|api| api.audience == self.audience) {
            return Err(missing(&self.audience));
        }
        let loss = format!("This removes the name and the descriptions of the API {}.", self.audience);
        cx.confirm(&loss, self.yes)?;
        opened.apps().remove_api(&BY, &self.audience).await?;
        cx.notice(format!("Removed the API {}.", self.audience))
    }
}

fn missing(audience: &str) -> Failure {
    Failure::said(format!("There is no API {}. `claviger api list` lists them.", plain(audience)))
}

fn parse_scope(text: &str) -> Result<ApiScope, String> {
    let (name, description) = text.split_once('=').ok_or("write SCOPE=DESCRIPTION")?;
    Ok(ApiScope { name: name.to_owned(), description: description.trim().to_owned() })
}
