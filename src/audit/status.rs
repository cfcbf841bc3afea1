//! How the chain stands, for a page.

use super::verify::Report;
use super::{Audit, HeadClaims};
use crate::store::{AuditHead, Db, Result};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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
    /// Whether what is remembered of it was not written by us.
    pub is_verified_forged: bool,
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

/// A verification as the setting keeps it: with a MAC, since whoever can change the log can change the setting too.
#[derive(Serialize, Deserialize)]
struct Remembered {
    #[serde(flatten)]
    verified: Verified,
    /// In base64url; absent in what earlier releases wrote, which counts for nothing.
    mac: Option<String>,
}

fn signed_bytes(verified: &Verified) -> Vec<u8> {
    format!("audit-verified-v1 {} {} {}", verified.at, verified.to, verified.faults).into_bytes()
}

impl Audit {
    /// Asks how the chain stands; four small queries.
    pub async fn status(&self, db: &mut Db<'_>) -> Result<Status> {
        let linked_to = db.newest_audit_link().await?.map_or(0, |(seq, _)| seq);
        let start = db.audit_start().await?.map(|head| head.seq);
        let remembered = db.find_setting(VERIFIED).await?;
        let verified = remembered.as_deref().map(|text| self.open_verified(text));
        Ok(Status {
            linked_to: linked_to.max(start.unwrap_or_default()),
            removed_to: start,
            unlinked: db.count_unlinked_audit_events().await?,
            head: db.newest_audit_head().await?,
            is_verified_forged: verified.as_ref().is_some_and(Option::is_none),
            verified: verified.flatten(),
        })
    }

    /// Remembers what a verification found, for [`Audit::status`].
    pub async fn remember_verified(&self, db: &mut Db<'_>, report: &Report, now: i64) -> Result<()> {
        let to = report.newest.as_ref().map_or(0, |head: &HeadClaims| head.seq);
        let verified = Verified { at: now, to, faults: report.fault_count };
        let mac = hmac::sign(&self.key, &signed_bytes(&verified));
        let remembered = Remembered { verified, mac: Some(URL_SAFE_NO_PAD.encode(mac)) };
        db.set_setting(VERIFIED, &serde_json::to_string(&remembered).unwrap_or_default(), now).await
    }

    fn open_verified(&self, text: &str) -> Option<Verified> {
        let Remembered { verified, mac } = serde_json::from_str(text).ok()?;
        let mac = URL_SAFE_NO_PAD.decode(mac?).ok()?;
        hmac::verify(&self.key, &signed_bytes(&verified), &mac).is_ok().then_some(verified)
    }
}
