//! `claviger completions`.

use super::{Arguments, Context, Failure};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Prints a completion script.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger completions bash > /etc/bash_completion.d/claviger")]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        clap_complete::generate(self.shell, &mut Arguments::command(), "claviger", &mut cx.out);
        Ok(())
    }
}
