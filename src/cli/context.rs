//! What a command is given to work with, and how it fails.

use super::open::{Opened, capitalized, open};
use super::output::plain;
use crate::accounts::{ActError, UserError};
use crate::clock::Clock;
use crate::config::{self, Loaded, Problem};
use crate::model::secret::Redacted;
use crate::oidc::apps::{ApiChangeError, AppError};
use crate::store;
use std::fmt;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// Surroundings of one command: files and streams come in by here, so that tests bring their own.
pub struct Context<'a> {
    /// `--config`.
    pub config_file: Option<PathBuf>,
    /// The `CLAVIGER_…` variables and all others.
    pub environment: Vec<(String, String)>,
    /// The time.
    pub clock: Clock,
    /// Answers.
    pub out: Box<dyn Write + 'a>,
    /// Notices and questions.
    pub err: Box<dyn Write + 'a>,
    /// Where passwords and secrets may come from.
    pub input: Box<dyn BufRead + 'a>,
    /// Whether somebody sits there who can be asked.
    pub is_interactive: bool,
    /// Asks them for something that must not be seen while it is typed.
    pub ask_unseen: fn(&str) -> std::io::Result<String>,
}

impl<'a> Context<'a> {
    /// The real surroundings.
    pub fn new(
        config_file: Option<PathBuf>,
        stdin: &'a std::io::Stdin,
        stdout: &'a std::io::Stdout,
        stderr: &'a std::io::Stderr,
    ) -> Self {
        Self {
            config_file,
            environment: config::environment().collect(),
            clock: Clock::system(),
            out: Box::new(stdout.lock()),
            err: Box::new(stderr),
            input: Box::new(stdin.lock()),
            is_interactive: stdin.is_terminal(),
            ask_unseen: |question| rpassword::prompt_password(question),
        }
    }

    /// The configuration; every problem of it is in the failure.
    pub fn load(&self) -> Result<Loaded, Failure> {
        config::load(self.config_file.as_deref(), self.environment.iter().cloned()).map_err(Failure::from)
    }

    /// Opens the installation, making what is missing; see [`open`].
    pub async fn open(&mut self) -> Result<Opened, Failure> {
        let loaded = self.load()?;
        let clock = self.clock.clone();
        open(loaded, clock, &mut self.err).await
    }

    /// A line on stderr.
    pub fn notice(&mut self, text: impl fmt::Display) -> Result<(), Failure> {
        Ok(writeln!(self.err, "{text}")?)
    }

    /// Says what will be lost, and asks unless `--yes` was given; without a terminal `--yes` is demanded.
    pub fn confirm(&mut self, loss: &str, is_confirmed: bool) -> Result<(), Failure> {
        if is_confirmed {
            return Ok(());
        }
        if !self.is_interactive {
            return Err(Failure::said(format!("{loss} Say --yes if that is what you want.")));
        }
        write!(self.err, "{loss} Type yes to go on: ")?;
        self.err.flush()?;
        let mut answer = String::new();
        self.input.read_line(&mut answer)?;
        if answer.trim() == "yes" { Ok(()) } else { Err(Failure::said("Nothing was changed.")) }
    }

    /// The first line of stdin, without its line end; typed unseen after `question` where stdin is a terminal.
    pub fn read_secret_line(&mut self, question: &str) -> Result<Redacted, Failure> {
        if self.is_interactive {
            let typed = Redacted::from((self.ask_unseen)(question)?);
            return if typed.expose().is_empty() { Err(Failure::said("Nothing was typed.")) } else { Ok(typed) };
        }
        let mut line = String::new();
        self.input.read_line(&mut line)?;
        let text = line.strip_suffix('\n').map_or(&*line, |text| text.strip_suffix('\r').unwrap_or(text)).to_owned();
        if text.is_empty() {
            return Err(Failure::said("Nothing came on stdin."));
        }
        Ok(Redacted::from(text))
    }

    /// A password: from stdin where that was asked for, else typed twice at the terminal, else none.
    pub fn read_password(&mut self, is_from_stdin: bool) -> Result<Option<Redacted>, Failure> {
        let first = if is_from_stdin {
            self.read_secret_line("Password: ")?
        } else if self.is_interactive {
            Redacted::from((self.ask_unseen)("Password (empty for none): ")?)
        } else {
            return Ok(None);
        };
        if first.expose().is_empty() {
            return Ok(None);
        }
        if !self.is_interactive {
            return Ok(Some(first));
        }
        let second = Redacted::from((self.ask_unseen)("The same again: ")?);
        if first == second { Ok(Some(first)) } else { Err(Failure::said("The two passwords differ.")) }
    }
}

/// Why a command ends with exit code 1; its `Display` is what is printed.
#[derive(Debug)]
pub struct Failure {
    text: String,
    is_broken_pipe: bool,
}

impl Failure {
    /// A failure in words of ours: a sentence with the mend.
    pub fn said(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_broken_pipe: false }
    }

    /// Whether only the reader of our answer has gone.
    pub const fn is_broken_pipe(&self) -> bool {
        self.is_broken_pipe
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An error with its causes, outermost first.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::said(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }
}
impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::said(chain(&error))
    }
}
impl From<UserError> for Failure {
    fn from(error: UserError) -> Self {
        Self::said(capitalized(&chain(&error)))
    }
}
impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Invalid(problems) => {
                let lines: Vec<_> = problems.iter().map(|problem| capitalized(&problem.to_string())).collect();
                Self::said(lines.join("\n"))
            }
            AppError::Missing(id) => {
                Self::said(format!("There is no app {}. `claviger client list` lists them.", plain(id.as_str())))
            }
            AppError::Stale(_) => {
                Self::said(format!("{}; run the command again.", capitalized(&error.to_string()).trim_end_matches('.')))
            }
            other => Self::said(capitalized(&chain(&other))),
        }
    }
}
impl From<ApiChangeError> for Failure {
    fn from(error: ApiChangeError) -> Self {
        match error {
            ApiChangeError::Invalid(problems) => {
                let lines: Vec<_> = problems.iter().map(|problem| capitalized(&problem.to_string())).collect();
                Self::said(lines.join("\n"))
            }
            other => Self::said(capitalized(&chain(&other))),
        }
    }
}
impl From<ActError> for Failure {
    fn from(error: ActError) -> Self {
        Self::said(capitalized(&chain(&error)))
    }
}
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self { is_broken_pipe: error.kind() == std::io::ErrorKind::BrokenPipe, text: chain(&error) }
    }
}
impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::said(chain(&error))
    }
}
