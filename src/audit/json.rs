//! An event as JSON: what an export writes, one to a line.

use crate::store::ChainedEvent;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Everything that is stored of an event, with its MAC, its number and its link: enough to check the chain elsewhere.
pub fn to_json(row: &ChainedEvent) -> Value {
    let event = &row.event;
    let at = OffsetDateTime::from_unix_timestamp(event.at_ms.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let detail: Value = serde_json::from_str(&event.detail).unwrap_or_else(|_| event.detail.clone().into());
    json!({
        "id": event.id,
        "at": at.format(&Rfc3339).unwrap_or_default(),
        "at_ms": event.at_ms,
        "kind": event.kind,
        "actor": event.actor,
        "user_id": event.user_id,
        "client_id": event.client_id,
        "sid": event.sid,
        "address": event.address,
        "detail": detail,
        "mac": URL_SAFE_NO_PAD.encode(&event.mac),
        "seq": row.seq,
        "link": row.link.as_ref().map(|link| URL_SAFE_NO_PAD.encode(link)),
    })
}
