//! `claviger audit verify`.

use crate::audit::HeadsFile;
use crate::audit::verify::{Report, verify};
use crate::cli::output::{date, plain};
use crate::cli::{Context, Failure, Opened};
use crate::keys::audit_head_key;
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

const NOTES: &str = "\
Checks the MAC of every event, the links between them, and the signed heads: those in the database, and those kept
outside it. Without heads from outside, a removal of the newest events together with their heads cannot be found. The
server may run meanwhile.

Examples:
  claviger audit verify
  claviger audit verify --heads /mnt/loghost/claviger.audit-heads";

/// Checks that nothing was changed, removed or reordered.
#[derive(Args)]
#[command(after_help = NOTES)]
pub struct Verify {
    /// A file of heads that was kept elsewhere, instead of audit.heads_file; may be repeated
    #[arg(long, value_name = "FILE")]
    heads: Vec<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let outside = self.outside(cx, &opened).await?;
        let key = audit_head_key(&opened.master_key);
        let report = verify(&opened.store, &opened.audit, key.verifier(), &outside).await?;
        let mut write = opened.store.write().await?;
        opened.audit.remember_verified(&mut write.db(), &report, opened.clock.now()).await?;
        write.commit().await?;
        let public_key = key.verifier().jwk();
        if self.json {
            cx.print_json(&to_json(&report, &public_key))?;
        } else {
            tell(cx, &report, &public_key)?;
        }
        match report.fault_count {
            0 => Ok(()),
            1 => Err(Failure::said("One fault: the audit log is not as Claviger wrote it.")),
            n => Err(Failure::said(format!("{n} faults: the audit log is not as Claviger wrote it."))),
        }
    }

    /// The heads from outside the database.
    async fn outside(&self, cx: &mut Context<'_>, opened: &Opened) -> Result<Vec<String>, Failure> {
        let mut heads = Vec::new();
        for path in &self.heads {
            let shown = path.display();
            let read = HeadsFile::new(path).read().await;
            let lines = read.map_err(|error| Failure::said(format!("{shown} cannot be read: {error}.")))?;
            heads.extend(lines.ok_or_else(|| Failure::said(format!("There is no file {shown}.")))?);
        }
        if !self.heads.is_empty() {
            return Ok(heads);
        }
        let Some(path) = opened.config.audit_heads_file() else {
            cx.notice("No heads from outside the database were compared: name a file of them with --heads.")?;
            return Ok(heads);
        };
        let shown = path.display().to_string();
        let read = HeadsFile::new(path).read().await;
        match read.map_err(|error| Failure::said(format!("{shown} cannot be read: {error}.")))? {
            Some(lines) => heads.extend(lines),
            None => {
                cx.notice(format!("No heads from outside the database were compared: there is no file {shown}."))?;
            }
        }
        Ok(heads)
    }
}

fn tell(cx: &mut Context<'_>, report: &Report, public_key: &Value) -> Result<(), Failure> {
    for fault in &report.faults {
        cx.print(&capitalized(&plain(&fault.to_string())))?;
    }
    if report.fault_count > report.faults.len() as u64 {
        cx.print("… and more.")?;
    }
    if let Some(to) = report.removed_to {
        cx.print(&format!("The events up to number {to} were removed, since they were kept long enough."))?;
    }
    cx.print(&format!("Linked events: {}. Waiting for the linker: {}.", report.linked, report.unlinked))?;
    cx.print(&format!("Signed heads: {} in the database, {} outside.", report.heads, report.heads_outside))?;
    if let Some(head) = &report.newest {
        cx.print(&format!("Newest head: number {}, signed at {}.", head.seq, date(head.iat)))?;
    }
    cx.print(&format!("Heads are signed by {public_key}."))?;
    if report.is_sound() { cx.print("Nothing was changed, removed or reordered.") } else { Ok(()) }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn to_json(report: &Report, public_key: &Value) -> Value {
    let faults: Vec<_> = report
        .faults
        .iter()
        .map(|fault| json!({ "seq": fault.seq, "id": fault.id, "text": fault.finding.to_string() }))
        .collect();
    json!({
        "sound": report.is_sound(),
        "linked": report.linked,
        "unlinked": report.unlinked,
        "removed_to": report.removed_to,
        "heads": report.heads,
        "heads_outside": report.heads_outside,
        "newest_head": report.newest,
        "public_key": public_key,
        "fault_count": report.fault_count,
        "faults": faults,
    })
}
