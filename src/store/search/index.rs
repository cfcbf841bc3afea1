//! What searching needs beside the tables, made where it is missing at each start.

use super::super::{Db, Error, Result, Store, both};
use super::schema::{POSTGRES, POSTGRES_DROPPED, POSTGRES_INDEXES, POSTGRES_MADE, SQLITE, SQLITE_DROPPED, SQLITE_MADE};
use crate::model::user::User;
use crate::model::username::username_key;

/// Rows of earlier releases that are folded in one transaction.
const FOLDED_AT_ONCE: i64 = 1000;

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
        write.db().fill_blocks().await?;
        write.commit().await
    }

    async fn prepare_postgres(&self) -> Result<()> {
        for (statements, is_last) in [(POSTGRES, false), (POSTGRES_INDEXES, true)] {
            let mut write = self.write().await?;
            // Servers that start together would meet in CREATE … IF NOT EXISTS, which is not safe against itself.
            execute(&mut write.db(), "SELECT pg_advisory_xact_lock(7309453)").await?;
            if write.db().is_search_made().await? {
                return Ok(());
            }
            if is_last {
                write.db().fill_blocks().await?;
            }
            for statement in statements {
                execute(&mut write.db(), statement).await?;
            }
            write.commit().await?;
        }
        Ok(())
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

impl Db<'_> {
    async fn is_search_made(&mut self) -> Result<bool> {
        let sql = if self.is_postgres() { POSTGRES_MADE } else { SQLITE_MADE };
        let is_made: bool = both!(&mut *self, c => sqlx::query_scalar(sql).fetch_one(c).await)?;
        Ok(is_made && self.is_search_in_step().await?)
    }

    /// Whether the oldest and the newest row are found by their own texts: VACUUM may give rows of a table with a TEXT
    /// key other rowids, and then the trigrams are those of somebody else.
    async fn is_search_in_step(&mut self) -> Result<bool> {
        let Db::Sqlite(c) = self else { return Ok(true) };
        let lost: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM users WHERE rowid IN ((SELECT MIN(rowid) FROM users WHERE deleted_at IS NULL), \
             (SELECT MAX(rowid) FROM users WHERE deleted_at IS NULL)) \
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
