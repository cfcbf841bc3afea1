//! `claviger client`.

mod add;
mod authz;
mod claim;
mod encryption;
mod health;
mod initial_token;
mod list;
mod logout;
mod preview;
mod proof;
mod remove;
mod requests;
mod secret;
mod set;
mod show;
mod snippet;
mod subject;

use super::group::find_group;
use super::{Context, Failure, Opened};
use crate::accounts::Authority;
use crate::model::client::{Client as App, ClientKind, GrantType};
use crate::model::ids::{ClientId, GroupId};
use crate::model::scope::Scope;
use crate::oidc::apps::NewSecret;
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
    /// Add, roll, list and remove an app's secrets
    #[command(subcommand)]
    Secret(secret::Secret),
    /// Make, list and end the tokens that let apps register themselves
    #[command(subcommand)]
    InitialToken(initial_token::InitialToken),
    /// Say who may register apps that no admin adds: off, token or open
    Registration(initial_token::Registration),
    /// Add, list and remove what an app's tokens say besides the standard
    #[command(subcommand)]
    Claim(claim::Claim),
    /// Show what a person's tokens for an app would say
    Preview(preview::Preview),
    /// Print the configuration that connects an app
    Snippet(snippet::Snippet),
    /// Show how an app fares: last success, failures by cause
    Health(health::Health),
    /// Explain an app's newest failed requests
    Failures(health::Failures),
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
            Self::InitialToken(token) => token.run(cx).await,
            Self::Registration(registration) => registration.run(cx).await,
            Self::Claim(claim) => claim.run(cx).await,
            Self::Preview(preview) => preview.run(cx).await,
            Self::Snippet(snippet) => snippet.run(cx).await,
            Self::Health(health) => health.run(cx).await,
            Self::Failures(failures) => failures.run(cx).await,
        }
    }
}

/// Whoever may run commands on the machine.
const BY: Authority = Authority::command_line();

/// The app of an id.
pub async fn find_client(opened: &Opened, id: &str) -> Result<App, Failure> {
    Ok(opened.apps().get(&ClientId::from(id)).await?)
}

/// The secret that is wished for: a new random one, or one that came on stdin.
fn wished_secret(cx: &mut Context<'_>, is_from_stdin: bool, days: Option<i64>) -> Result<NewSecret, Failure> {
    let given = if is_from_stdin { Some(cx.read_secret_line("Secret: ")?) } else { None };
    Ok(NewSecret { given, expires_at: days.map(|days| cx.clock.now() + days * 86_400) })
}

fn refused(error: &impl ToString) -> Failure {
    Failure::said(super::open::capitalized(&error.to_string()))
}

fn parse_grant(text: &str) -> Result<GrantType, String> {
    GrantType::parse(text).ok_or_else(|| known("grants", &GrantType::ALL.map(GrantType::as_str)))
}

fn parse_kind(text: &str) -> Result<ClientKind, String> {
    ClientKind::parse(text).ok_or_else(|| known("kinds", &ClientKind::ALL.map(ClientKind::as_str)))
}

fn known(what: &str, texts: &[&str]) -> String {
    format!("the {what} are {}", texts.join(", "))
}

/// The ids of groups that were named.
async fn group_ids(opened: &Opened, names: &[String]) -> Result<Vec<GroupId>, Failure> {
    let mut ids = Vec::new();
    for name in names {
        let id = find_group(opened, name).await?.id;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// `--scope a --scope "b c"` and `--scope "a b c"` say the same.
fn to_scope(names: &[String]) -> Scope {
    Scope::parse(&names.join(" "))
}

/// What stands for nothing at all.
const NONE: &str = "none";

/// A list as it was named, which `none` empties.
fn all_but_none(texts: &[String]) -> Vec<String> {
    distinct(texts.iter().filter(|text| *text != NONE).cloned().collect())
}

/// The texts without repetitions, in their order.
fn distinct(mut texts: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts
}
