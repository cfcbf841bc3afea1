//! `claviger audit export`.

use super::filters::Filters;
use crate::audit::{self, Actor, Cursor, Event, Kind, to_json};
use crate::cli::{Context, Failure};
use clap::Args;
use std::io::Write;

const PAGE: usize = 1000;

const EXAMPLES: &str = "\
Each line holds the whole row, with its MAC, its number and its link: enough to check the chain elsewhere.

Examples:
  claviger audit export > audit.jsonl
  claviger audit export --since 2026-01-01 --until 2026-02-01 | zstd > audit-2026-01.jsonl.zst";

/// Writes events as JSON lines, newest first.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Export {
    #[command(flatten)]
    filters: Filters,
}

impl Export {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let filter = self.filters.resolve(&opened).await?;
        // Before the first line: whoever takes the log with them leaves a trace of it.
        let mut write = opened.store.write().await?;
        opened.audit.record(&mut write.db(), Event::new(Kind::AuditExported, Actor::CommandLine)).await?;
        write.commit().await?;
        let mut cursor: Option<Cursor> = None;
        // Page by page, so that a million events need no more memory than a few.
        loop {
            let page = audit::list(&mut opened.store.read().await?.db(), &filter, cursor.as_ref(), PAGE).await?;
            for row in &page.events {
                serde_json::to_writer(&mut cx.out, &to_json(row))?;
                writeln!(cx.out)?;
            }
            let Some(next) = page.next else { return Ok(()) };
            cursor = Some(next);
        }
    }
}
