//! Opens an installation for any command, making what the first start makes.

use super::Failure;
use super::context::chain;
use crate::accounts::Accounts;
use crate::audit::{Audit, Event};
use crate::clock::Clock;
use crate::config::{Config, Loaded, sqlite_path};
use crate::keys::{MasterKey, OpenError, Origin, Purpose, audit_log, open_master_key_of, reseal};
use crate::oidc::Provider;
use crate::oidc::apps::Apps;
use crate::store::{Error, Store, Write as Transaction};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// The setting that remembers which issuer all tokens so far named.
pub const ISSUER: &str = "issuer";

/// An installation that is ready: migrated, its master key present, its issuer unchanged.
pub struct Opened {
    /// The settings.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The master key.
    pub master_key: MasterKey,
    /// The audit log.
    pub audit: Audit,
    /// The time.
    pub clock: Clock,
    /// Where `public_url` was set.
    place: String,
}

/// Connects, migrates, opens or makes the master key, and refuses a changed issuer. Notices go to `err`.
///
/// Does not remember the issuer: only [`Opened::pin_issuer`] does, so that people and apps can be added before the
/// public URL is settled.
pub async fn open(loaded: Loaded, clock: Clock, err: &mut impl Write) -> Result<Opened, Failure> {
    let Loaded { config, sources, .. } = loaded;
    let place = sources.get("public_url").map(ToString::to_string).unwrap_or_default();
    let store = connect(&config).await?;
    store.migrate().await?;
    let master_key = master_key(&config, &store, &clock, err).await?;
    let known = store.read().await?.db().find_setting(ISSUER).await?;
    if let Some(issuer) = known.filter(|issuer| *issuer != config.public_url) {
        return Err(changed_issuer(&issuer, &config.public_url, &place));
    }
    let audit = audit_log(&master_key, clock.clone());
    Ok(Opened { config, store, master_key, audit, clock, place })
}

impl Opened {
    /// Remembers the public URL as the issuer of all tokens from now on; the server does so when it starts.
    /// Answers whether this was the first start.
    pub async fn pin_issuer(&self) -> Result<bool, Failure> {
        let mut write = self.store.write().await?;
        let known = write.db().find_setting(ISSUER).await?;
        let issuer = write.db().find_or_set_setting(ISSUER, &self.config.public_url, self.clock.now()).await?;
        write.commit().await?;
        if issuer == self.config.public_url {
            Ok(known.is_none())
        } else {
            Err(changed_issuer(&issuer, &self.config.public_url, &self.place))
        }
    }

    /// The acts on apps.
    pub fn apps(&self) -> Apps {
        Apps::new(self.store.clone(), self.clock.clone(), self.audit.clone(), self.master_key.clone())
    }

    /// What a server works with, for commands that ask what it would say.
    pub async fn provider(&self) -> Result<Provider, Failure> {
        let (config, store) = (self.config.clone(), self.store.clone());
        let provider = crate::provider(config, store, self.master_key.clone(), self.clock.clone()).await;
        provider.map_err(|error| Failure::said(chain(&error)))
    }

    /// People: passwords and links.
    pub fn accounts(&self) -> Accounts {
        let device_key = self.master_key.mac(Purpose::Device, &[b"accounts"]);
        let (store, clock, audit) = (self.store.clone(), self.clock.clone(), self.audit.clone());
        Accounts::new(store, clock, Arc::new(self.config.clone()), audit, &device_key)
    }

    /// Records what was done and makes both durable.
    pub async fn commit(&self, mut write: Transaction, event: Event) -> Result<(), Failure> {
        self.audit.record(&mut write.db(), event).await?;
        Ok(write.commit().await?)
    }
}

/// Opens the database; the failure names it, its password masked.
pub async fn connect(config: &Config) -> Result<Store, Failure> {
    Store::connect(&config.database_url, config.sqlite.synchronous_full).await.map_err(|error| {
        let shown = crate::config::mask_password(&config.database_url);
        let mend = match sqlite_path(&config.database_url) {
            Some(path) => match obstacle(path) {
                Some(obstacle) => return Failure::said(obstacle),
                None => "See that this user may write into its folder, and that the disk has room.",
            },
            None if error.is_unavailable() => {
                "See that PostgreSQL runs there and that this machine may reach it, or mend database_url."
            }
            None => "Mend the user, the password or the database in database_url, or make them in PostgreSQL.",
        };
        Failure::said(format!("The database {shown} cannot be opened: {}. {mend}", cause(&error)))
    })
}

/// Why a database file that is there is of no use to this user, with the mend; none where it is missing or fine.
///
/// Not for a database that this process has open: closing the file would end its locks.
fn obstacle(path: &Path) -> Option<String> {
    let error = OpenOptions::new().read(true).write(true).open(path).err()?;
    let shown = path.display();
    let finding = match path.try_exists() {
        Ok(true) => "exists, but this user cannot read and write it",
        Ok(false) => return None,
        Err(_) => "cannot be reached by this user",
    };
    Some(format!(
        "The database file {shown} {finding}: {error}. Run this as the user that Claviger runs as, or give the file \
         and its folder to this user."
    ))
}

fn cause(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), chain)
}

async fn master_key(config: &Config, store: &Store, clock: &Clock, err: &mut impl Write) -> Result<MasterKey, Failure> {
    let (key, origin) = open_master_key_of(store, config, clock).await.map_err(|error| match error {
        OpenError::Store(error) => error.into(),
        other => Failure::said(capitalized(&other.to_string())),
    })?;
    if origin == Origin::NextFile && config.master_key.is_none() {
        // A change of the master key was cut off before its last step.
        reseal::finish(&config.master_key_file).map_err(|error| Failure::said(capitalized(&error.to_string())))?;
    }
    if origin == Origin::NewFile {
        writeln!(
            err,
            "Made the master key {}. Keep a copy of it in another place than the backups: without it they are worthless.",
            config.master_key_file.display()
        )?;
    }
    Ok(key)
}

/// The refusal for a public URL, set at `place`, that is not the issuer of what was issued so far.
pub fn changed_issuer(issuer: &str, public_url: &str, place: &str) -> Failure {
    Failure::said(format!(
        "{place}: `public_url` is {public_url}, but this installation has been {issuer} so far, and apps know it by that \
         name. Set it back to {issuer}, or move for good with `claviger issuer change {public_url}`, which says what breaks."
    ))
}

/// A sentence from an error's text. A literal such as `authorization_code` stays as it is written.
pub fn capitalized(text: &str) -> String {
    let stop = if text.ends_with('.') { "" } else { "." };
    if text.split(' ').next().is_some_and(|word| word.contains('_')) {
        return format!("{text}{stop}");
    }
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}{stop}", chars.as_str())
}
