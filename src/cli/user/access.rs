//! `claviger user invite` and `claviger user reset-password`: links by which a person sets a password.

use super::find_user;
use super::refusal::refused;
use crate::accounts::Authority;
use crate::cli::{Context, Failure};
use clap::Args;

/// Prints a link by which a person who has no password chooses one; earlier links of theirs are worthless then.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger user invite carol")]
pub struct Invite {
    /// Username or e-mail address
    username: String,
}

/// Prints a link by which a person sets a new password; earlier links of theirs are worthless then.
///
/// Their password and sessions stay until the link is used.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger user reset-password bob")]
pub struct ResetPassword {
    /// Username or e-mail address
    username: String,
}

impl Invite {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let user = find_user(&opened, &self.username).await?;
        let link = opened.accounts().invite(&Authority::command_line(), &user.id).await;
        let link = link.map_err(|error| refused(error, &user.username))?;
        let days = opened.config.people.invitation_days;
        cx.notice(format!("Send them this link; it works once, within {days} days."))?;
        cx.print(&link)
    }
}

impl ResetPassword {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let user = find_user(&opened, &self.username).await?;
        let link = opened.accounts().reset_password(&Authority::command_line(), &user.id).await;
        let link = link.map_err(|error| refused(error, &user.username))?;
        cx.notice("Send them this link; it works once, within one hour.")?;
        cx.print(&link)
    }
}
