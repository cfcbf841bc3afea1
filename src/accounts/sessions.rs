//! Browser sessions (OpenID Connect Core §2 `auth_time`, Back-Channel Logout §2.1 `sid`): begun, renewed, found, ended.

mod end;
mod list;
mod notices;
mod own;

pub use end::EndError;
pub use list::{FoundSession, SessionPage, SessionSearch};
pub(super) use own::by_themselves;

use super::{Accounts, Caller};
use crate::audit::{Actor, Event, Kind};
use crate::model::ids::{Sid, UserId, random_id};
use crate::model::secret::Token;
use crate::model::user::User;
use crate::store::{Db, Moment, Result, Session};

/// How a password proves who somebody is (RFC 8176).
const AMR_PASSWORD: &str = "pwd";

/// A use is noted only when it is at least this much later than the one that is stored (seconds).
const SEEN_GRAIN_SECONDS: i64 = 60;

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedIn {
    /// Their session.
    pub session: Session,
    /// Who they are, as the database has it now.
    pub user: User,
}

/// A session just begun or renewed.
#[derive(Debug)]
pub struct Started {
    /// The session.
    pub session: Session,
    /// The value of its cookie; only its hash is stored.
    pub cookie: Token,
}

impl Accounts {
    /// Who holds a session cookie; none when the session ended, is too old, lay idle, or its person is disabled.
    pub async fn find_session(&self, cookie: &Token) -> Result<Option<SignedIn>> {
        let now = self.clock.now();
        let mut read = self.store.read().await?;
        let idle = self.config.sessions.idle_seconds;
        let Some(session) = read.db().find_live_session(&cookie.hash(), now, idle).await? else { return Ok(None) };
        let Some(user) = read.db().find_user(&session.user_id).await? else { return Ok(None) };
        if now - session.last_seen_at >= SEEN_GRAIN_SECONDS {
            self.seen.note(&session.sid, now);
        }
        Ok(Some(SignedIn { session, user }))
    }

    /// Ends a session with its tokens, at its own person's wish; an ended one stays ended.
    pub async fn end_session(&self, person: &SignedIn) -> Result<()> {
        let session = &person.session;
        let event = Event::new(Kind::SessionEnded, Actor::User(session.user_id.clone())).detail("reason", "signed_out");
        let mut write = self.store.write().await?;
        self.end_and_record(&mut write.db(), session, event).await?;
        self.commit_end(write).await
    }

    /// Notes that a session was used by one of its apps; written with the next batch.
    pub fn seen(&self, sid: &Sid, now: i64) {
        self.seen.note(sid, now);
    }

    /// Writes when sessions were last used; called on a timer and at shutdown.
    pub async fn flush_seen(&self) -> Result<()> {
        self.seen.flush(&self.store).await
    }

    /// Begins a session for somebody who has just proved who they are, in the transaction of `db`.
    ///
    /// `current` is the browser's cookie so far: a live session of the same person keeps its `sid` and gets a later
    /// `auth_time` and a new cookie; one of another person ends.
    pub(super) async fn begin_session(
        &self,
        db: &mut Db<'_>,
        user: &UserId,
        current: Option<&Token>,
        caller: &Caller,
    ) -> Result<Started> {
        let now = self.clock.now();
        let idle = self.config.sessions.idle_seconds;
        let current = match current {
            Some(cookie) => db.find_live_session(&cookie.hash(), now, idle).await?,
            None => None,
        };
        let mut session = Session {
            sid: Sid::from(random_id()),
            user_id: user.clone(),
            auth_time: now,
            amr: AMR_PASSWORD.to_owned(),
            address: Some(caller.address.to_string()),
            user_agent: caller.user_agent.clone(),
            created_at: now,
            last_seen_at: now,
            expires_at: now + self.config.sessions.absolute_seconds,
            ended_at: None,
        };
        let cookie = Token::random();
        match current {
            Some(old) if old.user_id == *user => {
                let renewed = Session {
                    sid: old.sid,
                    created_at: old.created_at,
                    // OIDC Core §3.1.2.1: after prompt=login the time is a later one, within one second too.
                    auth_time: now.max(old.auth_time + 1),
                    ..session.clone()
                };
                // False when another tab renewed it at this very moment: then each tab has a session of its own.
                if db.renew_session(&renewed, &cookie.hash()).await? {
                    return Ok(Started { session: renewed, cookie });
                }
            }
            Some(old) => {
                let event = Event::new(Kind::SessionEnded, Actor::User(user.clone()));
                let event = event.address(caller.address).detail("reason", "another_person");
                self.end_and_record(db, &old, event).await?;
            }
            None => {}
        }
        session.auth_time = now;
        db.insert_session(&session, &cookie.hash()).await?;
        Ok(Started { session, cookie })
    }

    /// Now, as sessions and families are judged.
    pub(super) fn moment(&self) -> Moment {
        Moment { now: self.clock.now(), idle_seconds: self.config.sessions.idle_seconds }
    }

    async fn end_and_record(&self, db: &mut Db<'_>, session: &Session, event: Event) -> Result<()> {
        if db.end_session(&session.sid, self.clock.now()).await? {
            self.audit.record(db, event.user(&session.user_id).sid(&session.sid)).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod ending_tests;
#[cfg(test)]
mod tests;
