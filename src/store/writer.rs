//! SQLite's one writing connection, held for the life of the store: leasing it from a pool costs as much as a statement.

use super::family_tokens::{Redemption, Rotation};
use super::group_commit::GroupCommit;
use super::{Error, Result};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

/// How long a caller waits for those before it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The connection; those who want it queue. Clones share it.
#[derive(Clone)]
pub struct Writer {
    held: Arc<Mutex<Option<Held>>>,
    pub(super) redemptions: GroupCommit<Redemption>,
    pub(super) rotations: GroupCommit<Rotation>,
}

struct Held {
    connection: SqliteConnection,
    /// Whether somebody began a transaction and has not ended it.
    is_open: bool,
}

/// The connection, taken.
pub struct Taken(OwnedMappedMutexGuard<Option<Held>, Held>);

/// A transaction on it, begun `IMMEDIATE`; dropped without commit it is rolled back.
pub struct Immediate {
    writer: Writer,
    taken: Taken,
}

impl Writer {
    pub(super) async fn connect(options: &SqliteConnectOptions) -> Result<Self> {
        let connection = options.connect().await?;
        let held = Arc::new(Mutex::new(Some(Held { connection, is_open: false })));
        Ok(Self { held, redemptions: GroupCommit::default(), rotations: GroupCommit::default() })
    }

    /// Takes the connection.
    pub async fn take(&self) -> Result<Taken> {
        let guard = match Arc::clone(&self.held).try_lock_owned() {
            Ok(guard) => guard,
            Err(_) => tokio::time::timeout(PATIENCE, Arc::clone(&self.held).lock_owned())
                .await
                .map_err(|_| Error::Unavailable(sqlx::Error::PoolTimedOut))?,
        };
        let held = OwnedMutexGuard::try_map(guard, Option::as_mut);
        let mut taken = Taken(held.map_err(|_| Error::Unavailable(sqlx::Error::PoolClosed))?);
        if taken.0.is_open {
            // It fails where the transaction has ended after all.
            let _ = sqlx::query("ROLLBACK").execute(&mut *taken).await;
            taken.0.is_open = false;
        }
        Ok(taken)
    }

    /// Takes the connection and SQLite's write lock, so that a later statement cannot meet `SQLITE_BUSY`.
    pub(super) async fn begin(&self) -> Result<Immediate> {
        let mut transaction = Immediate { writer: self.clone(), taken: self.take().await? };
        // Before the statement: whoever goes away in the middle of it leaves it open.
        transaction.taken.0.is_open = true;
        sqlx::query("BEGIN IMMEDIATE").execute(transaction.connection()).await?;
        Ok(transaction)
    }

    /// Closes it, after whoever has it.
    pub(super) async fn close(&self) {
        let Some(held) = self.held.lock().await.take() else { return };
        if let Err(error) = held.connection.close().await {
            tracing::warn!(%error, "the database file was not closed in order; the next start reads its log");
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

impl Deref for Taken {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0.connection
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0.connection
    }
}

impl Immediate {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.taken
    }

    pub(super) async fn commit(mut self) -> Result<()> {
        sqlx::query("COMMIT").execute(self.connection()).await?;
        self.taken.0.is_open = false;
        Ok(())
    }
}

impl Drop for Immediate {
    fn drop(&mut self) {
        if !self.taken.0.is_open {
            return;
        }
        // Whoever takes the connection next rolls back first. Other processes must not wait until somebody does.
        if let Ok(runtime) = Handle::try_current() {
            let writer = self.writer.clone();
            runtime.spawn(async move { writer.take().await.map(drop) });
        }
    }
}
