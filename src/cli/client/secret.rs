//! `claviger client secret`.

use super::show::secret_to_json;
use super::{find_client, make_secret};
use crate::audit::{Actor, Event, Kind};
use crate::cli::output::{date, date_or_empty};
use crate::cli::{Context, Failure};
use clap::{Args, Subcommand};
use serde_json::json;

/// An app's secrets. While it moves from one to the next, both work.
#[derive(Subcommand)]
pub enum Secret {
    /// Give an app one more secret; the ones it has stay
    Add(Add),
    /// List an app's secrets by their first characters
    List(List),
    /// Remove a secret: it stops working within two seconds
    Remove(Remove),
}

#[derive(Args)]
#[command(after_help = "Example:\n  claviger client secret add shop --expires-in-days 365")]
pub struct Add {
    /// client_id
    id: String,
    /// Read the secret (at least 32 characters) from stdin instead of making one
    #[arg(long)]
    secret_stdin: bool,
    /// It ends by itself after so many days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=3650))]
    expires_in_days: Option<i64>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct List {
    /// client_id
    id: String,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Remove {
    /// client_id
    id: String,
    /// The secret's id, from `claviger client secret list`
    secret_id: String,
    /// Do not ask before removing the last one
    #[arg(long, short)]
    yes: bool,
}

impl Secret {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
        }
    }
}

impl Add {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        if client.is_public {
            return Err(Failure::said(format!("{} is a public app: it can keep no secret.", client.id)));
        }
        let (secret, mut kept) = make_secret(cx, self.secret_stdin)?;
        kept.expires_at = self.expires_in_days.map(|days| kept.created_at + days * 86_400);
        let mut write = opened.store.write().await?;
        write.db().insert_client_secret(&client.id, &kept).await?;
        let event = Event::new(Kind::ClientSecretAdded, Actor::CommandLine).client(&client.id);
        opened.commit(write, event.detail("secret_id", kept.id.as_str())).await?;
        if self.json {
            let (id, expires_at) = (&kept.id, kept.expires_at);
            let answer =
                json!({"client_id": client.id, "id": id, "client_secret": secret.expose(), "expires_at": expires_at});
            return cx.print_json(&answer);
        }
        cx.notice(format!("Added the secret {} to the app {}; it is shown this once.", kept.id, client.id))?;
        if self.secret_stdin { Ok(()) } else { cx.print(secret.expose()) }
    }
}

impl List {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        if self.json {
            return cx.print_json(&client.secrets.iter().map(secret_to_json).collect::<Vec<_>>());
        }
        let mut rows = vec![["ID", "BEGINS WITH", "CREATED", "EXPIRES"].map(str::to_owned).to_vec()];
        rows.extend(client.secrets.iter().map(|secret| {
            vec![secret.id.clone(), secret.hint.clone(), date(secret.created_at), date_or_empty(secret.expires_at)]
        }));
        cx.print_table(&rows)
    }
}

impl Remove {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        if !client.secrets.iter().any(|secret| secret.id == self.secret_id) {
            return Err(Failure::said(format!("{} has no secret with the id {}.", client.id, self.secret_id)));
        }
        if client.secrets.len() == 1 {
            cx.confirm(
                &format!("This is the only secret of {}: it cannot authenticate without.", client.id),
                self.yes,
            )?;
        }
        let mut write = opened.store.write().await?;
        write.db().delete_client_secret(&client.id, &self.secret_id).await?;
        let event = Event::new(Kind::ClientSecretRemoved, Actor::CommandLine).client(&client.id);
        opened.commit(write, event.detail("secret_id", self.secret_id.as_str())).await?;
        cx.notice(format!("Removed the secret {}.", self.secret_id))
    }
}
