//! Whom the tokens of one signing key may have reached: which key signed which token is not stored, so it is told from
//! the times at which apps were given any.

use super::{Db, Ended, Result, both};
use crate::model::ids::ClientId;

/// The reach of a signing key. All times are unix seconds.
#[derive(Clone, Copy, Debug)]
pub struct Affected<'a> {
    /// The name of its algorithm.
    pub ring: &'a str,
    /// Whether apps that ask for nothing else receive tokens of this ring.
    pub is_default_ring: bool,
    /// When it began to sign.
    pub since: i64,
    /// When it ceased.
    pub until: i64,
    /// Now.
    pub now: i64,
}

/// Families of [`Affected`]: `$1` now, `$2` since, `$3` until, `$4` default ring, `$5` its name.
macro_rules! families {
    () => {
        "families.ended_at IS NULL AND families.expires_at > $1 AND families.used_at >= $2 \
         AND families.created_at < $3 \
         AND ($4 OR families.client_id IN (SELECT id FROM clients \
              WHERE clients.id_token_alg = $5 OR clients.access_token_alg = $5))"
    };
}

impl Db<'_> {
    /// How many sessions, families and people a key has reached that are still alive.
    pub async fn count_affected(&mut self, of: &Affected<'_>) -> Result<(i64, i64, i64)> {
        Ok(both!(self, c => sqlx::query_as(concat!(
            "SELECT (SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL AND expires_at > $1 \
                 AND sid IN (SELECT sid FROM families WHERE ", families!(), ")), \
             COUNT(*), COUNT(DISTINCT user_id) FROM families WHERE ", families!()))
            .bind(of.now).bind(of.since).bind(of.until).bind(of.is_default_ring).bind(of.ring)
            .fetch_one(c).await)?)
    }

    /// The apps that a key has reached.
    pub async fn affected_clients(&mut self, of: &Affected<'_>) -> Result<Vec<ClientId>> {
        let ids: Vec<String> = both!(self, c => sqlx::query_scalar(concat!(
            "SELECT DISTINCT client_id FROM families WHERE ", families!(), " ORDER BY client_id"))
            .bind(of.now).bind(of.since).bind(of.until).bind(of.is_default_ring).bind(of.ring)
            .fetch_all(c).await)?;
        Ok(ids.into_iter().map(ClientId::from).collect())
    }

    /// Ends the sessions and families that a key has reached, and what else lives and dies with these sessions. Tells
    /// the apps.
    pub async fn end_affected(&mut self, of: &Affected<'_>) -> Result<Ended> {
        let sessions = both!(self, c => sqlx::query(concat!(
            "UPDATE sessions SET ended_at = $1 WHERE ended_at IS NULL AND expires_at > $1 \
             AND sid IN (SELECT sid FROM families WHERE ", families!(), ")"))
            .bind(of.now).bind(of.since).bind(of.until).bind(of.is_default_ring).bind(of.ring)
            .execute(c).await.map(|done| done.rows_affected()))?;
        let families = both!(self, c => sqlx::query(concat!(
            "UPDATE families SET ended_at = $1 WHERE (", families!(), ") OR (ended_at IS NULL AND is_offline = FALSE \
             AND EXISTS (SELECT 1 FROM sessions WHERE sessions.sid = families.sid AND sessions.ended_at = $1))"))
            .bind(of.now).bind(of.since).bind(of.until).bind(of.is_default_ring).bind(of.ring)
            .execute(c).await.map(|done| done.rows_affected()))?;
        self.tell_apps_of_many(of.now).await?;
        Ok(Ended { sessions, families })
    }
}
