//! `claviger serve`.

use super::{Context, Failure};
use clap::Args;

/// Starts the server.
#[derive(Args)]
pub struct Serve {}

impl Serve {
    pub(super) fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let Self {} = self;
        let loaded = cx.load()?;
        Err(Failure::said(format!("Cannot listen on {}: this build has no server.", loaded.config.listen)))
    }
}
