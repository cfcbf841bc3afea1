//! `claviger client list`.

use super::{known, parse_kind};
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use crate::model::client::ClientKind;
use crate::oidc::apps::{self, Filter, Place, Sort, to_json};
use clap::Args;
use std::sync::Arc;

/// Lists the apps.
#[derive(Args)]
pub struct List {
    /// A part of the id, the name or the host of a redirect URI
    #[arg(long, value_name = "TEXT", default_value = "")]
    q: String,
    /// Only apps of this kind
    #[arg(long, value_parser = parse_kind)]
    kind: Option<ClientKind>,
    /// Only apps that are switched off
    #[arg(long, conflicts_with = "enabled")]
    disabled: bool,
    /// Only apps that are switched on
    #[arg(long)]
    enabled: bool,
    /// name, id, created or changed
    #[arg(long, default_value = "id", value_parser = parse_sort)]
    sort: Sort,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let clients = opened.store.read().await?.db().list_clients().await?;
        let is_enabled = if self.disabled { Some(false) } else { self.enabled.then_some(true) };
        let filter = Filter { q: self.q, kind: self.kind, is_enabled };
        let order = (self.sort, self.reverse);
        let clients = apps::find(clients.into_iter().map(Arc::new), &filter, order, &Place::Start, usize::MAX).apps;
        if self.json {
            return cx.print_json(&clients.iter().map(|client| to_json(client)).collect::<Vec<_>>());
        }
        let mut rows = vec![["CLIENT ID", "NAME", "KIND", "STATE", "REDIRECT URIS"].map(str::to_owned).to_vec()];
        rows.extend(clients.iter().map(|client| {
            let state = if client.is_disabled() { "disabled" } else { "enabled" };
            let (kind, uris) = (client.kind.as_str().to_owned(), client.redirect_uris.join(" "));
            vec![client.id.to_string(), plain(&client.name), kind, state.to_owned(), uris]
        }));
        cx.print_table(&rows)
    }
}

fn parse_sort(text: &str) -> Result<Sort, String> {
    Sort::parse(text).ok_or_else(|| known("orders", &Sort::ALL.map(Sort::as_str)))
}
