//! `claviger user role`.

use super::find_user;
use super::refusal::refused;
use crate::accounts::{Authority, PersonChange};
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use crate::model::user;
use clap::Args;
use clap::builder::PossibleValuesParser;

const EXAMPLES: &str = "\
Examples:
  claviger user role alice people_admin
  claviger user role alice none

owner: everything, and the only one who gives roles. people_admin: people and groups. app_admin: apps.
auditor: reads everything, changes nothing.";

/// Gives a person a role in place of the one before.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Role {
    /// Username or e-mail address
    username: String,
    /// The role
    #[arg(value_parser = PossibleValuesParser::new(["owner", "people_admin", "app_admin", "auditor", "none"]))]
    role: String,
    /// They keep their password, although somebody else may know it; for scripts that set it themselves
    #[arg(long)]
    keep_password: bool,
}

impl Role {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let user = find_user(&opened, &self.username).await?;
        let role = user::Role::parse(&self.role);
        let change = PersonChange { role: Some(role), keeps_password: self.keep_password, ..PersonChange::default() };
        let changed = opened.accounts().change_person(&Authority::command_line(), &user.id, None, &change).await;
        let (now, is_changed) = changed.map_err(|error| refused(error, &user.username))?;
        let name = plain(&user.username);
        match (is_changed, role) {
            (false, _) => cx.notice("Nothing to change."),
            (true, Some(role)) => cx.notice(format!("{name} is {} now.", role.as_str())),
            (true, None) => cx.notice(format!("{name} holds no role now.")),
        }?;
        if is_changed && now.must_change_password {
            cx.notice("They must choose another password at the next sign-in: somebody else may know this one.")?;
        }
        Ok(())
    }
}
