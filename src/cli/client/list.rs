//! `claviger client list`.

use super::show::to_json;
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use clap::Args;

/// Lists the apps.
#[derive(Args)]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let clients = opened.store.read().await?.db().list_clients().await?;
        if self.json {
            return cx.print_json(&clients.iter().map(to_json).collect::<Vec<_>>());
        }
        let mut rows = vec![["CLIENT ID", "NAME", "KIND", "STATE", "REDIRECT URIS"].map(str::to_owned).to_vec()];
        rows.extend(clients.iter().map(|client| {
            let kind = if client.is_public { "public" } else { "confidential" };
            let state = if client.is_disabled() { "disabled" } else { "enabled" };
            let uris = client.redirect_uris.join(" ");
            vec![client.id.to_string(), plain(&client.name), kind.to_owned(), state.to_owned(), uris]
        }));
        cx.print_table(&rows)
    }
}
