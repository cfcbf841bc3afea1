//! What is told of a refused request's parameters: enough to mend it, and nothing that opens a door.

use crate::model::client_rules::SHORTEST_SECRET;
use crate::model::params::Params;
use crate::model::secret_name::is_secret_name;
use url::Url;

/// Parameters that hold no secret and no personal data.
const SHOWN: &[&str] = &[
    "acr_values",
    "client_id",
    "code_challenge_method",
    "display",
    "grant_type",
    "max_age",
    "prompt",
    "redirect_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "token_type_hint",
    "ui_locales",
];
const MOST_PARAMETERS: usize = 25;
const LONGEST_NAME: usize = 40;
/// Ids of many other servers are of this form (RFC 9562 §4): whoever moved an app sees which one came.
const UUID: &[u8; 36] = b"00000000-0000-0000-0000-000000000000";
/// Longest value that is shown whole (characters).
pub const LONGEST_VALUE: usize = 300;

/// Names and what is told of their values; `is_known` where the client_id is an app's.
pub fn came(params: &Params, is_known: bool) -> Vec<(String, String)> {
    let told = |(name, value)| (cut(name, LONGEST_NAME), told(name, value, is_known));
    params.iter().take(MOST_PARAMETERS).map(told).collect()
}

fn told(name: &str, value: &str, is_known: bool) -> String {
    let length = value.chars().count();
    let is_shown = SHOWN.contains(&name) && (name != "client_id" || is_known || !may_be_a_secret(value));
    if !is_shown {
        return format!("present, {length} characters");
    }
    let value = if matches!(name, "redirect_uri" | "resource") { masked(value) } else { value.to_owned() };
    cut(&value, LONGEST_VALUE)
}

/// Somebody who swapped the two must not find the secret here.
fn may_be_a_secret(value: &str) -> bool {
    let is_uuid = value.len() == UUID.len()
        && value.bytes().zip(UUID).all(|(b, form)| if *form == b'-' { b == b'-' } else { b.is_ascii_hexdigit() });
    value.len() >= SHORTEST_SECRET && !is_uuid
}

/// A URI without what may be a secret in it: credentials, and query values under a name that promises one.
fn masked(uri: &str) -> String {
    let has_query = uri.contains(['?', '#']);
    if !has_query && !uri.contains('@') {
        return uri.to_owned();
    }
    let Ok(mut url) = Url::parse(uri) else {
        return uri.split(['?', '#', '@']).next().unwrap_or_default().to_owned() + "…";
    };
    let has_secret = url.query_pairs().any(|(name, _)| is_secret_name(&name) || name == "code")
        || url.fragment().is_some_and(|fragment| fragment.contains('='));
    if url.username().is_empty() && url.password().is_none() && !has_secret {
        return uri.to_owned();
    }
    let _ = (url.set_username(""), url.set_password(None));
    url.set_query(None);
    url.set_fragment(None);
    format!("{url}…")
}

/// At most so many characters, none of which moves a cursor.
pub fn cut(text: &str, most: usize) -> String {
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let short: String = text.chars().take(most).map(plain).collect();
    if text.chars().nth(most).is_some() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(query: &str) -> Vec<(String, String)> {
        came(&Params::parse(query).unwrap(), false)
    }

    #[test]
    fn codes_tokens_secrets_and_verifiers_are_told_by_their_length_only() {
        for name in [
            "code",
            "code_verifier",
            "code_challenge",
            "client_secret",
            "refresh_token",
            "client_assertion",
            "state",
            "nonce",
            "login_hint",
            "id_token_hint",
            "token",
            "password",
            "request",
        ] {
            assert_eq!(of(&format!("{name}=s3cret")), [(name.to_owned(), "present, 6 characters".to_owned())]);
        }
    }

    #[test]
    fn what_helps_to_mend_it_is_shown() {
        let came = of("redirect_uri=https%3A%2F%2Fshop.example%2Fcb%3Fa%3D1&scope=openid+email");
        assert_eq!(came[0].1, "https://shop.example/cb?a=1");
        assert_eq!(came[1].1, "openid email");
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_not_shown() {
        // Ours, and one that somebody chose.
        for secret in ["3c9Qx0m_3c9Qx0m-3c9Qx0m_3c9Qx0m-3c9Qx0m_123", "correct.horse.battery.staple.2026"] {
            let told = format!("present, {} characters", secret.len());
            assert_eq!(of(&format!("client_id={secret}"))[0].1, told);
        }
        for id in ["harbour-wiki", "8f14e45f-ceea-467f-a8c5-1d2b7b0a4e51"] {
            assert_eq!(of(&format!("client_id={id}"))[0].1, id);
        }
        let long = "the-client-id-of-an-app-that-there-is";
        let params = Params::parse(&format!("client_id={long}")).unwrap();
        assert_eq!(came(&params, true)[0].1, long);
        for uri in ["https://u:s3cret@a.example/", "https://a.example/?token=s3cret", "https://a.example/#x=s3cret"] {
            let encoded: String = url::form_urlencoded::byte_serialize(uri.as_bytes()).collect();
            let shown = &of(&format!("redirect_uri={encoded}"))[0].1;
            assert!(!shown.contains("s3cret") && shown.starts_with("https://a.example/"), "{shown}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_little_is_kept_of_it(names in prop::collection::vec("\\PC{0,80}", 0..60), value in "\\PC{0,900}") {
            let mut params = Params::default();
            for name in &names {
                params.push(name, &value);
            }
            params.push("scope", &value);
            let came = came(&params, false);
            prop_assert!(came.len() <= MOST_PARAMETERS);
            let is_short = |text: &str, most| text.chars().count() <= most + 1;
            let is_bounded = came.iter().all(|(name, value)| is_short(name, LONGEST_NAME) && is_short(value, LONGEST_VALUE));
            prop_assert!(is_bounded);
        }
    }
}
