//! Where a request comes from: the connection's own address, or what a trusted proxy says. Used by `web` only.

use crate::accounts::Caller;
use crate::config::Network;
use crate::oidc::Provider;
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The client as sessions and the audit log keep it.
pub struct Peer(pub Caller);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Peer {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        let Some(provider) = request.rocket().state::<Provider>() else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let address = client_address(remote(request), &forwarded_for(request), &provider.config.trusted_proxies);
        Outcome::Success(Self(Caller::new(address, request.headers().get_one("User-Agent"))))
    }
}

/// The other end of the connection.
pub(super) fn remote(request: &Request<'_>) -> IpAddr {
    request.remote().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |remote| remote.ip().to_canonical())
}

/// What proxies say where a request comes from, by line.
pub(super) fn forwarded_for<'r>(request: &'r Request<'_>) -> Vec<&'r str> {
    request.headers().get("X-Forwarded-For").collect()
}

/// The nearest address that is not a trusted proxy, read from the right: each proxy writes behind what it was given,
/// so only what trusted ones wrote is believed.
pub(super) fn client_address(remote: IpAddr, forwarded: &[&str], trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = remote.to_canonical();
    for entry in forwarded.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(nearest) {
            break;
        }
        let Some(address) = parse(entry.trim()) else { break };
        nearest = address.to_canonical();
    }
    nearest
}

/// An address as proxies write it: bare, in brackets, quoted, with a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(entry);
    if let Ok(address) = entry.parse::<IpAddr>() {
        return Some(address);
    }
    if let Ok(address) = entry.parse::<SocketAddr>() {
        return Some(address.ip());
    }
    entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn client(remote: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<_> = trusted.iter().map(|text| Network::parse(text).unwrap()).collect();
        client_address(remote.parse().unwrap(), forwarded, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_say_who_they_are() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed_about_the_last_hop_only() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(client("10.0.0.1", &["198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1", "198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"], &trusted), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"], &trusted), "10.0.0.3");
    }

    #[test]
    fn what_is_no_address_ends_the_reading() {
        let trusted = ["10.0.0.0/8"];
        for bad in ["unknown", "", "198.51.100.1, ", "1.2.3.4.5", "_hidden", "[::1", "10.0.0.5 x"] {
            assert_eq!(client("10.0.0.1", &[bad], &trusted), "10.0.0.1", "{bad}");
        }
    }

    #[test]
    fn addresses_are_read_in_every_form_that_proxies_write() {
        let trusted = ["10.0.0.1", "fd00::/8"];
        for (written, read) in [
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("\"[2001:db8::7]:4711\"", "2001:db8::7"),
            ("198.51.100.1:4711", "198.51.100.1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[written], &trusted), read, "{written}");
        }
        assert_eq!(client("::ffff:10.0.0.1", &["198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(client("fd00::5", &["198.51.100.1"], &trusted), "198.51.100.1");
    }

    proptest! {
        #[test]
        fn no_header_moves_an_untrusted_peer(text in ".{0,60}") {
            prop_assert_eq!(client("203.0.113.9", &[&text], &["10.0.0.0/8"]), "203.0.113.9");
        }
    }
}
