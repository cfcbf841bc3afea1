//! Which addresses a URL that others gave us may lead to (RFC 6890).

use super::Trust;
use crate::config::Network;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a cloud tells secrets to whatever runs in it, by IPv6; by IPv4 it is a link-local address.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// Whether we connect to an address for somebody of this trust. What is in `allowed` is for everybody.
pub(super) fn may_lead_to(address: IpAddr, trust: Trust, allowed: &[Network]) -> bool {
    if allowed.iter().any(|network| network.contains(address)) {
        return true;
    }
    match trust {
        Trust::Stranger => is_public(address),
        Trust::Admin => !is_never_meant(innermost(address)),
    }
}

/// The IPv4 address that travels inside an IPv6 one (RFC 4291 §2.5.5, RFC 6052), else the address itself.
fn innermost(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    let segments = six.segments();
    let is_nat64 = segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    let is_compatible = segments[..6] == [0; 6] && segments[6] != 0;
    if six.to_ipv4_mapped().is_some() || is_nat64 || is_compatible {
        let [.., a, b, c, d] = six.octets();
        return IpAddr::V4(Ipv4Addr::new(a, b, c, d));
    }
    address
}

/// No app lives there: link-local, multicast, unspecified, broadcast, and where clouds keep their secrets.
fn is_never_meant(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => four.is_link_local() || four.is_multicast() || four.octets()[0] == 0 || four.is_broadcast(),
        IpAddr::V6(six) => {
            six.is_unicast_link_local() || six.is_multicast() || six.is_unspecified() || six == METADATA_V6
        }
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_public_v4(four),
        IpAddr::V6(six) => is_public_v6(six),
    }
}

/// The IANA registry of special addresses, without those that are reachable from everywhere.
fn is_public_v4(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    let is_special = a == 0
        || four.is_private()
        || (a == 100 && (64..128).contains(&b))
        || four.is_loopback()
        || four.is_link_local()
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113)
        || a >= 224;
    !is_special
}

/// Global unicast, without documentation and whatever carries an IPv4 address inside (6to4, Teredo).
fn is_public_v6(six: Ipv6Addr) -> bool {
    let [first, second, ..] = six.segments();
    let is_global = first & 0xe000 == 0x2000;
    let is_special = first == 0x2002 || (first == 0x2001 && (second < 0x200 || second == 0xdb8)) || first == 0x3fff;
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(address: &str, trust: Trust) -> bool {
        may_lead_to(address.parse().unwrap(), trust, &[])
    }

    #[test]
    fn a_stranger_leads_to_public_addresses_only() {
        for public in ["93.184.216.34", "100.63.0.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"] {
            assert!(leads(public, Trust::Stranger), "{public}");
        }
        for special in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:93.184.216.34",
            "::ffff:127.0.0.1",
            "::93.184.216.34",
            "64:ff9b::5db8:d822",
            "64:ff9b:1::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "100::1",
        ] {
            assert!(!leads(special, Trust::Stranger), "{special}");
        }
    }

    #[test]
    fn an_admin_leads_to_private_addresses_but_never_to_link_local_ones() {
        for fine in ["127.0.0.1", "10.0.0.1", "192.168.1.1", "::1", "fd12::1", "93.184.216.34", "::ffff:10.0.0.1"] {
            assert!(leads(fine, Trust::Admin), "{fine}");
        }
        for never in [
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "::169.254.169.254",
            "fe80::1",
            "0.0.0.0",
            "::",
            "::ffff:0.0.0.0",
            "224.0.0.1",
            "ff02::1",
            "255.255.255.255",
            "fd00:ec2::254",
        ] {
            assert!(!leads(never, Trust::Admin), "{never}");
        }
    }

    #[test]
    fn what_the_configuration_allows_is_allowed_for_strangers() {
        let allowed = [Network::parse("10.20.0.0/16").unwrap()];
        let leads = |address: &str| may_lead_to(address.parse().unwrap(), Trust::Stranger, &allowed);
        assert!(leads("10.20.3.4") && !leads("10.21.0.1") && !leads("127.0.0.1"));
    }
}
