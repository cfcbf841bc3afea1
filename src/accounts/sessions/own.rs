//! Ending one's own sessions, from one of them.

use super::SignedIn;
use crate::accounts::{Accounts, Caller};
use crate::audit::{Actor, Event, Kind};
use crate::model::ids::Sid;
use crate::store::{Ended, Result, Session};

impl Accounts {
    /// The live sessions of a person, newest first.
    pub async fn own_sessions(&self, person: &SignedIn) -> Result<Vec<Session>> {
        self.store.read().await?.db().live_sessions_of_user(&person.user.id, &self.moment()).await
    }

    /// Ends another session of the same person with everything that came from it, offline access too. False when it
    /// had ended already, is this one, or is nobody's or somebody else's: nobody is told which.
    pub async fn end_own_session(&self, person: &SignedIn, sid: &Sid, caller: &Caller) -> Result<bool> {
        if *sid == person.session.sid {
            return Ok(false);
        }
        let mut write = self.store.write().await?;
        let mut db = write.db();
        let is_own = db.find_session(sid).await?.is_some_and(|session| session.user_id == person.user.id);
        if !is_own || db.end_session_wholly(sid, self.clock.now()).await?.is_nothing() {
            return Ok(false);
        }
        let event = by_themselves(Kind::SessionEnded, person, caller).sid(sid);
        self.audit.record(&mut db, event.detail("reason", "by_person")).await?;
        self.commit_end(write).await?;
        Ok(true)
    }

    /// Ends every session of a person but this one, and all that apps hold of the others.
    pub async fn end_own_other_sessions(&self, person: &SignedIn, caller: &Caller) -> Result<Ended> {
        let mut write = self.store.write().await?;
        let mut db = write.db();
        let ended = db.end_others_of_user(&person.user.id, &person.session.sid, self.clock.now()).await?;
        if !ended.is_nothing() {
            let event = by_themselves(Kind::UserSessionsEnded, person, caller).sid(&person.session.sid);
            let event = event.detail("sessions", ended.sessions).detail("families", ended.families);
            self.audit.record(&mut db, event.detail("but_this_one", true)).await?;
        }
        self.commit_end(write).await?;
        Ok(ended)
    }
}

/// An event of a person about themselves.
pub(in crate::accounts) fn by_themselves(kind: Kind, person: &SignedIn, caller: &Caller) -> Event {
    let id = &person.user.id;
    Event::new(kind, Actor::User(id.clone())).user(id).address(caller.address)
}
