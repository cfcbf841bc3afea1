//! Where a request of an app comes from, as far as that tells one app from another. Used by `web` only.

use super::peer::{client_address, forwarded_for, remote};
use crate::oidc::Provider;
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
use std::net::IpAddr;

/// Headers that proxies and caches name themselves by (RFC 9110 §7.6.3, RFC 8586).
const NAMED_BY: [&str; 2] = ["Via", "CDN-Loop"];

/// Headers that only proxies write; where they come from somebody whom we do not trust, that is a proxy of the app's or
/// one that was not told to us.
const WRITTEN_BY_PROXIES: [&str; 2] = ["X-Forwarded-For", "Forwarded"];

/// The address that a request comes from, and what stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'r> {
    /// The nearest address that is no trusted proxy's; none where a trusted proxy asks on its own account.
    pub address: Option<IpAddr>,
    /// A proxy or cache that we were not told of, in its own words.
    pub through: Option<&'r str>,
}

impl Source<'_> {
    /// The address, where it can be an app's own.
    pub fn own_address(&self) -> Option<IpAddr> {
        self.address.filter(|_| self.through.is_none())
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Source<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        let Some(provider) = request.rocket().state::<Provider>() else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let (remote, trusted) = (remote(request), &provider.config.trusted_proxies);
        let address = client_address(remote, &forwarded_for(request), trusted);
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
        let headers = request.headers();
        let named = NAMED_BY.iter().find_map(|name| headers.get_one(name));
        let unnamed = || WRITTEN_BY_PROXIES.iter().find(|name| !is_trusted(remote) && headers.contains(name)).copied();
        Outcome::Success(Self {
            address: Some(address).filter(|address| !is_trusted(*address)),
            through: named.or_else(unnamed),
        })
    }
}
