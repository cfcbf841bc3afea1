//! How an app looks on our pages.

use serde::Serialize;

/// Addresses of an app's logo, of the stylesheet with its colour, and of what it says to people; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Look {
    /// A small PNG.
    pub logo_url: Option<String>,
    /// Sets the colours of its mark: inline styles are not allowed.
    pub style_url: Option<String>,
    /// Where it says what it does with people's data: an https address of its own.
    pub policy_url: Option<String>,
    /// Where its terms of service are, likewise.
    pub tos_url: Option<String>,
}

impl Look {
    /// What samples show.
    pub(super) fn sample() -> Self {
        Self {
            logo_url: Some("/apps/harbor-wiki/logo?v=0123456789abcdef".to_owned()),
            style_url: Some("/apps/harbor-wiki/style.css?v=2f7f5f".to_owned()),
            policy_url: Some("https://wiki.northwind.example/privacy".to_owned()),
            tos_url: Some("https://wiki.northwind.example/terms".to_owned()),
        }
    }
}
