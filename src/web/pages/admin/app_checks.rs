//! What is said below a field as it is typed: each address or colour, and what is wrong with it. The server says the
//! same when the form comes back, `static/js/admin_apps.js` while it is typed.

use crate::model::color::{Color, ColorError};
use crate::model::redirect_uri::{RedirectUri, RedirectUriError};
use serde::Serialize;

/// One line below a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was typed.
    pub text: String,
    /// The message that says what is wrong with it; none when all is well. It may use `$name`.
    pub key: Option<&'static str>,
    /// What the message names.
    pub name: String,
}

impl Check {
    /// A redirect URI, or one for the way back after signing out, of an app that is public or not.
    pub fn uri(uri: &str, is_public: bool) -> Self {
        let (key, name) = match RedirectUri::parse(uri, is_public) {
            Ok(_) => (None, String::new()),
            Err(error) => {
                let (key, name) = Self::of_uri_error(error);
                (Some(key), name)
            }
        };
        Self { text: uri.to_owned(), key, name }
    }

    fn of_uri_error(error: RedirectUriError) -> (&'static str, String) {
        use RedirectUriError as E;
        match error {
            E::TooLong => ("uri-problem-long", String::new()),
            E::NotAbsolute => ("uri-problem-not-absolute", String::new()),
            E::IllegalCharacter(c) => ("uri-problem-character", c.to_string()),
            E::BadPercent => ("uri-problem-percent", String::new()),
            E::Fragment => ("uri-problem-fragment", String::new()),
            E::Wildcard => ("uri-problem-wildcard", String::new()),
            E::Credentials => ("uri-problem-credentials", String::new()),
            E::DotSegment => ("uri-problem-dots", String::new()),
            E::PlainHttp => ("uri-problem-http", String::new()),
            E::RefusedScheme(scheme) => ("uri-problem-scheme", scheme),
            E::UndottedScheme(scheme) => ("uri-problem-undotted", scheme),
            E::AnswerParameter(name) => ("uri-problem-parameter", name),
        }
    }

    /// A colour of an app's mark.
    pub fn color(color: &str) -> Self {
        let (key, name) = match Color::parse(color) {
            Ok(_) => (None, String::new()),
            Err(error) => {
                let (key, name) = Self::of_color_error(error);
                (Some(key), name)
            }
        };
        Self { text: color.to_owned(), key, name }
    }

    fn of_color_error(error: ColorError) -> (&'static str, String) {
        match error {
            ColorError::Malformed => ("color-problem-malformed", String::new()),
            ColorError::Unseen { page: "light", nearest } => ("color-problem-light", nearest),
            ColorError::Unseen { nearest, .. } => ("color-problem-dark", nearest),
        }
    }

    /// Every message, each once.
    pub(super) fn samples() -> Vec<Self> {
        let uris = [
            "https://wiki.northwind.example/callback",
            "/callback",
            "https://wiki.example/ä",
            "https://wiki.example/%zz",
            "https://wiki.example/#top",
            "https://*.wiki.example/callback",
            "https://me:secret@wiki.example/",
            "https://wiki.example/a/../b",
            "http://wiki.example/callback",
            "javascript:alert(1)",
            "myapp:/callback",
            "https://wiki.example/?code=1",
        ];
        let colors = ["#2f7f5f", "red", "#ffffff", "#000000"].map(Self::color);
        let long = Self::uri(&format!("https://wiki.example/{}", "x".repeat(2000)), false);
        uris.map(|uri| Self::uri(uri, false)).into_iter().chain([long]).chain(colors).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Check;
    use std::collections::BTreeSet;

    #[test]
    fn the_samples_say_everything_that_can_be_wrong() {
        let keys: BTreeSet<_> = Check::samples().iter().filter_map(|check| check.key).collect();
        assert_eq!(keys.len(), 15, "{keys:?}");
    }

    #[test]
    fn a_native_app_may_have_a_scheme_of_its_own() {
        assert_eq!(Check::uri("myapp:/callback", true).key, None);
        let check = Check::uri("myapp:/callback", false);
        assert_eq!((check.key, &*check.name), (Some("uri-problem-undotted"), "myapp"));
    }
}
