//! `claviger user set-password`.

use super::find_user;
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
}

impl SetPassword {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let user = find_user(&opened, &self.username).await?;
        let Some(password) = cx.read_password(self.password_stdin)? else {
            return Err(Failure::said("No password was given. Use --password-stdin where there is no terminal."));
        };
        opened.accounts().set_password(&user, &password, Actor::CommandLine).await?;
        cx.notice(format!("Set the password of {}; their sessions have ended.", user.username))
    }
}
