//! How the chain stands, for a page.

use super::HeadClaims;
use super::verify::Report;
use crate::store::{AuditHead, Db, Result};
use serde::{Deserialize, Serialize};

/// The setting that remembers the last verification.
const VERIFIED: &str = "audit_verified";

/// How the chain stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The number of the newest linked event; 0 before the first.
    pub linked_to: i64,
    /// The events up to this number were removed, since they were kept long enough.
    pub removed_to: Option<i64>,
    /// Events that wait for the linker: seconds, while a server runs.
    pub unlinked: i64,
    /// The newest signed head.
    pub head: Option<AuditHead>,
    /// The last verification, on whichever machine it ran.
    pub verified: Option<Verified>,
}

/// What the last verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// When it ran (unix seconds).
    pub at: i64,
    /// The number of the last event that it looked at.
    pub to: i64,
    /// How many faults it found.
    pub faults: u64,
}

/// Asks how the chain stands; four small queries.
pub async fn status(db: &mut Db<'_>) -> Result<Status> {
    let linked_to = db.newest_audit_link().await?.map_or(0, |(seq, _)| seq);
    let start = db.audit_start().await?.map(|head| head.seq);
    let verified = db.find_setting(VERIFIED).await?;
    Ok(Status {
        linked_to: linked_to.max(start.unwrap_or_default()),
        removed_to: start,
        unlinked: db.count_unlinked_audit_events().await?,
        head: db.newest_audit_head().await?,
        verified: verified.and_then(|text| serde_json::from_str(&text).ok()),
    })
}

/// Remembers what a verification found, for [`status`].
pub async fn remember_verified(db: &mut Db<'_>, report: &Report, now: i64) -> Result<()> {
    let to = report.newest.as_ref().map_or(0, |head: &HeadClaims| head.seq);
    let verified = Verified { at: now, to, faults: report.fault_count };
    db.set_setting(VERIFIED, &serde_json::to_string(&verified).unwrap_or_default(), now).await
}
