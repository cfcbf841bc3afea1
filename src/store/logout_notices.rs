//! The outbox of logout notices (OIDC Back-Channel Logout 1.0 §2.5). What ends sessions or families writes them, in the
//! same transaction and by one statement; whoever sends one leases it first.

use super::{Db, Result, both};
use crate::model::ids::{ClientId, Sid, UserId, random_id};
use std::fmt;

/// A notice is kept for this long, so that people can see what became of it (seconds).
const KEPT_SECONDS: i64 = 8 * 86_400;

/// The same of one that was delivered.
const KEPT_DELIVERED_SECONDS: i64 = 86_400;

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeState {
    /// Still to be sent, for the first time or again.
    Pending,
    /// The app has confirmed it.
    Delivered,
    /// It was tried too often or for too long.
    GivenUp,
}

impl NoticeState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::GivenUp];

    /// The state as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    /// Reads what [`NoticeState::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl fmt::Display for NoticeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A notice that was leased to be sent.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct LogoutNotice {
    /// The `jti` of its token, the same however often it is sent.
    pub id: String,
    /// Who is told.
    #[sqlx(try_from = "String")]
    pub client_id: ClientId,
    /// Whose session ended.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// Which.
    #[sqlx(try_from = "String")]
    pub sid: Sid,
    /// Unix seconds.
    pub created_at: i64,
    /// How often it was taken to be sent, this time included.
    pub tries: i64,
    /// What went wrong the last time.
    pub last_error: Option<String>,
}

/// Notices about families that ended at `$2`, by themselves or with their session; `$scope` says which are looked at.
/// Families that ended before their session did count too: the app may have let go of its tokens and kept its own
/// session. One that waits and was not tried yet says the same.
macro_rules! tell {
    ($scope:literal) => {
        concat!(
            "INSERT INTO logout_notices (id, client_id, user_id, sid, state, created_at, due_at, tries, expires_at) \
             SELECT $1 || '-' || ROW_NUMBER() OVER (), told.client_id, told.user_id, told.sid, 'pending', $2, $2, 0, $3 \
             FROM (SELECT DISTINCT families.client_id, families.user_id, families.sid FROM families \
             JOIN backchannel_apps ON backchannel_apps.client_id = families.client_id WHERE ",
            $scope,
            " AND (families.ended_at = $2 OR EXISTS (SELECT 1 FROM sessions WHERE sessions.sid = families.sid \
             AND sessions.ended_at = $2))) AS told WHERE NOT EXISTS (SELECT 1 FROM logout_notices AS waiting \
             WHERE waiting.sid = told.sid AND waiting.client_id = told.client_id AND waiting.state = 'pending' \
             AND waiting.tries = 0)"
        )
    };
}

impl Db<'_> {
    /// After a session was ended: tells its apps.
    pub(super) async fn tell_apps_of_session(&mut self, sid: &Sid, now: i64) -> Result<()> {
        self.tell(tell!("families.sid = $4"), now, &[sid.as_str()]).await
    }

    /// After all sessions of a person but one were ended: tells the apps of the others.
    pub(super) async fn tell_apps_of_user(&mut self, user: &UserId, kept: &Sid, now: i64) -> Result<()> {
        self.tell(tell!("families.user_id = $4 AND families.sid <> $5"), now, &[user.as_str(), kept.as_str()]).await
    }

    /// After what one app holds was ended: tells that app.
    pub(super) async fn tell_app(&mut self, client: &ClientId, now: i64) -> Result<()> {
        self.tell(tell!("families.client_id = $4"), now, &[client.as_str()]).await
    }

    /// After what one app holds of a person was ended: tells that app.
    pub(super) async fn tell_app_of_user(&mut self, client: &ClientId, user: &UserId, now: i64) -> Result<()> {
        let scope = tell!("families.user_id = $4 AND families.client_id = $5");
        self.tell(scope, now, &[user.as_str(), client.as_str()]).await
    }

    /// After sessions of many were ended: tells all their apps.
    pub(super) async fn tell_apps_of_many(&mut self, now: i64) -> Result<()> {
        self.tell(tell!("TRUE"), now, &[]).await
    }

    async fn tell(&mut self, statement: &'static str, now: i64, scope: &[&str]) -> Result<()> {
        let batch = random_id();
        Ok(both!(self, c => {
            let query = sqlx::query(statement).bind(batch).bind(now).bind(now + KEPT_SECONDS);
            let query = scope.iter().fold(query, |query, text| query.bind((*text).to_owned()));
            query.execute(c).await.map(drop)
        })?)
    }

    /// Keeps in step whether an app is told of logouts. One that is told no more has nothing to wait for.
    pub(super) async fn set_backchannel_app(&mut self, client: &ClientId, is_told: bool) -> Result<()> {
        if is_told {
            return Ok(both!(self, c => sqlx::query(
                "INSERT INTO backchannel_apps (client_id) VALUES ($1) ON CONFLICT (client_id) DO NOTHING")
                .bind(client.as_str()).execute(c).await.map(drop))?);
        }
        let gone = both!(&mut *self, c => sqlx::query("DELETE FROM backchannel_apps WHERE client_id = $1")
            .bind(client.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        if gone == 0 {
            return Ok(());
        }
        Ok(both!(self, c => sqlx::query(
            "UPDATE logout_notices SET state = 'given_up', last_error = 'the app has no address for notices any more' \
             WHERE client_id = $1 AND state = 'pending'")
            .bind(client.as_str()).execute(c).await.map(drop))?)
    }

    /// Apps that a notice is due for, those that have waited longest first.
    pub async fn apps_to_tell(&mut self, now: i64) -> Result<Vec<ClientId>> {
        let ids: Vec<String> = both!(self, c => sqlx::query_scalar(
            "SELECT client_id FROM (SELECT client_id, (SELECT MIN(due_at) FROM logout_notices \
             WHERE logout_notices.client_id = backchannel_apps.client_id AND state = 'pending') AS due_at \
             FROM backchannel_apps) AS waiting WHERE due_at <= $1 ORDER BY due_at, client_id")
            .bind(now).fetch_all(c).await)?;
        Ok(ids.into_iter().map(ClientId::from).collect())
    }

    /// Takes the next notice that is due for an app: nobody else does before `until`. A server that is killed meanwhile
    /// leaves it to whoever comes then.
    pub async fn lease_notice(&mut self, client: &ClientId, now: i64, until: i64) -> Result<Option<LogoutNotice>> {
        Ok(both!(self, c => sqlx::query_as(
            "UPDATE logout_notices SET due_at = $3, tries = tries + 1 WHERE id = (SELECT id FROM logout_notices \
             WHERE client_id = $1 AND state = 'pending' AND due_at <= $2 ORDER BY due_at, id LIMIT 1) \
             AND state = 'pending' AND due_at <= $2 \
             RETURNING id, client_id, user_id, sid, created_at, tries, last_error")
            .bind(client.as_str()).bind(now).bind(until).fetch_optional(c).await)?)
    }

    /// Takes one notice that an app has not confirmed, due or not, given up or not.
    pub async fn lease_this_notice(&mut self, id: &str, until: i64) -> Result<Option<LogoutNotice>> {
        Ok(both!(self, c => sqlx::query_as(
            "UPDATE logout_notices SET state = 'pending', due_at = $2, tries = tries + 1 \
             WHERE id = $1 AND state <> 'delivered' \
             RETURNING id, client_id, user_id, sid, created_at, tries, last_error")
            .bind(id).bind(until).fetch_optional(c).await)?)
    }

    /// Notes that an app has confirmed a notice. What went wrong before is forgotten.
    pub async fn mark_notice_delivered(&mut self, id: &str, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE logout_notices SET state = 'delivered', delivered_at = $2, last_error = NULL, expires_at = $3 \
             WHERE id = $1 AND state <> 'delivered'")
            .bind(id).bind(now).bind(now + KEPT_DELIVERED_SECONDS).execute(c).await.map(drop))?)
    }

    /// Notes that a notice did not get through and when it is sent again; nothing where somebody else has taken it over.
    pub async fn mark_notice_failed(&mut self, notice: &LogoutNotice, error: &str, due_at: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE logout_notices SET due_at = $3, last_error = $4 WHERE id = $1 AND tries = $2 AND state = 'pending'")
            .bind(&*notice.id).bind(notice.tries).bind(due_at).bind(error).execute(c).await.map(drop))?)
    }

    /// Makes notices of an app due that wait because it could not be reached; those on their way, which are due by
    /// `leased_until` at the latest, stay so.
    pub async fn hasten_notices(&mut self, client: &ClientId, now: i64, leased_until: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE logout_notices SET due_at = $2 WHERE client_id = $1 AND state = 'pending' AND due_at > $3")
            .bind(client.as_str()).bind(now).bind(leased_until).execute(c).await.map(drop))?)
    }

    /// Gives up the notices of an app that failed `most_tries` times or were written before `oldest`; answers how many.
    pub async fn give_up_notices(&mut self, client: &ClientId, most_tries: i64, oldest: i64) -> Result<u64> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE logout_notices SET state = 'given_up', last_error = COALESCE(last_error, 'the app could not be reached') \
             WHERE client_id = $1 AND state = 'pending' AND (tries >= $2 OR created_at < $3)")
            .bind(client.as_str()).bind(most_tries).bind(oldest).execute(c).await.map(|done| done.rows_affected()))?)
    }
}
