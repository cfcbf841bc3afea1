//! Log output of the server, on stderr: readable lines for people, JSON for machines.

use crate::config::{Log, LogFormat};
use std::io::IsTerminal;
use tracing::subscriber::set_global_default;
use tracing_subscriber::EnvFilter;

/// Starts logging for this process. Rocket's own lines, which go through another crate, stay silent.
pub fn start(log: &Log) -> Result<(), String> {
    let filter = EnvFilter::try_new(&log.level).map_err(|error| error.to_string())?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    match log.format {
        LogFormat::Text => set_global_default(lines.finish()),
        LogFormat::Json => set_global_default(lines.json().flatten_event(true).finish()),
    }
    .map_err(|error| error.to_string())
}
