//! `claviger user`.

mod add;
mod list;
mod remove;
mod set;
mod set_password;
mod show;
mod switch;

use super::output::plain;
use super::{Context, Failure, Opened};
use crate::model::user::User as Person;
use crate::model::username::{NameError, check_email, check_name, check_username, username_key};
use crate::store::{Error, Write};
use clap::Subcommand;

/// People who can sign in.
#[derive(Subcommand)]
pub enum User {
    /// Add a person
    Add(Box<add::Add>),
    /// List people
    List(list::List),
    /// Show one person
    Show(show::Show),
    /// Change a person
    Set(Box<set::Set>),
    /// Let a person sign in again
    Enable(switch::Enable),
    /// Stop a person from signing in, and end their sessions
    Disable(switch::Disable),
    /// Remove a person with everything that is theirs
    Remove(remove::Remove),
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
            Self::Enable(enable) => enable.run(cx).await,
            Self::Disable(disable) => disable.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
            Self::SetPassword(set) => set.run(cx).await,
        }
    }
}

/// The person of a username or e-mail address.
pub async fn find_user(opened: &Opened, name: &str) -> Result<Person, Failure> {
    let found = opened.store.read().await?.db().find_user_by_key(&username_key(name)).await?;
    found.ok_or_else(|| {
        Failure::said(format!("There is nobody called {}. `claviger user list` lists people.", plain(name)))
    })
}

/// Checks what describes a person.
fn check_person(user: &Person) -> Result<(), Failure> {
    let failed =
        |what: &str, text: &str, error: NameError| Failure::said(format!("The {what} {} {error}.", plain(text)));
    check_username(&user.username, user.email.as_deref()).map_err(|error| failed("username", &user.username, error))?;
    if let Some(email) = &user.email {
        check_email(email).map_err(|error| failed("e-mail address", email, error))?;
    }
    if let Some(name) = &user.name {
        check_name(name).map_err(|error| failed("name", name, error))?;
    }
    Ok(())
}

/// The unique forms of a person's names.
fn keys_of(user: &Person) -> (String, Option<String>) {
    (username_key(&user.username), user.email.as_deref().map(username_key))
}

/// A unique value that is taken, in words; any other error as it is.
fn taken(error: Error, user: &Person) -> Failure {
    match error {
        Error::Taken(what) if what.contains("email") => {
            let email = user.email.as_deref().unwrap_or_default();
            Failure::said(format!("Somebody has the e-mail address {} already.", plain(email)))
        }
        Error::Taken(_) => Failure::said(format!("Somebody is called {} already.", plain(&user.username))),
        error => error.into(),
    }
}

/// Refuses to leave nobody who may give roles; asked inside the transaction, after the change.
async fn check_owner_is_left(write: &mut Write, before: &Person) -> Result<(), Failure> {
    let was_owner = before.role == Some(crate::model::user::Role::Owner) && !before.is_disabled();
    if was_owner && write.db().count_enabled_owners().await? == 0 {
        return Err(Failure::said(format!(
            "{} is the last owner, and without one nobody could manage this installation. Make another owner first: \
             `claviger user set USERNAME --admin`.",
            plain(&before.username)
        )));
    }
    Ok(())
}
