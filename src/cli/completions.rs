//! `claviger completions`.

use super::{Arguments, Context, Failure};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::io::Write;

/// Prints a completion script.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger completions bash > /etc/bash_completion.d/claviger")]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        // Into memory first: it panics where writing fails (`| head`).
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "claviger", &mut script);
        Ok(cx.out.write_all(&script)?)
    }
}
