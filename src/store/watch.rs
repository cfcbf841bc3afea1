//! Noticing that a command or another server changed what this one keeps in memory.

use super::{Db, Read, Result, Revisions, Store};
use std::time::Duration;

/// How often SQLite is asked whether anybody wrote: a look at a counter in shared memory.
const SQLITE_INTERVAL: Duration = Duration::from_millis(250);

/// How often PostgreSQL is asked for the revisions.
const POSTGRES_INTERVAL: Duration = Duration::from_secs(1);

/// Watches the revisions of one store.
pub struct Watch {
    store: Store,
    kept: Option<Read>,
    data_version: Option<i64>,
    seen: Revisions,
}

impl Store {
    /// Begins to watch; the revisions that were `seen` count as known.
    pub fn watch(&self, seen: Revisions) -> Watch {
        Watch { store: self.clone(), kept: None, data_version: None, seen }
    }
}

impl Db<'_> {
    /// What time it is for the database server (unix seconds); none on SQLite, where the time is this machine's.
    pub async fn clock(&mut self) -> Result<Option<i64>> {
        let Db::Postgres(c) = self else { return Ok(None) };
        let now = sqlx::query_scalar("SELECT CAST(extract(epoch FROM clock_timestamp()) AS BIGINT)");
        Ok(Some(now.fetch_one(&mut **c).await?))
    }
}

impl Watch {
    /// Waits until a revision has moved, and answers all of them; the change is at most 2 s old. After an error it may
    /// be called again.
    pub async fn changed(&mut self) -> Result<Revisions> {
        loop {
            let interval = match self.store {
                Store::Sqlite { .. } => SQLITE_INTERVAL,
                Store::Postgres(_) => POSTGRES_INTERVAL,
            };
            tokio::time::sleep(interval).await;
            if let Some(moved) = self.look().await? {
                self.seen = moved;
                return Ok(moved);
            }
        }
    }

    async fn look(&mut self) -> Result<Option<Revisions>> {
        let data_version = self.data_version().await?;
        if data_version.is_some() && data_version == self.data_version {
            return Ok(None);
        }
        let revisions = self.store.read().await?.db().revisions().await?;
        // Only now: had the reading failed, the next look would have to try again.
        self.data_version = data_version;
        Ok((revisions != self.seen).then_some(revisions))
    }

    /// SQLite counts the commits of other connections for a connection that stays open; PostgreSQL has no such count.
    async fn data_version(&mut self) -> Result<Option<i64>> {
        if matches!(self.store, Store::Postgres(_)) {
            return Ok(None);
        }
        if self.kept.is_none() {
            self.kept = Some(self.store.read().await?);
        }
        let Some(Read::Sqlite(connection)) = &mut self.kept else { return Ok(None) };
        let asked = sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut **connection).await;
        if asked.is_err() {
            self.kept = None;
        }
        Ok(Some(asked?))
    }
}

#[cfg(test)]
mod tests {
    use crate::clock::Clock;
    use crate::store::{Store, testing};

    #[tokio::test]
    async fn the_clock_of_a_database_server_is_told_and_that_of_this_machine_is_not() {
        for db in testing::stores().await {
            let told = db.read().await.unwrap().db().clock().await.unwrap();
            let is_near = |told: i64| (told - Clock::system().now()).abs() < 60;
            assert_eq!(told.map(is_near), matches!(db.store, Store::Postgres(_)).then_some(true), "{}", db.name);
        }
    }
}
