//! What searching needs beside the tables, made where it is missing at each start: the engines spell it differently, and
//! a PostgreSQL may have no `pg_trgm` to give.

use super::super::{Db, Error, Read, Result, Store, both};
use crate::model::user::User;
use crate::model::username::username_key;

/// Rows of earlier releases that are folded in one transaction.
const FOLDED_AT_ONCE: i64 = 1000;

/// Trigrams of every person's `search_text`. The text itself stays in `users`; rowids tie the two together, and
/// triggers keep them in step.
///
/// The indexes of names and usernames hold the text too: whoever looks for "paul" by name walks past everybody from A to O, and looks
/// into the table only for those who match (at a million people 0.13 s instead of 1.4).
const SQLITE: &[&str] = &[
    "CREATE INDEX IF NOT EXISTS users_name ON users (name_key, id, deleted_at, search_text)",
    "CREATE INDEX IF NOT EXISTS users_username ON users (username_key, deleted_at, search_text)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS people_search USING fts5 \
     (search_text, content = 'users', tokenize = 'trigram case_sensitive 1')",
    "CREATE TRIGGER IF NOT EXISTS people_search_added AFTER INSERT ON users BEGIN \
     INSERT INTO people_search (rowid, search_text) VALUES (new.rowid, new.search_text); END",
    "CREATE TRIGGER IF NOT EXISTS people_search_removed AFTER DELETE ON users BEGIN \
     INSERT INTO people_search (people_search, rowid, search_text) VALUES ('delete', old.rowid, old.search_text); END",
    "CREATE TRIGGER IF NOT EXISTS people_search_changed AFTER UPDATE OF search_text ON users \
     WHEN old.search_text <> new.search_text BEGIN \
     INSERT INTO people_search (people_search, rowid, search_text) VALUES ('delete', old.rowid, old.search_text); \
     INSERT INTO people_search (rowid, search_text) VALUES (new.rowid, new.search_text); END",
];

/// Byte order, whatever the database's own collation: pages follow one another as on SQLite, and beginnings are ranges.
const POSTGRES: &[&str] = &[
    "CREATE INDEX IF NOT EXISTS users_name ON users (name_key COLLATE \"C\", id)",
    "CREATE INDEX IF NOT EXISTS users_username ON users (username_key COLLATE \"C\")",
    "CREATE INDEX IF NOT EXISTS users_email ON users (email_key COLLATE \"C\")",
];

const TRIGRAMS: &[&str] = &[
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS users_search_text ON users USING gin (search_text gin_trgm_ops)",
];

/// What a filling of the database does better without.
const SQLITE_DROPPED: &[&str] = &[
    "DROP TRIGGER IF EXISTS people_search_added",
    "DROP TRIGGER IF EXISTS people_search_removed",
    "DROP TRIGGER IF EXISTS people_search_changed",
    "DROP TABLE IF EXISTS people_search",
    "DROP INDEX IF EXISTS users_name",
    "DROP INDEX IF EXISTS users_username",
];

const POSTGRES_DROPPED: &[&str] = &[
    "DROP INDEX IF EXISTS users_search_text",
    "DROP INDEX IF EXISTS users_name",
    "DROP INDEX IF EXISTS users_username",
    "DROP INDEX IF EXISTS users_email",
];

impl Store {
    /// Takes away what [`Store::prepare_search`] makes.
    pub(in crate::store) async fn drop_search(&self) -> Result<()> {
        let mut write = self.write().await?;
        let statements = if write.db().is_postgres() { POSTGRES_DROPPED } else { SQLITE_DROPPED };
        for statement in statements {
            execute(&mut write.db(), statement).await?;
        }
        write.commit().await
    }

    /// Makes what lists and searches need, and folds the names of rows that earlier releases wrote. Writes nothing where
    /// all is there.
    pub(in crate::store) async fn prepare_search(&self) -> Result<()> {
        let mut read = self.read().await?;
        if read.db().columns_of("users").await?.iter().all(|column| column.name != "search_text") {
            return Ok(());
        }
        let (is_made, is_folded) = (read.db().is_search_made().await?, read.db().is_all_folded().await?);
        drop(read);
        match self {
            _ if is_made => {}
            Self::Sqlite { .. } => self.prepare_sqlite().await?,
            Self::Postgres(_) => self.prepare_postgres().await?,
        }
        // Only now: trigrams out of step cannot be changed.
        if !is_folded {
            while self.fold_people().await? {}
            self.fold_groups().await?;
        }
        Ok(())
    }

    async fn prepare_sqlite(&self) -> Result<()> {
        let mut write = self.write().await?;
        for statement in SQLITE {
            execute(&mut write.db(), statement).await?;
        }
        // Also where all was there but out of step.
        execute(&mut write.db(), "INSERT INTO people_search (people_search) VALUES ('rebuild')").await?;
        write.commit().await
    }

    async fn prepare_postgres(&self) -> Result<()> {
        // Servers that start together would meet in CREATE … IF NOT EXISTS, which is not safe against itself.
        let mut write = self.write().await?;
        execute(&mut write.db(), "SELECT pg_advisory_xact_lock(7309453)").await?;
        for statement in POSTGRES {
            execute(&mut write.db(), statement).await?;
        }
        write.commit().await?;
        if let Err(error) = self.prepare_trigrams().await {
            tracing::debug!(?error, "pg_trgm cannot be had: people are found by the beginning of a name only");
        }
        Ok(())
    }

    async fn prepare_trigrams(&self) -> Result<()> {
        let mut write = self.write().await?;
        execute(&mut write.db(), "SELECT pg_advisory_xact_lock(7309453)").await?;
        for statement in TRIGRAMS {
            execute(&mut write.db(), statement).await?;
        }
        write.commit().await
    }

    /// Folds the names of some people of earlier releases; false when there were none.
    async fn fold_people(&self) -> Result<bool> {
        let mut write = self.write().await?;
        let people = write.db().list_unfolded(FOLDED_AT_ONCE).await?;
        for user in &people {
            write.db().fold(user).await?;
        }
        write.commit().await?;
        Ok(!people.is_empty())
    }

    async fn fold_groups(&self) -> Result<()> {
        let mut write = self.write().await?;
        write.db().fold_groups().await?;
        write.commit().await
    }
}

impl Read {
    /// Whether any part of a name is found, not only its beginning.
    pub async fn finds_parts_of_names(&mut self) -> Result<bool> {
        self.db().finds_parts_of_names().await
    }
}

impl Db<'_> {
    /// The same, on a connection at hand.
    pub(super) async fn finds_parts_of_names(&mut self) -> Result<bool> {
        if self.is_postgres() { self.has_index("users_search_text").await } else { Ok(true) }
    }

    async fn has_index(&mut self, name: &str) -> Result<bool> {
        let Db::Postgres(c) = self else { return Ok(true) };
        let sql = "SELECT EXISTS (SELECT 1 FROM pg_indexes WHERE schemaname = CURRENT_SCHEMA AND indexname = $1)";
        Ok(sqlx::query_scalar(sql).bind(name).fetch_one(&mut **c).await?)
    }

    async fn is_search_made(&mut self) -> Result<bool> {
        let Db::Sqlite(c) = &mut *self else {
            return Ok(self.has_index("users_email").await? && self.has_index("users_search_text").await?);
        };
        let sql = "SELECT COUNT(*) = 2 FROM sqlite_master WHERE name IN ('people_search_changed', 'users_username')";
        Ok(sqlx::query_scalar(sql).fetch_one(&mut **c).await? && self.is_search_in_step().await?)
    }

    /// Whether the oldest and the newest row are found by their own texts: VACUUM may give rows of a table with a TEXT
    /// key other rowids, and then the trigrams are those of somebody else.
    async fn is_search_in_step(&mut self) -> Result<bool> {
        let Db::Sqlite(c) = self else { return Ok(true) };
        let lost: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM users WHERE rowid IN ((SELECT MIN(rowid) FROM users), (SELECT MAX(rowid) FROM users)) \
             AND length(search_text) > 2 AND rowid NOT IN (SELECT people_search.rowid FROM people_search \
             WHERE people_search MATCH '\"' || replace(users.search_text, '\"', '\"\"') || '\"')",
        )
        .fetch_one(&mut **c)
        .await?;
        Ok(lost == 0)
    }

    async fn is_all_folded(&mut self) -> Result<bool> {
        Ok(both!(self, c => sqlx::query_scalar(
            "SELECT NOT EXISTS (SELECT 1 FROM users WHERE name_key = '') \
             AND NOT EXISTS (SELECT 1 FROM user_groups WHERE name_key IS NULL)").fetch_one(c).await)?)
    }

    async fn list_unfolded(&mut self, limit: i64) -> Result<Vec<User>> {
        let rows: Vec<super::super::users::UserRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM users WHERE name_key = '' LIMIT $1").bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(User::try_from).collect()
    }

    async fn fold(&mut self, user: &User) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET name_key = $2, search_text = $3 WHERE id = $1")
            .bind(user.id.as_str()).bind(user.name_key()).bind(user.search_text()).execute(c).await.map(drop))?)
    }

    async fn fold_groups(&mut self) -> Result<()> {
        let groups: Vec<(String, String)> = both!(&mut *self, c => sqlx::query_as(
            "SELECT id, name FROM user_groups WHERE name_key IS NULL").fetch_all(c).await)?;
        for (id, name) in groups {
            let key = username_key(&name);
            let is_taken: bool = both!(&mut *self, c => sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM user_groups WHERE name_key = $1)").bind(&*key).fetch_one(c).await)?;
            // Two names of an earlier release that people cannot tell apart both stay; one is found under its id too.
            let key = if is_taken { format!("{key} {id}") } else { key };
            both!(&mut *self, c => sqlx::query("UPDATE user_groups SET name_key = $2 WHERE id = $1")
                .bind(&*id).bind(&*key).execute(c).await.map(drop))?;
        }
        Ok(())
    }
}

async fn execute(db: &mut Db<'_>, statement: &'static str) -> Result<()> {
    both!(db, c => sqlx::query(statement).execute(c).await.map(drop).map_err(Error::from))
}
