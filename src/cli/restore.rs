//! `claviger restore`.

use super::backup::{FORMAT, Header, TableLine, Trailer, hex};
use super::open::{ISSUER, connect};
use super::output::date;
use super::{Context, Failure};
use crate::config::{Config, mask_password, sqlite_path};
use crate::keys::MasterKey;
use crate::store::{Column, Error, Store, Write, table_named};
use aws_lc_rs::digest;
use clap::Args;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

const NOTES: &str = "\
The database may be of the other engine than the one the backup came from, but nobody may have used it: restore before
the first start. The whole file is checked before anything is written, and written in one transaction.

Example:
  CLAVIGER_DATABASE_URL=postgres://claviger@localhost/claviger claviger restore claviger.jsonl";

/// Reads a backup into an empty database.
#[derive(Args)]
#[command(after_help = NOTES)]
pub struct Restore {
    /// The file that `claviger backup` made, or - for stdin, which is kept in memory
    file: PathBuf,
}

impl Restore {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let config = cx.load()?.config;
        let source = Source::new(self.file, &mut cx.input)?;
        let header = verify(&source)?;
        let store = connect(&config).await?;
        if header.migration > Store::newest_migration() {
            return Err(Error::Newer(header.migration).into());
        }
        store.migrate_to(header.migration).await?;
        let shown = mask_password(&config.database_url);
        if store.applied_migration().await? != Some(header.migration) {
            return Err(Failure::said(format!(
                "The database {shown} has tables of a newer release than the backup. Name a database that does not exist yet."
            )));
        }
        let mut read = store.read().await?;
        if read.db().find_setting(ISSUER).await?.is_some() || !read.db().is_unused().await? {
            return Err(Failure::said(format!(
                "The database {shown} is in use already: a server has run on it, or it holds people, groups or apps. \
                 A backup is read into an empty one only: name another, or put this one aside first{}.",
                files_to_move(&config)
            )));
        }
        drop(read);
        let rows = fill(&store, &source).await?;
        store.migrate().await?;
        put_heads_aside(cx, &config)?;
        cx.notice(format!("Restored {rows} rows into {shown}, as they were at {}.", date(header.made_at)))?;
        tell_what_is_needed(cx, &config, &header)
    }
}

/// Reads all rows in one transaction. What searching needs is made behind all of them, and not for each; what is missing
/// if this breaks off the next start makes.
async fn fill(store: &Store, source: &Source) -> Result<u64, Failure> {
    store.begin_filling().await?;
    let rows = async {
        let mut write = store.write().await?;
        let rows = read_rows(source, &mut write).await?;
        write.commit().await?;
        Ok::<_, Failure>(rows)
    }
    .await;
    store.finish_filling().await?;
    rows
}

/// Heads of the audit log that were written after the backup name events that it does not hold: a file of them that this
/// machine has is kept under another name, as proof of what was lost.
fn put_heads_aside(cx: &mut Context<'_>, config: &Config) -> Result<(), Failure> {
    let Some(path) = config.audit_heads_file().filter(|path| path.exists()) else { return Ok(()) };
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".before-restore-{}", cx.clock.now()));
    let aside = PathBuf::from(name);
    std::fs::rename(&path, &aside)?;
    cx.notice(format!(
        "The heads of the audit log that were here before are kept in {}: `claviger audit verify --heads` with that file \
         tells whether events newer than the backup were lost.",
        aside.display()
    ))
}

fn files_to_move(config: &Config) -> String {
    sqlite_path(&config.database_url).map_or_else(String::new, |path| {
        let path = path.display();
        format!(" (the file {path}, with {path}-wal and {path}-shm where they are there, while no server runs)")
    })
}

fn tell_what_is_needed(cx: &mut Context<'_>, config: &Config, header: &Header) -> Result<(), Failure> {
    if let Some(id) = &header.master_key_id {
        let present = match &config.master_key {
            Some(text) => MasterKey::from_text(text).ok(),
            None => MasterKey::read_file(&config.master_key_file).ok(),
        };
        if present.is_none_or(|key| key.id() != *id) {
            cx.notice(format!(
                "Put the master key {id} at {} before the next start: without it the signing keys cannot be used.",
                config.master_key_file.display()
            ))?;
        }
    }
    match &header.issuer {
        Some(issuer) if *issuer != config.public_url => cx.notice(format!(
            "Apps know this installation as {issuer}: set public_url to that (it is {}).",
            config.public_url
        )),
        _ => Ok(()),
    }
}

/// Where the backup comes from; it is read twice.
enum Source {
    File(PathBuf),
    Stdin(Vec<u8>),
}

impl Source {
    fn new(file: PathBuf, input: &mut impl Read) -> Result<Self, Failure> {
        if file != Path::new("-") {
            return Ok(Self::File(file));
        }
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        Ok(Self::Stdin(bytes))
    }

    fn open(&self) -> Result<Box<dyn BufRead + '_>, Failure> {
        Ok(match self {
            Self::File(path) => Box::new(BufReader::new(File::open(path).map_err(|error| self.unreadable(&error))?)),
            Self::Stdin(bytes) => Box::new(&**bytes),
        })
    }

    fn unreadable(&self, error: &std::io::Error) -> Failure {
        Failure::said(format!("{self} cannot be read: {error}."))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Stdin(_) => f.write_str("What came on stdin"),
        }
    }
}

/// Reads the whole file once: is it a backup, is it whole, can this release read it?
fn verify(source: &Source) -> Result<Header, Failure> {
    let mut lines = source.open()?;
    let damaged = || Failure::said(format!("{source} is damaged or was cut off: take another backup."));
    let (mut line, mut before) = (Vec::new(), Vec::new());
    lines.read_until(b'\n', &mut line).map_err(|error| source.unreadable(&error))?;
    let not_ours = |_| Failure::said(format!("{source} is not a backup of Claviger."));
    let header: Header = serde_json::from_slice(&line).map_err(not_ours)?;
    if header.claviger_backup != FORMAT {
        return Err(Failure::said(format!(
            "{source} was written by release {} in a form that this release does not know.",
            header.release
        )));
    }
    let (mut hash, mut rows) = (digest::Context::new(&digest::SHA256), 0);
    loop {
        std::mem::swap(&mut line, &mut before);
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(|error| source.unreadable(&error))? == 0 {
            break;
        }
        hash.update(&before);
        rows += u64::from(before.starts_with(b"["));
    }
    let trailer: Trailer = serde_json::from_slice(&before).map_err(|_| damaged())?;
    if trailer.sha256 == hex(hash) && trailer.rows == rows { Ok(header) } else { Err(damaged()) }
}

async fn read_rows(source: &Source, write: &mut Write) -> Result<u64, Failure> {
    let mut lines = source.open()?;
    let (mut line, mut number, mut rows) = (String::new(), 0, 0);
    let mut current: Option<(&'static str, Vec<Column>)> = None;
    write.db().clear().await?;
    while lines.read_line(&mut line)? > 0 {
        number += 1;
        if line.starts_with('[') {
            let row: Vec<Value> = parse(&line, number)?;
            let (table, columns) = current.as_ref().ok_or_else(|| misplaced(number))?;
            if row.len() != columns.len() {
                return Err(misplaced(number));
            }
            write.db().restore_row(table, columns, &row).await?;
            rows += 1;
        } else if line.starts_with("{\"table\"") {
            current = Some(table(write, &parse(&line, number)?, number).await?);
        }
        line.clear();
    }
    Ok(rows)
}

/// The table and columns of a backup as this database knows them: no name from the file reaches SQL.
async fn table(write: &mut Write, line: &TableLine, number: usize) -> Result<(&'static str, Vec<Column>), Failure> {
    let table = table_named(&line.table).ok_or_else(|| misplaced(number))?;
    let known = write.db().columns_of(table).await?;
    let find = |name: &String| known.iter().find(|column| column.name == *name).cloned();
    let columns = line.columns.iter().map(find).collect::<Option<Vec<_>>>().ok_or_else(|| misplaced(number))?;
    Ok((table, columns))
}

fn parse<T: DeserializeOwned>(line: &str, number: usize) -> Result<T, Failure> {
    serde_json::from_str(line).map_err(|_| misplaced(number))
}

fn misplaced(number: usize) -> Failure {
    Failure::said(format!("Line {number} of the backup does not belong there. Nothing was restored."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::backup::write_file;
    use crate::model::client::{Client, ClientKind, ClientSecret, GrantType};
    use crate::model::client_options::ClientOptions;
    use crate::model::ids::random_id;
    use crate::model::scope::Scope;
    use crate::model::secret::TokenHash;
    use crate::store::testing::{self, TestStore};
    use std::sync::Arc;

    async fn seed(db: &TestStore) {
        testing::user(db, "Zoë O'Neil\u{1f600}").await;
        let client = Client {
            name: "\"Shop\" \\ 1,2".to_owned(),
            redirect_uris: vec!["https://shop.example.com/cb".to_owned()],
            grant_types: vec![GrantType::AuthorizationCode],
            scopes: Scope::parse("openid"),
            options: Arc::new(ClientOptions { access_seconds: Some(i64::MAX), ..ClientOptions::default() }),
            created_at: -1,
            updated_at: 0,
            secrets: vec![ClientSecret {
                id: "1".to_owned(),
                hash: TokenHash::of("secret"),
                sealed: None,
                hint: "secr".to_owned(),
                created_at: 0,
                expires_at: None,
                last_used_at: None,
            }],
            ..Client::new("shop", ClientKind::Web, 0)
        };
        let mut write = db.store.write().await.unwrap();
        write.db().insert_client(&client).await.unwrap();
        write.commit().await.unwrap();
    }

    async fn dump(db: &TestStore) -> (PathBuf, Vec<String>) {
        let path = std::env::temp_dir().join(format!("claviger-restore-{}.jsonl", random_id()));
        write_file(&db.store, 0, &path).await.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = text.lines().filter(|line| !line.contains("sha256")).map(str::to_owned).collect();
        lines.sort();
        (path, lines)
    }

    #[tokio::test]
    async fn a_backup_of_either_engine_comes_back_whole_on_either() {
        for from in testing::stores().await {
            seed(&from).await;
            let (path, lines) = dump(&from).await;
            let source = Source::File(path.clone());
            for to in testing::stores().await {
                assert_eq!(verify(&source).unwrap().migration, Store::newest_migration());
                let mut write = to.store.write().await.unwrap();
                assert_eq!(read_rows(&source, &mut write).await.unwrap(), 6, "{} to {}", from.name, to.name);
                write.commit().await.unwrap();
                let (copy, copied) = dump(&to).await;
                assert_eq!(copied, lines, "{} to {}", from.name, to.name);
                std::fs::remove_file(copy).unwrap();
            }
            std::fs::remove_file(path).unwrap();
        }
    }
}
