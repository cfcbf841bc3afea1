//! Everything that is kept about one person, for them to take away (GDPR Art. 15 and 20).

use super::{Accounts, Connection, SignedIn};
use crate::store::{AuditEvent, Result, Session};

/// No more sign-ins than this are handed out at once.
const MOST_SIGN_INS: i64 = 10_000;

/// What is kept about a person besides what describes them. No hash of any secret is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnData {
    /// Their groups.
    pub groups: Vec<String>,
    /// Their live sessions.
    pub sessions: Vec<Session>,
    /// The apps that they are connected to.
    pub connections: Vec<Connection>,
    /// Their sign-ins, good and bad, newest first.
    pub sign_ins: Vec<AuditEvent>,
}

impl Accounts {
    /// Everything about a person, from their own session.
    pub async fn own_data(&self, person: &SignedIn) -> Result<OwnData> {
        let user = &person.user.id;
        let mut read = self.store.read().await?;
        let mut db = read.db();
        Ok(OwnData {
            groups: db.groups_of(user).await?,
            sessions: db.live_sessions_of_user(user, &self.moment()).await?,
            connections: self.connections_in(&mut db, user).await?,
            sign_ins: db.sign_ins_of_user(user, None, MOST_SIGN_INS).await?,
        })
    }

    /// A page of a person's own sign-ins, newest first, behind the event `before` where one is given.
    pub async fn own_sign_ins(&self, person: &SignedIn, before: Option<&str>, limit: i64) -> Result<Vec<AuditEvent>> {
        self.store.read().await?.db().sign_ins_of_user(&person.user.id, before, limit).await
    }
}
