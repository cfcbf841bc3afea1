//! Logout notices as people see them: what became of each.

use super::{Db, NoticeState, Result, both};
use crate::model::ids::{ClientId, Sid, UserId};

/// Which notices are wanted; what is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeFilter {
    /// To this app.
    pub client: Option<ClientId>,
    /// About this person.
    pub user: Option<UserId>,
    /// In this state.
    pub state: Option<NoticeState>,
    /// Only those that went wrong at least once and have not got through.
    pub is_failed: bool,
}

/// A notice with the names of those that it is between.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct ListedNotice {
    /// The `jti` of its token.
    pub id: String,
    /// The app.
    #[sqlx(try_from = "String")]
    pub client_id: ClientId,
    /// What people call it.
    pub client_name: String,
    /// Whose session ended.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// What they sign in with, unless they are gone.
    pub username: Option<String>,
    /// Their full name.
    pub name: Option<String>,
    /// The session.
    #[sqlx(try_from = "String")]
    pub sid: Sid,
    state: String,
    /// Unix seconds.
    pub created_at: i64,
    /// When it is sent next (unix seconds), while it is pending.
    pub due_at: i64,
    /// How often it was sent.
    pub tries: i64,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// When the app confirmed it (unix seconds).
    pub delivered_at: Option<i64>,
}

impl ListedNotice {
    /// What became of it.
    pub fn state(&self) -> NoticeState {
        // A later release may know another state; it is not over then.
        NoticeState::parse(&self.state).unwrap_or(NoticeState::Pending)
    }
}

/// Notices with their names.
macro_rules! listed {
    ($narrowed:literal, $rest:literal) => {
        concat!(
            "SELECT notices.id, notices.client_id, clients.name AS client_name, notices.user_id, users.username, \
             users.name, notices.sid, notices.state, notices.created_at, notices.due_at, notices.tries, \
             notices.last_error, notices.delivered_at FROM logout_notices AS notices \
             JOIN clients ON clients.id = notices.client_id LEFT JOIN users ON users.id = notices.user_id WHERE ",
            $narrowed,
            $rest
        )
    };
}

/// Of `$1` person, `$2` app, `$3` state, before `$4` and `$5`, at most `$6`; what is empty does not narrow.
macro_rules! newest {
    ($narrowed:literal) => {
        listed!(
            $narrowed,
            " AND ($3 = '' OR notices.state = $3) AND (notices.created_at, notices.id) < ($4, $5) \
             ORDER BY notices.created_at DESC, notices.id DESC LIMIT $6"
        )
    };
}

impl NoticeFilter {
    /// A text that the index of the narrowest condition serves.
    const fn statement(&self) -> &'static str {
        match (self.is_failed, &self.user, &self.client) {
            (true, _, Some(_)) => {
                newest!(
                    "notices.client_id = $2 AND notices.last_error IS NOT NULL AND ($1 = '' OR notices.user_id = $1)"
                )
            }
            (true, ..) => newest!(
                "notices.last_error IS NOT NULL AND ($1 = '' OR notices.user_id = $1) \
                 AND ($2 = '' OR notices.client_id = $2)"
            ),
            (false, Some(_), _) => newest!("notices.user_id = $1 AND ($2 = '' OR notices.client_id = $2)"),
            (false, None, _) => {
                newest!("($1 = '' OR notices.user_id = $1) AND ($2 = '' OR notices.client_id = $2)")
            }
        }
    }
}

impl Db<'_> {
    /// The newest notices of a filter, from those before `(created_at, id)`, at most `limit`.
    pub async fn list_logout_notices(
        &mut self,
        filter: &NoticeFilter,
        before: Option<(i64, &str)>,
        limit: i64,
    ) -> Result<Vec<ListedNotice>> {
        let (at, id) = before.unwrap_or((i64::MAX, ""));
        Ok(both!(self, c => sqlx::query_as(filter.statement())
            .bind(filter.user.as_ref().map_or("", UserId::as_str))
            .bind(filter.client.as_ref().map_or("", ClientId::as_str))
            .bind(filter.state.map_or("", NoticeState::as_str)).bind(at).bind(id).bind(limit).fetch_all(c).await)?)
    }

    /// One notice.
    pub async fn find_logout_notice(&mut self, id: &str) -> Result<Option<ListedNotice>> {
        Ok(both!(self, c => sqlx::query_as(listed!("notices.id = $1", "")).bind(id).fetch_optional(c).await)?)
    }

    /// The apps that were given anything in a session, whether they still hold it or not.
    pub async fn apps_of_ended_session(&mut self, sid: &Sid) -> Result<Vec<ClientId>> {
        let ids: Vec<String> = both!(self, c => sqlx::query_scalar(
            "SELECT DISTINCT client_id FROM families WHERE sid = $1 ORDER BY client_id")
            .bind(sid.as_str()).fetch_all(c).await)?;
        Ok(ids.into_iter().map(ClientId::from).collect())
    }

    /// The notices about one session, by the names of their apps: the receipt of its end.
    pub async fn logout_notices_of_session(&mut self, sid: &Sid) -> Result<Vec<ListedNotice>> {
        Ok(both!(self, c => sqlx::query_as(listed!("notices.sid = $1", " ORDER BY clients.name, notices.created_at"))
            .bind(sid.as_str()).fetch_all(c).await)?)
    }
}
