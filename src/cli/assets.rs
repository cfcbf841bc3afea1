//! `claviger assets`: the static files for a web server in front.

use super::{Context, Failure};
use crate::web::assets;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;

/// The static files of the pages.
#[derive(Subcommand)]
pub enum Assets {
    /// Write them into a folder that a web server serves at /s/
    Export(Export),
}

/// Writes each file under the path of its URL, plain and (where that is shorter) Brotli as FILE.br.
#[derive(Args)]
#[command(
    after_help = "Example:\n  claviger assets export /var/lib/claviger-assets\n\nURLs hold a fingerprint of the content, so \
                  files of another release stand beside these; run it at each upgrade."
)]
pub struct Export {
    /// Made where it does not exist
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

impl Assets {
    pub(super) fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Export(Export { folder }) => {
                let written =
                    assets::export(&folder).map_err(|error| Failure::said(format!("{}: {error}", folder.display())))?;
                Ok(writeln!(cx.out, "{written} files written to {}", folder.display())?)
            }
        }
    }
}
