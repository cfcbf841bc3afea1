//! `claviger user enable` and `claviger user disable`.

use super::{check_owner_is_left, find_user, keys_of};
use crate::audit::{Actor, Event, Kind};
use crate::cli::{Context, Failure};
use clap::Args;

/// Lets a person sign in again.
#[derive(Args)]
pub struct Enable {
    /// Username or e-mail address
    username: String,
}

/// Stops a person from signing in, and ends their sessions and refresh tokens.
#[derive(Args)]
pub struct Disable {
    /// Username or e-mail address
    username: String,
}

impl Enable {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        switch(cx, &self.username, true).await
    }
}

impl Disable {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        switch(cx, &self.username, false).await
    }
}

async fn switch(cx: &mut Context<'_>, username: &str, enable: bool) -> Result<(), Failure> {
    let opened = cx.open().await?;
    let before = find_user(&opened, username).await?;
    let (kind, word) = if enable { (Kind::UserEnabled, "enabled") } else { (Kind::UserDisabled, "disabled") };
    if before.is_disabled() != enable {
        return cx.notice(format!("{} is {word} already.", before.username));
    }
    let now = cx.clock.now();
    let mut user = before.clone();
    user.updated_at = now;
    user.disabled_at = (!enable).then_some(now);
    let (username_key, email_key) = keys_of(&user);
    let mut write = opened.store.write().await?;
    write.db().lock_owners().await?;
    write.db().update_user(&user, (&username_key, email_key.as_deref())).await?;
    if !enable {
        write.db().end_all_of_user(&user.id, now).await?;
    }
    check_owner_is_left(&mut write, &before).await?;
    opened.commit(write, Event::new(kind, Actor::CommandLine).user(&user.id)).await?;
    cx.notice(format!("{} is {word} now.", user.username))
}
