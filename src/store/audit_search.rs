//! Listing audit events, newest first, by whatever somebody looks for.
//!
//! Ids sort by time, so each page is a range of one index: of a person, of an app, of a kind, or of all. What no index
//! knows (address, text) is looked for in a bounded number of rows per page, so that no page costs more the longer the
//! log is; the cursor of such a page leads on.

use super::audit_chain::ChainedEvent;
use super::{Db, Result, both};
use sqlx::AssertSqlSafe;

/// Rows that one page may look through for what no index knows.
const SCAN: usize = 20_000;

const BY_OTHERS: &str = " AND (user_id IS NULL OR actor <> 'user:' || user_id)";

/// What to list; what is not named is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// Events that concern this person or were done by them.
    pub user_id: Option<String>,
    /// Events that concern this app.
    pub client_id: Option<String>,
    /// Events of these kinds; of every kind when empty.
    pub kinds: Vec<&'static str>,
    /// Events from this address.
    pub address: Option<String>,
    /// Events that hold this text, whatever the case of its ASCII letters.
    pub text: Option<String>,
    /// Ids from this one on.
    pub from_id: Option<String>,
    /// Ids before this one.
    pub before_id: Option<String>,
}

/// One page of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFound {
    /// The events, newest first.
    pub events: Vec<ChainedEvent>,
    /// [`AuditSearch::before_id`] of the next page; none when there is no more.
    pub next: Option<String>,
}

/// Conditions and the values of their placeholders.
#[derive(Clone, Default)]
struct Where {
    sql: String,
    values: Vec<String>,
}

impl Where {
    fn and(&mut self, condition: &str, value: &str) {
        self.sql.push_str(if self.sql.is_empty() { " WHERE " } else { " AND " });
        self.values.push(value.to_owned());
        self.sql.push_str(&condition.replace('?', &format!("${}", self.values.len())));
    }
}

impl AuditSearch {
    /// The index ranges that hold everything that is looked for, no event in two of them.
    fn ranges(&self) -> Vec<Vec<(String, &str)>> {
        match (&self.user_id, &self.client_id) {
            (Some(user), _) => vec![
                vec![("user_id = ?".to_owned(), user.as_str())],
                vec![(format!("actor = 'user:' || ?{BY_OTHERS}"), user.as_str())],
            ],
            (None, Some(client)) => vec![vec![("client_id = ?".to_owned(), client.as_str())]],
            (None, None) if self.kinds.is_empty() => vec![Vec::new()],
            (None, None) => self.kinds.iter().map(|kind| vec![("kind = ?".to_owned(), *kind)]).collect(),
        }
    }

    /// What those indexes do not know.
    fn rest(&self) -> Vec<(String, String)> {
        let mut rest = Vec::new();
        if let (Some(_), Some(client)) = (&self.user_id, &self.client_id) {
            rest.push(("client_id = ?".to_owned(), client.clone()));
        }
        if (self.user_id.is_some() || self.client_id.is_some()) && !self.kinds.is_empty() {
            // One value for all of them: kinds are words of ours, none of which holds a blank.
            rest.push(("? LIKE '% ' || kind || ' %'".to_owned(), format!(" {} ", self.kinds.join(" "))));
        }
        if let Some(address) = &self.address {
            rest.push(("address = ?".to_owned(), address.clone()));
        }
        if let Some(text) = &self.text {
            let like = r"LIKE LOWER(?) ESCAPE '\'";
            let pattern = format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
            rest.push((format!("(LOWER(detail) {like} OR LOWER(client_id) {like} OR sid {like})"), pattern));
        }
        rest
    }
}

impl Db<'_> {
    /// One page of what `search` looks for.
    pub async fn search_audit_events(&mut self, search: &AuditSearch, limit: usize) -> Result<AuditFound> {
        let rest = search.rest();
        let mut bounds = Vec::new();
        if let Some(before) = &search.before_id {
            bounds.push(("id < ?", before.clone()));
        }
        if let Some(from) = &search.from_id {
            bounds.push(("id >= ?", from.clone()));
        }
        let floor = if rest.is_empty() { None } else { self.scan_floor(search, &bounds).await? };
        bounds.extend(floor.iter().map(|floor| ("id >= ?", floor.clone())));
        let (mut parts, mut values) = (Vec::new(), Vec::new());
        for range in search.ranges() {
            let mut part = Where { sql: String::new(), values };
            range.iter().for_each(|(condition, value)| part.and(condition, value));
            bounds.iter().for_each(|(condition, value)| part.and(condition, value));
            rest.iter().for_each(|(condition, value)| part.and(condition, value));
            let part_sql = format!("SELECT * FROM audit_events{} ORDER BY id DESC LIMIT {}", part.sql, limit + 1);
            parts.push(format!("SELECT * FROM ({part_sql}) AS part{}", parts.len()));
            values = part.values;
        }
        let sql = format!("{} ORDER BY id DESC LIMIT {}", parts.join(" UNION ALL "), limit + 1);
        let mut events: Vec<ChainedEvent> = both!(self, c => {
            let mut query = sqlx::query_as(AssertSqlSafe(sql));
            for value in values {
                query = query.bind(value);
            }
            query.fetch_all(c).await
        })?;
        if events.len() <= limit {
            return Ok(AuditFound { events, next: floor });
        }
        events.truncate(limit);
        let next = events.last().map(|last| last.event.id.clone());
        Ok(AuditFound { events, next })
    }

    /// The id down to which one page may look; none where it may look through everything.
    async fn scan_floor(&mut self, search: &AuditSearch, bounds: &[(&'static str, String)]) -> Result<Option<String>> {
        let mut floor = None;
        for range in search.ranges() {
            let mut part = Where::default();
            range.iter().for_each(|(condition, value)| part.and(condition, value));
            bounds.iter().for_each(|(condition, value)| part.and(condition, value));
            let sql = format!("SELECT id FROM audit_events{} ORDER BY id DESC LIMIT 1 OFFSET {SCAN}", part.sql);
            let found: Option<String> = both!(&mut *self, c => {
                let mut query = sqlx::query_scalar(AssertSqlSafe(sql));
                for value in part.values {
                    query = query.bind(value);
                }
                query.fetch_optional(c).await
            })?;
            floor = floor.max(found);
        }
        Ok(floor)
    }
}
