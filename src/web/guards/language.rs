//! Which language a page speaks: the one that was asked for (`ui_locales`, OIDC Core §3.1.2.1), else the signed-in
//! person's own, else the one that was chosen in this browser, else what the browser prefers (RFC 9110 §12.5.4), else
//! English. Used by `web` only.

use super::cookie;
use crate::model::params::Params;
use crate::model::user::User;
use crate::web::messages::{DEFAULT_LANGUAGE, find};
use rocket::http::CookieJar;
use rocket::request::Request;
use rocket::time::Duration;

const NAME: &str = "language";

/// A choice is kept for this long.
const MEMORY: Duration = Duration::days(365);

/// The language of a request's page, whoever is signed in; see [`own`].
pub fn of(request: &Request<'_>, public_url: &str) -> &'static str {
    asked(request)
        .or_else(|| chosen(request.cookies(), public_url))
        .or_else(|| request.headers().get_one("Accept-Language").and_then(preferred))
        .unwrap_or(DEFAULT_LANGUAGE)
}

/// The language that a person chose for themselves, unless the page's address asks for another.
pub fn own(request: &Request<'_>, user: &User) -> Option<&'static str> {
    if asked(request).is_some() { None } else { user.locale_ui.as_deref().and_then(find) }
}

/// What the address itself asks for.
pub fn asked(request: &Request<'_>) -> Option<&'static str> {
    let query = request.uri().query()?;
    Params::parse(query.as_str()).ok()?.get("ui_locales").and_then(first_known)
}

/// The first language of a list of tags, in order of preference, that we have.
pub fn first_known(ui_locales: &str) -> Option<&'static str> {
    ui_locales.split(' ').find_map(find)
}

/// Keeps what the person chose.
pub fn remember(jar: &CookieJar<'_>, public_url: &str, code: &str) {
    let mut cookie = cookie::make(public_url, NAME, code);
    cookie.set_max_age(MEMORY);
    jar.add(cookie);
}

fn chosen(jar: &CookieJar<'_>, public_url: &str) -> Option<&'static str> {
    find(jar.get(&format!("{}{NAME}", cookie::prefix(public_url)))?.value())
}

/// The best of an `Accept-Language` header: by weight, and in the order named where weights are equal. Thousandths
/// are whole numbers, so that no rounding decides.
fn preferred(header: &str) -> Option<&'static str> {
    let mut best: Option<(u16, &'static str)> = None;
    for range in header.split(',').take(30) {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let weight = match parts.next() {
            None => Some(1000),
            Some(part) => part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")).and_then(thousandths),
        };
        let (Some(weight @ 1..), Some(language)) = (weight, find(tag)) else { continue };
        if best.is_none_or(|(heaviest, _)| weight > heaviest) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// RFC 9110 §12.4.2: `0`, `1`, or up to three digits behind the point.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = fraction.len() <= 3 && fraction.bytes().all(|digit| digit.is_ascii_digit());
    match whole {
        "1" if is_number && fraction.bytes().all(|digit| digit == b'0') => Some(1000),
        "0" if is_number => format!("{fraction:0<3}").parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{first_known, preferred};

    #[test]
    fn the_heaviest_language_that_we_have_wins() {
        for (header, language) in [
            ("de", Some("de")),
            ("de-AT, en;q=0.9", Some("de")),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", Some("en")),
            ("en;q=0.7, de;q=0.701", Some("de")),
            ("en;q=0.5,de;q=0.5", Some("en")),
            ("de;q=0, en;q=0.1", Some("en")),
            ("de ; q=1.000 , en;q=1", Some("de")),
            ("DE-de", Some("de")),
            ("fr, *", None),
            ("", None),
        ] {
            assert_eq!(preferred(header), language, "{header}");
        }
    }

    #[test]
    fn a_weight_that_is_none_does_not_count() {
        for header in ["de;q=2", "de;q=1.5", "de;q=0.1234", "de;q=", "de;q=x", "de;q=-1", "de;level=1", "de;q=0.000"] {
            assert_eq!(preferred(&format!("{header}, en;q=0.001")), Some("en"), "{header}");
        }
    }

    #[test]
    fn of_ui_locales_the_first_that_we_have_counts() {
        assert_eq!(first_known("fr-CA de-CH en"), Some("de"));
        assert_eq!(first_known("fr  tlh"), None);
    }
}
