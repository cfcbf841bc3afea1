//! The key set as served (RFC 7517 §5): bytes and ETag prepared once and kept until time or a change makes them stale.

use crate::keys::jwk::PublicJwk;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

/// The key set, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedSet {
    /// The JSON document.
    pub bytes: Vec<u8>,
    /// A strong validator (RFC 9110 §8.8.3), quotes included.
    pub etag: String,
    /// How long it may be cached, in seconds.
    pub max_age: i64,
    /// The names of its keys.
    pub kids: Vec<String>,
}

impl AsRef<[u8]> for PublishedSet {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[derive(Serialize)]
struct Document<'a> {
    keys: &'a [&'a PublicJwk],
}

impl PublishedSet {
    pub(super) fn new(keys: &[&PublicJwk], max_age: i64) -> Self {
        // Strings only: they always serialize.
        let bytes = serde_json::to_vec(&Document { keys }).unwrap_or_default();
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest(&SHA256, &bytes).as_ref()[..16]));
        Self { bytes, etag, max_age, kids: keys.iter().map(|key| key.kid().to_owned()).collect() }
    }
}
