//! Verifiers that are programs of their own, such as well-known libraries as they come: they read a token from each
//! line and answer each with a line, `ok` or why not.

use super::MAX_AGE;
use super::traffic::{Site, Tally, Token};
use super::verifier::Refusal;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedReceiver;

/// A program with its arguments. It finds `DRILL_ISSUER`, `DRILL_JWKS_URI`, `DRILL_AUDIENCE` and
/// `DRILL_MAX_AGE`, the seconds that the key set may be kept, in its environment.
#[derive(Clone, Debug)]
pub struct Outside(pub Vec<String>);

impl Outside {
    /// Hands on every token until there are no more; blocks meanwhile.
    pub(super) fn run(
        &self,
        site: &Site,
        mut tokens: UnboundedReceiver<Token>,
        tally: &Arc<Tally>,
    ) -> std::io::Result<()> {
        let mut child = Running(self.start(site)?);
        let (mut input, output) = match (child.0.stdin.take(), child.0.stdout.take()) {
            (Some(input), Some(output)) => (input, BufReader::new(output)),
            _ => return Err(std::io::ErrorKind::BrokenPipe.into()),
        };
        let mut answers = output.lines();
        while let Some(token) = tokens.blocking_recv() {
            writeln!(input, "{}", token.text)?;
            let answer = answers.next().ok_or(std::io::ErrorKind::UnexpectedEof)??;
            tally.note(
                &token,
                match &*answer {
                    "ok" => Ok(()),
                    reason => Err(Refusal::Other(reason.to_owned())),
                },
            );
        }
        Ok(())
    }

    fn start(&self, site: &Site) -> std::io::Result<Child> {
        let (program, arguments) = self.0.split_first().ok_or(std::io::ErrorKind::NotFound)?;
        Command::new(program)
            .args(arguments)
            .env("DRILL_ISSUER", &site.issuer)
            .env("DRILL_JWKS_URI", format!("{}{}", site.issuer, Site::KEY_SET))
            .env("DRILL_AUDIENCE", &site.issuer)
            .env("DRILL_MAX_AGE", MAX_AGE.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
    }
}

/// Dropped, it is killed.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
