//! `claviger client`.

mod add;
mod list;
mod remove;
mod secret;
mod set;
mod show;

use super::output::plain;
use super::{Context, Failure, Opened};
use crate::model::client::{Client as App, ClientSecret, GrantType};
use crate::model::client_rules::check_secret;
use crate::model::ids::{ClientId, sortable_id};
use crate::model::scope::Scope;
use crate::model::secret::{Redacted, Token, TokenHash};
use clap::Subcommand;

/// Apps that people sign in to, and services.
#[derive(Subcommand)]
pub enum Client {
    /// Add an app
    Add(Box<add::Add>),
    /// List the apps
    List(list::List),
    /// Show one app
    Show(show::Show),
    /// Change an app
    Set(Box<set::Set>),
    /// Remove an app with its tokens and consents
    Remove(remove::Remove),
    /// Add, list and remove an app's secrets
    #[command(subcommand)]
    Secret(secret::Secret),
}

impl Client {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Show(show) => show.run(cx).await,
            Self::Set(set) => set.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
            Self::Secret(secret) => secret.run(cx).await,
        }
    }
}

/// The app of an id.
pub async fn find_client(opened: &Opened, id: &str) -> Result<App, Failure> {
    let found = opened.store.read().await?.db().find_client(&ClientId::from(id)).await?;
    found.ok_or_else(|| Failure::said(format!("There is no app {}. `claviger client list` lists them.", plain(id))))
}

/// The app's secret to hand out, and what is kept of it: a new random one, or one that came on stdin.
fn make_secret(cx: &mut Context<'_>, is_from_stdin: bool) -> Result<(Redacted, ClientSecret), Failure> {
    let secret = if is_from_stdin {
        let given = cx.read_secret_line("Secret: ")?;
        check_secret(given.expose()).map_err(|error| refused(&error))?;
        given
    } else {
        Redacted::from(Token::random().expose().to_owned())
    };
    let kept = ClientSecret {
        id: sortable_id(),
        hash: TokenHash::of(secret.expose()),
        hint: secret.expose().chars().take(4).collect(),
        created_at: cx.clock.now(),
        expires_at: None,
    };
    Ok((secret, kept))
}

fn refused(error: &impl ToString) -> Failure {
    Failure::said(super::open::capitalized(&error.to_string()))
}

fn parse_grant(text: &str) -> Result<GrantType, String> {
    GrantType::parse(text).ok_or_else(|| {
        let known: Vec<_> = GrantType::ALL.iter().map(|grant| grant.as_str()).collect();
        format!("the grants are {}", known.join(", "))
    })
}

/// `--scope a --scope "b c"` and `--scope "a b c"` say the same.
fn to_scope(names: &[String]) -> Scope {
    Scope::parse(&names.join(" "))
}

/// The texts without repetitions, in their order.
fn distinct(mut texts: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts
}
