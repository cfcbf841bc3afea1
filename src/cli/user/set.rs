//! `claviger user set`.

use super::{check_owner_is_left, check_person, find_user, keys_of, show::to_json, taken};
use crate::audit::{Actor, Event, Kind};
use crate::cli::group::find_group;
use crate::cli::{Context, Failure, Opened};
use crate::model::standard_claims::set_claim;
use crate::model::user::{Role, User};
use crate::store::{Group, Write};
use clap::Args;
use serde_json::{Value, json};

const EXAMPLES: &str = "\
Examples:
  claviger user set alice --name 'Alice Martin' --email alice@example.org
  claviger user set alice --claim birthdate=1990-02-28 --claim address.locality=Berlin
  claviger user set alice --claim nickname=            (removes the claim)
  claviger user set alice --group staff --no-group sales
  claviger user set alice --admin

Claims: given_name, family_name, middle_name, nickname, profile, picture, website, gender, birthdate, zoneinfo, locale,
phone_number, phone_number_verified, email_verified, and address.formatted, .street_address, .locality, .region,
.postal_code, .country.";

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
        let mut user = before.clone();
        self.apply(&mut user, cx.clock.now())?;
        check_person(&user)?;
        let join = groups(&opened, &self.group).await?;
        let leave = groups(&opened, &self.no_group).await?;
        let old_groups = opened.store.read().await?.db().groups_of(&user.id).await?;
        let mut write = opened.store.write().await?;
        write.db().lock_owners().await?;
        let (username_key, email_key) = keys_of(&user);
        let updated = write.db().update_user(&user, (&username_key, email_key.as_deref())).await;
        updated.map_err(|error| taken(error, &user))?;
        change_groups(&mut write, &user, &join, &leave).await?;
        let new_groups = write.db().groups_of(&user.id).await?;
        if (User { updated_at: before.updated_at, ..user.clone() }) == before && new_groups == old_groups {
            return if self.json {
                cx.print_json(&to_json(&before, &old_groups))
            } else {
                cx.notice("Nothing to change.")
            };
        }
        check_owner_is_left(&mut write, &before).await?;
        let mut event = Event::new(Kind::UserChanged, Actor::CommandLine).user(&user.id);
        for (name, change) in changes(&to_json(&before, &old_groups), &to_json(&user, &new_groups)) {
            event = event.detail(&name, change);
        }
        opened.commit(write, event).await?;
        if self.json {
            return cx.print_json(&to_json(&user, &new_groups));
        }
        cx.notice(format!("Changed {}.", user.username))
    }

    fn apply(&self, user: &mut User, now: i64) -> Result<(), Failure> {
        user.updated_at = now;
        if let Some(username) = &self.username {
            user.username.clone_from(username);
        }
        if let Some(email) = &self.email {
            user.email = Some(email.clone()).filter(|email| !email.is_empty());
            user.email_verified = user.email.is_some();
        }
        if let Some(name) = &self.name {
            user.name = Some(name.clone()).filter(|name| !name.is_empty());
        }
        for claim in &self.claim {
            set_claim(user, claim).map_err(|error| Failure::said(format!("{error}.")))?;
        }
        if self.admin {
            user.role = Some(Role::Owner);
        }
        if self.no_admin {
            user.role = None;
        }
        Ok(())
    }
}

async fn groups(opened: &Opened, names: &[String]) -> Result<Vec<Group>, Failure> {
    let mut groups = Vec::new();
    for name in names {
        groups.push(find_group(opened, name).await?);
    }
    Ok(groups)
}

async fn change_groups(write: &mut Write, user: &User, join: &[Group], leave: &[Group]) -> Result<(), Failure> {
    for group in join {
        write.db().add_group_member(&group.id, &user.id).await?;
    }
    for group in leave {
        write.db().remove_group_member(&group.id, &user.id).await?;
    }
    Ok(())
}

/// Before and after of every member that differs, for the audit log.
fn changes(before: &Value, after: &Value) -> Vec<(String, Value)> {
    let members = after.as_object().into_iter().flatten();
    let differing = members.filter(|(name, value)| before.get(name) != Some(value) && *name != "updated_at");
    differing.map(|(name, value)| (name.clone(), json!({"before": before.get(name), "after": value}))).collect()
}
