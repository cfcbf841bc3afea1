//! A log for unit tests of this module: many writers, a linker, and a file of heads.

use super::verify::{Report, verify};
use super::{Actor, Audit, Event, HeadKey, HeadsFile, Kind, Linker};
use crate::clock::Clock;
use crate::model::ids::{UserId, random_id};
use crate::store::testing::TestStore;
use serde_json::Value;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::JoinSet;

/// Where every clock begins (unix seconds).
pub(super) const BEGIN: i64 = 1_800_000_000;

/// Tables that hold the log.
const TABLES: [&str; 2] = ["audit_events", "audit_heads"];

/// One log on one engine.
pub(super) struct Log {
    pub(super) db: TestStore,
    pub(super) audit: Audit,
    pub(super) clock: Clock,
    file: PathBuf,
}

impl Deref for Log {
    type Target = TestStore;

    fn deref(&self) -> &TestStore {
        &self.db
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

/// The log of an empty database.
pub(super) fn empty(db: TestStore) -> Log {
    let clock = Clock::fixed(BEGIN);
    let file = std::env::temp_dir().join(format!("claviger-heads-{}", random_id()));
    Log { db, audit: Audit::new(&[7; 32], clock.clone()), clock, file }
}

/// Empty logs on every engine.
pub(super) async fn logs() -> Vec<Log> {
    crate::store::testing::stores().await.into_iter().map(empty).collect()
}

impl Log {
    pub(super) fn head_key() -> HeadKey {
        HeadKey::from_seed(&[8; 32])
    }

    pub(super) fn linker(&self) -> Linker {
        let signer = (Self::head_key(), "https://id.example".to_owned());
        let file = HeadsFile::new(&self.file);
        Linker::new(self.db.store.clone(), self.audit.clone(), self.clock.clone(), signer, Some(file))
    }

    /// Records one event.
    pub(super) async fn record(&self, event: Event) {
        let mut write = self.db.store.write().await.unwrap();
        self.audit.record(&mut write.db(), event).await.unwrap();
        write.commit().await.unwrap();
    }

    /// Records some events, all the same but for their number.
    pub(super) async fn record_some(&self, count: usize) {
        for number in 0..count {
            self.record(event(number)).await;
        }
    }

    /// Eight writers write `each` events apiece, and roll some others back, while a linker links and verifying goes on.
    pub(super) async fn write_by_eight(&self, each: usize) {
        let is_over = Arc::new(AtomicBool::new(false));
        let mut writers = JoinSet::new();
        for _ in 0..8 {
            let (store, audit) = (self.db.store.clone(), self.audit.clone());
            writers.spawn(async move {
                for number in 0..each {
                    let mut write = store.write().await.unwrap();
                    audit.record(&mut write.db(), event(number)).await.unwrap();
                    tokio::task::yield_now().await;
                    write.commit().await.unwrap();
                    if number % 5 == 0 {
                        let mut dropped = store.write().await.unwrap();
                        audit.record(&mut dropped.db(), event(number)).await.unwrap();
                    }
                }
            });
        }
        let (mut linker, over) = (self.linker(), Arc::clone(&is_over));
        let linking = tokio::spawn(async move {
            while !over.load(Ordering::SeqCst) {
                linker.link().await.unwrap();
            }
        });
        while !writers.is_empty() {
            let report = self.verify().await;
            assert!(report.is_sound(), "{}: {:?}", self.db.name, report.faults);
            let mut left = JoinSet::new();
            std::mem::swap(&mut left, &mut writers);
            left.join_next().await.unwrap().unwrap();
            writers = left;
        }
        is_over.store(true, Ordering::SeqCst);
        linking.await.unwrap();
    }

    /// The heads that were written outside.
    pub(super) async fn outside(&self) -> Vec<String> {
        HeadsFile::new(&self.file).read().await.unwrap().unwrap_or_default()
    }

    /// Verifies against the heads outside.
    pub(super) async fn verify(&self) -> Report {
        self.verify_against(&self.outside().await).await
    }

    pub(super) async fn verify_against(&self, outside: &[String]) -> Report {
        verify(&self.db.store, &self.audit, Self::head_key().verifier(), outside).await.unwrap()
    }

    /// Every row of the log, as a backup holds it.
    pub(super) async fn dump(&self) -> Vec<Vec<Vec<Value>>> {
        let mut read = self.db.store.read().await.unwrap();
        let mut tables = Vec::new();
        for table in TABLES {
            let (columns, mut rows) = (read.db().columns_of(table).await.unwrap(), Vec::new());
            let push = |row| {
                rows.push(row);
                true
            };
            read.db().dump_rows(table, &columns, push).await.unwrap();
            tables.push(rows);
        }
        tables
    }

    /// Puts the log back as it was dumped.
    pub(super) async fn restore(&self, tables: &[Vec<Vec<Value>>]) {
        let mut write = self.db.store.write().await.unwrap();
        for (table, rows) in TABLES.into_iter().zip(tables) {
            let columns = write.db().columns_of(table).await.unwrap();
            write.db().delete_all(table).await.unwrap();
            for row in rows {
                write.db().restore_row(table, &columns, row).await.unwrap();
            }
        }
        write.commit().await.unwrap();
    }
}

/// An event with a value in every column.
pub(super) fn event(number: usize) -> Event {
    let user = UserId::from(format!("user-{number}"));
    Event::new(Kind::SignInSucceeded, Actor::User(user.clone()))
        .user(&user)
        .client(&"shop".into())
        .sid(&"session".into())
        .address("192.0.2.1")
        .detail("number", number)
}
