//! `claviger user set`.

use super::refusal::refused_change;
use super::{assignment, find_user, show::to_json};
use crate::accounts::{Authority, PersonChange};
use crate::cli::group::find_group;
use crate::cli::{Context, Failure, Opened};
use crate::model::ids::GroupId;
use crate::model::user::Role;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  claviger user set alice --name 'Alice Martin' --email alice@example.org
  claviger user set alice --claim birthdate=1990-02-28 --claim address.locality=Berlin
  claviger user set alice --claim nickname=            (removes the claim)
  claviger user set alice --attribute department=Sales
  claviger user set alice --group staff --no-group sales
  claviger user set alice --admin

Claims: given_name, family_name, middle_name, nickname, profile, picture, website, gender, birthdate, zoneinfo, locale,
phone_number, phone_number_verified, email_verified, and address.formatted, .street_address, .locality, .region,
.postal_code, .country. Attributes: those that `claviger attribute list` names.";

/// Changes a person; what is not named stays.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Set {
    /// Username or e-mail address
    who: String,
    /// Another username
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Another e-mail address, which counts as verified; an empty one removes it
    #[arg(long)]
    email: Option<String>,
    /// Full name; an empty one removes it
    #[arg(long)]
    name: Option<String>,
    /// A standard claim; an empty value removes it; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    claim: Vec<String>,
    /// An attribute; an empty value removes it; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    attribute: Vec<String>,
    /// A group to be in; may be repeated
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    /// A group to leave; may be repeated
    #[arg(long, value_name = "GROUP")]
    no_group: Vec<String>,
    /// Make an owner, who may do everything here
    #[arg(long, conflicts_with = "no_admin")]
    admin: bool,
    /// Take every role away
    #[arg(long)]
    no_admin: bool,
    /// Answer with the changed person as JSON
    #[arg(long)]
    json: bool,
}

impl Set {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let before = find_user(&opened, &self.who).await?;
        let change = self.change(&opened).await?;
        let changed = opened
            .accounts()
            .change_person(&Authority::command_line(), &before.id, Some(before.version), &change)
            .await;
        let (user, is_changed) = changed.map_err(|error| refused_change(error, &before.username, &change))?;
        if self.json {
            let groups = opened.store.read().await?.db().groups_of(&user.id).await?;
            return cx.print_json(&to_json(&user, &groups));
        }
        if is_changed { cx.notice(format!("Changed {}.", user.username)) } else { cx.notice("Nothing to change.") }
    }

    async fn change(&self, opened: &Opened) -> Result<PersonChange, Failure> {
        Ok(PersonChange {
            username: self.username.clone(),
            email: self.email.clone(),
            email_verified: self.email.as_ref().map(|email| !email.is_empty()),
            name: self.name.clone(),
            claims: self.claim.iter().map(|text| assignment(text)).collect::<Result<_, _>>()?,
            attributes: self.attribute.iter().map(|text| assignment(text)).collect::<Result<_, _>>()?,
            role: match (self.admin, self.no_admin) {
                (true, _) => Some(Some(Role::Owner)),
                (false, true) => Some(None),
                (false, false) => None,
            },
            keeps_password: false,
            join: groups(opened, &self.group).await?,
            leave: groups(opened, &self.no_group).await?,
        })
    }
}

async fn groups(opened: &Opened, names: &[String]) -> Result<Vec<GroupId>, Failure> {
    let mut groups = Vec::new();
    for name in names {
        groups.push(find_group(opened, name).await?.id);
    }
    Ok(groups)
}
