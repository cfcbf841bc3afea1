//! SQLite's one writing connection, held for the life of the store: leasing it from a pool costs as much as a statement.

use super::begun_family::BegunFamily;
use super::client_assertion_jtis::UsedAssertion;
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
    pub(super) begun: GroupCommit<BegunFamily>,
    pub(super) redemptions: GroupCommit<Redemption>,
    pub(super) rotations: GroupCommit<Rotation>,
    pub(super) assertions: GroupCommit<UsedAssertion>,
}

struct Held {
    connection: SqliteConnection,
    /// Whether somebody began a transaction and has not ended it.
    is_open: bool,
}

/// The connection, taken.
pub struct Taken {
    writer: Writer,
    held: OwnedMappedMutexGuard<Option<Held>, Held>,
}

/// A transaction on it, begun `IMMEDIATE`; dropped without commit it is rolled back.
pub struct Immediate(Taken);

impl Writer {
    pub(super) async fn connect(options: &SqliteConnectOptions) -> Result<Self> {
        let connection = options.connect().await?;
        let held = Arc::new(Mutex::new(Some(Held { connection, is_open: false })));
        let (begun, redemptions) = (GroupCommit::default(), GroupCommit::default());
        let (rotations, assertions) = (GroupCommit::default(), GroupCommit::default());
        Ok(Self { held, begun, redemptions, rotations, assertions })
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
        let held = held.map_err(|_| Error::Unavailable(sqlx::Error::PoolClosed))?;
        let mut taken = Taken { writer: self.clone(), held };
        if taken.held.is_open {
            // It fails where the transaction has ended after all.
            let _ = sqlx::query("ROLLBACK").execute(&mut *taken).await;
            taken.held.is_open = false;
        }
        Ok(taken)
    }

    /// Takes the connection and SQLite's write lock, so that a later statement cannot meet `SQLITE_BUSY`.
    pub(super) async fn begin(&self) -> Result<Immediate> {
        self.take().await?.begin().await
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

impl Taken {
    pub(super) async fn begin(self) -> Result<Immediate> {
        let mut transaction = Immediate(self);
        // Before the statement: whoever goes away in the middle of it leaves it open.
        transaction.0.held.is_open = true;
        sqlx::query("BEGIN IMMEDIATE").execute(transaction.connection()).await?;
        Ok(transaction)
    }
}

impl Deref for Taken {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.held.connection
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.held.connection
    }
}

impl Immediate {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }

    pub(super) async fn commit(mut self) -> Result<()> {
        sqlx::query("COMMIT").execute(self.connection()).await?;
        self.0.held.is_open = false;
        Ok(())
    }
}

impl Drop for Immediate {
    fn drop(&mut self) {
        if !self.0.held.is_open {
            return;
        }
        // Whoever takes the connection next rolls back first. Other processes must not wait until somebody does.
        if let Ok(runtime) = Handle::try_current() {
            let writer = self.0.writer.clone();
            runtime.spawn(async move { writer.take().await.map(drop) });
        }
    }
}
