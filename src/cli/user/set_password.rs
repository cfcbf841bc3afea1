//! `claviger user set-password`.

use super::find_user;
use super::refusal::refused;
use crate::accounts::{Authority, PersonAct};
use crate::audit::Actor;
use crate::cli::{Context, Failure};
use clap::Args;

/// Sets a person's password, and ends their sessions and refresh tokens.
#[derive(Args)]
#[command(after_help = "Example:\n  printf '%s\\n' \"$PASSWORD\" | claviger user set-password alice --password-stdin")]
pub struct SetPassword {
    /// Username or e-mail address
    username: String,
    /// Read the password from stdin instead of asking for it
    #[arg(long)]
    password_stdin: bool,
    /// They must choose another one when they next sign in
    #[arg(long)]
    must_change: bool,
}

impl SetPassword {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let user = find_user(&opened, &self.username).await?;
        let Some(password) = cx.read_password(self.password_stdin)? else {
            return Err(Failure::said("No password was given. Use --password-stdin where there is no terminal."));
        };
        opened.accounts().set_password(&user, &password, Actor::CommandLine).await?;
        if self.must_change {
            let (authority, act) = (Authority::command_line(), PersonAct::DemandPassword);
            let demanded = opened.accounts().act_on_person(&authority, &user.id, &act).await;
            demanded.map_err(|error| refused(error, &user.username))?;
        }
        cx.notice(format!("Set the password of {}; their sessions have ended.", user.username))
    }
}
