//! The keys and the database: opening the master key that it was sealed with, reading the ring, reading it anew, and
//! making the first keys.

use crate::audit::Kind;
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::KeyError;
use crate::keys::algorithm::Algorithm;
use crate::keys::audit_keys::audit_log;
use crate::keys::generate::PrivateKey;
use crate::keys::lifecycle::{Dates, seal_row};
use crate::keys::master_file::{MasterKeyError, Origin, open_master_key};
use crate::keys::reseal::{MASTER_KEY_ID, TakeOverError, TakeOverOrStore, hold_master_key, is_current, take_over};
use crate::keys::ring::Ring;
use crate::keys::seal::MasterKey;
use crate::keys::timing::Timing;
use crate::model::signing_key::SigningKey;
use crate::store::{self, AuditEvent, Db, Store};
use std::sync::Arc;

const SECONDS_PER_HOUR: i64 = 3600;

/// Why there are no keys to begin with.
#[derive(Debug, thiserror::Error)]
pub enum FirstKeysError {
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Why the master key of a database is not at hand.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is missing, malformed, open to others or another one.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// What it took over from the one before does not open.
    #[error(transparent)]
    TakeOver(#[from] TakeOverError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<TakeOverOrStore> for OpenError {
    fn from(error: TakeOverOrStore) -> Self {
        match error {
            TakeOverOrStore::TakeOver(error) => error.into(),
            TakeOverOrStore::Store(error) => error.into(),
        }
    }
}

/// Opens the master key that this database was sealed with; a database that knows of none remembers it from now on.
pub async fn open_master_key_of(
    store: &Store,
    config: &Config,
    clock: &Clock,
) -> Result<(MasterKey, Origin), OpenError> {
    let known = store.read().await?.db().find_setting(MASTER_KEY_ID).await?;
    let (master, origin) = open_master_key(config, known.as_deref())?;
    take_over(&mut store.read().await?.db(), &master).await?;
    if known.is_none() {
        let mut write = store.write().await?;
        let kept = write.db().find_or_set_setting(MASTER_KEY_ID, &master.id(), clock.now()).await?;
        write.commit().await?;
        // Another node may have been first, with a key of its own.
        if kept != master.id() {
            open_master_key(config, Some(&kept))?;
        }
    }
    Ok((master, origin))
}

impl Ring {
    /// Reads the ring from the database. What the audit log says was revoked stays revoked, even if somebody puts an
    /// older row of the key back, which has a sound MAC.
    pub async fn load(store: &Store, master: MasterKey, timing: Timing, clock: &Clock) -> Result<Self, FirstKeysError> {
        let mut read = store.read().await?;
        let revoked = revoked_kids(&master, &read.db().audit_events_of(Kind::KeyRevoked.as_str()).await?);
        let rows = read.db().signing_keys().await?;
        let ring = Self::from_rows(master, Vec::new(), timing, Arc::new(store.clone()), clock.clone())?;
        ring.remember_revoked(revoked);
        ring.replace(rows);
        ring.compare_clocks(&mut read.db(), clock).await?;
        Ok(ring)
    }

    /// Compares the clock with that of the database, which all servers share. Only the machine's own clock: one of a test
    /// says what the test wants.
    pub(super) async fn compare_clocks(&self, db: &mut Db<'_>, clock: &Clock) -> store::Result<()> {
        if clock.is_system()
            && let Some(database) = db.clock().await?
        {
            self.compare(database);
        }
        Ok(())
    }

    /// Reads the ring anew, after the revision of `signing_keys` has moved.
    pub async fn reload(&self, store: &Store) -> store::Result<()> {
        // One at a time, or an older reading could replace a newer one.
        let _one_at_a_time = self.0.reloading.lock().await;
        let mut read = store.read().await?;
        let rows = read.db().signing_keys().await?;
        // Asked after the rows: they are then of this master key, or it says that they are not.
        if is_current(&mut read.db(), self.master()).await? {
            self.replace(rows);
        } else {
            self.keep_without_revoked(&rows);
        }
        Ok(())
    }

    /// Goes on with what is known where the rows lie under a master key that this process has not found yet, but for
    /// keys that were revoked: whoever can write that needs no master key to do harm.
    fn keep_without_revoked(&self, rows: &[SigningKey]) {
        let is_revoked = |kid: &str| rows.iter().any(|row| row.kid == kid && row.revoked_at.is_some());
        let mut kept = self.rows();
        kept.retain(|row| !is_revoked(&row.kid));
        self.replace(kept);
    }

    /// Writes down how many tokens each key has signed, in the hour of `now` (unix seconds); after a failure they are kept
    /// for the next call. A token costs no write.
    pub async fn flush_signed(&self, store: &Store, now: i64) -> store::Result<()> {
        let counts = self.take_signed();
        if counts.is_empty() {
            return Ok(());
        }
        let outcome = write_signed(store, now.div_euclid(SECONDS_PER_HOUR), &counts).await;
        if outcome.is_err() {
            self.give_back_signed(&counts);
        }
        outcome
    }
}

async fn write_signed(store: &Store, hour: i64, counts: &[(String, i64)]) -> store::Result<()> {
    let mut write = store.write().await?;
    for (kid, count) in counts {
        write.db().add_signed(hour, kid, *count).await?;
    }
    write.commit().await
}

/// Adds a key that is sealed under `master`; refused as [`store::Error::Taken`] where the master key was changed
/// meanwhile, since nobody could open it.
pub async fn store_key(db: &mut Db<'_>, master: &MasterKey, key: &SigningKey) -> store::Result<()> {
    hold_master_key(db, master).await?;
    db.insert_signing_key(key).await
}

/// The keys that authentic events of their revocation name.
fn revoked_kids(master: &MasterKey, events: &[AuditEvent]) -> Vec<String> {
    let audit = audit_log(master, Clock::system());
    let kid = |event: &AuditEvent| {
        let detail: serde_json::Value = serde_json::from_str(&event.detail).ok()?;
        Some(detail["kid"].as_str()?.to_owned())
    };
    events.iter().filter(|event| audit.is_authentic(event)).filter_map(kid).collect()
}

/// Makes the first two keys of the RS256 ring where it is empty: one signs from now on, one stands by.
///
/// Answers the rows that this call stored, for the audit log: none where keys exist or another node was first.
pub async fn ensure_first_keys(
    store: &Store,
    master: &MasterKey,
    rsa_bits: u16,
    clock: &Clock,
) -> Result<Vec<SigningKey>, FirstKeysError> {
    let ring = Algorithm::Rs256.name();
    if store.read().await?.db().signing_keys().await?.iter().any(|row| row.ring == ring) {
        return Ok(Vec::new());
    }
    let rows = make_first_keys(master, rsa_bits, clock).await?;
    match insert(store, master, &rows).await {
        Ok(()) => Ok(rows),
        Err(store::Error::Taken(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// The two rows that [`ensure_first_keys`] stores, not stored yet.
pub async fn make_first_keys(master: &MasterKey, rsa_bits: u16, clock: &Clock) -> Result<Vec<SigningKey>, KeyError> {
    first_keys_of(master, Algorithm::Rs256, rsa_bits, || clock.now()).await
}

/// The first two keys of a ring, not stored yet: one signs from now on, one stands by. It asks for the time when they are
/// made.
pub async fn first_keys_of(
    master: &MasterKey,
    algorithm: Algorithm,
    rsa_bits: u16,
    now: impl FnOnce() -> i64,
) -> Result<Vec<SigningKey>, KeyError> {
    let generate = || PrivateKey::generate(algorithm, rsa_bits);
    let (first, second) = tokio::join!(generate(), generate());
    let now = now();
    let active = seal_row(master, &first?, Dates { generation: 1, now, sign_from: Some(now) })?;
    let standby = seal_row(master, &second?, Dates { generation: 2, now, sign_from: None })?;
    Ok(vec![active, standby])
}

async fn insert(store: &Store, master: &MasterKey, rows: &[SigningKey]) -> store::Result<()> {
    let mut write = store.write().await?;
    for row in rows {
        store_key(&mut write.db(), master, row).await?;
    }
    write.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::lifecycle::State;
    use crate::model::ids::random_id;
    use crate::store::testing;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    struct House {
        url: String,
        folder: Option<std::path::PathBuf>,
        master: MasterKey,
        clock: Clock,
    }

    impl House {
        fn at(url: String, folder: Option<std::path::PathBuf>) -> Self {
            Self { url, folder, master: MasterKey::random(), clock: Clock::fixed(NOW) }
        }
        /// A database of every engine, untouched.
        async fn on_every_engine() -> Vec<Self> {
            let folder = std::env::temp_dir().join(format!("claviger-ring-{}", random_id()));
            let mut houses = vec![Self::at(format!("sqlite:{}/test.db", folder.display()), Some(folder))];
            houses.extend(testing::empty_postgres().await.into_iter().map(|(_, url)| Self::at(url, None)));
            houses
        }
        /// A node of its own on the one database.
        async fn node(&self) -> Store {
            let store = Store::connect(&self.url, false).await.unwrap();
            store.migrate().await.unwrap();
            store
        }
        async fn ensure(&self, store: &Store) -> Vec<SigningKey> {
            ensure_first_keys(store, &self.master, 2048, &self.clock).await.unwrap()
        }
        async fn ring(&self, store: &Store) -> Ring {
            Ring::load(store, self.master.clone(), Timing::of(&Config::default().keys), &self.clock).await.unwrap()
        }
    }
    impl Drop for House {
        fn drop(&mut self) {
            if let Some(folder) = &self.folder {
                let _ = std::fs::remove_dir_all(folder);
            }
        }
    }

    fn states(ring: &Ring) -> Vec<(i64, State)> {
        ring.list(NOW).iter().map(|key| (key.row.generation, key.state)).collect()
    }

    #[tokio::test]
    async fn the_first_start_makes_an_active_and_a_standby_key_and_the_second_none() {
        for house in House::on_every_engine().await {
            let store = house.node().await;
            assert_eq!(house.ensure(&store).await.len(), 2);
            assert_eq!(house.ensure(&store).await, []);
            let ring = house.ring(&store).await;
            assert_eq!(states(&ring), [(1, State::Active), (2, State::Standby)]);
            assert_eq!(ring.alarms(), []);
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn nodes_that_start_at_once_agree_on_the_same_two_keys() {
        for house in House::on_every_engine().await {
            let house = Arc::new(house);
            house.node().await.close().await;
            let starts: Vec<_> = (0..6)
                .map(|_| {
                    let house = house.clone();
                    tokio::spawn(async move {
                        let store = house.node().await;
                        let made = house.ensure(&store).await.len();
                        (made, house.ring(&store).await.jwks(NOW).etag.clone())
                    })
                })
                .collect();
            let mut ends = Vec::new();
            for start in starts {
                ends.push(start.await.unwrap());
            }
            assert_eq!(ends.iter().map(|(made, _)| made).sum::<usize>(), 2);
            assert!(ends.iter().all(|(_, etag)| *etag == ends[0].1), "{ends:?}");
            assert_eq!(states(&house.ring(&house.node().await).await), [(1, State::Active), (2, State::Standby)]);
        }
    }

    #[tokio::test]
    async fn a_token_leaves_only_after_its_expiry_is_covered_in_the_database() {
        for house in House::on_every_engine().await {
            let store = house.node().await;
            house.ensure(&store).await;
            let ring = house.ring(&store).await;
            ring.sign(NOW, Algorithm::Rs256, "JWT", &json!({}), NOW + 300).await.unwrap();
            let rows = store.read().await.unwrap().db().signing_keys().await.unwrap();
            assert_eq!(rows.iter().map(|row| row.exp_ceiling).collect::<Vec<_>>(), [NOW + 300 + 600, 0]);
            assert_eq!(house.ring(&store).await.alarms(), [], "raising it leaves the row sound");
        }
    }

    #[tokio::test]
    async fn a_node_that_reads_anew_sees_the_keys_that_another_made() {
        for house in House::on_every_engine().await {
            let (one, other) = (house.node().await, house.node().await);
            let ring = house.ring(&other).await;
            assert_eq!(ring.find_signer(Algorithm::Rs256, NOW), None);
            house.ensure(&one).await;
            ring.reload(&other).await.unwrap();
            assert_eq!(ring.jwks(NOW), house.ring(&one).await.jwks(NOW));
            assert!(ring.find_signer(Algorithm::Rs256, NOW).is_some());
        }
    }

    #[tokio::test]
    async fn a_database_remembers_its_master_key_and_takes_no_other() {
        for house in House::on_every_engine().await {
            let store = house.node().await;
            let open = async |key: &MasterKey| {
                let master_key = Some(crate::model::secret::Redacted::from(key.to_text().to_string()));
                open_master_key_of(&store, &Config { master_key, ..Config::default() }, &house.clock).await
            };
            let other = MasterKey::random();
            assert_eq!(open(&house.master).await.unwrap().0.id(), house.master.id());
            let refused = open(&other).await.unwrap_err().to_string();
            assert!(refused.contains(&house.master.id()) && refused.contains(&other.id()), "{refused}");
            assert!(open(&house.master).await.is_ok());
        }
    }
}
