//! `claviger group`.

use super::context::Context;
use super::output::plain;
use super::user::find_user;
use super::{Failure, Opened};
use crate::audit::{Actor, Event, Kind};
use crate::model::ids::{GroupId, random_id};
use crate::model::username::{check_name, username_key};
use crate::store;
use clap::{Args, Subcommand};
use serde_json::json;

/// Groups: each is a value of the `groups` claim.
#[derive(Subcommand)]
pub enum Group {
    /// Add a group
    Add(Add),
    /// List the groups
    List(List),
    /// Remove a group; its members stay
    Remove(Remove),
    /// Put a person into a group
    AddMember(Member),
    /// Take a person out of a group
    RemoveMember(Member),
}

#[derive(Args)]
#[command(after_help = "Example:\n  claviger group add staff --description 'Everybody on the payroll'")]
pub struct Add {
    /// Its name, as apps see it
    name: String,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
}

#[derive(Args)]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Remove {
    /// Its name
    name: String,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

#[derive(Args)]
pub struct Member {
    /// The group
    group: String,
    /// Username or e-mail address
    username: String,
}

impl Group {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
            Self::AddMember(member) => member.run(cx, true).await,
            Self::RemoveMember(member) => member.run(cx, false).await,
        }
    }
}

impl Add {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        check_name(&self.name).map_err(|error| Failure::said(format!("The name {error}.")))?;
        let opened = cx.open().await?;
        let group = store::Group {
            id: GroupId::from(random_id()),
            name: self.name,
            description: self.description,
            created_at: opened.clock.now(),
        };
        let mut write = opened.store.write().await?;
        let key = username_key(&group.name);
        if let Some((other, _)) = write.db().list_groups().await?.iter().find(|(g, _)| username_key(&g.name) == key) {
            return Err(Failure::said(taken(&other.name, &group.name)));
        }
        match write.db().insert_group(&group).await {
            Err(store::Error::Taken(_)) => Err(Failure::said(taken(&group.name, &group.name))),
            Err(error) => Err(error.into()),
            Ok(()) => {
                let event = Event::new(Kind::GroupCreated, Actor::CommandLine).detail("group", group.name.as_str());
                opened.commit(write, event).await?;
                cx.notice(format!("Added the group {}.", group.name))
            }
        }
    }
}

fn taken(other: &str, name: &str) -> String {
    let (other, name) = (plain(other), plain(name));
    if other == name {
        format!("There is a group {other} already.")
    } else {
        format!("There is a group {other} already, and people could not tell {name} from it: choose another name.")
    }
}

impl List {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let groups = opened.store.read().await?.db().list_groups().await?;
        if self.json {
            let groups = groups.iter().map(|(group, members)| {
                json!({"name": group.name, "description": group.description, "members": members,
                       "created_at": group.created_at})
            });
            return cx.print_json(&groups.collect::<Vec<_>>());
        }
        let mut rows = vec![vec!["NAME".to_owned(), "MEMBERS".to_owned(), "DESCRIPTION".to_owned()]];
        rows.extend(groups.iter().map(|(group, members)| {
            vec![plain(&group.name), members.to_string(), plain(group.description.as_deref().unwrap_or_default())]
        }));
        cx.print_table(&rows)
    }
}

impl Remove {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let group = find_group(&opened, &self.name).await?;
        let loss = format!("This removes the group {}; its members stay, without it.", plain(&group.name));
        cx.confirm(&loss, self.yes)?;
        let mut write = opened.store.write().await?;
        write.db().delete_group(&group.id).await?;
        let event = Event::new(Kind::GroupRemoved, Actor::CommandLine).detail("group", group.name.as_str());
        opened.commit(write, event).await?;
        cx.notice(format!("Removed the group {}.", group.name))
    }
}

impl Member {
    async fn run(self, cx: &mut Context<'_>, is_member: bool) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let group = find_group(&opened, &self.group).await?;
        let user = find_user(&opened, &self.username).await?;
        let mut write = opened.store.write().await?;
        let act = if is_member {
            write.db().add_group_member(&group.id, &user.id).await?;
            "added"
        } else {
            write.db().remove_group_member(&group.id, &user.id).await?;
            "removed"
        };
        let event = Event::new(Kind::GroupChanged, Actor::CommandLine)
            .user(&user.id)
            .detail("group", group.name.as_str())
            .detail("member", act);
        opened.commit(write, event).await?;
        let verb = if is_member { "is in" } else { "is not in" };
        cx.notice(format!("{} {verb} the group {} now.", user.username, group.name))
    }
}

/// The group of a name; the failure says how to add it.
pub async fn find_group(opened: &Opened, name: &str) -> Result<store::Group, Failure> {
    let found = opened.store.read().await?.db().find_group(name).await?;
    found.ok_or_else(|| Failure::said(format!("There is no group {}. Add it with `claviger group add`.", plain(name))))
}
