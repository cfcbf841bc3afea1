//! Every row of every table, from one snapshot of one engine into another: what backup and restore stand on.

use super::{Db, Error, Read, Result, Store};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::TryStreamExt;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Column as _, Postgres, Row, Sqlite, Transaction};

/// Every table, each after those that it refers to.
pub const TABLES: &[&str] = &[
    "settings",
    "revisions",
    "users",
    "attribute_definitions",
    "user_groups",
    "group_members",
    "clients",
    "client_secrets",
    "client_logos",
    "client_registrations",
    "initial_access_tokens",
    "apis",
    "signing_keys",
    "sessions",
    "families",
    "revoked_access_tokens",
    "consents",
    "one_time_links",
    "sign_in_throttle",
    "client_health",
    "failed_requests",
    "audit_events",
    "audit_heads",
    "hourly_counts",
    "client_addresses",
    "jwks_fetches",
    "key_uses",
];

/// Tables that only backups of earlier migrations hold.
const FORMER_TABLES: &[&str] = &["authorization_codes", "refresh_tokens"];

/// The table of a name that a backup may hold.
pub fn table_named(name: &str) -> Option<&'static str> {
    TABLES.iter().chain(FORMER_TABLES).find(|table| **table == name).copied()
}

/// A column, its type as `migrations/` spells it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// `TEXT`, `BIGINT`, `BOOLEAN` or `BYTEA`.
    pub kind: String,
}

/// A transaction that only reads, and sees one state of the database however long it takes.
pub enum Snapshot {
    /// SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Store {
    /// Begins a snapshot. Writers go on meanwhile.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Snapshot::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Snapshot::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// The newest migration that this database has, or none.
    pub async fn applied_migration(&self) -> Result<Option<i64>> {
        self.read().await?.applied_migration().await
    }
}

impl Read {
    async fn applied_migration(&mut self) -> Result<Option<i64>> {
        let mut db = self.db();
        if db.columns_of("_sqlx_migrations").await?.is_empty() {
            return Ok(None);
        }
        Ok(super::both!(&mut db, c => sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(c).await)?)
    }
}

impl Snapshot {
    /// The connection, inside the snapshot.
    pub fn db(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(t) => Db::Sqlite(t),
            Self::Postgres(t) => Db::Postgres(t),
        }
    }
}

impl Db<'_> {
    /// The columns of a table in their order; none where there is no such table.
    pub async fn columns_of(&mut self, table: &str) -> Result<Vec<Column>> {
        Ok(match self {
            Db::Sqlite(c) => {
                sqlx::query_as("SELECT name, UPPER(type) AS kind FROM pragma_table_info($1) ORDER BY cid")
                    .bind(table)
                    .fetch_all(&mut **c)
                    .await?
            }
            Db::Postgres(c) => {
                sqlx::query_as(
                    "SELECT column_name::text AS name, UPPER(data_type::text) AS kind FROM information_schema.columns \
                     WHERE table_schema = CURRENT_SCHEMA AND table_name = $1 ORDER BY ordinal_position",
                )
                .bind(table)
                .fetch_all(&mut **c)
                .await?
            }
        })
    }

    /// Hands every row of one of [`TABLES`] to `take`, in the order of `columns`; BYTEA as base64. Rows are streamed, so
    /// memory does not grow with the table. `take` ends it by answering `false`; what it answered last is returned.
    pub async fn dump_rows(
        &mut self,
        table: &'static str,
        columns: &[Column],
        mut take: impl FnMut(Vec<Value>) -> bool,
    ) -> Result<bool> {
        let names: Vec<&str> = columns.iter().map(|column| &*column.name).collect();
        let sql = format!("SELECT {} FROM {table}", names.join(", "));
        super::both!(self, c => {
            let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(c);
            while let Some(row) = rows.try_next().await? {
                let values = columns.iter().enumerate().map(|(i, column)| {
                    debug_assert_eq!(row.columns()[i].name(), column.name);
                    Ok(match &*column.kind {
                        "BIGINT" => Value::from(row.try_get::<Option<i64>, _>(i)?),
                        "BOOLEAN" => Value::from(row.try_get::<Option<bool>, _>(i)?),
                        "BYTEA" => Value::from(row.try_get::<Option<Vec<u8>>, _>(i)?.map(|bytes| STANDARD.encode(bytes))),
                        _ => Value::from(row.try_get::<Option<String>, _>(i)?),
                    })
                });
                if !take(values.collect::<Result<_>>()?) {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    /// Whether nobody has added anything to this database: all that opening it makes, such as keys, does not count.
    pub async fn is_unused(&mut self) -> Result<bool> {
        for table in ["users", "user_groups", "clients"] {
            let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT 1) AS found");
            let found: i64 = super::both!(self, c => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(c).await)?;
            if found > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Removes every row, so that a backup's rows fit; for a database that [`Db::is_unused`].
    pub async fn clear(&mut self) -> Result<()> {
        for table in TABLES.iter().rev() {
            self.delete_all(table).await?;
        }
        Ok(())
    }

    /// Removes every row of one table.
    pub(crate) async fn delete_all(&mut self, table: &'static str) -> Result<()> {
        let sql = AssertSqlSafe(format!("DELETE FROM {table}"));
        Ok(super::both!(self, c => sqlx::query(sql).execute(c).await.map(drop))?)
    }

    /// Adds a row that [`Db::dump_rows`] gave; `columns` must come from [`Db::columns_of`] this database.
    pub async fn restore_row(&mut self, table: &'static str, columns: &[Column], row: &[Value]) -> Result<()> {
        let names: Vec<&str> = columns.iter().map(|column| &*column.name).collect();
        let marks: Vec<String> = (1..=columns.len()).map(|i| format!("${i}")).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), marks.join(", "));
        super::both!(self, c => {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (column, value) in columns.iter().zip(row) {
                query = match &*column.kind {
                    "BIGINT" => query.bind(value.as_i64()),
                    "BOOLEAN" => query.bind(value.as_bool()),
                    "BYTEA" => query.bind(bytes(value)?),
                    _ => query.bind(value.as_str().map(str::to_owned)),
                };
            }
            query.execute(c).await?;
            Ok(())
        })
    }
}

fn bytes(value: &Value) -> Result<Option<Vec<u8>>> {
    let text = value.as_str();
    text.map(|text| STANDARD.decode(text).map_err(|_| Error::Damaged("backup row"))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    async fn tables_of(db: &mut Db<'_>) -> Vec<String> {
        match db {
            Db::Sqlite(c) => {
                sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'").fetch_all(&mut **c).await
            }
            Db::Postgres(c) => {
                let sql = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA";
                sqlx::query_scalar(sql).fetch_all(&mut **c).await
            }
        }
        .unwrap()
    }

    #[tokio::test]
    async fn every_table_is_in_the_list_and_every_column_has_a_type_that_travels() {
        for db in testing::stores().await {
            let mut read = db.store.read().await.unwrap();
            let mut found = tables_of(&mut read.db()).await;
            // What people are searched by is made anew from them.
            found.retain(|name| !["_", "sqlite_", "people_"].iter().any(|kind| name.starts_with(kind)));
            found.sort();
            let mut listed: Vec<&str> = TABLES.to_vec();
            listed.sort_unstable();
            assert_eq!(found, listed, "{}", db.name);
            for table in TABLES {
                for column in read.db().columns_of(table).await.unwrap() {
                    let is_known = ["TEXT", "BIGINT", "BOOLEAN", "BYTEA"].contains(&&*column.kind);
                    assert!(is_known, "{}: {table}.{column:?}", db.name);
                }
            }
        }
    }

    #[tokio::test]
    async fn a_snapshot_does_not_see_what_is_written_after_it_began() {
        for db in testing::stores().await {
            testing::user(&db, "alice").await;
            let mut snapshot = db.store.snapshot().await.unwrap();
            assert_eq!(snapshot.db().count_users().await.unwrap(), 1, "{}", db.name);
            testing::user(&db, "bob").await;
            assert_eq!(snapshot.db().count_users().await.unwrap(), 1, "{}", db.name);
        }
    }

    #[tokio::test]
    async fn a_fresh_database_is_unused_until_somebody_is_added() {
        for db in testing::stores().await {
            assert!(db.store.read().await.unwrap().db().is_unused().await.unwrap(), "{}", db.name);
            testing::user(&db, "alice").await;
            assert!(!db.store.read().await.unwrap().db().is_unused().await.unwrap(), "{}", db.name);
            assert_eq!(db.store.applied_migration().await.unwrap(), Some(Store::newest_migration()), "{}", db.name);
        }
    }
}
