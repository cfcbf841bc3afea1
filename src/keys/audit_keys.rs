//! The two keys of the audit log, each derived from the master key under a label of its own: one for the MACs of its rows,
//! one that signs its heads.

use super::{MasterKey, Purpose};
use crate::audit::{Audit, HeadKey};
use crate::clock::Clock;

/// The audit log of an installation.
pub fn audit_log(master_key: &MasterKey, clock: Clock) -> Audit {
    Audit::new(&master_key.mac(Purpose::Audit, &[b"rows"]), clock)
}

/// The key that signs the heads of the audit log.
pub fn audit_head_key(master_key: &MasterKey) -> HeadKey {
    HeadKey::from_seed(&master_key.mac(Purpose::Audit, &[b"heads"]))
}
