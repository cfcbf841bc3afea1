//! `claviger check`: what would be used, where each value came from, and whether it works.

mod from_outside;

use super::open::{ISSUER, capitalized, changed_issuer, connect};
use super::{Context, Failure};
use crate::clock::Clock;
use crate::config::{Config, KEYS, Loaded, mask_password, reference, sqlite_path};
use crate::keys::reseal::MASTER_KEY_ID;
use crate::keys::{MasterKey, Ring, Timing, open_master_key};
use crate::store::{Error, Store};
use clap::Args;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  claviger --config /etc/claviger.toml check
  claviger check --from-outside https://id.example.com";

/// Shows every setting with its source, and tries database, keys and permissions.
///
/// Makes nothing: on a machine where no server has run yet it says what the first start would make.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Write the reference of every setting to this file instead
    #[arg(long, value_name = "FILE")]
    write_reference: Option<PathBuf>,
    #[command(flatten)]
    from_outside: from_outside::FromOutside,
}

/// One thing that was tried.
struct Finding {
    what: &'static str,
    state: State,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Notice,
    Problem,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Notice => "notice",
            Self::Problem => "problem",
        }
    }
}

impl Check {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        if let Some(path) = &self.write_reference {
            std::fs::write(path, reference())?;
            return cx.notice(format!("Wrote {}.", path.display()));
        }
        if self.from_outside.is_asked() {
            return self.from_outside.run(cx, self.json).await;
        }
        let loaded = cx.load()?;
        let findings = findings(&loaded).await;
        if self.json {
            cx.print_json(&to_json(&loaded, &findings))?;
        } else {
            cx.print_table(&settings(&loaded))?;
            cx.print("")?;
            for finding in &findings {
                cx.print(&format!("{:<8} {:<12} {}", finding.state.word(), finding.what, finding.text))?;
            }
        }
        match findings.iter().filter(|finding| finding.state == State::Problem).count() {
            0 => Ok(()),
            1 => Err(Failure::said("One problem: the server would not start.")),
            n => Err(Failure::said(format!("{n} problems: the server would not start."))),
        }
    }
}

fn settings(loaded: &Loaded) -> Vec<Vec<String>> {
    let mut rows = vec![["SETTING", "VALUE", "SOURCE"].map(str::to_owned).to_vec()];
    rows.extend(KEYS.iter().map(|key| {
        vec![key.name.to_owned(), super::output::plain(&key.shown(&loaded.config)), source_of(loaded, key.name)]
    }));
    rows
}

fn source_of(loaded: &Loaded, key: &str) -> String {
    loaded.sources.get(key).map(ToString::to_string).unwrap_or_default()
}

fn to_json(loaded: &Loaded, findings: &[Finding]) -> Value {
    let settings: serde_json::Map<_, _> = KEYS
        .iter()
        .map(|key| {
            (key.name.to_owned(), json!({"value": key.shown(&loaded.config), "source": source_of(loaded, key.name)}))
        })
        .collect();
    let tried: Vec<_> = findings
        .iter()
        .map(|finding| json!({"what": finding.what, "state": finding.state.word(), "text": finding.text}))
        .collect();
    json!({"settings": settings, "tried": tried})
}

async fn findings(loaded: &Loaded) -> Vec<Finding> {
    let config = &loaded.config;
    let mut findings = Vec::new();
    let store = database(config, &mut findings).await;
    // What an unreadable database knows is not what an empty one knows.
    let is_missing = sqlite_path(&config.database_url).is_some_and(is_missing);
    let is_unknown = !is_missing && findings.iter().any(|finding| finding.state == State::Problem);
    let known = |name| setting(store.as_ref(), name);
    let master = master_key(config, known(MASTER_KEY_ID).await.as_deref(), is_unknown, &mut findings);
    if is_unknown {
        push(&mut findings, "issuer", State::Notice, "not known while the database cannot be read");
    } else {
        issuer(loaded, known(ISSUER).await, &mut findings);
    }
    if let (Some(store), Some(master)) = (&store, master) {
        signing_keys(config, store, master, &mut findings).await;
    }
    permissions(loaded, &mut findings);
    findings
}

fn push(findings: &mut Vec<Finding>, what: &'static str, state: State, text: impl Into<String>) {
    findings.push(Finding { what, state, text: text.into() });
}

async fn setting(store: Option<&Store>, name: &str) -> Option<String> {
    let store = store?;
    let mut read = store.read().await.ok()?;
    read.db().find_setting(name).await.ok().flatten()
}

/// The database, where there is one whose tables can be read.
async fn database(config: &Config, findings: &mut Vec<Finding>) -> Option<Store> {
    let shown = mask_password(&config.database_url);
    if let Some(path) = sqlite_path(&config.database_url).filter(|path| is_missing(path)) {
        match try_folder(path) {
            Ok(()) => push(findings, "database", State::Notice, format!("{shown} will be made at the first start")),
            Err(error) => push(findings, "database", State::Problem, format!("{shown} cannot be made: {error}")),
        }
        return None;
    }
    let store = match connect(config).await {
        Ok(store) => store,
        Err(failure) => {
            push(findings, "database", State::Problem, failure.to_string());
            return None;
        }
    };
    let newest = Store::newest_migration();
    match store.applied_migration().await {
        Ok(Some(applied)) if applied > newest => {
            push(findings, "database", State::Problem, capitalized(&Error::Newer(applied).to_string()));
            None
        }
        Ok(Some(applied)) if applied == newest => {
            push(findings, "database", State::Good, format!("{shown} answers, its tables are up to date"));
            Some(store)
        }
        Ok(applied) => {
            let had = applied.unwrap_or_default();
            let text = format!("{shown} answers; the next start brings its tables from migration {had} to {newest}");
            push(findings, "database", State::Notice, text);
            applied.map(|_| store)
        }
        Err(error) => {
            push(findings, "database", State::Problem, format!("{shown}: {}", super::context::chain(&error)));
            None
        }
    }
}

fn master_key(
    config: &Config,
    known: Option<&str>,
    is_unknown: bool,
    findings: &mut Vec<Finding>,
) -> Option<MasterKey> {
    let path = &config.master_key_file;
    if known.is_none() && config.master_key.is_none() && is_missing(path) {
        match try_folder(path) {
            Ok(()) if is_unknown => {
                let text = format!("{} is missing; the database, which cannot be read, may need it", path.display());
                push(findings, "master key", State::Notice, text);
            }
            Ok(()) => {
                let text = format!("{} will be made at the first start: keep a copy elsewhere", path.display());
                push(findings, "master key", State::Notice, text);
            }
            Err(error) => {
                push(findings, "master key", State::Problem, format!("{} cannot be made: {error}", path.display()));
            }
        }
        return None;
    }
    match open_master_key(config, known) {
        Ok((key, _)) => {
            let fits = if known.is_some() { ", the one that this database was sealed with" } else { "" };
            push(findings, "master key", State::Good, format!("{}{fits}", key.id()));
            Some(key)
        }
        Err(error) => {
            push(findings, "master key", State::Problem, capitalized(&error.to_string()));
            None
        }
    }
}

fn issuer(loaded: &Loaded, known: Option<String>, findings: &mut Vec<Finding>) {
    let config = &loaded.config;
    let (state, text) = match known {
        None => (State::Notice, format!("will be {} from the first start on", config.public_url)),
        Some(issuer) if issuer == config.public_url => (State::Good, issuer),
        Some(issuer) => {
            (State::Problem, changed_issuer(&issuer, &config.public_url, &source_of(loaded, "public_url")).to_string())
        }
    };
    push(findings, "issuer", state, text);
}

async fn signing_keys(config: &Config, store: &Store, master: MasterKey, findings: &mut Vec<Finding>) {
    let ring = match Ring::load(store, master, Timing::of(&config.keys), &Clock::system()).await {
        Ok(ring) => ring,
        Err(error) => return push(findings, "signing keys", State::Problem, capitalized(&error.to_string())),
    };
    for alarm in ring.alarms() {
        push(findings, "signing keys", State::Problem, format!("the key {} is not used: {}", alarm.kid, alarm.flaw));
    }
    if ring.behind() > 0 {
        let ahead = format!("{} s ahead of that of the database: keys go by the database", ring.behind());
        push(findings, "clock", State::Problem, ahead);
    }
    match store.read().await {
        Ok(mut read) => match read.db().signing_keys().await {
            Ok(keys) if keys.is_empty() => {
                push(findings, "signing keys", State::Notice, "will be made at the first start");
            }
            Ok(keys) => push(findings, "signing keys", State::Good, format!("{} in the ring", keys.len())),
            Err(error) => push(findings, "signing keys", State::Problem, error.to_string()),
        },
        Err(error) => push(findings, "signing keys", State::Problem, error.to_string()),
    }
}

/// Files with secrets that others on this machine may read.
fn permissions(loaded: &Loaded, findings: &mut Vec<Finding>) {
    let config = &loaded.config;
    let holds_password = loaded.file.as_deref().filter(|_| mask_password(&config.database_url) != config.database_url);
    let beside = |path: &Path| ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", path.display())));
    let database = sqlite_path(&config.database_url).map(beside);
    let database = database.iter().flatten().map(|path| (&**path, "password hashes"));
    for (path, what) in database.chain(holds_password.map(|path| (path, "the database password"))) {
        if !is_open_to_all(path) {
            continue;
        }
        let text = format!("everybody on this machine may read {what} in {0}: run `chmod o= {0}`", path.display());
        push(findings, "permissions", State::Notice, text);
    }
}

/// Whether the mode of the file lets everybody read it and the mode of its folder lets everybody reach it.
fn is_open_to_all(path: &Path) -> bool {
    let mode = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.permissions().mode());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    mode(path) & 0o004 != 0 && mode(folder) & 0o001 != 0
}

/// Whether there is no such file: one that this user cannot reach may be there.
fn is_missing(path: &Path) -> bool {
    matches!(path.try_exists(), Ok(false))
}

/// Whether the file could be made: its folder, or the nearest one that exists, takes a new file.
fn try_folder(path: &Path) -> std::io::Result<()> {
    let folders = path.ancestors().skip(1);
    let folder = folders.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let Some(folder) = folder.into_iter().find(|folder| folder.exists()) else {
        return Err(std::io::ErrorKind::NotFound.into());
    };
    let probe = folder.join(format!(".claviger-check-{}", crate::model::ids::random_id()));
    std::fs::OpenOptions::new().write(true).create_new(true).open(&probe)?;
    std::fs::remove_file(&probe)
}
