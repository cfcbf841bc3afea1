//! Token families: everything that came from one authorization code. Their code and refresh tokens are columns of them:
//! see `family_tokens`.

use super::{AuthorizationCode, Db, Error, Moment, Result, both};
use crate::model::claims_request::ClaimsRequest;
use crate::model::ids::{ClientId, FamilyId, Sid, UserId};
use crate::model::scope::Scope;
use crate::model::user::Role;

/// What an app was granted at one sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its id; the first part of the `jti` of its access tokens.
    pub id: FamilyId,
    /// Whom it was granted to.
    pub client_id: ClientId,
    /// Whose it is.
    pub user_id: UserId,
    /// The browser session that it came from.
    pub sid: Sid,
    /// Outlives that session (`offline_access`).
    pub is_offline: bool,
    /// What was granted.
    pub scope: Scope,
    /// APIs that were asked for at authorization (RFC 8707).
    pub resources: Vec<String>,
    /// What was asked for claim by claim (OIDC Core §5.5), as far as the app may have it.
    pub claims: ClaimsRequest,
    /// When the person last proved who they are (unix seconds).
    pub auth_time: i64,
    /// How (RFC 8176), space-separated.
    pub amr: String,
    /// `nonce` of the request (OIDC Core §3.1.2.1), for the first ID token.
    pub nonce: Option<String>,
    /// Unix seconds.
    pub created_at: i64,
    /// The fixed end (unix seconds); rotation does not lengthen it.
    pub expires_at: i64,
}

/// What an app holds of a person, summed up over their living families that were granted the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The app.
    pub client_id: ClientId,
    /// What was granted.
    pub scope: Scope,
    /// APIs that were asked for.
    pub resources: Vec<String>,
    /// Claims that were asked for one by one.
    pub claims: ClaimsRequest,
    /// When the oldest of the families began (unix seconds).
    pub since: i64,
    /// When the app last got tokens (unix seconds).
    pub last_used_at: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct FamilyRow {
    pub(super) id: String,
    client_id: String,
    user_id: String,
    sid: String,
    is_offline: bool,
    scope: String,
    resources: String,
    claims: Option<String>,
    auth_time: i64,
    amr: String,
    nonce: Option<String>,
    created_at: i64,
    expires_at: i64,
}

/// The columns of a [`Family`].
macro_rules! columns {
    () => {
        "id, client_id, user_id, sid, is_offline, scope, resources, claims, auth_time, amr, nonce, created_at, expires_at"
    };
}
pub(super) use columns;

/// Alive at `$2`: not ended, its person enabled, its session alive (used after `$3`) unless it is offline. The refresh
/// lifetime may be over.
macro_rules! is_live {
    () => {
        "ended_at IS NULL \
         AND EXISTS (SELECT 1 FROM users WHERE users.id = families.user_id AND users.disabled_at IS NULL \
              AND users.deleted_at IS NULL) \
         AND (is_offline = TRUE OR EXISTS (SELECT 1 FROM sessions WHERE sessions.sid = families.sid \
              AND sessions.ended_at IS NULL AND sessions.expires_at > $2 AND sessions.last_seen_at > $3))"
    };
}
pub(super) use is_live;

impl TryFrom<FamilyRow> for Family {
    type Error = Error;

    fn try_from(row: FamilyRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            client_id: row.client_id.into(),
            user_id: row.user_id.into(),
            sid: row.sid.into(),
            is_offline: row.is_offline,
            scope: Scope::parse(&row.scope),
            resources: super::clients::from_list(&row.resources, "families.resources")?,
            claims: claims_from(row.claims.as_deref())?,
            auth_time: row.auth_time,
            amr: row.amr,
            nonce: row.nonce,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

fn claims_from(text: Option<&str>) -> Result<ClaimsRequest> {
    let Some(text) = text else { return Ok(ClaimsRequest::default()) };
    ClaimsRequest::from_text(text).ok_or(Error::Damaged("families.claims"))
}

impl Db<'_> {
    /// Adds a family with its code: none of it can be used before the commit.
    pub async fn insert_family(&mut self, family: &Family, code: &AuthorizationCode) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO families (id, client_id, user_id, sid, is_offline, scope, resources, auth_time, amr, nonce, \
             created_at, used_at, expires_at, code_hash, redirect_uri, code_challenge, code_expires_at, claims) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16, $17)")
            .bind(family.id.as_str()).bind(family.client_id.as_str()).bind(family.user_id.as_str())
            .bind(family.sid.as_str()).bind(family.is_offline).bind(family.scope.to_string())
            .bind(super::clients::to_list(&family.resources)).bind(family.auth_time).bind(&*family.amr)
            .bind(family.nonce.as_deref()).bind(family.created_at).bind(family.expires_at)
            .bind(code.hash.as_bytes()).bind(&*code.redirect_uri).bind(code.code_challenge.as_deref())
            .bind(code.expires_at).bind(family.claims.to_text()).execute(c).await.map(drop))?)
    }

    /// The family of an id if it is alive, except that its refresh lifetime may be over: an access token may outlive it
    /// by its own few minutes.
    pub async fn find_live_family(&mut self, id: &FamilyId, now: i64, idle_seconds: i64) -> Result<Option<Family>> {
        let row: Option<FamilyRow> = both!(self, c => sqlx::query_as(
            concat!("SELECT ", columns!(), " FROM families WHERE id = $1 AND ", is_live!()))
            .bind(id.as_str()).bind(now).bind(now - idle_seconds).fetch_optional(c).await)?;
        row.map(Family::try_from).transpose()
    }

    /// The family of an id, alive or not.
    pub async fn find_family(&mut self, id: &FamilyId) -> Result<Option<Family>> {
        let row: Option<FamilyRow> = both!(self, c => sqlx::query_as(concat!("SELECT ", columns!(), " FROM families WHERE id = $1"))
            .bind(id.as_str()).fetch_optional(c).await)?;
        row.map(Family::try_from).transpose()
    }

    /// Whether a family was ended by itself, rather than by what it stands on.
    pub async fn is_family_ended(&mut self, id: &FamilyId) -> Result<bool> {
        let ended: Option<Option<i64>> = both!(self, c => sqlx::query_scalar("SELECT ended_at FROM families WHERE id = $1")
            .bind(id.as_str()).fetch_optional(c).await)?;
        Ok(ended.flatten().is_some())
    }

    /// Ends a family; every token of it is refused from the commit on. False when it had ended before.
    pub async fn end_family(&mut self, id: &FamilyId, now: i64) -> Result<bool> {
        let done = both!(self, c => sqlx::query("UPDATE families SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
            .bind(id.as_str()).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(done > 0)
    }

    /// Ends every family of a client, and tells it.
    pub async fn end_families_of_client(&mut self, client: &ClientId, now: i64) -> Result<()> {
        both!(&mut *self, c => sqlx::query("UPDATE families SET ended_at = $2 WHERE client_id = $1 AND ended_at IS NULL")
            .bind(client.as_str()).bind(now).execute(c).await.map(drop))?;
        self.tell_app(client, now).await
    }

    /// Ends the families of a client, except those of people whose role is another than `role`; without one, all. Tells
    /// the client. Answers how many, and how many living ones were left.
    pub async fn end_families_of_client_within(
        &mut self,
        client: &ClientId,
        role: Option<Role>,
        now: i64,
    ) -> Result<(u64, i64)> {
        let ended = both!(&mut *self, c => sqlx::query(
            "UPDATE families SET ended_at = $2 WHERE client_id = $1 AND ended_at IS NULL \
             AND ($3 = '' OR EXISTS (SELECT 1 FROM users WHERE users.id = families.user_id \
                  AND (users.role IS NULL OR users.role = $3)))")
            .bind(client.as_str()).bind(now).bind(role.map_or("", Role::as_str))
            .execute(c).await.map(|done| done.rows_affected()))?;
        self.tell_app(client, now).await?;
        let left = both!(self, c => sqlx::query_scalar(
            "SELECT COUNT(*) FROM families WHERE client_id = $1 AND ended_at IS NULL")
            .bind(client.as_str()).fetch_one(c).await)?;
        Ok((ended, left))
    }

    /// Ends what a client holds of one person, offline families too, and tells it; answers how many families.
    pub async fn end_families_of_user_at(&mut self, user: &UserId, client: &ClientId, now: i64) -> Result<u64> {
        let ended = both!(&mut *self, c => sqlx::query(
            "UPDATE families SET ended_at = $3 WHERE user_id = $1 AND client_id = $2 AND ended_at IS NULL")
            .bind(user.as_str()).bind(client.as_str()).bind(now)
            .execute(c).await.map(|done| done.rows_affected()))?;
        self.tell_app_of_user(client, user, now).await?;
        Ok(ended)
    }

    /// What apps hold of a person now: living families with tokens, one entry for each client and what it was granted.
    pub async fn holdings_of_user(&mut self, user: &UserId, moment: &Moment) -> Result<Vec<Holding>> {
        type Row = (String, String, String, Option<String>, i64, i64);
        let rows: Vec<Row> = both!(self, c => sqlx::query_as(
            concat!("SELECT client_id, scope, resources, claims, MIN(created_at), MAX(used_at) FROM families \
                     WHERE user_id = $1 AND code_redeemed_at IS NOT NULL AND expires_at > $2 AND ", is_live!(),
                    " GROUP BY client_id, scope, resources, claims ORDER BY client_id"))
            .bind(user.as_str()).bind(moment.now).bind(moment.now - moment.idle_seconds).fetch_all(c).await)?;
        let holding = |(client_id, scope, resources, claims, since, last_used_at): Row| {
            let resources = super::clients::from_list(&resources, "families.resources")?;
            let (client_id, scope) = (ClientId::from(client_id), Scope::parse(&scope));
            let claims = claims_from(claims.as_deref())?;
            Ok(Holding { client_id, scope, resources, claims, since, last_used_at })
        };
        rows.into_iter().map(holding).collect()
    }

    /// The clients that hold a live family of a session.
    pub async fn clients_of_session(&mut self, sid: &Sid) -> Result<Vec<ClientId>> {
        let ids: Vec<String> = both!(self, c => sqlx::query_scalar(
            "SELECT DISTINCT client_id FROM families WHERE sid = $1 AND ended_at IS NULL ORDER BY client_id")
            .bind(sid.as_str()).fetch_all(c).await)?;
        Ok(ids.into_iter().map(ClientId::from).collect())
    }
}
