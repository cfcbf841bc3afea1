//! The audit log: what happened, by whom, to whom, from where; one row in the transaction of what it records, with a
//! MAC over every column. May be imported by every floor above `audit`.
//!
//! Committed rows are numbered and linked into a hash chain ([`Linker`]), whose heads are signed ([`HeadKey`]) and
//! written outside the database too, since a cut at the end passes any chain; [`verify`](verify::verify) checks it all.

mod change;
mod counters;
mod event;
mod head;
mod heads_file;
mod json;
mod kind;
mod link;
mod linker;
mod list;
mod sentence;
mod status;
#[cfg(test)]
mod testing;
pub mod verify;

pub use change::{Change, changes};
pub use counters::{Count, Counters};
pub use event::{Actor, Event};
pub use head::{HeadClaims, HeadFault, HeadKey, HeadVerifier};
pub use heads_file::HeadsFile;
pub use json::to_json;
pub use kind::Kind;
pub use linker::Linker;
pub use list::{Cursor, Filter, Page, list};
pub use sentence::{Argument, Sentence, Word, sentence};
pub use status::{Status, Verified};

use crate::clock::Clock;
use crate::model::ids;
use crate::store::{AuditEvent, Db, Result};
use aws_lc_rs::hmac;

/// Writes events. Cheap to clone.
#[derive(Clone)]
pub struct Audit {
    key: hmac::Key,
    clock: Clock,
    counters: Counters,
}

impl Audit {
    /// An audit log whose rows carry MACs under `key`.
    pub fn new(key: &[u8; 32], clock: Clock) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        Self { key, clock, counters: Counters::default() }
    }

    /// Adds one row; `db` must be the transaction that makes true what the event says.
    pub async fn record(&self, db: &mut Db<'_>, event: Event) -> Result<()> {
        db.insert_audit_event(&self.row(event, self.clock.now_ms())).await
    }

    /// The row of an event of a given time (unix milliseconds), with its MAC: for whoever fills a database.
    pub fn row(&self, event: Event, at_ms: i64) -> AuditEvent {
        let mut row = event.into_row(ids::sortable_id_at(at_ms), at_ms);
        row.mac = hmac::sign(&self.key, &signed_bytes(&row)).as_ref().to_vec();
        row
    }

    /// Whether a row is as we wrote it.
    pub fn is_authentic(&self, row: &AuditEvent) -> bool {
        hmac::verify(&self.key, &signed_bytes(row), &row.mac).is_ok()
    }

    /// What is counted by the hour instead of logged.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }
}

/// Every column but the MAC, each with its length, and absent ones apart from empty ones.
fn signed_bytes(row: &AuditEvent) -> Vec<u8> {
    let at_ms = row.at_ms.to_string();
    let columns = [
        Some(&*row.id),
        Some(&*at_ms),
        Some(&*row.kind),
        Some(&*row.actor),
        row.user_id.as_deref(),
        row.client_id.as_deref(),
        row.sid.as_deref(),
        row.address.as_deref(),
        Some(&*row.detail),
    ];
    let mut bytes = b"audit-event-v1".to_vec();
    for column in columns {
        match column {
            Some(text) => {
                bytes.push(1);
                bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
            None => bytes.push(0),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{Sid, UserId};
    use crate::store::testing;

    fn row(audit: &Audit) -> AuditEvent {
        let event = Event::new(Kind::SignInSucceeded, Actor::User(UserId::from("u1")))
            .user(&UserId::from("u1"))
            .sid(&Sid::from("s1"))
            .address("192.0.2.1")
            .detail("user_agent", "Firefox");
        let mut row = event.into_row("id".into(), 17);
        row.mac = hmac::sign(&audit.key, &signed_bytes(&row)).as_ref().to_vec();
        row
    }

    #[test]
    fn a_change_of_any_column_is_found() {
        let audit = Audit::new(&[7; 32], Clock::fixed(0));
        let good = row(&audit);
        assert!(audit.is_authentic(&good));
        let changes: [fn(&mut AuditEvent); 10] = [
            |row| row.id.push('x'),
            |row| row.at_ms += 1,
            |row| row.kind.push('x'),
            |row| row.actor.push('x'),
            |row| row.user_id = None,
            |row| row.client_id = Some(String::new()),
            |row| row.sid = Some("s2".into()),
            |row| row.address = None,
            |row| row.detail.push(' '),
            |row| row.mac[0] ^= 1,
        ];
        for change in changes {
            let mut bad = good.clone();
            change(&mut bad);
            assert!(!audit.is_authentic(&bad), "{bad:?}");
        }
    }

    #[test]
    fn a_text_cannot_move_from_one_column_to_the_next() {
        let audit = Audit::new(&[7; 32], Clock::fixed(0));
        let mut bad = row(&audit);
        bad.client_id = bad.sid.take();
        assert!(!audit.is_authentic(&bad));
    }

    #[tokio::test]
    async fn a_recorded_event_is_there_after_the_commit_and_authentic() {
        for db in testing::stores().await {
            let audit = Audit::new(&[7; 32], Clock::fixed(1_000));
            let user = testing::user(&db, "alice").await;
            let event = || Event::new(Kind::SignInFailed, Actor::Anonymous).user(&user.id).address("192.0.2.1");
            let mut dropped = db.store.write().await.unwrap();
            audit.record(&mut dropped.db(), event()).await.unwrap();
            drop(dropped);
            let mut write = db.store.write().await.unwrap();
            audit.record(&mut write.db(), event()).await.unwrap();
            write.commit().await.unwrap();
            let rows = db.store.read().await.unwrap().db().recent_sign_ins(&user.id, 10).await.unwrap();
            assert_eq!(rows.len(), 1, "{}", db.name);
            assert!(audit.is_authentic(&rows[0]) && rows[0].at_ms == 1_000_000, "{}", db.name);
            assert!(!Audit::new(&[8; 32], Clock::fixed(0)).is_authentic(&rows[0]), "{}", db.name);
        }
    }
}
