//! The chain over the audit events: numbers, links, signed heads; see [`crate::audit`].

use super::{AuditEvent, Db, Result, both};

/// Taken by whoever links, on PostgreSQL, until its transaction ends: "claviger" in ASCII.
const LINKER_LOCK: i64 = 0x636c_6176_6967_6572;

/// An event with its place in the chain.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct ChainedEvent {
    /// The event.
    #[sqlx(flatten)]
    pub event: AuditEvent,
    /// Its number, from 1; none until it is linked.
    pub seq: Option<i64>,
    /// The hash over it and the link before it.
    pub link: Option<Vec<u8>>,
}

/// A place in the chain for one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLink {
    /// The event.
    pub id: String,
    /// Its number.
    pub seq: i64,
    /// Its link.
    pub link: Vec<u8>,
}

/// A signed statement of how far the chain went.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// The number of the last event that it covers.
    pub seq: i64,
    /// `audit-head+jwt`.
    pub jwt: String,
    /// Unix seconds.
    pub made_at: i64,
    /// Whether it was written outside the database.
    pub is_outside: bool,
    /// Whether the events up to it were removed, so that the chain begins after it.
    pub is_start: bool,
}

impl Db<'_> {
    /// Makes this transaction the one that links; false while another one does. SQLite has one writer anyway.
    pub async fn try_lock_audit_chain(&mut self) -> Result<bool> {
        Ok(match self {
            Db::Sqlite(_) => true,
            Db::Postgres(c) => {
                sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)").bind(LINKER_LOCK).fetch_one(&mut **c).await?
            }
        })
    }

    /// Whether some committed event has no place yet.
    pub async fn has_unlinked_audit_events(&mut self) -> Result<bool> {
        let found: Option<i64> = both!(self, c => sqlx::query_scalar(
            "SELECT CAST(1 AS BIGINT) FROM audit_events WHERE seq IS NULL LIMIT 1").fetch_optional(c).await)?;
        Ok(found.is_some())
    }

    /// When the oldest committed event without a place happened (unix milliseconds).
    pub async fn oldest_unlinked_audit_event(&mut self) -> Result<Option<i64>> {
        Ok(both!(self, c => sqlx::query_scalar("SELECT at_ms FROM audit_events WHERE seq IS NULL ORDER BY id LIMIT 1")
            .fetch_optional(c).await)?)
    }

    /// How many committed events have no place yet.
    pub async fn count_unlinked_audit_events(&mut self) -> Result<i64> {
        Ok(both!(self, c => sqlx::query_scalar("SELECT COUNT(*) FROM audit_events WHERE seq IS NULL")
            .fetch_one(c).await)?)
    }

    /// Events without a place, oldest first, after one of them.
    pub async fn unlinked_audit_events(&mut self, after_id: &str, limit: i64) -> Result<Vec<AuditEvent>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT * FROM audit_events WHERE seq IS NULL AND id > $1 ORDER BY id LIMIT $2")
            .bind(after_id).bind(limit).fetch_all(c).await)?)
    }

    /// Events with a place, in the order of the chain, after one of them.
    pub async fn linked_audit_events(&mut self, after_seq: i64, limit: i64) -> Result<Vec<ChainedEvent>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM audit_events WHERE seq > $1 ORDER BY seq LIMIT $2")
            .bind(after_seq).bind(limit).fetch_all(c).await)?)
    }

    /// Number and link of the newest event that has a place.
    pub async fn newest_audit_link(&mut self) -> Result<Option<(i64, Option<Vec<u8>>)>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT seq, link FROM audit_events WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1")
            .fetch_optional(c).await)?)
    }

    /// Gives events their places in one statement; one that has a place already keeps it.
    pub async fn link_audit_events(&mut self, links: &[AuditLink]) -> Result<u64> {
        let ids = || links.iter().map(|link| &*link.id);
        let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Ok(0) };
        let rows: Vec<String> =
            (0..links.len()).map(|i| format!("(${}, ${}, ${})", 3 * i + 1, 3 * i + 2, 3 * i + 3)).collect();
        // Between the first and the last: PostgreSQL, which takes a backlog that just came for none, would read all of it
        // for each batch.
        let next = 3 * links.len() + 1;
        let sql = format!(
            "UPDATE audit_events SET seq = given.column2, link = given.column3 FROM (VALUES {}) AS given \
             WHERE audit_events.id = given.column1 AND audit_events.seq IS NULL \
             AND audit_events.id >= ${next} AND audit_events.id <= ${}",
            rows.join(", "),
            next + 1
        );
        Ok(both!(self, c => {
            // Each number of rows is a text of its own: not worth a place in the cache of statements.
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false);
            for link in links {
                query = query.bind(link.id.clone()).bind(link.seq).bind(link.link.clone());
            }
            query.bind(first).bind(last).execute(c).await.map(|done| done.rows_affected())
        })?)
    }

    /// The signed heads, oldest first.
    pub async fn audit_heads(&mut self) -> Result<Vec<AuditHead>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM audit_heads ORDER BY seq").fetch_all(c).await)?)
    }

    /// The newest signed head.
    pub async fn newest_audit_head(&mut self) -> Result<Option<AuditHead>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM audit_heads ORDER BY seq DESC LIMIT 1")
            .fetch_optional(c).await)?)
    }

    /// The newest signed head of a time (unix seconds) or before.
    pub async fn audit_head_of(&mut self, made_at: i64) -> Result<Option<AuditHead>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT * FROM audit_heads WHERE made_at <= $1 ORDER BY seq DESC LIMIT 1")
            .bind(made_at).fetch_optional(c).await)?)
    }

    /// The head after which the chain begins, where old events were removed.
    pub async fn audit_start(&mut self) -> Result<Option<AuditHead>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM audit_heads WHERE is_start ORDER BY seq DESC LIMIT 1")
            .fetch_optional(c).await)?)
    }

    /// When a head was last written outside (unix seconds).
    pub async fn last_audit_head_outside(&mut self) -> Result<Option<i64>> {
        Ok(both!(self, c => sqlx::query_scalar(
            "SELECT made_at FROM audit_heads WHERE is_outside ORDER BY seq DESC LIMIT 1").fetch_optional(c).await)?)
    }

    /// Adds a signed head, in place of those before it that nobody outside has seen.
    pub async fn insert_audit_head(&mut self, head: &AuditHead) -> Result<()> {
        both!(&mut *self, c => sqlx::query(
            "DELETE FROM audit_heads WHERE seq <= $1 AND NOT is_outside AND NOT is_start AND seq > COALESCE( \
             (SELECT seq FROM audit_heads WHERE is_outside ORDER BY seq DESC LIMIT 1), 0)")
            .bind(head.seq).execute(c).await.map(drop))?;
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO audit_heads (seq, jwt, made_at, is_outside, is_start) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (seq) DO UPDATE SET jwt = excluded.jwt, is_start = excluded.is_start, \
             is_outside = excluded.is_outside OR audit_heads.is_outside")
            .bind(head.seq).bind(&*head.jwt).bind(head.made_at).bind(head.is_outside).bind(head.is_start)
            .execute(c).await.map(drop))?)
    }

    /// Notes that a head was written outside; false when it was already, or gave way to another.
    pub async fn mark_audit_head_outside(&mut self, seq: i64) -> Result<bool> {
        let marked = both!(self, c => sqlx::query(
            "UPDATE audit_heads SET is_outside = TRUE WHERE seq = $1 AND NOT is_outside")
            .bind(seq).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(marked > 0)
    }

    /// Removes the heads before one.
    pub async fn delete_audit_heads_before(&mut self, seq: i64) -> Result<u64> {
        Ok(both!(self, c => sqlx::query("DELETE FROM audit_heads WHERE seq < $1")
            .bind(seq).execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// Keeps, of the heads made before a time (unix seconds), the last of each day and the start.
    pub async fn thin_audit_heads(&mut self, before: i64) -> Result<u64> {
        Ok(both!(self, c => sqlx::query(
            "DELETE FROM audit_heads WHERE made_at < $1 AND NOT is_start AND seq NOT IN \
             (SELECT MAX(seq) FROM audit_heads GROUP BY made_at / 86400)")
            .bind(before).execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// Removes linked events up to a number, at most `limit` of them; answers how many.
    pub async fn delete_audit_events_to(&mut self, seq: i64, limit: i64) -> Result<u64> {
        Ok(both!(self, c => sqlx::query(
            "DELETE FROM audit_events WHERE seq IN \
             (SELECT seq FROM audit_events WHERE seq <= $1 ORDER BY seq LIMIT $2)")
            .bind(seq).bind(limit).execute(c).await.map(|done| done.rows_affected()))?)
    }
}
