//! `claviger keys reseal`.

use super::BY;
use crate::cli::open::capitalized;
use crate::cli::{Context, Failure};
use crate::keys::reseal::{ResealError, Resealed, finish, prepare, reseal};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  claviger keys reseal
  claviger keys reseal --prepare     # several machines: then copy the file that it names to each, and run it again

Keep the former master key for as long as you keep backups that were made under it.";

/// Changes the master key while servers run: everything is sealed anew under a new one.
///
/// Servers follow within two seconds: each reads the new key beside the old one, in a file that ends in `.next`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Reseal {
    /// Only make the file with the new master key, to be copied to every machine
    #[arg(long)]
    prepare: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// The files that are left.
struct Files {
    /// Where the new key lies.
    present: PathBuf,
    /// Where the one before lies, if it lay in a file.
    former: Option<PathBuf>,
}

impl Reseal {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let path = &opened.config.master_key_file;
        let (new, next) = prepare(path).map_err(|error| Failure::said(capitalized(&error.to_string())))?;
        if self.prepare {
            return self.show_prepared(cx, &next, &new.id());
        }
        let old = opened.master_key.id();
        cx.confirm(
            &format!("The master key {old} will be replaced by {}, and everything sealed anew under it.", new.id()),
            self.yes,
        )?;
        let keys = (&opened.master_key, &new);
        let done = reseal(&opened.store, &opened.audit, keys, |kind| BY.event(kind), opened.clock.now()).await?;
        let files = if opened.config.master_key.is_some() {
            Files { present: next, former: None }
        } else {
            let former = finish(path).map_err(|error| Failure::said(capitalized(&error.to_string())))?;
            Files { present: path.clone(), former }
        };
        self.show(cx, (&old, &new.id()), done, &files, opened.config.master_key.is_some())
    }

    fn show_prepared(&self, cx: &mut Context<'_>, next: &Path, id: &str) -> Result<(), Failure> {
        if self.json {
            return cx.print_json(&json!({ "to": id, "master_key_file": next.display().to_string() }));
        }
        cx.notice(format!(
            "The next master key {id} lies in {}. Copy it to the same place on every machine, readable by the server \
             alone; then run `claviger keys reseal`.",
            next.display()
        ))
    }

    fn show(
        &self,
        cx: &mut Context<'_>,
        (old, new): (&str, &str),
        done: Resealed,
        files: &Files,
        is_configured: bool,
    ) -> Result<(), Failure> {
        let shown = |path: &PathBuf| path.display().to_string();
        if self.json {
            return cx.print_json(&json!({
                "from": old, "to": new, "keys": done.keys, "secrets": done.secrets, "left": done.left,
                "master_key_file": shown(&files.present), "former_file": files.former.as_ref().map(shown),
            }));
        }
        cx.notice(format!(
            "Sealed {} signing keys and {} secrets of apps anew under the master key {new}. Keep a copy of it in another \
             place than the backups.",
            done.keys, done.secrets
        ))?;
        if done.left > 0 {
            cx.notice(format!("{} rows did not open before and were left as they are.", done.left))?;
        }
        if is_configured {
            return cx.notice(format!(
                "Running servers read it from {}. Set CLAVIGER_MASTER_KEY to what stands in that file before the next \
                 start, and remove the file then.",
                shown(&files.present)
            ));
        }
        let Some(former) = &files.former else { return Ok(()) };
        cx.notice(format!("The one before lies in {}: older backups need it.", shown(former)))
    }
}

impl From<ResealError> for Failure {
    fn from(error: ResealError) -> Self {
        match error {
            ResealError::Store(error) => error.into(),
            other => Self::said(capitalized(&other.to_string())),
        }
    }
}
