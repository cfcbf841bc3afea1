//! `claviger audit list`.

use super::filters::Filters;
use super::names::Names;
use crate::audit::{self, Cursor, Filter, to_json};
use crate::cli::output::date;
use crate::cli::{Context, Failure, Opened};
use crate::store::ChainedEvent;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  claviger audit list --person alice
  claviger audit list --kind client --app shop               who changed the app, and what
  claviger audit list --kind sign_in.failed --since 2026-01-31 --limit 200";

/// Lists events as sentences, newest first.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct List {
    #[command(flatten)]
    filters: Filters,
    /// How many to list
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    /// Answer as JSON, with all details
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let filter = self.filters.resolve(&opened).await?;
        let events = newest(&opened, &filter, self.limit.into()).await?;
        if self.json {
            return cx.print_json(&events.iter().map(to_json).collect::<Vec<_>>());
        }
        let mut forged = 0;
        let mut names = Names::new(&opened);
        let mut rows = vec![["TIME", "ADDRESS", "WHAT"].map(str::to_owned).to_vec()];
        for row in &events {
            let at = date(row.event.at_ms.div_euclid(1000));
            let is_ours = opened.audit.is_authentic(&row.event);
            forged += usize::from(!is_ours);
            let mark = if is_ours { "" } else { "(!) " };
            let said = format!("{mark}{}", names.sentence(&row.event).await?);
            rows.push(vec![at, row.event.address.clone().unwrap_or_default(), said]);
        }
        cx.print_table(&rows)?;
        if forged > 0 {
            cx.notice(
                "(!) is not as Claviger wrote it: its MAC does not fit. `claviger audit verify` checks the whole log.",
            )?;
        }
        Ok(())
    }
}

/// The newest events, over as many pages as it takes.
async fn newest(opened: &Opened, filter: &Filter, limit: usize) -> Result<Vec<ChainedEvent>, Failure> {
    let mut events = Vec::new();
    let mut cursor: Option<Cursor> = None;
    loop {
        let missing = limit - events.len();
        let page = audit::list(&mut opened.store.read().await?.db(), filter, cursor.as_ref(), missing).await?;
        events.extend(page.events);
        match page.next {
            Some(next) if events.len() < limit => cursor = Some(next),
            _ => return Ok(events),
        }
    }
}
