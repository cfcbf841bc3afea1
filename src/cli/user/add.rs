//! `claviger user add`.

use super::refusal::refused_change;
use super::{assignment, show};
use crate::accounts::{Access, Authority, NewPerson, PersonChange};
use crate::cli::group::find_group;
use crate::cli::output::word;
use crate::cli::{Context, Failure, Opened};
use crate::model::user::Role;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  claviger user add alice --email alice@example.com --name 'Alice Martin' --admin
  claviger user add carol --email carol@example.com --invite
  printf '%s\\n' \"$PASSWORD\" | claviger user add bob --password-stdin --group staff --group sales

Without --password-stdin or --invite the password is asked for at the terminal; without a terminal there is none yet.";

/// Adds a person.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Add {
    /// What they sign in with
    username: String,
    /// E-mail address; apps often match people by it
    #[arg(long)]
    email: Option<String>,
    /// Apps may not rely on the address yet
    #[arg(long, requires = "email")]
    email_unverified: bool,
    /// Full name
    #[arg(long)]
    name: Option<String>,
    /// Read the password from stdin
    #[arg(long)]
    password_stdin: bool,
    /// They must choose another password when they first sign in
    #[arg(long, conflicts_with = "invite")]
    must_change_password: bool,
    /// Print a link by which they choose a password, once, within some days
    #[arg(long, conflicts_with = "password_stdin")]
    invite: bool,
    /// Make an owner, who may do everything here
    #[arg(long)]
    admin: bool,
    /// A group to be in; may be repeated
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    /// Another standard claim, such as birthdate=1990-02-28; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    claim: Vec<String>,
    /// A value of an attribute that `claviger attribute add` defined; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    attribute: Vec<String>,
    /// Answer with the person as JSON
    #[arg(long)]
    json: bool,
}

impl Add {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let change = self.change(&opened).await?;
        let access = match self.invite {
            true => Access::Invitation,
            false => cx.read_password(self.password_stdin)?.map_or(Access::Later, Access::Password),
        };
        let has_none = matches!(access, Access::Later);
        let new = NewPerson { must_change_password: self.must_change_password, ..NewPerson::new(change, access) };
        let added = opened.accounts().add_person(&Authority::command_line(), &new).await;
        let added = added.map_err(|error| refused_change(error, &self.username, &new.change))?;
        cx.notice(format!("Added {}.", added.user.username))?;
        if has_none {
            cx.notice(format!("They have no password yet: `claviger user set-password {}`.", word(&self.username)))?;
        }
        if let Some(link) = &added.link {
            let days = opened.config.people.invitation_days;
            cx.notice(format!("Send them this link; it works once, within {days} days."))?;
            if !self.json {
                cx.print(link)?;
            }
        }
        if self.json {
            let groups = opened.store.read().await?.db().groups_of(&added.user.id).await?;
            let mut shown = show::to_json(&added.user, &groups);
            if let (Some(link), Some(members)) = (added.link, shown.as_object_mut()) {
                members.insert("invitation".to_owned(), link.into());
            }
            return cx.print_json(&shown);
        }
        Ok(())
    }

    async fn change(&self, opened: &Opened) -> Result<PersonChange, Failure> {
        let mut join = Vec::new();
        for name in &self.group {
            join.push(find_group(opened, name).await?.id);
        }
        Ok(PersonChange {
            username: Some(self.username.clone()),
            email: self.email.clone(),
            // An address that an admin typed counts as verified unless they say otherwise.
            email_verified: Some(self.email.is_some() && !self.email_unverified),
            name: self.name.clone(),
            claims: self.claim.iter().map(|text| assignment(text)).collect::<Result<_, _>>()?,
            attributes: self.attribute.iter().map(|text| assignment(text)).collect::<Result<_, _>>()?,
            role: self.admin.then_some(Some(Role::Owner)),
            keeps_password: false,
            join,
            leave: Vec::new(),
        })
    }
}
