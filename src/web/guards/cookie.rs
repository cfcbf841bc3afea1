//! Our cookies: one way of making them and of taking them back. Used by `web` only.

use rocket::http::{Cookie, SameSite};

/// What the names of all our cookies begin with.
///
/// Browsers accept `__Host-` (RFC 6265bis §4.1.3.2) from the host itself and over https only; on plain-http localhost
/// the names differ, so that neither is taken for the other.
pub fn prefix(public_url: &str) -> &'static str {
    if is_https(public_url) { "__Host-claviger-" } else { "claviger-" }
}

/// A cookie that ends with the browser; `name` goes behind the [`prefix`].
pub fn make(public_url: &str, name: &str, value: &str) -> Cookie<'static> {
    Cookie::build((format!("{}{name}", prefix(public_url)), value.to_owned()))
        .path("/")
        .secure(is_https(public_url))
        .http_only(true)
        .same_site(SameSite::Lax)
        .build()
}

fn is_https(public_url: &str) -> bool {
    public_url.starts_with("https:")
}
