//! What the last act did, said once on the next page: carried by a sealed cookie of the session, so that a reload says
//! nothing twice and nobody can put words into our mouth.

use super::guards::cookie;
use crate::keys::Purpose;
use crate::model::ids::Sid;
use crate::oidc::Provider;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rocket::http::CookieJar;
use serde::{Deserialize, Serialize};

const NAME: &str = "flash";

/// Longer names are cut: a cookie has 4 KiB at most.
const LONGEST_NAME: usize = 200;

/// One message. Its key begins with `flash-`; a test holds every key in the source against the catalogues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Whether it went well.
    pub tone: Tone,
    /// The message of the catalogue; it may use `$name` and `$count`.
    pub key: String,
    /// Whom or what it concerns.
    pub name: String,
    /// How many.
    pub count: i64,
    /// Where the act can be taken back: a path of ours.
    pub undo_url: Option<String>,
}

/// Whether it went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Done.
    Good,
    /// Not done, or not wholly; the message says why.
    Warn,
}

impl Flash {
    /// Something was done.
    pub fn good(key: &str) -> Self {
        Self { tone: Tone::Good, key: key.to_owned(), name: String::new(), count: 0, undo_url: None }
    }

    /// Something was not done, or not wholly.
    pub fn warn(key: &str) -> Self {
        Self { tone: Tone::Warn, ..Self::good(key) }
    }

    /// Names whom or what it concerns.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        Self { name: name.chars().take(LONGEST_NAME).collect(), ..self }
    }

    /// Says how many.
    #[must_use]
    pub fn count(self, count: i64) -> Self {
        Self { count, ..self }
    }

    /// Offers to take the act back, on a page that asks.
    #[must_use]
    pub fn undo(self, url: impl Into<String>) -> Self {
        Self { undo_url: Some(url.into()), ..self }
    }

    /// Leaves it for the next page of this session.
    pub fn leave(&self, jar: &CookieJar<'_>, provider: &Provider, sid: &Sid) {
        let Ok(plain) = serde_json::to_vec(self) else { return };
        let sealed = provider.master_key.seal(Purpose::Cookie, &[NAME, sid.as_str()], &plain);
        jar.add(cookie::make(provider.issuer(), NAME, &URL_SAFE_NO_PAD.encode(sealed)));
    }

    /// Takes what was left, if it was left in this session.
    pub fn take(jar: &CookieJar<'_>, provider: &Provider, sid: &Sid) -> Option<Self> {
        let found = jar.get(&format!("{}{NAME}", cookie::prefix(provider.issuer())))?.value().to_owned();
        jar.remove(cookie::make(provider.issuer(), NAME, ""));
        let sealed = URL_SAFE_NO_PAD.decode(found).ok()?;
        let plain = provider.master_key.open(Purpose::Cookie, &[NAME, sid.as_str()], &sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}
