//! Checks the whole log: the MAC of every event, linked or not, every link, and every head, in the database and outside.

mod fault;
mod walk;

pub use fault::{Fault, Finding};

use super::{Audit, HeadClaims, HeadVerifier};
use crate::store::{Result, Store};
use walk::Walk;

/// Faults that a report tells one by one; the others are only counted.
const TOLD: usize = 100;

/// Events read at once.
const PAGE: i64 = 1000;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Linked events, from the start of the chain on.
    pub linked: u64,
    /// Events that wait for the linker. Their MACs were checked; their order and number are not fixed yet.
    pub unlinked: u64,
    /// Where the chain begins: the events up to this number were removed, since they were kept long enough.
    pub removed_to: Option<i64>,
    /// Heads in the database.
    pub heads: u64,
    /// Heads from outside the database that were compared.
    pub heads_outside: u64,
    /// The newest head in the database whose signature is ours.
    pub newest: Option<HeadClaims>,
    /// The first faults.
    pub faults: Vec<Fault>,
    /// All faults.
    pub fault_count: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub const fn is_sound(&self) -> bool {
        self.fault_count == 0
    }

    fn add(&mut self, fault: Fault) {
        self.fault_count += 1;
        if self.faults.len() < TOLD {
            self.faults.push(fault);
        }
    }
}

/// Checks everything, as it stands at one moment while others write. `outside` are heads that were kept elsewhere; read
/// them before this is called, so that none is newer than what is looked at.
pub async fn verify(store: &Store, audit: &Audit, verifier: &HeadVerifier, outside: &[String]) -> Result<Report> {
    let mut snapshot = store.snapshot().await?;
    let heads = snapshot.db().audit_heads().await?;
    let mut walk = Walk::new(audit, verifier, &heads, outside);
    let mut seq = i64::MIN;
    loop {
        let page = snapshot.db().linked_audit_events(seq, PAGE).await?;
        let Some(last) = page.last().and_then(|last| last.seq) else { break };
        seq = last;
        page.iter().for_each(|row| walk.linked(row));
    }
    walk.end_of_chain();
    let mut id = String::new();
    loop {
        let page = snapshot.db().unlinked_audit_events(&id, PAGE).await?;
        let Some(last) = page.last() else { break };
        id.clone_from(&last.id);
        page.iter().for_each(|event| walk.unlinked(event));
    }
    Ok(walk.report)
}

#[cfg(test)]
mod tests;
