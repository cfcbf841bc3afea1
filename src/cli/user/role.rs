//! `claviger user role`.

use super::find_user;
use super::refusal::refused;
use crate::accounts::Authority;
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
}

impl Role {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let user = find_user(&opened, &self.username).await?;
        let role = user::Role::parse(&self.role);
        let set = opened.accounts().set_role(&Authority::command_line(), &user.id, role).await;
        let is_changed = set.map_err(|error| refused(error, &user.username))?;
        let name = plain(&user.username);
        match (is_changed, role) {
            (false, _) => cx.notice("Nothing to change."),
            (true, Some(role)) => cx.notice(format!("{name} is {} now.", role.as_str())),
            (true, None) => cx.notice(format!("{name} holds no role now.")),
        }
    }
}
