//! `claviger issuer`.

use super::open::{ISSUER, connect};
use super::{Context, Failure, open};
use crate::audit::{Actor, Event, Kind};
use crate::config::{self, Config};
use clap::{Args, Subcommand};

/// The name that every token carries.
#[derive(Subcommand)]
pub enum Issuer {
    /// Show it
    Show(Show),
    /// Change it to another public URL
    Change(Change),
}

#[derive(Args)]
pub struct Show {}

#[derive(Args)]
#[command(after_help = "Example:\n  claviger issuer change https://id.example.com")]
pub struct Change {
    /// The new public URL
    url: String,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Issuer {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Show(Show {}) => show(cx).await,
            Self::Change(change) => change.run(cx).await,
        }
    }
}

async fn show(cx: &mut Context<'_>) -> Result<(), Failure> {
    let config = cx.load()?.config;
    let known = stored_issuer(&config).await?;
    if known.is_none() {
        cx.notice("No server has run on this database yet; this is the configured public_url.")?;
    }
    cx.print(&known.unwrap_or(config.public_url))
}

async fn stored_issuer(config: &Config) -> Result<Option<String>, Failure> {
    let store = connect(config).await?;
    store.migrate().await?;
    Ok(store.read().await?.db().find_setting(ISSUER).await?)
}

impl Change {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        config::check_issuer(&self.url).map_err(Failure::said)?;
        let loaded = cx.load()?;
        let Some(old) = stored_issuer(&loaded.config).await? else {
            return Err(Failure::said(format!(
                "No server has run on this database yet, so there is nothing to move: set public_url to {}.",
                self.url
            )));
        };
        if old == self.url {
            return cx.notice(format!("The issuer is {old} already."));
        }
        cx.confirm(&consequences(&old, &self.url), self.yes)?;
        let clock = cx.clock.clone();
        let mut as_before = loaded.clone();
        as_before.config.public_url.clone_from(&old);
        let opened = open(as_before, clock, &mut cx.err).await?;
        let mut write = opened.store.write().await?;
        write.db().set_setting(ISSUER, &self.url, opened.clock.now()).await?;
        let event = Event::new(Kind::SettingsChanged, Actor::CommandLine)
            .detail("setting", ISSUER)
            .detail("before", old.as_str())
            .detail("after", self.url.as_str());
        opened.commit(write, event).await?;
        cx.notice(format!("The issuer is {} now.", self.url))?;
        if loaded.config.public_url != self.url {
            let source = &loaded.sources["public_url"];
            cx.notice(format!(
                "Set public_url to {} too (now {}, from {source}).",
                self.url, loaded.config.public_url
            ))?;
        }
        cx.notice("Restart every server: one that runs with the old public URL goes on naming it.")
    }
}

fn consequences(old: &str, new: &str) -> String {
    format!(
        "This moves the installation from {old} to {new}. What breaks:\n\
         - Access tokens and id_tokens that name {old} are refused by apps that already expect {new}, and the other way \
         round; they expire by themselves.\n\
         - Every app must be configured with the issuer {new} (and the endpoints, where it does not read them from \
         {new}/.well-known/openid-configuration). Until then it refuses our answers.\n\
         - People sign in anew, since browsers keep cookies per host. Bookmarks, and links sent out, lead to {old}.\n\
         - Passkeys, once this release has them, belong to a host name and have to be made again.\n\
         - Redirect URIs, people, groups, secrets and signing keys stay."
    )
}
