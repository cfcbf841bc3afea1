//! `claviger check --from-outside`: a deployment as apps and browsers see it, from any machine.

use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use crate::diagnose::outside::{self, Finding, Options, Report, State};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Where to look, and what to trust.
#[derive(Args)]
pub struct FromOutside {
    /// Look at the deployment at this address as apps and browsers do; needs neither configuration nor database
    #[arg(long = "from-outside", value_name = "URL", conflicts_with = "write_reference")]
    url: Option<String>,
    /// Certificates of authorities to trust besides the system's, in PEM form
    #[arg(long, value_name = "FILE", requires = "url")]
    ca_file: Option<PathBuf>,
    /// Where plain http is looked for [default: 80, where https is on 443]
    #[arg(long, value_name = "PORT", requires = "url")]
    http_port: Option<u16>,
}

impl FromOutside {
    /// Whether that is what was asked for.
    pub(in crate::cli) const fn is_asked(&self) -> bool {
        self.url.is_some()
    }

    pub(in crate::cli) async fn run(self, cx: &mut Context<'_>, is_json: bool) -> Result<(), Failure> {
        let url = self.url.unwrap_or_default();
        let options = Options { ca_file: self.ca_file.as_deref(), http_port: self.http_port };
        cx.notice(format!("Looking at {}; this takes up to half a minute.", plain(&url)))?;
        let report = outside::look(&url, &options, &cx.clock).await;
        let report = report.map_err(|why| Failure::said(format!("{}.", plain(&why))))?;
        if is_json {
            cx.print_json(&json!({
                "url": report.url,
                "faults": report.count(State::Fault),
                "warnings": report.count(State::Warning),
                "findings": report.findings,
            }))?;
        } else {
            for line in lines(&report) {
                cx.print(&line)?;
            }
        }
        match report.count(State::Fault) {
            0 => Ok(()),
            1 => Err(Failure::said("One fault: apps or people are turned away, or put at risk.")),
            faults => Err(Failure::said(format!("{faults} faults: apps or people are turned away, or put at risk."))),
        }
    }
}

fn lines(report: &Report) -> Vec<String> {
    let width = report.findings.iter().map(|finding| finding.what.len()).max().unwrap_or(0);
    let row = |finding: &Finding| {
        let Finding { what, state, seen, mend } = finding;
        let row = format!("{:<8} {what:<width$}  {}", state.as_str(), plain(seen));
        let below = mend.map(|mend| format!("{:<8} {:<width$}  {mend}", "", ""));
        [Some(row), below]
    };
    let mut lines: Vec<_> = report.findings.iter().flat_map(row).flatten().collect();
    let (faults, warnings) = (report.count(State::Fault), report.count(State::Warning));
    lines.push(String::new());
    lines.push(format!("{} ok, {warnings} warnings, {faults} faults", report.count(State::Ok)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_stands_with_its_mend_below() {
        let finding = |what, state, mend| Finding { what, state, seen: "seen\u{7}".to_owned(), mend };
        let findings = vec![finding("hsts", State::Ok, None), finding("issuer", State::Fault, Some("Set it."))];
        let report = Report { url: String::new(), findings };
        let expected = [
            "ok       hsts    seen\\u{7}",
            "fault    issuer  seen\\u{7}",
            "                 Set it.",
            "",
            "1 ok, 0 warnings, 1 faults",
        ];
        assert_eq!(lines(&report), expected);
    }
}
