//! Numbers committed events and links them into the chain: by commit and never by id, since commits arrive out of order.
//! One linker works at a time in one database, whichever server it runs on.

use super::link::{START, link};
use super::{Actor, Audit, Event, HeadClaims, HeadKey, HeadsFile, Kind};
use crate::clock::Clock;
use crate::store::{AuditHead, AuditLink, Db, Error, Result, Store};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Events linked in one transaction: on SQLite all other writers wait for it.
const BATCH: i64 = 256;

/// Events removed in one transaction.
const REMOVAL_BATCH: i64 = 500;

/// A busy log writes a head outside the database this often (seconds); an idle one at once.
const OUTSIDE_EVERY: i64 = 10;

/// Links, signs heads, and ends what was kept long enough.
pub struct Linker {
    store: Store,
    audit: Audit,
    clock: Clock,
    key: HeadKey,
    issuer: String,
    file: Option<HeadsFile>,
    /// The end of the chain as this linker left it.
    left_at: i64,
}

/// Number and link of the event that the next one is linked to.
struct End {
    seq: i64,
    link: Vec<u8>,
}

impl Linker {
    /// A linker that signs with `key` in the name of `issuer`, and writes heads to `file` besides the log.
    pub fn new(
        store: Store,
        audit: Audit,
        clock: Clock,
        (key, issuer): (HeadKey, String),
        file: Option<HeadsFile>,
    ) -> Self {
        Self { store, audit, clock, key, issuer, file, left_at: 0 }
    }

    /// Links all that waits, in batches; answers how many events. Called about twice a second.
    pub async fn link(&mut self) -> Result<usize> {
        let mut linked = 0;
        while self.store.read().await?.db().has_unlinked_audit_events().await? {
            let batch = self.link_batch().await?;
            linked += batch;
            if batch == 0 {
                // Another server links.
                break;
            }
        }
        self.publish_waiting(OUTSIDE_EVERY).await?;
        Ok(linked)
    }

    /// Links what waits and writes the newest head outside, for a server that stops.
    pub async fn finish(&mut self) -> Result<()> {
        self.link().await?;
        self.publish_waiting(0).await
    }

    async fn link_batch(&mut self) -> Result<usize> {
        let mut write = self.store.write().await?;
        let mut db = write.db();
        if !db.try_lock_audit_chain().await? {
            return Ok(0);
        }
        let events = db.unlinked_audit_events("", BATCH).await?;
        if events.is_empty() {
            // Dropped, it would hold the lock until the pool has rolled it back, and who comes next would link nothing.
            write.commit().await?;
            return Ok(0);
        }
        let mut end = self.end(&mut db).await?;
        if end.seq < self.left_at {
            tracing::error!(left_at = self.left_at, found = end.seq, "events at the end of the audit log are gone");
        }
        let mut links = Vec::with_capacity(events.len());
        for event in &events {
            let seq = end.seq.checked_add(1).ok_or(Error::Damaged("number of an audit event"))?;
            end = End { seq, link: link(&end.link, seq, event) };
            links.push(AuditLink { id: event.id.clone(), seq, link: end.link.clone() });
        }
        db.link_audit_events(&links).await?;
        let last = db.last_audit_head_outside().await?;
        let now = self.clock.now();
        let is_outside = !is_recent(last, OUTSIDE_EVERY, now);
        let jwt = self.key.sign(&self.claims(&end, now, false));
        let head = AuditHead { seq: end.seq, jwt, made_at: now, is_outside, is_start: false };
        db.insert_audit_head(&head).await?;
        write.commit().await?;
        self.left_at = head.seq;
        if head.is_outside {
            self.publish(&head).await;
        }
        Ok(links.len())
    }

    fn claims(&self, end: &End, iat: i64, start: bool) -> HeadClaims {
        HeadClaims { iss: self.issuer.clone(), iat, seq: end.seq, link: URL_SAFE_NO_PAD.encode(&end.link), start }
    }

    /// The newest of events and heads: where the newest events are gone, the head leaves a gap that verifying finds.
    async fn end(&self, db: &mut Db<'_>) -> Result<End> {
        let event = db.newest_audit_link().await?;
        let event = event.map(|(seq, link)| End { seq, link: link.unwrap_or_default() });
        let head = db.newest_audit_head().await?.and_then(|head| self.key.verifier().open(&head.jwt).ok());
        let head = head.map(|claims| End { seq: claims.seq, link: claims.link_bytes() });
        Ok(match (event, head) {
            (Some(event), Some(head)) if head.seq > event.seq => head,
            (Some(end), _) | (None, Some(end)) => end,
            (None, None) => End { seq: 0, link: START.to_vec() },
        })
    }

    /// Writes the newest head outside where that has not been done and the last one is old enough.
    async fn publish_waiting(&self, every: i64) -> Result<()> {
        let mut read = self.store.read().await?;
        let newest = read.db().newest_audit_head().await?;
        let Some(head) = newest.filter(|head| !head.is_outside) else { return Ok(()) };
        let last = read.db().last_audit_head_outside().await?;
        drop(read);
        if is_recent(last, every, self.clock.now()) {
            return Ok(());
        }
        let mut write = self.store.write().await?;
        let is_ours = write.db().mark_audit_head_outside(head.seq).await?;
        write.commit().await?;
        if is_ours {
            self.publish(&head).await;
        }
        Ok(())
    }

    async fn publish(&self, head: &AuditHead) {
        tracing::info!(seq = head.seq, head = %head.jwt, "head of the audit log");
        let Some(file) = &self.file else { return };
        if let Err(error) = file.append(&head.jwt).await {
            tracing::warn!(%error, file = %file.path().display(), "the head of the audit log could not be written");
        }
    }

    /// Removes what is older than `keep_days`, up to the newest signed head of that age; 0 keeps everything. Answers
    /// how many events went.
    pub async fn trim(&self, keep_days: i64) -> Result<u64> {
        if keep_days > 0 {
            self.move_start(self.clock.now() - keep_days * 86_400).await?;
        }
        let start = self.store.read().await?.db().audit_start().await?;
        let start = start.and_then(|head| self.key.verifier().open(&head.jwt).ok()).filter(|claims| claims.start);
        let Some(start) = start else { return Ok(0) };
        let mut removed = 0;
        loop {
            let mut write = self.store.write().await?;
            let batch = write.db().delete_audit_events_to(start.seq, REMOVAL_BATCH).await?;
            write.commit().await?;
            removed += batch;
            if batch == 0 {
                return Ok(removed);
            }
        }
    }

    /// Signs that the chain begins after the newest head of `before` (unix seconds), and records it.
    async fn move_start(&self, before: i64) -> Result<()> {
        let mut write = self.store.write().await?;
        let mut db = write.db();
        if !db.try_lock_audit_chain().await? {
            return Ok(());
        }
        let Some(head) = db.audit_head_of(before).await?.filter(|head| !head.is_start) else { return Ok(()) };
        let Ok(claims) = self.key.verifier().open(&head.jwt) else {
            tracing::error!(seq = head.seq, "a head of the audit log is not ours; nothing is removed");
            return Ok(());
        };
        // What is signed counts: the columns could make all that there is look old enough to go.
        if (claims.seq, claims.iat) != (head.seq, head.made_at) {
            tracing::error!(seq = head.seq, "a head of the audit log was changed; nothing is removed");
            return Ok(());
        }
        let end = End { seq: claims.seq, link: claims.link_bytes() };
        let jwt = self.key.sign(&self.claims(&end, claims.iat, true));
        let start = AuditHead { jwt, is_outside: true, is_start: true, ..head };
        db.delete_audit_heads_before(start.seq).await?;
        db.insert_audit_head(&start).await?;
        let event = Event::new(Kind::AuditTrimmed, Actor::System).detail("to", start.seq).detail("before", claims.iat);
        self.audit.record(&mut db, event).await?;
        write.commit().await?;
        self.publish(&start).await;
        Ok(())
    }
}

/// Whether the last head outside is so new that the next one waits; one from the future holds nothing back.
fn is_recent(last: Option<i64>, every: i64, now: i64) -> bool {
    last.is_some_and(|last| last <= now && last + every > now)
}

#[cfg(test)]
#[path = "linker_tests.rs"]
mod tests;
