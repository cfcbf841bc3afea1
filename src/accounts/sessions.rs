//! Browser sessions (OpenID Connect Core §2 `auth_time`, Back-Channel Logout §2.1 `sid`): begun, renewed, found, ended.

use super::{Accounts, Origin};
use crate::audit::{Actor, Event, Kind};
use crate::model::ids::{Sid, UserId, random_id};
use crate::model::secret::Token;
use crate::model::user::User;
use crate::store::{Db, Result, Session};

/// How a password proves who somebody is (RFC 8176).
const AMR_PASSWORD: &str = "pwd";

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
        self.seen.note(&session, now);
        Ok(Some(SignedIn { session, user }))
    }

    /// Ends a session with its tokens, at its own person's wish; false when it had ended before.
    pub async fn sign_out(&self, session: &Session, origin: &Origin) -> Result<bool> {
        let actor = Actor::User(session.user_id.clone());
        let mut write = self.store.write().await?;
        let mut db = write.db();
        let ended = self.end_session(&mut db, (&session.sid, &session.user_id), actor, origin, "signed_out").await?;
        write.commit().await?;
        Ok(ended)
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
        origin: &Origin,
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
            address: Some(origin.address.to_string()),
            user_agent: origin.user_agent.clone(),
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
                let actor = Actor::User(user.clone());
                self.end_session(db, (&old.sid, &old.user_id), actor, origin, "another_person").await?;
            }
            None => {}
        }
        session.auth_time = now;
        db.insert_session(&session, &cookie.hash()).await?;
        Ok(Started { session, cookie })
    }

    async fn end_session(
        &self,
        db: &mut Db<'_>,
        (sid, user): (&Sid, &UserId),
        actor: Actor,
        origin: &Origin,
        reason: &'static str,
    ) -> Result<bool> {
        let ended = db.end_session(sid, self.clock.now()).await?;
        if ended {
            let event = Event::new(Kind::SessionEnded, actor).user(user).sid(sid).address(origin.address);
            self.audit.record(db, event.detail("reason", reason)).await?;
        }
        Ok(ended)
    }
}
