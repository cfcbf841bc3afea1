//! `GET /.well-known/jwks.json` (RFC 7517 §5): answered from memory, under everybody's address and under one for each
//! app, which tells who fetched.

use crate::keys::PublishedSet;
use crate::keys::evidence::{Alias, Asker};
use crate::oidc::Provider;
use crate::web::cached::Cached;
use crate::web::guards::source::Source;
use rocket::State;
use std::sync::Arc;

#[rocket::get("/.well-known/jwks.json")]
pub(super) fn get(provider: &State<Provider>, source: Source<'_>) -> Cached<PublishedSet> {
    serve(provider, None, &source)
}

/// Whatever the alias is, the answer is the same: nobody learns which apps exist.
#[rocket::get("/.well-known/jwks/<alias>")]
pub(super) fn get_by_alias(provider: &State<Provider>, alias: &str, source: Source<'_>) -> Cached<PublishedSet> {
    serve(provider, Alias::parse(alias), &source)
}

/// Who asks for the head alone has not got the keys.
#[rocket::head("/.well-known/jwks.json")]
pub(super) fn head(provider: &State<Provider>) -> Cached<PublishedSet> {
    answer(provider.ring.jwks(provider.clock.now()))
}

#[rocket::head("/.well-known/jwks/<_>")]
pub(super) fn head_by_alias(provider: &State<Provider>) -> Cached<PublishedSet> {
    head(provider)
}

fn serve(provider: &Provider, alias: Option<Alias>, source: &Source<'_>) -> Cached<PublishedSet> {
    let now = provider.clock.now();
    let set = provider.ring.jwks(now);
    let from_address = || source.address.map_or(Asker::Proxy, Asker::Address);
    let asker = alias.map_or_else(from_address, Asker::Alias);
    provider.evidence.fetched(asker, &set, source.through, now);
    answer(set)
}

fn answer(set: Arc<PublishedSet>) -> Cached<PublishedSet> {
    Cached { etag: set.etag.clone(), max_age: set.max_age, bytes: set }
}
