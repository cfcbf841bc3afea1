//! What can go wrong in the database, told apart by what the caller can do about it.

use std::error::Error as _;

/// A failed query.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique value is taken; the text names the constraint or column as the engine does.
    #[error("already taken: {0}")]
    Taken(String),
    /// What a row belongs to was removed since it was read: an app, a person.
    #[error("what this belongs to was removed")]
    Gone(#[source] sqlx::Error),
    /// The database cannot be reached, is full or is busy beyond its patience: the same request may succeed later.
    #[error("the database is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// The database is of a newer release than this binary.
    #[error("the database was written by a newer release of Claviger (migration {0}); install that release")]
    Newer(i64),
    /// Anything else: a defect of ours or a damaged database.
    #[error("the database refused a query")]
    Other(#[source] sqlx::Error),
    /// A stored value that does not parse.
    #[error("a stored {0} cannot be read")]
    Damaged(&'static str),
}

/// What every query returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether waiting may help (answered with 503).
    pub const fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// The same for another caller who waited for the same transaction.
    pub(super) fn for_another(&self) -> Self {
        let text = self.source().map_or_else(|| self.to_string(), ToString::to_string);
        let again = sqlx::Error::Protocol(text);
        if self.is_unavailable() { Self::Unavailable(again) } else { Self::Other(again) }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = &error {
            if database.is_unique_violation() {
                let name = database.constraint().map_or_else(|| database.message().to_owned(), str::to_owned);
                return Self::Taken(name);
            }
            if database.is_foreign_key_violation() {
                return Self::Gone(error);
            }
            // SQLite: 5 busy, 10 I/O, 13 full, 14 cannot open (low byte of the extended code). PostgreSQL: classes 08
            // (connection), 40 (deadlock), 53 (resources), 57 (shutdown), and 25006, read-only.
            let code = database.code().unwrap_or_default();
            let sqlite = code.parse::<i32>().ok().map(|code| code & 0xff);
            let is_sqlite = database.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
            let passing = if is_sqlite {
                matches!(sqlite, Some(5 | 6 | 8 | 10 | 13 | 14))
            } else {
                ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class)) || code == "25006"
            };
            return if passing { Self::Unavailable(error) } else { Self::Other(error) };
        }
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            other => Self::Other(other),
        }
    }
}
