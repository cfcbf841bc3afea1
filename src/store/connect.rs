//! Opening a database and bringing it to the present schema.

use super::{Error, Result, Store};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::time::Duration;

static MIGRATIONS: Migrator = sqlx::migrate!();

impl Store {
    /// Opens `sqlite:PATH` (made, with its folder, when missing) or `postgres://…`.
    ///
    /// `synchronous_full` = false trades the last commits before a power cut for speed, on SQLite only.
    pub async fn connect(url: &str, synchronous_full: bool) -> Result<Self> {
        if url.starts_with("sqlite") {
            return Self::connect_sqlite(url, synchronous_full).await;
        }
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(5));
        Ok(Self::Postgres(pool.connect_with(options.application_name("claviger")).await?))
    }

    async fn connect_sqlite(url: &str, synchronous_full: bool) -> Result<Self> {
        let options: SqliteConnectOptions = url.parse()?;
        if let Some(folder) = options.get_filename().parent() {
            // It holds password hashes: nobody else on the machine needs to look in.
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(sqlx::Error::Io)?;
        }
        let synchronous = if synchronous_full { SqliteSynchronous::Full } else { SqliteSynchronous::Normal };
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
                .acquire_timeout(Duration::from_secs(10))
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        let readers = pool(5).min_connections(0).connect_lazy_with(options.create_if_missing(false).read_only(true));
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
                Self::Sqlite { writer, .. } => MIGRATIONS.run_to(version, writer).await,
                Self::Postgres(pool) => MIGRATIONS.run_to(version, pool).await,
            };
            match outcome {
                Ok(()) => return Ok(()),
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
