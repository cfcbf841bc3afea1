//! Ending other people's sessions: one, all of a person, all that an app holds, all there are. It holds at userinfo,
//! introspection, refresh and `prompt=none` as soon as it is answered.

use crate::accounts::{Accounts, Authority, Forbidden};
use crate::audit::Kind;
use crate::model::ids::{ClientId, Sid, UserId};
use crate::model::user::{Permission, Role};
use crate::store::{self, Ended, Write};

/// Why nothing was ended.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// The role does not allow it, or not on this person.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such session or person, or the session has ended already.
    #[error("there is nothing to end")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Accounts {
    pub(super) async fn begin_end(&self, authority: &Authority, permission: Permission) -> Result<Write, EndError> {
        authority.require(permission)?;
        let mut write = self.store.write().await?;
        authority.confirm::<EndError>(&mut write.db(), permission).await?;
        Ok(write)
    }

    /// Ends one session with everything that came from it, offline access too.
    pub async fn end_session_of(&self, authority: &Authority, sid: &Sid) -> Result<Ended, EndError> {
        let mut write = self.begin_end(authority, Permission::EndSessions).await?;
        let mut db = write.db();
        let session = db.find_session(sid).await?.ok_or(EndError::NotFound)?;
        let user = db.find_user(&session.user_id).await?.ok_or(EndError::NotFound)?;
        authority.check_reach(user.role)?;
        let ended = db.end_session_wholly(sid, self.clock.now()).await?;
        if ended.is_nothing() {
            return Err(EndError::NotFound);
        }
        let event = authority.event(Kind::SessionEnded).user(&user.id).sid(sid).detail("reason", "by_admin");
        self.audit.record(&mut db, event.detail("families", ended.families)).await?;
        self.commit_end(write).await?;
        Ok(ended)
    }

    /// Ends every session of a person and all that apps hold of them. Where there was nothing, nothing is recorded.
    pub async fn end_sessions_of_person(&self, authority: &Authority, user: &UserId) -> Result<Ended, EndError> {
        let mut write = self.begin_end(authority, Permission::EndSessions).await?;
        let mut db = write.db();
        let user = db.find_user(user).await?.ok_or(EndError::NotFound)?;
        authority.check_reach(user.role)?;
        let ended = db.end_all_of_user(&user.id, self.clock.now()).await?;
        if !ended.is_nothing() {
            let event = authority.event(Kind::UserSessionsEnded).user(&user.id).detail("sessions", ended.sessions);
            self.audit.record(&mut db, event.detail("families", ended.families)).await?;
        }
        self.commit_end(write).await?;
        Ok(ended)
    }

    /// Ends all that an app holds of people's sign-ins; their sessions here go on. Whoever holds a role out of the
    /// authority's reach is left as they are: answers how many families ended, and how many were left.
    pub async fn end_sessions_of_app(&self, authority: &Authority, client: &ClientId) -> Result<(u64, i64), EndError> {
        let within = authority.role().filter(|role| *role != Role::Owner);
        let mut write = self.begin_end(authority, Permission::EndSessions).await?;
        let mut db = write.db();
        let (ended, left) = db.end_families_of_client_within(client, within, self.clock.now()).await?;
        if ended > 0 {
            let event = authority.event(Kind::ClientSessionsEnded).client(client).detail("families", ended);
            self.audit.record(&mut db, event.detail("left", left)).await?;
        }
        self.commit_end(write).await?;
        Ok((ended, left))
    }

    /// Ends every session of everybody and all that apps hold: for the bad night. Owners only.
    pub async fn end_all_sessions(&self, authority: &Authority) -> Result<Ended, EndError> {
        let mut write = self.begin_end(authority, Permission::Own).await?;
        let mut db = write.db();
        let ended = db.end_all_sessions(self.clock.now()).await?;
        if !ended.is_nothing() {
            let event = authority.event(Kind::AllSessionsEnded).detail("sessions", ended.sessions);
            self.audit.record(&mut db, event.detail("families", ended.families)).await?;
        }
        self.commit_end(write).await?;
        Ok(ended)
    }
}
