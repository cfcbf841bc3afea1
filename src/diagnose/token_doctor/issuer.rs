//! How a token's `iss` differs from ours: libraries compare byte for byte, and people do not.

use super::finding::{Code, Finding};
use url::Url;

/// What there is to say of an `iss`.
pub(super) fn compare(came: Option<&str>, ours: &str) -> Finding {
    let Some(came) = came else { return Finding::wrong(Code::IssuerMissing).expected(ours) };
    if came == ours {
        return Finding::ok(Code::IssuerGood).name(ours);
    }
    Finding::wrong(difference(came, ours)).came(came).expected(ours)
}

fn difference(came: &str, ours: &str) -> Code {
    if came.trim_end_matches('/') == ours.trim_end_matches('/') {
        return Code::IssuerSlash;
    }
    if came.eq_ignore_ascii_case(ours) {
        return Code::IssuerCase;
    }
    let (Ok(came), Ok(ours)) = (Url::parse(came), Url::parse(ours)) else { return Code::IssuerHost };
    if came.host_str() != ours.host_str() {
        Code::IssuerHost
    } else if came.scheme() != ours.scheme() {
        Code::IssuerScheme
    // A port that needs not be written makes another text all the same.
    } else if came.port_or_known_default() != ours.port_or_known_default() || came == ours {
        Code::IssuerPort
    } else {
        Code::IssuerPath
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_named() {
        let ours = "https://id.example.com";
        for (came, code) in [
            ("https://id.example.com/", Code::IssuerSlash),
            ("http://id.example.com", Code::IssuerScheme),
            ("https://ID.example.com", Code::IssuerCase),
            ("https://id.example.com:8443", Code::IssuerPort),
            ("https://id.example.com:443", Code::IssuerPort),
            ("https://id.example.com/realms/main", Code::IssuerPath),
            ("https://login.example.com", Code::IssuerHost),
            ("id.example.com", Code::IssuerHost),
        ] {
            let finding = compare(Some(came), ours);
            assert_eq!(
                (finding.code, finding.came.as_deref(), finding.expected.as_deref()),
                (code, Some(came), Some(ours))
            );
        }
        assert_eq!(compare(Some(ours), ours).code, Code::IssuerGood);
        assert_eq!(compare(None, ours).code, Code::IssuerMissing);
    }
}
