//! Address ranges of trusted proxies.

use super::Network;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

impl Network {
    /// Reads `10.1.2.3` or `10.0.0.0/8`; the error says how it should be written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let example = "write an address such as 10.1.2.3 or a network such as 10.0.0.0/8";
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| example.to_owned())?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => bits,
            Some(text) => text.parse().ok().filter(|prefix| *prefix <= bits).ok_or_else(|| example.to_owned())?,
        };
        if prefix == 0 {
            return Err("a network of every address would believe anyone: name the proxy's own address".to_owned());
        }
        let network = Self { address: masked(address, prefix), prefix };
        if network.address != address {
            return Err(format!("the address has bits beyond its /{prefix}: write {network}"));
        }
        Ok(network)
    }

    /// Whether the address lies in this range; an IPv4 address that arrives mapped into IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && masked(address, self.prefix) == self.address
    }
}

fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(a) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(a.to_bits() & mask))
        }
        IpAddr::V6(a) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(a.to_bits() & mask))
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = if self.address.is_ipv4() { 32 } else { 128 };
        if self.prefix == whole { write!(f, "{}", self.address) } else { write!(f, "{}/{}", self.address, self.prefix) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_contains_its_own_addresses_only() {
        let network = Network::parse("10.0.0.0/8").unwrap();
        assert!(network.contains("10.200.3.4".parse().unwrap()));
        assert!(network.contains("::ffff:10.1.1.1".parse().unwrap()));
        assert!(!network.contains("11.0.0.1".parse().unwrap()));
        assert!(!network.contains("::1".parse().unwrap()));
        let six = Network::parse("fd00::/8").unwrap();
        assert!(six.contains("fd12::9".parse().unwrap()) && !six.contains("fe80::1".parse().unwrap()));
    }

    #[test]
    fn a_single_address_is_a_network_of_one() {
        let network = Network::parse("192.0.2.7").unwrap();
        assert!(network.contains("192.0.2.7".parse().unwrap()) && !network.contains("192.0.2.8".parse().unwrap()));
        assert_eq!(network.to_string(), "192.0.2.7");
    }

    #[test]
    fn a_network_that_is_written_wrongly_is_refused_with_the_mend() {
        assert!(Network::parse("10.1.2.3/8").unwrap_err().contains("10.0.0.0/8"));
        for bad in ["proxy", "10.0.0.0/33", "10.0.0.0/-1", "", "0.0.0.0/0", "::/0", "10.0.0"] {
            assert!(Network::parse(bad).is_err(), "{bad}");
        }
    }
}
