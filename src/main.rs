//! The binary: hands the command line to [`claviger::cli`] and turns its result into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    claviger::cli::main()
}
