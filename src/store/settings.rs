//! Settings of the installation, and the revisions that tell servers when to read anew.

use super::{Db, Result, both};

/// How often each kept topic was changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revisions {
    /// Clients and their secrets.
    pub clients: i64,
    /// Signing keys.
    pub signing_keys: i64,
    /// Settings of the installation.
    pub settings: i64,
}

impl Db<'_> {
    /// The value of a setting.
    pub async fn find_setting(&mut self, name: &str) -> Result<Option<String>> {
        Ok(both!(self, c => sqlx::query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(name).fetch_optional(c).await)?)
    }

    /// Sets a setting, whether or not it was there.
    pub async fn set_setting(&mut self, name: &str, value: &str, now: i64) -> Result<()> {
        both!(self, c => sqlx::query(
            "INSERT INTO settings (name, value, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at")
            .bind(name).bind(value).bind(now).execute(c).await.map(drop))?;
        self.raise_revision("settings").await
    }

    /// Sets a setting unless it is there; answers what it is afterwards.
    pub async fn find_or_set_setting(&mut self, name: &str, value: &str, now: i64) -> Result<String> {
        both!(self, c => sqlx::query(
            "INSERT INTO settings (name, value, changed_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING")
            .bind(name).bind(value).bind(now).execute(c).await.map(drop))?;
        Ok(self.find_setting(name).await?.unwrap_or_default())
    }

    /// The value of a setting, which nobody else changes before this transaction ends.
    pub async fn hold_setting(&mut self, name: &str) -> Result<Option<String>> {
        Ok(both!(self, c => sqlx::query_scalar(
            "UPDATE settings SET changed_at = changed_at WHERE name = $1 RETURNING value")
            .bind(name).fetch_optional(c).await)?)
    }

    /// Tells every server that a topic has changed; in the transaction of the change.
    pub(super) async fn raise_revision(&mut self, topic: &str) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE revisions SET revision = revision + 1 WHERE topic = $1")
            .bind(topic).execute(c).await.map(drop))?)
    }

    /// The present revisions.
    pub async fn revisions(&mut self) -> Result<Revisions> {
        let rows: Vec<(String, i64)> = both!(self, c => sqlx::query_as("SELECT topic, revision FROM revisions")
            .fetch_all(c).await)?;
        let of = |topic: &str| rows.iter().find(|(name, _)| name == topic).map_or(0, |(_, revision)| *revision);
        Ok(Revisions { clients: of("clients"), signing_keys: of("signing_keys"), settings: of("settings") })
    }

    /// Asks the database for anything at all: is it there?
    pub async fn ping(&mut self) -> Result<()> {
        both!(self, c => sqlx::query("SELECT 1").execute(c).await.map(drop))?;
        Ok(())
    }
}
