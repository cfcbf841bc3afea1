//! Forms that change something come from our own pages: a token bound to the browser, and what the browser says about
//! where the form stood (Fetch Metadata `Sec-Fetch-Site`, RFC 6454 `Origin`). Used by `web` only.

use crate::keys::{MasterKey, Purpose};
use crate::oidc::Provider;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rocket::http::{HeaderMap, Status};
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};

/// Where a browser says that a form stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormSource {
    /// On our own pages.
    Own,
    /// It does not say; the token alone decides.
    Unsaid,
    /// Somewhere else.
    Foreign,
}

impl FormSource {
    /// Reads it from a request's headers.
    pub fn of(headers: &HeaderMap<'_>, public_url: &str) -> Self {
        // `none`: the person themself began it, by a bookmark or by reloading.
        match headers.get_one("Sec-Fetch-Site") {
            Some("same-origin" | "none") => return Self::Own,
            Some(_) => return Self::Foreign,
            None => {}
        }
        match headers.get_one("Origin") {
            Some(origin) if is_own(origin, public_url) => Self::Own,
            Some(_) => Self::Foreign,
            None => Self::Unsaid,
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for FormSource {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        match request.rocket().state::<Provider>() {
            Some(provider) => Outcome::Success(Self::of(request.headers(), provider.issuer())),
            None => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}

fn is_own(origin: &str, public_url: &str) -> bool {
    let own = url::Url::parse(public_url).map(|url| url.origin());
    own.is_ok_and(|own| own.is_tuple() && own.ascii_serialization() == origin)
}

/// The form token of a browser.
pub fn token(master_key: &MasterKey, browser_id: &str) -> String {
    URL_SAFE_NO_PAD.encode(master_key.mac(Purpose::Csrf, &[b"browser", browser_id.as_bytes()]))
}

/// Whether a form token is a browser's, in constant time.
pub fn is_token(master_key: &MasterKey, browser_id: &str, token: &str) -> bool {
    let Ok(mac) = URL_SAFE_NO_PAD.decode(token) else { return false };
    master_key.is_mac_of(Purpose::Csrf, &[b"browser", browser_id.as_bytes()], &mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::http::Header;

    fn source(headers: &[(&'static str, &'static str)]) -> FormSource {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.add(Header::new(*name, *value));
        }
        FormSource::of(&map, "https://id.example")
    }

    #[test]
    fn the_browsers_own_word_about_the_site_comes_first() {
        assert_eq!(source(&[("Sec-Fetch-Site", "same-origin"), ("Origin", "null")]), FormSource::Own);
        assert_eq!(source(&[("Sec-Fetch-Site", "none")]), FormSource::Own);
        for site in ["same-site", "cross-site", "", "new-word"] {
            assert_eq!(source(&[("Sec-Fetch-Site", site), ("Origin", "https://id.example")]), FormSource::Foreign);
        }
    }

    #[test]
    fn without_it_the_origin_must_be_the_public_one() {
        assert_eq!(source(&[("Origin", "https://id.example")]), FormSource::Own);
        for origin in ["null", "http://id.example", "https://id.example:8443", "https://id.example.evil", ""] {
            assert_eq!(source(&[("Origin", origin)]), FormSource::Foreign, "{origin}");
        }
        assert_eq!(source(&[]), FormSource::Unsaid);
    }

    #[test]
    fn a_token_is_good_for_its_own_browser_and_key_only() {
        let key = MasterKey::random();
        let own = token(&key, "a");
        assert!(is_token(&key, "a", &own));
        assert!(!is_token(&key, "b", &own) && !is_token(&MasterKey::random(), "a", &own));
        assert!(!is_token(&key, "a", "") && !is_token(&key, "a", "!"));
    }
}
