//! `claviger user add`.

use super::{check_person, keys_of, show, taken};
use crate::audit::{Actor, Event, Kind};
use crate::cli::group::find_group;
use crate::cli::output::word;
use crate::cli::{Context, Failure};
use crate::model::ids::{UserId, random_id};
use crate::model::standard_claims::set_claim;
use crate::model::user::{Role, User};
use clap::Args;
use serde_json::Map;

const EXAMPLES: &str = "\
Examples:
  claviger user add alice --email alice@example.com --name 'Alice Martin' --admin
  printf '%s\\n' \"$PASSWORD\" | claviger user add bob --password-stdin --group staff --group sales

Without --password-stdin the password is asked for at the terminal; without a terminal there is none yet.";

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
    /// Make an owner, who may do everything here
    #[arg(long)]
    admin: bool,
    /// A group to be in; may be repeated
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    /// Another standard claim, such as birthdate=1990-02-28; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    claim: Vec<String>,
    /// Answer with the person as JSON
    #[arg(long)]
    json: bool,
}

impl Add {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let mut user = self.user(cx.clock.now())?;
        let opened = cx.open().await?;
        let mut groups = Vec::new();
        for name in &self.group {
            groups.push(find_group(&opened, name).await?);
        }
        let password = cx.read_password(self.password_stdin)?;
        if let Some(password) = &password {
            user.password_hash = Some(opened.accounts().hash_new_password(password, &user).await?);
        }
        let (username_key, email_key) = keys_of(&user);
        let mut write = opened.store.write().await?;
        let inserted = write.db().insert_user(&user, (&username_key, email_key.as_deref())).await;
        inserted.map_err(|error| taken(error, &user))?;
        for group in &groups {
            write.db().add_group_member(&group.id, &user.id).await?;
        }
        let names: Vec<&str> = groups.iter().map(|group| &*group.name).collect();
        let event = Event::new(Kind::UserCreated, Actor::CommandLine)
            .user(&user.id)
            .detail("username", user.username.as_str())
            .detail("role", user.role.map(Role::as_str))
            .detail("groups", names.clone());
        opened.commit(write, event).await?;
        cx.notice(format!("Added {}.", user.username))?;
        if password.is_none() {
            cx.notice(format!("They have no password yet: `claviger user set-password {}`.", word(&user.username)))?;
        }
        if self.json {
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            return cx.print_json(&show::to_json(&user, &names));
        }
        Ok(())
    }

    fn user(&self, now: i64) -> Result<User, Failure> {
        let mut user = User {
            id: UserId::from(random_id()),
            username: self.username.clone(),
            email: self.email.clone(),
            // An address that an admin typed counts as verified unless they say otherwise.
            email_verified: self.email.is_some() && !self.email_unverified,
            name: self.name.clone(),
            claims: Map::new(),
            password_hash: None,
            role: self.admin.then_some(Role::Owner),
            disabled_at: None,
            created_at: now,
            updated_at: now,
            last_sign_in_at: None,
        };
        check_person(&user)?;
        for claim in &self.claim {
            set_claim(&mut user, claim).map_err(|error| Failure::said(format!("{error}.")))?;
        }
        Ok(user)
    }
}
