//! The hash that ties each event to all events before it. Not keyed: whoever has an export and the heads can check it.

use super::signed_bytes;
use crate::store::AuditEvent;
use aws_lc_rs::digest;

/// What the first event of a chain is linked to.
pub(super) const START: [u8; 32] = [0; 32];

/// SHA-256 over a label, the link before, the number, every column of the event and its MAC; what varies in length
/// stands behind its length.
pub(super) fn link(previous: &[u8], seq: i64, event: &AuditEvent) -> Vec<u8> {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(b"audit-link-v1");
    hash.update(&seq.to_be_bytes());
    for part in [previous, &signed_bytes(event), &event.mac] {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finish().as_ref().to_vec()
}
