//! The live sessions of everybody, searched, newest first, a page at a time.

use super::{Db, Moment, Result, Session, both};
use crate::model::ids::{ClientId, UserId};
use crate::model::user::Role;
use std::fmt;

/// A search names at most so many people; the rest is passed over.
pub const MOST_PEOPLE: usize = 20;

/// Which sessions are wanted; what is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Of these people, at most [`MOST_PEOPLE`].
    pub people: Vec<UserId>,
    /// With living tokens of this app. The list is then in the order in which the app was given them.
    pub app: Option<ClientId>,
    /// From exactly this network address.
    pub address: Option<String>,
    /// By a browser whose own words hold this, in any case.
    pub device: Option<String>,
}

impl SessionFilter {
    /// Whether a page looks through a bounded number of sessions only: it may be short and not the last.
    pub fn is_scanned(&self) -> bool {
        self.device.is_some() && self.people.is_empty() && self.address.is_none() && self.app.is_none()
    }

    fn texts(&self) -> Texts {
        match self {
            Self { people, .. } if !people.is_empty() => OF_PEOPLE,
            Self { address: Some(_), .. } => OF_ADDRESS,
            Self { app: Some(_), .. } => OF_APP,
            Self { device: Some(_), .. } => NEWEST_SCANNED,
            _ => NEWEST,
        }
    }
}

/// A live session, and whose it is.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct ListedSession {
    /// The session.
    #[sqlx(flatten)]
    pub session: Session,
    /// Whose it is: what they sign in with.
    pub username: String,
    /// Their full name.
    pub name: Option<String>,
    role: Option<String>,
    cursor_at: i64,
    cursor_id: String,
}

impl ListedSession {
    /// What they may do in the admin area.
    pub fn role(&self) -> Option<Role> {
        self.role.as_deref().and_then(Role::parse)
    }

    /// Where the list goes on behind this one.
    pub fn cursor(&self) -> SessionCursor {
        SessionCursor { at: self.cursor_at, id: self.cursor_id.clone() }
    }
}

/// A place in the list, for the address of the next page. Good for the same filter only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCursor {
    at: i64,
    id: String,
}

impl SessionCursor {
    /// Reads what its `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        let is_id = id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        Some(Self { at: at.parse().ok().filter(|_| is_id)?, id: id.to_owned() })
    }

    fn beginning() -> Self {
        Self { at: i64::MAX, id: String::new() }
    }
}

impl fmt::Display for SessionCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at, self.id)
    }
}

macro_rules! select {
    ($at:literal, $id:literal, $from:literal) => {
        concat!(
            "SELECT sessions.sid, sessions.user_id, sessions.auth_time, sessions.amr, sessions.address, \
             sessions.user_agent, sessions.created_at, sessions.last_seen_at, sessions.expires_at, sessions.ended_at, \
             users.username, users.name, users.role, ",
            $at, " AS cursor_at, ", $id, " AS cursor_id FROM ", $from,
            // CROSS JOIN: SQLite then keeps to this order of tables, which each index below is made for.
            " CROSS JOIN users WHERE users.id = sessions.user_id AND users.disabled_at IS NULL \
             AND users.deleted_at IS NULL AND sessions.ended_at IS NULL AND sessions.expires_at > $1 AND sessions.last_seen_at > $2 \
             AND (", $at, ", ", $id, ") < ($3, $4) \
             AND ($5 = '' OR LOWER(COALESCE(sessions.user_agent, '')) LIKE $5 ESCAPE '\\') "
        )
    };
}

macro_rules! order {
    ($at:literal, $id:literal) => {
        concat!("ORDER BY ", $at, " DESC, ", $id, " DESC LIMIT $8")
    };
}

macro_rules! has_app {
    () => {
        "AND ($7 = '' OR EXISTS (SELECT 1 FROM families WHERE families.sid = sessions.sid \
         AND families.client_id = $7 AND families.ended_at IS NULL)) "
    };
}

/// A list, and the count of it: the same rows, each list in the order of the index that it is read from.
struct Texts {
    list: &'static str,
    count: &'static str,
}

macro_rules! texts {
    ($($part:expr),+ $(,)?) => {
        Texts { list: concat!($($part),+), count: concat!("SELECT COUNT(*) FROM (", $($part),+, ") AS found") }
    };
}

const NEWEST: Texts = texts!(
    select!("sessions.created_at", "sessions.sid", "sessions"),
    "AND $6 = '' AND $7 = '' ",
    order!("sessions.created_at", "sessions.sid"),
);

/// The newest by device: no index knows what browsers say about themselves, so one page looks through so many sessions at
/// most, and [`Db::session_scan_end`] tells where the next one goes on.
const NEWEST_SCANNED: Texts = texts!(
    select!(
        "sessions.created_at",
        "sessions.sid",
        "(SELECT * FROM sessions WHERE ended_at IS NULL AND (created_at, sid) < ($3, $4) \
         ORDER BY created_at DESC, sid DESC LIMIT 20000) AS sessions"
    ),
    "AND $6 = '' AND $7 = '' ",
    order!("sessions.created_at", "sessions.sid"),
);

const OF_PEOPLE: Texts = texts!(
    select!("sessions.created_at", "sessions.sid", "sessions"),
    "AND ($6 = '' OR sessions.address = $6) ",
    has_app!(),
    "AND sessions.user_id IN ($9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
     $27, $28) ",
    order!("sessions.created_at", "sessions.sid"),
);

const OF_ADDRESS: Texts = texts!(
    select!("sessions.created_at", "sessions.sid", "sessions"),
    "AND sessions.address = $6 ",
    has_app!(),
    order!("sessions.created_at", "sessions.sid"),
);

/// By the newest living family of each session.
const OF_APP: Texts = texts!(
    select!("families.created_at", "families.id", "families CROSS JOIN sessions"),
    "AND sessions.sid = families.sid AND families.client_id = $7 AND families.ended_at IS NULL AND $6 = '' \
     AND NOT EXISTS (SELECT 1 FROM families AS newer WHERE newer.sid = families.sid AND newer.client_id = $7 \
     AND newer.ended_at IS NULL AND (newer.created_at, newer.id) > (families.created_at, families.id)) ",
    order!("families.created_at", "families.id"),
);

/// Binds what every text above takes.
macro_rules! bound {
    ($query:expr, $filter:expr, $moment:expr, $after:expr, $limit:expr) => {{
        let device = $filter.device.as_deref().map(anywhere).unwrap_or_default();
        let app = $filter.app.as_ref().map_or("", ClientId::as_str);
        let mut query = $query
            .bind($moment.now)
            .bind($moment.now - $moment.idle_seconds)
            .bind($after.at)
            .bind($after.id.clone())
            .bind(device)
            .bind($filter.address.as_deref().unwrap_or_default())
            .bind(app)
            .bind($limit);
        if let Some(first) = $filter.people.first() {
            for place in 0..MOST_PEOPLE {
                query = query.bind($filter.people.get(place).unwrap_or(first).as_str());
            }
        }
        query
    }};
}

impl Db<'_> {
    /// A page of the live sessions that a filter lets through: not ended, not past their end, not idle, their person
    /// enabled.
    pub async fn list_sessions(
        &mut self,
        filter: &SessionFilter,
        moment: &Moment,
        after: Option<&SessionCursor>,
        limit: i64,
    ) -> Result<Vec<ListedSession>> {
        let after = after.cloned().unwrap_or_else(SessionCursor::beginning);
        let text = filter.texts().list;
        Ok(both!(self, c => bound!(sqlx::query_as(text), filter, moment, after, limit).fetch_all(c).await)?)
    }

    /// Where a page that looked through all it may ended; none where it came to the last session.
    pub async fn session_scan_end(&mut self, after: Option<&SessionCursor>) -> Result<Option<SessionCursor>> {
        let after = after.cloned().unwrap_or_else(SessionCursor::beginning);
        let end: Option<(i64, String)> = both!(self, c => sqlx::query_as(
            "SELECT created_at, sid FROM sessions WHERE ended_at IS NULL AND (created_at, sid) < ($1, $2) \
             ORDER BY created_at DESC, sid DESC LIMIT 1 OFFSET 19999")
            .bind(after.at).bind(&*after.id).fetch_optional(c).await)?;
        Ok(end.map(|(at, id)| SessionCursor { at, id }))
    }

    /// How many live sessions a filter lets through, counted up to `most`.
    pub async fn count_sessions(&mut self, filter: &SessionFilter, moment: &Moment, most: i64) -> Result<i64> {
        let (text, after) = (filter.texts().count, SessionCursor::beginning());
        Ok(both!(self, c => bound!(sqlx::query_scalar(text), filter, moment, after, most).fetch_one(c).await)?)
    }

    /// How many live sessions there are, counted up to `most`.
    pub async fn count_live_sessions(&mut self, moment: &Moment, most: i64) -> Result<i64> {
        Ok(both!(self, c => sqlx::query_scalar(
            "SELECT COUNT(*) FROM (SELECT 1 FROM sessions WHERE ended_at IS NULL AND expires_at > $1 \
             AND last_seen_at > $2 LIMIT $3) AS live")
            .bind(moment.now).bind(moment.now - moment.idle_seconds).bind(most).fetch_one(c).await)?)
    }

    /// The live sessions of one person, newest first.
    pub async fn live_sessions_of_user(&mut self, user: &UserId, moment: &Moment) -> Result<Vec<Session>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT * FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3 \
             ORDER BY created_at DESC, sid DESC")
            .bind(user.as_str()).bind(moment.now).bind(moment.now - moment.idle_seconds).fetch_all(c).await)?)
    }
}

/// A pattern for LIKE that finds the text anywhere; what is special in patterns stands for itself.
fn anywhere(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests;
