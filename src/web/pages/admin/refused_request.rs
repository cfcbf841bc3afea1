//! A refused request as pages explain it: what came, what was expected, where they part, and the way to mend it.

use crate::oidc::failures::{Difference, Explained};
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// One refused request.
#[derive(Clone, Debug, Serialize)]
pub struct RefusedRequest {
    /// When.
    pub when: When,
    /// The last segment of the endpoint's URL.
    pub endpoint: String,
    /// Why: `cause-<cause>` and `mend-<cause>` in the catalogue.
    pub cause: &'static str,
    /// What the app or the person was told.
    pub error: String,
    /// The parameters that came.
    pub came: Vec<Parameter>,
    /// Where what came departs from what was expected.
    pub difference: Option<MarkedDifference>,
    /// Whether the app has been mended since.
    pub is_mended: bool,
    /// The way to mend it.
    pub mend: Mend,
}

/// A parameter of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value; none where only its length was kept.
    pub value: Option<String>,
    /// Characters of a value that was not kept.
    pub length: i64,
}

/// Two texts with the first character in which they differ set apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MarkedDifference {
    /// The parameter.
    pub parameter: &'static str,
    /// What both begin with.
    pub same: String,
    /// What stands there in what came; none where it ends.
    pub came_mark: Option<String>,
    /// What follows.
    pub came_rest: String,
    /// What should stand there; none where it ends.
    pub expected_mark: Option<String>,
    /// What follows.
    pub expected_rest: String,
    /// The place of that character, from 1.
    pub at: i64,
}

/// The way to mend a refused request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mend {
    /// A page that adds the redirect URI.
    pub add_url: Option<String>,
    /// The site that the redirect URI leads to, where the app has no address yet.
    pub foreign_site: Option<String>,
    /// The page of the app where it is mended: `mend-on-<tab>` in the catalogue.
    pub tab: Option<&'static str>,
    /// The app that was probably meant: its id.
    pub meant: Option<String>,
}

impl RefusedRequest {
    /// A request as [`crate::oidc::failures::explain`] tells it.
    pub fn new(explained: Explained, mend: Mend, now: i64) -> Self {
        Self {
            when: When::new(explained.at_ms.div_euclid(1000), now),
            endpoint: explained.endpoint,
            cause: explained.cause,
            error: explained.error,
            came: explained.came.into_iter().map(Parameter::new).collect(),
            difference: explained.difference.as_ref().map(MarkedDifference::new),
            is_mended: explained.is_mended,
            mend,
        }
    }
}

impl Parameter {
    fn new((name, told): (String, String)) -> Self {
        let length = told.strip_prefix("present, ").and_then(|rest| rest.strip_suffix(" characters"));
        match length.and_then(|length| length.parse().ok()) {
            Some(length) => Self { name, value: None, length },
            None => Self { name, value: Some(told), length: 0 },
        }
    }
}

impl MarkedDifference {
    /// A difference as pages mark it.
    pub fn new(difference: &Difference) -> Self {
        let before = difference.at.saturating_sub(1);
        let rest = |text: &str| text.chars().skip(difference.at).collect();
        Self {
            parameter: difference.parameter,
            same: difference.came.chars().take(before).collect(),
            came_mark: difference.came_there.map(seen),
            came_rest: rest(&difference.came),
            expected_mark: difference.expected_there.map(seen),
            expected_rest: rest(&difference.expected),
            at: i64::try_from(difference.at).unwrap_or(i64::MAX),
        }
    }
}

impl MarkedDifference {
    /// What samples show.
    pub(super) fn sample() -> Option<Self> {
        RefusedRequest::sample().difference
    }
}

/// A character that can be seen: a blank or an invisible one by its number.
fn seen(c: char) -> String {
    let is_plain = c.is_alphanumeric() || c.is_ascii_punctuation();
    if is_plain { c.to_string() } else { format!("U+{:04X}", u32::from(c)) }
}

impl RefusedRequest {
    /// What samples show: an address with a slash too many.
    pub(super) fn sample() -> Self {
        let (came, expected) = ("https://wiki.northwind.example/callback/", "https://wiki.northwind.example/callback");
        let parameter = |name: &str, told: &str| Parameter::new((name.into(), told.into()));
        Self {
            when: When::new(1_795_269_000, 1_795_269_789),
            endpoint: "authorize".into(),
            cause: "redirect_uri",
            error: "redirect_uri is not registered".into(),
            came: vec![
                parameter("redirect_uri", came),
                parameter("scope", "openid"),
                parameter("nonce", "present, 12 characters"),
            ],
            difference: Some(MarkedDifference {
                parameter: "redirect_uri",
                same: expected.into(),
                came_mark: Some("/".into()),
                came_rest: String::new(),
                expected_mark: None,
                expected_rest: String::new(),
                at: 40,
            }),
            is_mended: false,
            mend: Mend {
                add_url: Some("/admin/clients/harbor-wiki/redirect-uri?uri=x".into()),
                tab: Some("settings"),
                ..Mend::default()
            },
        }
    }

    /// Every face that a request can have.
    pub(super) fn samples() -> Vec<Self> {
        let slash = Self::sample();
        let differing = |came: Option<&str>, expected: Option<&str>| {
            slash.difference.clone().map(|difference| MarkedDifference {
                came_mark: came.map(str::to_owned),
                expected_mark: expected.map(str::to_owned),
                ..difference
            })
        };
        let of = |cause, tab| Self {
            cause,
            endpoint: "token".into(),
            difference: None,
            mend: Mend { tab, ..Mend::default() },
            ..slash.clone()
        };
        vec![
            slash.clone(),
            Self { difference: differing(None, Some("x")), ..slash.clone() },
            Self { difference: differing(Some("U+0020"), Some("x")), ..slash.clone() },
            Self { is_mended: true, difference: None, mend: Mend::default(), ..slash.clone() },
            Self {
                mend: Mend { foreign_site: Some("evil.example".into()), tab: Some("settings"), ..Mend::default() },
                ..slash.clone()
            },
            of("secret_wrong", Some("secrets")),
            of("client_disabled", Some("overview")),
            of("response_type", Some("connect")),
            Self { endpoint: "introspect".into(), ..of("secret_expired", None) },
            Self { endpoint: "revoke".into(), ..of("secret_missing", None) },
            Self { endpoint: "par".into(), ..of("request_object", None) },
            Self {
                error: MARKUP.into(),
                came: vec![Parameter::new((MARKUP.into(), MARKUP.into()))],
                ..of("other", None)
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(came: &str, expected: &str) -> MarkedDifference {
        let (at, came_there, expected_there) = crate::oidc::failures::first_difference(came, expected).unwrap();
        let (came, expected) = (came.to_owned(), expected.to_owned());
        MarkedDifference::new(&Difference { parameter: "redirect_uri", came, expected, at, came_there, expected_there })
    }

    #[test]
    fn the_first_differing_character_is_set_apart() {
        let found = difference("https://ä.example/Cb", "https://ä.example/cb/");
        assert_eq!((&*found.same, found.at), ("https://ä.example/", 19));
        assert_eq!((found.came_mark.as_deref(), &*found.came_rest), (Some("C"), "b"));
        assert_eq!((found.expected_mark.as_deref(), &*found.expected_rest), (Some("c"), "b/"));
        let found = difference("ab", "ab/");
        assert_eq!((found.came_mark, found.expected_mark.as_deref()), (None, Some("/")));
    }

    #[test]
    fn what_cannot_be_seen_is_told_by_its_number() {
        assert_eq!(difference("a b", "ab").came_mark.as_deref(), Some("U+0020"));
        assert_eq!(difference("a\u{200b}", "ab").came_mark.as_deref(), Some("U+200B"));
    }

    #[test]
    fn a_value_that_was_not_kept_is_told_by_its_length() {
        let hidden = Parameter::new(("code".into(), "present, 43 characters".into()));
        assert_eq!((hidden.value, hidden.length), (None, 43));
        assert_eq!(Parameter::new(("scope".into(), "openid".into())).value.as_deref(), Some("openid"));
    }
}
