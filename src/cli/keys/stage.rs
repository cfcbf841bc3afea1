//! `claviger keys stage` and `unstage`.

use super::algorithm;
use crate::cli::output::date;
use crate::cli::{Context, Failure};
use crate::keys::Algorithm;
use crate::keys::rotation::{By, Staging};
use crate::model::ids::ClientId;
use clap::Args;
use serde_json::json;

/// Lets some apps receive tokens of the next key first, to see that they take them; all others do when it is rotated to.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger keys stage --client shop --client wiki")]
pub struct Stage {
    /// An app; may be repeated
    #[arg(long, value_name = "CLIENT_ID", required = true)]
    client: Vec<String>,
    #[command(flatten)]
    ring: OfRing,
}

/// Takes apps back to the present key; tokens that they have received stay good.
#[derive(Args)]
pub struct Unstage {
    /// An app; may be repeated [default: all of them]
    #[arg(long, value_name = "CLIENT_ID")]
    client: Vec<String>,
    #[command(flatten)]
    ring: OfRing,
}

#[derive(Args)]
struct OfRing {
    /// The ring, by its algorithm
    #[arg(long, value_name = "ALGORITHM", value_parser = algorithm, default_value = "RS256")]
    alg: Algorithm,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Stage {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let rotation = cx.open().await?.provider().await?.rotation();
        let staging = rotation.stage(self.ring.alg, &ids(&self.client), &By::command_line()).await?;
        answer(cx, &staging, self.ring.json)
    }
}

impl Unstage {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let rotation = cx.open().await?.provider().await?.rotation();
        let staging = rotation.unstage(self.ring.alg, &ids(&self.client), &By::command_line()).await?;
        answer(cx, &staging, self.ring.json)
    }
}

fn ids(names: &[String]) -> Vec<ClientId> {
    names.iter().map(|name| ClientId::from(name.as_str())).collect()
}

fn answer(cx: &mut Context<'_>, staging: &Staging, is_json: bool) -> Result<(), Failure> {
    let Staging { kid, clients, for_all_at } = staging;
    if is_json {
        return cx.print_json(&json!({ "kid": kid, "staged_for": clients, "for_all_at": for_all_at }));
    }
    if clients.is_empty() {
        return cx.notice(format!("{kid} signs for no app before its time."));
    }
    let names: Vec<_> = clients.iter().map(ClientId::as_str).collect();
    cx.notice(format!("{kid} signs for {} from now on.", names.join(", ")))?;
    for_all_at.map_or(Ok(()), |at| cx.notice(format!("For all apps it does from {} on.", date(at))))
}
