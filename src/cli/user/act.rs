//! `claviger user enable`, `disable`, `end-sessions`, `demand-password` and `restore`: the same for each person who is named.

use super::refusal::refused;
use super::{find_even_removed, find_user};
use crate::accounts::{Authority, PersonAct};
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use clap::Args;

/// Lets people sign in again.
#[derive(Args)]
pub struct Enable {
    /// Username or e-mail address; several may be named
    #[arg(required = true)]
    username: Vec<String>,
}

/// Stops people from signing in, and ends their sessions and refresh tokens.
#[derive(Args)]
pub struct Disable {
    /// Username or e-mail address; several may be named
    #[arg(required = true)]
    username: Vec<String>,
}

/// Ends the sessions and refresh tokens of people; they may sign in again.
#[derive(Args)]
pub struct EndSessions {
    /// Username or e-mail address; several may be named
    #[arg(required = true)]
    username: Vec<String>,
}

/// Has people choose another password when they next sign in, before anything else.
#[derive(Args)]
pub struct DemandPassword {
    /// Username or e-mail address; several may be named
    #[arg(required = true)]
    username: Vec<String>,
}

/// Undoes the removal of people; they sign in again as before.
#[derive(Args)]
pub struct Restore {
    /// Username or e-mail address; several may be named
    #[arg(required = true)]
    username: Vec<String>,
}

/// What is said of somebody who was changed, and of somebody for whom it was so already.
struct Words {
    now: &'static str,
    already: &'static str,
}

impl Enable {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let words = Words { now: "is enabled now", already: "is enabled already" };
        each(cx, &self.username, &PersonAct::Enable, &words).await
    }
}

impl Disable {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let words = Words { now: "is disabled now", already: "is disabled already" };
        each(cx, &self.username, &PersonAct::Disable, &words).await
    }
}

impl EndSessions {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let words = Words { now: "is signed out everywhere now", already: "is signed in nowhere" };
        each(cx, &self.username, &PersonAct::EndSessions, &words).await
    }
}

impl DemandPassword {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let already = "must choose another password already, or has none";
        let words = Words { now: "must choose another password at the next sign-in", already };
        each(cx, &self.username, &PersonAct::DemandPassword, &words).await
    }
}

impl Restore {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let words = Words { now: "is back", already: "was not removed" };
        each(cx, &self.username, &PersonAct::Restore, &words).await
    }
}

/// Acts on one after the other; the first refusal ends it, and what was done before is said.
async fn each(cx: &mut Context<'_>, names: &[String], act: &PersonAct, words: &Words) -> Result<(), Failure> {
    let opened = cx.open().await?;
    let accounts = opened.accounts();
    let mut people = Vec::new();
    for name in names {
        people.push(match act {
            PersonAct::Restore => find_even_removed(&opened, name).await?,
            _ => find_user(&opened, name).await?,
        });
    }
    for user in people {
        let acted = accounts.act_on_person(&Authority::command_line(), &user.id, act).await;
        let is_changed = acted.map_err(|error| refused(error, &user.username))?;
        let word = if is_changed { words.now } else { words.already };
        cx.notice(format!("{} {word}.", plain(&user.username)))?;
    }
    Ok(())
}
