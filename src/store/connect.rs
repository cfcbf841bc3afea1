//! Opening a database and bringing it to the present schema.

use super::{Error, Result, Store, Writer};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

/// How long PostgreSQL may take to answer the first connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// SQLite's page cache of the connection that writes and of each that reads, in KiB after the minus: half and a quarter of
/// what it takes itself, since the kernel has the file in memory anyway.
const WRITER_CACHE: &str = "-1024";
const READER_CACHE: &str = "-512";

/// Our statements take milliseconds: to compile one (`jit`), or to start processes for it, takes longer. A server that
/// does not know one of these goes without.
const FOR_SHORT_STATEMENTS: &str = "SELECT set_config(name, CASE name WHEN 'jit' THEN 'off' ELSE '0' END, false) \
                                    FROM pg_settings WHERE name IN ('jit', 'max_parallel_workers_per_gather')";

static MIGRATIONS: Migrator = sqlx::migrate!();

impl Store {
    /// Opens `sqlite:PATH` (made, with its folder, when missing) or `postgres://…`.
    ///
    /// `synchronous_full` = false trades the last commits before a power cut for speed, on SQLite only.
    pub async fn connect(url: &str, synchronous_full: bool) -> Result<Self> {
        if url.starts_with("sqlite") {
            return Self::connect_sqlite(url, synchronous_full).await;
        }
        let options = url.parse::<PgConnectOptions>()?.application_name("claviger");
        // A pool tries until its patience ends and then knows no reason: one connection without it tells the reason.
        let first = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options)).await;
        let silence = |_| sqlx::Error::Io(io::Error::new(ErrorKind::TimedOut, "no answer within 5 seconds"));
        first.map_err(silence)??.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(PATIENCE)
            .after_connect(|c, _| Box::pin(async { sqlx::query(FOR_SHORT_STATEMENTS).execute(c).await.map(drop) }));
        Ok(Self::Postgres(pool.connect_lazy_with(options)))
    }

    async fn connect_sqlite(url: &str, synchronous_full: bool) -> Result<Self> {
        let options: SqliteConnectOptions = url.parse()?;
        make_private(options.get_filename()).map_err(sqlx::Error::Io)?;
        let synchronous = if synchronous_full { SqliteSynchronous::Full } else { SqliteSynchronous::Normal };
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .pragma("cache_size", WRITER_CACHE)
            .busy_timeout(Duration::from_secs(5));
        let writer = Writer::connect(&options).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(5)
            .min_connections(0)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(10))
            .connect_lazy_with(options.create_if_missing(false).read_only(true).pragma("cache_size", READER_CACHE));
        Ok(Self::Sqlite { readers, writer })
    }

    /// Runs the migrations that are missing. A database newer than this binary is refused untouched.
    pub async fn migrate(&self) -> Result<()> {
        self.migrate_to(Self::newest_migration()).await
    }

    /// Runs the missing migrations up to `version`: the schema of a backup that an older release wrote.
    pub async fn migrate_to(&self, version: i64) -> Result<()> {
        // Two processes may begin on the same empty SQLite file, and the loser of a step finds it done: try again.
        let mut tries = 0;
        loop {
            let outcome = match self {
                Self::Sqlite { writer, .. } => {
                    MIGRATIONS.run_direct(Some(version), &mut *writer.take().await?, false).await
                }
                Self::Postgres(pool) => MIGRATIONS.run_to(version, pool).await,
            };
            match outcome {
                Ok(()) => return self.prepare_search().await,
                Err(MigrateError::VersionMissing(version)) => return Err(Error::Newer(version)),
                Err(_) if tries < 20 => tries += 1,
                Err(MigrateError::Execute(error)) => return Err(error.into()),
                Err(error) => return Err(sqlx::Error::Migrate(Box::new(error)).into()),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The newest migration that this binary knows.
    pub fn newest_migration() -> i64 {
        MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
    }
}

/// Makes the file, which is to hold password hashes, and its folder where they are missing: for its owner only. SQLite
/// gives the files that it lays beside the same mode.
fn make_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::random_id;
    use crate::store::testing::stores;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn a_new_database_is_for_its_owner_only_even_in_a_folder_that_is_open_to_all() {
        let folder = std::env::temp_dir().join(format!("claviger-mode-{}", random_id()));
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        let store = Store::connect(&format!("sqlite:{}", folder.join("test.db").display()), false).await.unwrap();
        store.migrate().await.unwrap();
        for name in ["test.db", "test.db-wal", "test.db-shm"] {
            let mode = std::fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{name}");
        }
        store.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn postgresql_neither_compiles_our_statements_nor_starts_processes_for_them() {
        for store in stores().await {
            let Store::Postgres(pool) = &store.store else { continue };
            for (setting, wanted) in [("SHOW jit", "off"), ("SHOW max_parallel_workers_per_gather", "0")] {
                let found: String = sqlx::query_scalar(setting).fetch_one(pool).await.unwrap();
                assert_eq!(found, wanted, "{}: {setting}", store.name);
            }
        }
    }

    #[tokio::test]
    async fn a_postgresql_that_nobody_runs_is_told_from_a_slow_one_at_once() {
        let begun = std::time::Instant::now();
        let error = Store::connect("postgres://nobody@127.0.0.1:1/none", true).await.unwrap_err();
        assert!(format!("{error:?}").contains("ConnectionRefused"), "{error:?}");
        assert!(begun.elapsed() < PATIENCE);
    }
}
