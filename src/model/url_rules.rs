//! Which hosts count as this machine: the only ones that plain http is allowed for (RFC 8252 §8.3).

use url::Host;

/// `localhost` and every name under it (RFC 6761 §6.3), 127.0.0.0/8 and `::1`: what never leaves the machine.
pub fn is_local(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
        Host::Ipv4(_) | Host::Ipv6(_) => is_loopback(host),
    }
}

/// A loopback address written as an address; `localhost` is a name and is not (RFC 8252 §7.3).
pub fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(_) => false,
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn local(text: &str) -> bool {
        is_local(&Url::parse(text).unwrap().host().unwrap())
    }

    #[test]
    fn only_names_and_addresses_of_this_machine_are_local() {
        for url in [
            "http://localhost",
            "http://LOCALHOST:9",
            "http://shop.localhost",
            "http://127.0.0.1",
            "http://127.9.8.7",
            "http://[::1]",
            "http://localhost.",
        ] {
            assert!(local(url), "{url}");
        }
        for url in [
            "http://example.com",
            "http://localhost.example.com",
            "http://notlocalhost",
            "http://10.0.0.1",
            "http://[::2]",
            "http://0.0.0.0",
        ] {
            assert!(!local(url), "{url}");
        }
    }
}
