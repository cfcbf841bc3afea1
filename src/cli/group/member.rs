//! `claviger group add-member` and `remove-member`.

use super::find_group;
use crate::accounts::{Accounts, ActedOn, Authority, PersonAct};
use crate::cli::output::plain;
use crate::cli::user::find_user;
use crate::cli::{Context, Failure};
use clap::Args;

/// Puts people into a group.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger group add-member staff alice bob")]
pub struct AddMember {
    /// The group
    group: String,
    /// Username or e-mail address; several may be named
    #[arg(required = true)]
    username: Vec<String>,
}

/// Takes people out of a group.
#[derive(Args)]
pub struct RemoveMember {
    /// The group
    group: String,
    /// Username or e-mail address; several may be named
    #[arg(required = true)]
    username: Vec<String>,
}

impl AddMember {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        regroup(cx, &self.group, &self.username, true).await
    }
}

impl RemoveMember {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        regroup(cx, &self.group, &self.username, false).await
    }
}

async fn regroup(cx: &mut Context<'_>, group: &str, names: &[String], is_member: bool) -> Result<(), Failure> {
    let opened = cx.open().await?;
    let group = find_group(&opened, group).await?;
    let mut ids = Vec::new();
    let mut shown = Vec::new();
    for name in names {
        let user = find_user(&opened, name).await?;
        shown.push(plain(&user.username));
        ids.push(user.id);
    }
    let act = if is_member { PersonAct::Join(group.id) } else { PersonAct::Leave(group.id) };
    let accounts = opened.accounts();
    let mut acted = ActedOn::default();
    for part in ids.chunks(Accounts::PEOPLE_AT_ONCE) {
        acted.extend(accounts.act_on_people(&Authority::command_line(), part, &act).await?);
    }
    if let Some((_, error)) = acted.refused.into_iter().next() {
        return Err(error.into());
    }
    let verb = match (shown.len(), is_member) {
        (1, true) => "is in",
        (1, false) => "is not in",
        (_, true) => "are in",
        (_, false) => "are not in",
    };
    cx.notice(format!("{} {verb} the group {} now.", shown.join(", "), plain(&group.name)))
}
