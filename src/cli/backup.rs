//! `claviger backup`: every row of every table in one file that either engine can read back.
//!
//! JSON lines: a header; for each table a line that names its columns, then one array per row; at the end the number of
//! rows and the SHA-256 of all bytes before, so that a file that was cut off is recognised.

use super::open::ISSUER;
use super::output::date;
use super::{Context, Failure};
use crate::keys::reseal::MASTER_KEY_ID;
use crate::model::ids::random_id;
use crate::model::secret::to_hex;
use crate::store::{Snapshot, Store, TABLES};
use aws_lc_rs::digest;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The version of the file's form.
pub const FORMAT: u32 = 1;

const NOTES: &str = "\
The file holds everything but the master key, so it is worthless without it: keep a copy of the master key in another
place. It holds password hashes and sealed keys: treat it like the database. The server may run meanwhile.

Examples:
  claviger backup /backups/claviger-$(date +%F).jsonl
  claviger backup - | zstd > claviger.jsonl.zst";

/// Writes everything into one file while the server runs.
#[derive(Args)]
#[command(after_help = NOTES)]
pub struct Backup {
    /// The file to make, or - for stdout; an existing one is not overwritten
    file: PathBuf,
}

/// The first line of a backup.
#[derive(Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub claviger_backup: u32,
    /// The release that wrote it.
    pub release: String,
    /// The migration that its tables are of.
    pub migration: i64,
    /// The master key without which it is worthless.
    pub master_key_id: Option<String>,
    /// The issuer that apps know it by.
    pub issuer: Option<String>,
    /// Unix seconds.
    pub made_at: i64,
}

/// The line before a table's rows.
#[derive(Serialize, Deserialize)]
pub struct TableLine {
    /// The table.
    pub table: String,
    /// Its columns, in the order of the rows' values.
    pub columns: Vec<String>,
}

/// The last line.
#[derive(Serialize, Deserialize)]
pub struct Trailer {
    /// How many rows there are in all.
    pub rows: u64,
    /// SHA-256, in hexadecimal, of every byte before this line.
    pub sha256: String,
}

impl Backup {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let now = opened.clock.now();
        let rows = if self.file == Path::new("-") {
            write_all(&opened.store, now, &mut cx.out).await?
        } else {
            write_file(&opened.store, now, &self.file).await?
        };
        cx.notice(format!("Backed up {rows} rows, as of {}.", date(now)))?;
        cx.notice(format!(
            "It can be used with the master key {} only{}. Without that key it is worthless: keep a copy of the key \
             in another place than the backups.",
            opened.master_key.id(),
            if opened.config.master_key.is_some() {
                ", which the environment brings".to_owned()
            } else {
                format!(", the file {}", opened.config.master_key_file.display())
            }
        ))
    }
}

/// Writes under another name first, so that a file of the right name is always whole.
pub(super) async fn write_file(store: &Store, now: i64, path: &Path) -> Result<u64, Failure> {
    if path.exists() {
        return Err(Failure::said(format!("{} exists already. Choose another name.", path.display())));
    }
    let failed = |error: std::io::Error| Failure::said(format!("{} cannot be written: {error}.", path.display()));
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", random_id()));
    let draft = PathBuf::from(name);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).map_err(failed)?;
    let written = finish(store, now, file).await.and_then(|rows| {
        std::fs::rename(&draft, path).map_err(failed)?;
        Ok(rows)
    });
    if written.is_err() {
        // The reason for the failure is the one to tell, not that the draft stays behind.
        let _ = std::fs::remove_file(&draft);
    }
    written
}

async fn finish(store: &Store, now: i64, file: File) -> Result<u64, Failure> {
    let mut out = BufWriter::new(file);
    let rows = write_all(store, now, &mut out).await?;
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(rows)
}

async fn write_all(store: &Store, now: i64, out: &mut impl Write) -> Result<u64, Failure> {
    let migration = store.applied_migration().await?.unwrap_or_default();
    let mut snapshot = store.snapshot().await?;
    let mut lines = Lines { out, hash: digest::Context::new(&digest::SHA256) };
    lines.write(&Header {
        claviger_backup: FORMAT,
        release: env!("CARGO_PKG_VERSION").to_owned(),
        migration,
        master_key_id: snapshot.db().find_setting(MASTER_KEY_ID).await?,
        issuer: snapshot.db().find_setting(ISSUER).await?,
        made_at: now,
    })?;
    let mut rows = 0;
    for table in TABLES {
        rows += write_table(&mut snapshot, table, &mut lines).await?;
    }
    let sha256 = lines.digest();
    lines.write(&Trailer { rows, sha256 })?;
    Ok(rows)
}

async fn write_table(
    snapshot: &mut Snapshot,
    table: &'static str,
    lines: &mut Lines<'_, impl Write>,
) -> Result<u64, Failure> {
    let columns = snapshot.db().columns_of(table).await?;
    let names = columns.iter().map(|column| column.name.clone()).collect();
    lines.write(&TableLine { table: table.to_owned(), columns: names })?;
    let (mut rows, mut failure) = (0, None);
    let write = |row| match lines.write(&row) {
        Ok(()) => {
            rows += 1;
            true
        }
        Err(error) => {
            failure = Some(error);
            false
        }
    };
    snapshot.db().dump_rows(table, &columns, write).await?;
    failure.map_or(Ok(rows), Err)
}

/// Writes lines and hashes them on the way.
struct Lines<'o, W> {
    out: &'o mut W,
    hash: digest::Context,
}

impl<W: Write> Lines<'_, W> {
    fn write(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.hash.update(&line);
        Ok(self.out.write_all(&line)?)
    }

    fn digest(&self) -> String {
        hex(self.hash.clone())
    }
}

/// A finished digest in hexadecimal.
pub fn hex(hash: digest::Context) -> String {
    to_hex(hash.finish().as_ref())
}
