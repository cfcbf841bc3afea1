//! `claviger user`.

mod access;
mod act;
mod add;
mod list;
mod refusal;
mod remove;
mod role;
mod set;
mod set_password;
mod show;

use super::output::{plain, word};
use super::{Context, Failure, Opened};
use crate::model::user::User as Person;
use crate::model::username::username_key;
use clap::Subcommand;

/// People who can sign in.
#[derive(Subcommand)]
pub enum User {
    /// Add a person
    Add(Box<add::Add>),
    /// List, search and filter people
    List(list::List),
    /// Show one person
    Show(show::Show),
    /// Change a person
    Set(Box<set::Set>),
    /// Give a person a role, or take it away
    Role(role::Role),
    /// Let people sign in again
    Enable(act::Enable),
    /// Stop people from signing in, and end their sessions
    Disable(act::Disable),
    /// End the sessions and tokens of people
    EndSessions(act::EndSessions),
    /// Have people choose another password at the next sign-in
    DemandPassword(act::DemandPassword),
    /// Remove a person with everything that is theirs; it can be undone for some days
    Remove(remove::Remove),
    /// Undo the removal of people
    Restore(act::Restore),
    /// Print a link by which a person who has no password chooses one
    Invite(access::Invite),
    /// Print a link by which a person sets a new password, within one hour
    ResetPassword(access::ResetPassword),
    /// Set a person's password, and end their sessions
    SetPassword(set_password::SetPassword),
}

impl User {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Show(show) => show.run(cx).await,
            Self::Set(set) => set.run(cx).await,
            Self::Role(role) => role.run(cx).await,
            Self::Enable(enable) => enable.run(cx).await,
            Self::Disable(disable) => disable.run(cx).await,
            Self::EndSessions(end) => end.run(cx).await,
            Self::DemandPassword(demand) => demand.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
            Self::Restore(restore) => restore.run(cx).await,
            Self::Invite(invite) => invite.run(cx).await,
            Self::ResetPassword(reset) => reset.run(cx).await,
            Self::SetPassword(set) => set.run(cx).await,
        }
    }
}

/// The person of a username or e-mail address; who was removed is not found.
pub async fn find_user(opened: &Opened, name: &str) -> Result<Person, Failure> {
    let user = find_even_removed(opened, name).await?;
    if user.deleted_at.is_some() {
        let (shown, name) = (plain(&user.username), word(&user.username));
        return Err(Failure::said(format!(
            "There is nobody called {shown} any more: they were removed. `claviger user restore {name}` undoes it."
        )));
    }
    Ok(user)
}

/// The same, also where they were removed and it can still be undone.
async fn find_even_removed(opened: &Opened, name: &str) -> Result<Person, Failure> {
    let found = opened.store.read().await?.db().find_user_by_key(&username_key(name)).await?;
    found.ok_or_else(|| {
        Failure::said(format!("There is nobody called {}. `claviger user list` lists people.", plain(name)))
    })
}

/// `NAME=VALUE` taken apart; without a `=` there is a name only, which whoever reads it refuses.
fn assignment(text: &str) -> Result<(String, String), Failure> {
    let parts = text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.to_owned()));
    parts.ok_or_else(|| {
        let text = plain(text);
        Failure::said(format!("`{text}` is not an assignment: write name=value, or name= to remove the value."))
    })
}
