//! `claviger audit`.

mod export;
mod filters;
mod list;
mod names;
mod verify;

use super::{Context, Failure};
use clap::Subcommand;

/// Reads and checks the audit log.
#[derive(Subcommand)]
pub enum Audit {
    /// List events as sentences, newest first
    List(list::List),
    /// Write events as JSON lines, newest first
    Export(export::Export),
    /// Check that nothing was changed, removed or reordered
    Verify(verify::Verify),
}

impl Audit {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(cx).await,
            Self::Export(export) => export.run(cx).await,
            Self::Verify(verify) => verify.run(cx).await,
        }
    }
}
