//! `claviger user set-password`.

use super::find_user;
use crate::audit::{Actor, Event, Kind};
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
        let hash = opened.hash_password(&password, &user).await?;
        let now = cx.clock.now();
        let mut write = opened.store.write().await?;
        write.db().set_password_hash(&user.id, &hash, now).await?;
        write.db().end_all_of_user(&user.id, now).await?;
        opened.commit(write, Event::new(Kind::UserPasswordSet, Actor::CommandLine).user(&user.id)).await?;
        cx.notice(format!("Set the password of {}; their sessions have ended.", user.username))
    }
}
