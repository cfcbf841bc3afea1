//! `claviger user remove`.

use super::find_user;
use super::refusal::refused;
use crate::accounts::{Authority, PersonAct};
use crate::cli::output::{plain, word};
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
        let (shown, days) = (plain(&user.username), opened.config.people.undo_days);
        let loss = format!(
            "This removes {shown}: their sessions and refresh tokens end now, and everything of theirs goes for good in \
             {days} days. Apps know them as {}, which nobody will be again. To keep them out for now, use \
             `claviger user disable`.",
            user.id
        );
        cx.confirm(&loss, self.yes)?;
        let acted = opened.accounts().act_on_person(&Authority::command_line(), &user.id, &PersonAct::Delete).await;
        acted.map_err(|error| refused(error, &user.username))?;
        let name = word(&user.username);
        cx.notice(format!("Removed {shown}. For {days} days `claviger user restore {name}` undoes it."))
    }
}
