//! The only SQL. Every query is written once and runs on SQLite and on PostgreSQL.
//!
//! [`Store`] is the pools, [`Read`] one leased connection, [`Write`] one transaction that rolls back when dropped.
//! Both lend a [`Db`], and every query is a method of `Db`, in the file of its table.

mod affected;
mod apis;
mod attribute_definitions;
mod audit_chain;
mod audit_events;
mod audit_search;
mod begun_family;
mod bulk;
mod client_health;
mod client_logos;
mod client_registrations;
mod clients;
mod connect;
mod consents;
mod dump;
mod error;
mod failed_requests;
mod families;
mod family_tokens;
mod group_commit;
mod groups;
mod hourly_counts;
mod initial_access_tokens;
mod key_evidence;
mod one_time_links;
mod own_changes;
mod person_page;
mod reseal;
mod revoked_access_tokens;
mod scratch;
mod search;
mod session_list;
mod sessions;
mod settings;
mod signing_keys;
mod sweep;
#[cfg(test)]
pub(crate) mod testing;
mod throttle;
mod totals;
mod users;
mod watch;
mod writer;

pub use affected::Affected;
pub use audit_chain::{AuditHead, AuditLink, ChainedEvent};
pub use audit_events::AuditEvent;
pub use audit_search::{AuditFound, AuditSearch};
pub use begun_family::BegunFamily;
pub use client_health::HealthCount;
pub use client_registrations::Registration;
pub use consents::{Consent, GivenConsent};
pub use dump::{Column, Snapshot, TABLES, table_named};
pub use error::{Error, Result};
pub use failed_requests::{FailedRequest, FailingClient};
pub use families::{Family, Holding};
pub use family_tokens::{AuthorizationCode, Moment, Redemption, RefreshTokens, Rotation};
pub use groups::Group;
pub use hourly_counts::HourlyCount;
pub use initial_access_tokens::InitialToken;
pub use key_evidence::{ADDRESSES_PER_CLIENT, ClientAddress, JwksFetch, KeyUse};
pub use one_time_links::OneTimeLink;
pub use person_page::AppUse;
pub use scratch::{drop_schema, make_schema};
pub use search::GroupRow;
pub use session_list::{ListedSession, MOST_PEOPLE, SessionCursor, SessionFilter};
pub use sessions::{Ended, Session};
pub use settings::Revisions;
pub use throttle::ThrottleBucket;
pub use totals::Totals;
pub use watch::Watch;
pub use writer::Writer;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};
use writer::Immediate;

/// The database, whichever engine it is. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Store {
    /// SQLite has one writer: those who wait for it queue, and do not meet in a busy loop.
    Sqlite {
        /// Read-only connections.
        readers: SqlitePool,
        /// The one connection that writes.
        writer: Writer,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// One leased connection for reading.
pub enum Read {
    /// SQLite.
    Sqlite(PoolConnection<Sqlite>),
    /// PostgreSQL.
    Postgres(PoolConnection<Postgres>),
}

/// One transaction; dropped without [`Write::commit`] it is rolled back.
pub enum Write {
    /// SQLite, begun `IMMEDIATE`.
    Sqlite(Immediate),
    /// PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// A connection that queries run on.
pub enum Db<'c> {
    /// SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'c mut PgConnection),
}

/// Runs one body against whichever engine stands behind the [`Db`]; `$c` is the native connection.
macro_rules! both {
    ($db:expr, $c:ident => $body:expr) => {
        match $db {
            $crate::store::Db::Sqlite(c) => {
                let $c = &mut **c;
                $body
            }
            $crate::store::Db::Postgres(c) => {
                let $c = &mut **c;
                $body
            }
        }
    };
}
pub(crate) use both;

impl Store {
    /// Leases a connection for reading.
    pub async fn read(&self) -> Result<Read> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Read::Sqlite(readers.acquire().await?),
            Self::Postgres(pool) => Read::Postgres(pool.acquire().await?),
        })
    }

    /// Begins a transaction. SQLite takes its one write lock here, so a later statement cannot meet `SQLITE_BUSY`.
    pub async fn write(&self) -> Result<Write> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Write::Sqlite(writer.begin().await?),
            Self::Postgres(pool) => Write::Postgres(pool.begin().await?),
        })
    }

    /// Closes every connection, waiting for those that are leased.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Read {
    /// The connection.
    pub fn db(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(c) => Db::Sqlite(c),
            Self::Postgres(c) => Db::Postgres(c),
        }
    }
}

impl Write {
    /// The connection, inside the transaction.
    pub fn db(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(t) => Db::Sqlite(t.connection()),
            Self::Postgres(t) => Db::Postgres(t),
        }
    }

    /// Makes the transaction durable; before this returns nothing may be answered.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(t) => t.commit().await?,
            Self::Postgres(t) => t.commit().await?,
        }
        Ok(())
    }
}
