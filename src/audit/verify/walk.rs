//! One pass over the chain, event by event.

use super::{Fault, Finding, Report};
use crate::audit::link::{START, link};
use crate::audit::{Audit, HeadClaims, HeadVerifier};
use crate::store::{AuditEvent, AuditHead, ChainedEvent};
use std::collections::BTreeMap;

/// How far behind the clock of one server that of another may be, and a transaction behind its end (milliseconds).
const LATE_MS: i64 = 300_000;

/// Where the pass is, and what it looks for.
pub(super) struct Walk<'a> {
    pub(super) report: Report,
    audit: &'a Audit,
    /// What heads say about numbers that the pass has not come to.
    expected: BTreeMap<i64, Vec<Expected>>,
    /// The signed start of a chain whose first events were removed.
    start: Option<HeadClaims>,
    seq: i64,
    link: Vec<u8>,
}

struct Expected {
    link: Vec<u8>,
    is_outside: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(audit: &'a Audit, verifier: &HeadVerifier, heads: &[AuditHead], outside: &[String]) -> Self {
        let mut walk = Self {
            report: Report { heads: heads.len() as u64, heads_outside: outside.len() as u64, ..Report::default() },
            audit,
            expected: BTreeMap::new(),
            start: None,
            seq: 0,
            link: START.to_vec(),
        };
        let mut opened = Vec::new();
        for head in heads {
            match verifier.open(&head.jwt) {
                Ok(claims) => {
                    if (claims.seq, claims.iat, claims.start) != (head.seq, head.made_at, head.is_start) {
                        walk.fault(Some(head.seq), None, Finding::HeadColumns);
                    }
                    opened.push((claims, false));
                }
                Err(fault) => walk.fault(Some(head.seq), None, Finding::Head(fault)),
            }
        }
        walk.report.newest = opened.iter().map(|(claims, _)| claims).max_by_key(|claims| claims.seq).cloned();
        for (index, head) in outside.iter().enumerate() {
            match verifier.open(head) {
                Ok(claims) => opened.push((claims, true)),
                Err(fault) => walk.fault(None, None, Finding::HeadOutside { line: index + 1, fault }),
            }
        }
        walk.begin(opened);
        walk
    }

    /// Finds where the chain begins, and what is to be found after that.
    fn begin(&mut self, heads: Vec<(HeadClaims, bool)>) {
        let starts = heads.iter().filter(|(claims, is_outside)| claims.start && !is_outside).map(|(claims, _)| claims);
        if let Some(start) = starts.max_by_key(|claims| claims.seq) {
            (self.seq, self.link) = (start.seq, start.link_bytes());
            (self.report.removed_to, self.start) = (Some(start.seq), Some(start.clone()));
        }
        for (claims, is_outside) in heads {
            let expected = Expected { link: claims.link_bytes(), is_outside };
            if claims.seq == self.seq {
                self.compare(claims.seq, &[expected]);
            } else if claims.seq > self.seq {
                self.expected.entry(claims.seq).or_default().push(expected);
            }
        }
    }

    /// The next event in the order of the numbers.
    pub(super) fn linked(&mut self, row: &ChainedEvent) {
        let (event, seq) = (&row.event, row.seq.unwrap_or_default());
        if !self.audit.is_authentic(event) {
            self.fault(Some(seq), Some(event), Finding::Mac);
        }
        if seq < 1 {
            return self.fault(Some(seq), Some(event), Finding::Number);
        }
        if seq <= self.start.as_ref().map_or(0, |start| start.seq) {
            // Its removal is under way.
            return;
        }
        if self.start.as_ref().is_some_and(|start| event.at_ms < start.iat * 1000 - LATE_MS) {
            self.fault(Some(seq), Some(event), Finding::PutBack);
        }
        let is_next = seq == self.seq + 1;
        if !is_next {
            self.fault(Some(self.seq + 1), None, Finding::Missing { to: seq - 1 });
        }
        let given = row.link.clone().unwrap_or_default();
        // After a gap there is nothing to hold the link against; the next one is held against this.
        if is_next && link(&self.link, seq, event) != given {
            self.fault(Some(seq), Some(event), Finding::Link);
        }
        (self.seq, self.link) = (seq, given);
        self.report.linked += 1;
        if let Some(expected) = self.expected.remove(&seq) {
            self.compare(seq, &expected);
        }
    }

    fn compare(&mut self, seq: i64, heads: &[Expected]) {
        for head in heads {
            if head.link != self.link {
                self.fault(Some(seq), None, Finding::HeadDiffers { is_outside: head.is_outside });
            }
        }
    }

    /// After the last linked event: heads that no event answered to, and events that no head covers.
    pub(super) fn end_of_chain(&mut self) {
        for (seq, heads) in std::mem::take(&mut self.expected) {
            for head in heads {
                self.fault(Some(seq), None, Finding::HeadBeyond { is_outside: head.is_outside });
            }
        }
        // Each batch is linked and signed in one transaction.
        let after = self.report.newest.as_ref().map_or(0, |head| head.seq);
        if self.seq > after {
            self.fault(Some(self.seq), None, Finding::Uncovered { after });
        }
    }

    /// An event that waits for the linker.
    pub(super) fn unlinked(&mut self, event: &AuditEvent) {
        self.report.unlinked += 1;
        if !self.audit.is_authentic(event) {
            self.fault(None, Some(event), Finding::Mac);
        }
    }

    fn fault(&mut self, seq: Option<i64>, event: Option<&AuditEvent>, finding: Finding) {
        self.report.add(Fault { seq, id: event.map(|event| event.id.clone()), finding });
    }
}
