//! `claviger group`.

mod list;
mod member;
mod write;

use super::output::plain;
use super::{Context, Failure, Opened};
use crate::accounts::{ActError, FieldError, FieldFault, FormField};
use crate::store;
use clap::Subcommand;

/// Groups: each is a value of the `groups` claim.
#[derive(Subcommand)]
pub enum Group {
    /// Add a group
    Add(write::Add),
    /// List or search the groups
    List(list::List),
    /// Change a group
    Set(write::Set),
    /// Remove a group; its members stay
    Remove(write::Remove),
    /// Put people into a group
    AddMember(member::AddMember),
    /// Take people out of a group
    RemoveMember(member::RemoveMember),
}

impl Group {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Set(set) => set.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
            Self::AddMember(add) => add.run(cx).await,
            Self::RemoveMember(remove) => remove.run(cx).await,
        }
    }
}

/// The group of a name; the failure says how to add it.
pub async fn find_group(opened: &Opened, name: &str) -> Result<store::Group, Failure> {
    let found = opened.store.read().await?.db().find_group(name).await?;
    found.ok_or_else(|| Failure::said(format!("There is no group {}. Add it with `claviger group add`.", plain(name))))
}

/// The refusal of a group that was to be called `name`.
fn refused(error: ActError, name: &str) -> Failure {
    let ActError::Fields(errors) = error else { return error.into() };
    let sentence = |error: &FieldError| match &error.fault {
        FieldFault::Taken(other) if error.field == FormField::Name => taken(other.as_deref().unwrap_or(name), name),
        fault => match error.field {
            FormField::Name => format!("The name {} {fault}.", plain(name)),
            _ => format!("The description {fault}."),
        },
    };
    Failure::said(errors.iter().map(sentence).collect::<Vec<_>>().join("\n"))
}

fn taken(other: &str, name: &str) -> String {
    let (other, name) = (plain(other), plain(name));
    if other == name {
        format!("There is a group {other} already.")
    } else {
        format!("There is a group {other} already, and people could not tell {name} from it: choose another name.")
    }
}
