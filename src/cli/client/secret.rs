//! `claviger client secret`.

use super::{BY, find_client, wished_secret};
use crate::cli::output::{date, date_or_empty};
use crate::cli::{Context, Failure};
use crate::model::ids::ClientId;
use crate::oidc::apps::{AppError, MadeSecret, secret_to_json};
use clap::{Args, Subcommand};
use serde_json::json;

/// An app's secrets. While it moves from one to the next, both work.
#[derive(Subcommand)]
pub enum Secret {
    /// Give an app one more secret; the ones it has stay
    Add(Add),
    /// Give an app a new secret, and let the ones it has end a while later
    Roll(Roll),
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
#[command(after_help = "Example:\n  claviger client secret roll shop --overlap-hours 24")]
pub struct Roll {
    /// client_id
    id: String,
    /// How long the ones before go on working beside the new one
    #[arg(long, value_name = "HOURS", default_value = "24", value_parser = clap::value_parser!(i64).range(0..=8760))]
    overlap_hours: i64,
    /// The new one ends by itself after so many days
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
            Self::Roll(roll) => roll.run(cx).await,
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
            return Err(AppError::PublicSecret(client.id).into());
        }
        let wished = wished_secret(cx, self.secret_stdin, self.expires_in_days)?;
        let made = opened.apps().add_secret(&BY, &client.id, wished).await?;
        let notice = format!("Added the secret {} to the app {}; it is shown this once.", made.kept.id, client.id);
        show(cx, &client.id, &made, (self.json, self.secret_stdin), &notice)
    }
}

impl Roll {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        let wished = wished_secret(cx, false, self.expires_in_days)?;
        let made = opened.apps().roll_secret(&BY, &client.id, wished, self.overlap_hours * 3600).await?;
        let notice = format!(
            "Added the secret {} to the app {}; it is shown this once. The ones before end in {} hours.",
            made.kept.id, client.id, self.overlap_hours
        );
        show(cx, &client.id, &made, (self.json, false), &notice)
    }
}

fn show(
    cx: &mut Context<'_>,
    client: &ClientId,
    made: &MadeSecret,
    (json, is_known): (bool, bool),
    notice: &str,
) -> Result<(), Failure> {
    let MadeSecret { secret, kept } = made;
    if json {
        let (id, expires_at) = (&kept.id, kept.expires_at);
        let answer = json!({"client_id": client, "id": id, "client_secret": secret.expose(), "expires_at": expires_at});
        return cx.print_json(&answer);
    }
    cx.notice(notice)?;
    if is_known { Ok(()) } else { cx.print(secret.expose()) }
}

impl List {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        if self.json {
            return cx.print_json(&client.secrets.iter().map(secret_to_json).collect::<Vec<_>>());
        }
        let mut rows = vec![["ID", "BEGINS WITH", "CREATED", "EXPIRES", "LAST USED"].map(str::to_owned).to_vec()];
        rows.extend(client.secrets.iter().map(|secret| {
            let (expires, used) = (date_or_empty(secret.expires_at), date_or_empty(secret.last_used_at));
            vec![secret.id.clone(), secret.hint.clone(), date(secret.created_at), expires, used]
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
        opened.apps().remove_secret(&BY, &client.id, &self.secret_id).await?;
        cx.notice(format!("Removed the secret {}.", self.secret_id))
    }
}
