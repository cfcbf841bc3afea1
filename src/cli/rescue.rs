//! `claviger rescue`.

use super::user::find_user;
use super::{Context, Failure};
use crate::audit::{Actor, Event, Kind};
use crate::model::secret::Token;
use crate::model::user::Role;
use crate::store::OneTimeLink;
use clap::Args;

/// What the link of a first start opens.
pub const FIRST_ADMINISTRATOR: &str = "first_administrator";
/// What a rescue link opens.
pub const RESCUE: &str = "rescue";
const LIFETIME_SECONDS: i64 = 3600;

/// Prints a link that works once, for one hour.
///
/// For a person it sets a new password and makes them an owner who is enabled; without one it opens "Create the first
/// administrator" on an installation that has no owner.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger rescue alice")]
pub struct Rescue {
    /// Username or e-mail address of an administrator
    username: Option<String>,
}

impl Rescue {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let (user, purpose, path) = match &self.username {
            Some(name) => (Some(find_user(&opened, name).await?), RESCUE, "rescue"),
            None => (None, FIRST_ADMINISTRATOR, "setup"),
        };
        if let Some(user) = user.as_ref().filter(|user| user.role != Some(Role::Owner) || user.is_disabled()) {
            let enable = if user.is_disabled() { "enable" } else { "set --admin" };
            return Err(Failure::said(format!(
                "{} is no owner who can sign in. Say `claviger user {enable} {}` first.",
                user.username, user.username
            )));
        }
        let mut write = opened.store.write().await?;
        if user.is_none() && write.db().count_enabled_owners().await? > 0 {
            return Err(Failure::said("There is an owner already: say whose password to set, `claviger rescue USERNAME`."));
        }
        let (token, now) = (Token::random(), cx.clock.now());
        let link = OneTimeLink {
            purpose: purpose.to_owned(),
            user_id: user.as_ref().map(|user| user.id.to_string()),
            expires_at: now + LIFETIME_SECONDS,
        };
        write.db().insert_link(&token.hash(), &link, now).await?;
        let mut event = Event::new(Kind::LinkMade, Actor::CommandLine).detail("purpose", purpose);
        if let Some(user) = &user {
            event = event.user(&user.id);
        }
        opened.commit(write, event).await?;
        cx.notice("Open this link within one hour, in a browser that reaches the server; it works once.")?;
        cx.print(&format!("{}/{path}?token={}", opened.config.public_url, token.expose()))
    }
}
