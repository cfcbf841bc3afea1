//! `claviger group add`, `set` and `remove`.

use super::{find_group, refused};
use crate::accounts::{Authority, GroupChange};
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use clap::Args;

/// Adds a group.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger group add staff --description 'Everybody on the payroll'")]
pub struct Add {
    /// Its name, as apps see it
    name: String,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
    /// Only owners change it and who is in it
    #[arg(long)]
    protected: bool,
    /// The `groups` claim does not name it
    #[arg(long)]
    not_in_claim: bool,
}

const EXAMPLES: &str = "\
Examples:
  claviger group set staff --name employees
  claviger group set admins --protected yes
  claviger group set newsletter --in-claim no --description 'Who gets the newsletter'";

/// Changes a group; what is not named stays.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Set {
    /// The group
    group: String,
    /// Another name; apps see it from their next token on
    #[arg(long)]
    name: Option<String>,
    /// What it is for; an empty one removes it
    #[arg(long)]
    description: Option<String>,
    /// Whether only owners change it and who is in it
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    protected: Option<bool>,
    /// Whether the `groups` claim names it
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    in_claim: Option<bool>,
}

/// Removes a group; its members stay, without it.
#[derive(Args)]
pub struct Remove {
    /// Its name
    name: String,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

fn yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("write yes or no"),
    }
}

impl Add {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let change = GroupChange {
            name: Some(self.name.clone()),
            description: self.description,
            is_protected: Some(self.protected),
            in_claim: Some(!self.not_in_claim),
        };
        let added = opened.accounts().add_group(&Authority::command_line(), &change).await;
        let group = added.map_err(|error| refused(error, &self.name))?;
        cx.notice(format!("Added the group {}.", group.name))
    }
}

impl Set {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let group = find_group(&opened, &self.group).await?;
        let name = self.name.clone().unwrap_or_else(|| group.name.clone());
        let change = GroupChange {
            name: self.name,
            description: self.description,
            is_protected: self.protected,
            in_claim: self.in_claim,
        };
        let authority = Authority::command_line();
        let changed = opened.accounts().change_group(&authority, &group.id, Some(group.version), &change).await;
        let (group, is_changed) = changed.map_err(|error| refused(error, &name))?;
        if is_changed {
            cx.notice(format!("Changed the group {}.", group.name))
        } else {
            cx.notice("Nothing to change.")
        }
    }
}

impl Remove {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let group = find_group(&opened, &self.name).await?;
        let loss = format!("This removes the group {}; its members stay, without it.", plain(&group.name));
        cx.confirm(&loss, self.yes)?;
        opened.accounts().remove_group(&Authority::command_line(), &group.id).await?;
        cx.notice(format!("Removed the group {}.", group.name))
    }
}
