//! `GET /.well-known/jwks.json` (RFC 7517 §5): answered from memory.

use crate::keys::PublishedSet;
use crate::oidc::Provider;
use crate::web::cached::Cached;
use rocket::State;

#[rocket::get("/.well-known/jwks.json")]
pub(super) fn get(provider: &State<Provider>) -> Cached<PublishedSet> {
    let set = provider.ring.jwks(provider.clock.now());
    Cached { etag: set.etag.clone(), max_age: set.max_age, bytes: set }
}
