//! Which browser this is, before anybody signs in: pending requests and forms belong to the one that began them.
//! Used by `web` only.

use super::cookie;
use super::csrf::{self, FormSource};
use crate::keys::MasterKey;
use crate::model::secret::{Token, TokenHash, random_bytes};
use crate::oidc::Provider;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};

/// More cookies of this kind than tabs opened at once are somebody's game.
const MOST_COOKIES: usize = 20;

/// A browser, by the cookies that we gave it.
///
/// Tabs opened at once before the first cookie came back are each given one of their own, under names that do not
/// overwrite each other: hence several ids.
pub struct Browser {
    ids: Vec<String>,
    master_key: MasterKey,
    source: FormSource,
}

impl Browser {
    /// The id that new requests and forms are bound to; not the cookie's value.
    pub fn id(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }

    /// Whether an id is one of this browser's.
    pub fn owns(&self, id: &str) -> bool {
        self.ids.iter().any(|own| own == id)
    }

    /// The token for a form's hidden field `csrf`.
    pub fn csrf(&self) -> String {
        csrf::token(&self.master_key, self.id())
    }

    /// Whether a form stood on a page that we gave this browser.
    pub fn check_csrf(&self, token: Option<&str>) -> bool {
        let Some(token) = token else { return false };
        self.source != FormSource::Foreign && self.ids.iter().any(|id| csrf::is_token(&self.master_key, id, token))
    }
}

/// The ids of a request's browser, the same for every guard that asks.
struct Ids(Vec<String>);

impl Ids {
    fn of(request: &Request<'_>, public_url: &str) -> Self {
        let prefix = format!("{}browser-", cookie::prefix(public_url));
        let mut known: Vec<_> = request
            .cookies()
            .iter()
            .filter(|cookie| cookie.name().starts_with(&prefix) && cookie.value().len() == 43)
            .map(|cookie| (cookie.name().to_owned(), id_of(cookie.value())))
            .collect();
        if known.is_empty() {
            let value = Token::random();
            let number = u32::from_be_bytes(random_bytes());
            request.cookies().add(cookie::make(public_url, &format!("browser-{number:08x}"), value.expose()));
            return Self(vec![id_of(value.expose())]);
        }
        known.sort();
        known.truncate(MOST_COOKIES);
        Self(known.into_iter().map(|(_, id)| id).collect())
    }
}

/// 128 bits of the value's hash: short enough for a sealed request, and worthless as a cookie.
fn id_of(value: &str) -> String {
    let hash = TokenHash::of(value);
    URL_SAFE_NO_PAD.encode(&hash.as_bytes()[..16])
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Browser {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, ()), Status> {
        let Some(provider) = request.rocket().state::<Provider>() else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let public_url = &provider.config.public_url;
        let ids = request.local_cache(|| Ids::of(request, public_url)).0.clone();
        let source = FormSource::of(request.headers(), public_url);
        Outcome::Success(Self { ids, master_key: provider.master_key.clone(), source })
    }
}
