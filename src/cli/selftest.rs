//! `claviger selftest`.

use super::context::chain;
use super::output::plain;
use super::{Context, Failure};
use crate::accounts::Authority;
use crate::diagnose::selftest::{self, Line, Mend, Outcome, Report};
use crate::web::messages::{DEFAULT_LANGUAGE, message};
use clap::Args;
use serde_json::Value;

const EXAMPLES: &str = "\
Examples:
  claviger --config /etc/claviger.toml selftest
  claviger selftest --json

Runs beside the server, with its configuration: it reads the discovery document of the running server, and exercises
everything that it advertises over HTTP, as apps and browsers would. The apps and people that it makes for that begin
with selftest- and are removed afterwards, also after Ctrl-C; what a killed run left is removed by the next one.
Exit code 0 only if nothing failed.";

/// Exercises every capability that the running server advertises.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct SelfTest {
    /// Where the server is reached [default: public_url of the configuration]
    url: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl SelfTest {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let url = self.url.as_deref().unwrap_or(&opened.config.public_url).trim_end_matches('/').to_owned();
        let provider = opened.provider().await?;
        cx.notice(format!("Testing {url}; this takes some seconds."))?;
        let by = Authority::command_line();
        let stop = async {
            // Where signals cannot be listened for, nothing interrupts but the end.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let outcome = selftest::run(&provider, &by, &url, stop, &|_| ()).await;
        let report = outcome.map_err(|error| Failure::said(chain(&error)))?;
        if self.json {
            cx.print_json(&to_json(&report)?)?;
        } else {
            for line in text(&report)? {
                cx.print(&line)?;
            }
        }
        match report.failed {
            _ if report.is_passed() => Ok(()),
            1 => Err(Failure::said("One capability does not work.")),
            failed => Err(Failure::said(format!("{failed} capabilities do not work."))),
        }
    }
}

fn said(mend: Mend) -> Result<String, Failure> {
    let key = format!("selftest-mend-{}", mend.as_str());
    message(DEFAULT_LANGUAGE, &key, &[]).map_err(|error| Failure::said(error.to_string()))
}

/// The report with its mends in words.
fn to_json(report: &Report) -> Result<Value, Failure> {
    let mut answer = serde_json::to_value(report)?;
    for (place, line) in report.lines.iter().enumerate() {
        if let Some(mend) = line.mend {
            answer["lines"][place]["mend"] = said(mend)?.into();
        }
    }
    Ok(answer)
}

/// By member: a mark, what was tried, what was seen, and below a failure what to do.
fn text(report: &Report) -> Result<Vec<String>, Failure> {
    let width = report.lines.iter().map(|line| line.capability.chars().count()).max().unwrap_or(0);
    let mut members: Vec<&Option<String>> = Vec::new();
    for line in &report.lines {
        if !members.contains(&&line.member) {
            members.push(&line.member);
        }
    }
    let mut lines = Vec::new();
    for member in members {
        lines.push(plain(member.as_deref().unwrap_or("every provider")));
        for line in report.lines.iter().filter(|line| line.member == *member) {
            lines.push(row(line, width));
            if let Some(mend) = line.mend {
                lines.push(format!("          {}", said(mend)?));
            }
        }
    }
    let Report { ok, failed, skipped, seconds, .. } = report;
    lines.push(String::new());
    lines.push(format!("{ok} ok, {failed} failed, {skipped} skipped in {seconds:.1} s"));
    Ok(lines)
}

fn row(line: &Line, width: usize) -> String {
    let mark = match line.result {
        Outcome::Ok => "ok     ",
        Outcome::Failed => "FAILED ",
        Outcome::Skipped => "skipped",
    };
    let padding = " ".repeat(width.saturating_sub(line.capability.chars().count()));
    format!("  {mark} {}{padding}  {}", plain(&line.capability), plain(&line.evidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(member: Option<&str>, result: Outcome, mend: Option<Mend>) -> Line {
        let (capability, evidence) = ("S256".to_owned(), "seen\u{7}".to_owned());
        Line { member: member.map(str::to_owned), capability, result, evidence, mend }
    }

    #[test]
    fn a_failure_stands_with_its_mend_and_control_characters_are_written_out() {
        let lines = vec![
            line(Some("issuer"), Outcome::Ok, None),
            line(Some("issuer"), Outcome::Skipped, None),
            line(None, Outcome::Failed, Some(Mend::Keys)),
        ];
        let report = Report { url: String::new(), ok: 1, failed: 1, skipped: 1, seconds: 1.0, lines };
        let text = text(&report).unwrap();
        let mend = format!("          {}", said(Mend::Keys).unwrap());
        let rows = [
            "issuer",
            "  ok      S256  seen\\u{7}",
            "  skipped S256  seen\\u{7}",
            "every provider",
            "  FAILED  S256  seen\\u{7}",
        ];
        assert_eq!(text[..5], rows);
        assert_eq!((&text[5], &*text[7]), (&mend, "1 ok, 1 failed, 1 skipped in 1.0 s"));
        assert_eq!(to_json(&report).unwrap()["lines"][2]["mend"], mend.trim());
    }

    #[test]
    fn every_mend_is_a_sentence_of_the_catalogue() {
        for mend in Mend::ALL {
            assert!(said(mend).unwrap().ends_with('.'), "{}", mend.as_str());
        }
    }
}
