//! `claviger rescue`.

use super::output::{plain, word};
use super::user::find_user;
use super::{Context, Failure, Opened};
use crate::audit::Actor;
use crate::model::user::{Role, User};
use clap::Args;

/// Prints a link that works once, for one hour.
///
/// It sets a new password for an owner; where there is none yet, it opens "Create the first administrator".
#[derive(Args)]
#[command(after_help = "Example:\n  claviger rescue alice")]
pub struct Rescue {
    /// Username or e-mail address of an owner; not needed where there is only one
    username: Option<String>,
}

impl Rescue {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let accounts = opened.accounts();
        let url = match self.owner(&opened).await? {
            Some(owner) => accounts.rescue_link(&owner.id, Actor::CommandLine).await?,
            None => {
                let link = accounts.first_administrator_link(Actor::CommandLine).await?;
                link.ok_or_else(|| Failure::said("Somebody became an owner just now: try again."))?
            }
        };
        cx.notice("Open this link within one hour, in a browser that reaches the server; it works once.")?;
        cx.print(&url)
    }

    /// Whom to rescue; none where there is no owner yet.
    async fn owner(&self, opened: &Opened) -> Result<Option<User>, Failure> {
        let Some(name) = &self.username else {
            let mut owners = owners(opened).await?;
            let last = owners.pop();
            return if owners.is_empty() {
                Ok(last)
            } else {
                Err(Failure::said("There are several owners: say whose password to set, `claviger rescue USERNAME`."))
            };
        };
        let user = find_user(opened, name).await?;
        if user.role == Some(Role::Owner) && !user.is_disabled() {
            return Ok(Some(user));
        }
        let act = if user.is_disabled() { "user enable" } else { "user set --admin" };
        let (shown, name) = (plain(&user.username), word(&user.username));
        Err(Failure::said(format!("{shown} is no owner who can sign in. Say `claviger {act} {name}` first.")))
    }
}

/// The owners who can sign in.
async fn owners(opened: &Opened) -> Result<Vec<User>, Failure> {
    let mut owners = opened.store.read().await?.db().list_owners().await?;
    owners.retain(|owner| !owner.is_disabled());
    Ok(owners)
}
