//! `claviger user remove`.

use super::{check_owner_is_left, find_user};
use crate::audit::{Actor, Event, Kind};
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use clap::Args;

/// Removes a person with everything that is theirs.
#[derive(Args)]
pub struct Remove {
    /// Username or e-mail address
    username: String,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Remove {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let user = find_user(&opened, &self.username).await?;
        let loss = format!(
            "This removes {} for good, with their password, sessions, refresh tokens and consents. Apps know them as {}, \
             which nobody will be again. To keep them out for now, use `claviger user disable`.",
            plain(&user.username),
            user.id
        );
        cx.confirm(&loss, self.yes)?;
        let mut write = opened.store.write().await?;
        write.db().lock_owners().await?;
        write.db().delete_user(&user.id).await?;
        check_owner_is_left(&mut write, &user).await?;
        let event = Event::new(Kind::UserRemoved, Actor::CommandLine).user(&user.id);
        opened.commit(write, event.detail("username", user.username.as_str())).await?;
        cx.notice(format!("Removed {}.", user.username))
    }
}
