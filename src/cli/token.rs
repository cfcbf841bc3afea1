//! `claviger token explain`: the token doctor. The token comes from a file or stdin, never from the command line, which
//! every user of the machine can read.

use super::client::find_client;
use super::output::{date, plain};
use super::{Context, Failure};
use crate::diagnose::token_doctor::{Finding, Report, Verdict, explain};
use crate::model::secret::Redacted;
use crate::web::messages::{DEFAULT_LANGUAGE, duration, message};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};

/// More than any token has; the doctor says so of what is longer.
const MOST_BYTES: u64 = 64 * 1024;

const EXAMPLES: &str = "\
Examples:
  claviger token explain token.txt --client orders-api
  pbpaste | claviger token explain - --json

The token is neither kept nor logged, and never printed whole.";

/// Tokens that do not work.
#[derive(Subcommand)]
pub enum Token {
    /// Say what is wrong with a token, and what to do
    Explain(Explain),
}

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// File that holds the token; - or nothing: stdin
    file: Option<PathBuf>,
    /// client_id of the app or API that it is for
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Token {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Explain(explain) => explain.run(cx).await,
        }
    }
}

impl Explain {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let token = read(cx, self.file.as_deref())?;
        let opened = cx.open().await?;
        let app = match &self.client {
            Some(id) => Some(find_client(&opened, id).await?),
            None => None,
        };
        let provider = opened.provider().await?;
        let report = explain(&provider, token.expose(), app.as_ref()).await?;
        if self.json {
            return cx.print_json(&to_json(&report)?);
        }
        for line in lines(&report)? {
            cx.print(&line)?;
        }
        Ok(())
    }
}

fn read(cx: &mut Context<'_>, file: Option<&Path>) -> Result<Redacted, Failure> {
    let mut text = String::new();
    match file.filter(|path| *path != Path::new("-")) {
        Some(path) => {
            let failed = |error: std::io::Error| Failure::said(format!("{} cannot be read: {error}.", path.display()));
            std::fs::File::open(path).map_err(failed)?.take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
        }
        None if cx.is_interactive => return cx.read_secret_line("Token: "),
        None => drop((&mut cx.input).take(MOST_BYTES).read_to_string(&mut text)?),
    }
    Ok(Redacted::from(text))
}

fn say(key: &str, finding: &Finding) -> Result<String, Failure> {
    let text = |text: &Option<String>| plain(text.as_deref().unwrap_or_default());
    let seconds = u64::try_from(finding.seconds.unwrap_or_default()).unwrap_or_default();
    let failed = |error: tera::Error| Failure::said(error.to_string());
    let time = duration(DEFAULT_LANGUAGE, seconds).map_err(failed)?;
    let arguments = [
        ("came", text(&finding.came)),
        ("expected", text(&finding.expected)),
        ("name", text(&finding.name)),
        ("time", time),
    ];
    message(DEFAULT_LANGUAGE, key, &arguments).map_err(failed)
}

/// What was found, and the mend where there is something to mend.
fn told(finding: &Finding) -> Result<(String, Option<String>), Failure> {
    let key = format!("doctor-{}", finding.code.as_str());
    let mend = (finding.verdict != Verdict::Ok).then(|| say(&format!("{key}-mend"), finding)).transpose()?;
    Ok((say(&key, finding)?, mend))
}

fn heading(report: &Report) -> Result<String, Failure> {
    let verdict = match report.verdict {
        Verdict::Ok => "doctor-verdict-ok",
        Verdict::Warning => "doctor-verdict-warning",
        Verdict::Wrong => "doctor-verdict-wrong",
    };
    let said = |key: &str| message(DEFAULT_LANGUAGE, key, &[]).map_err(|error| Failure::said(error.to_string()));
    Ok(format!("{}. {}", said(verdict)?, said(&format!("doctor-kind-{}", report.kind.as_str()))?))
}

fn lines(report: &Report) -> Result<Vec<String>, Failure> {
    let mut lines = vec![heading(report)?, String::new()];
    for finding in &report.findings {
        let mark = match finding.verdict {
            Verdict::Ok => "ok     ",
            Verdict::Warning => "warning",
            Verdict::Wrong => "WRONG  ",
        };
        let (what, mend) = told(finding)?;
        lines.push(format!("{mark}  {what}"));
        lines.extend(mend.map(|mend| format!("         {mend}")));
    }
    if let Some(difference) = &report.difference {
        lines.push(format!("         the token   {}", plain(&difference.came)));
        lines.push(format!("         this server {}", plain(&difference.expected)));
        lines.push(format!("                     {}^", " ".repeat(difference.at.saturating_sub(1))));
    }
    if !report.facts.is_empty() {
        lines.push(String::new());
    }
    lines.extend(report.facts.iter().map(|fact| {
        let value = fact.at.map_or_else(|| plain(&fact.value), date);
        format!("{:<10} {value}", fact.name)
    }));
    Ok(lines)
}

/// The report with its sentences.
fn to_json(report: &Report) -> Result<Value, Failure> {
    let mut answer = serde_json::to_value(report)?;
    for (place, finding) in report.findings.iter().enumerate() {
        let (what, mend) = told(finding)?;
        answer["findings"][place]["text"] = what.into();
        answer["findings"][place]["mend"] = json!(mend);
    }
    Ok(answer)
}
