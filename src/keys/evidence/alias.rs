//! An app's own address of the key set: the same document as everybody's, under a name that only the app was told, so
//! that a fetch says who fetched. Nobody can tell from it which apps exist.

use crate::model::client::Client;
use crate::model::secret::random_bytes;
use crate::store::{self, Store};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;

/// Where the key that aliases are made with is kept. It proves nothing but a fetch, and must outlive the master key,
/// since apps have the addresses in their configuration.
const SETTING: &str = "jwks_alias_key";

/// Bytes of an alias: twenty characters.
const LENGTH: usize = 15;

/// The last part of an app's address of the key set, without `.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alias([u8; LENGTH]);

impl Alias {
    /// Reads the last segment of a path; what no app can have is none.
    pub fn parse(segment: &str) -> Option<Self> {
        let text = segment.strip_suffix(".json")?;
        let mut bytes = [0; LENGTH];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        (length == LENGTH).then_some(Self(bytes))
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// Makes the aliases of one installation: the same ones on every server and for ever.
#[derive(Clone)]
pub struct Aliases(hmac::Key);

impl Aliases {
    /// Reads the key of the aliases, and makes it where there is none; `now` in unix seconds.
    pub async fn load(store: &Store, now: i64) -> store::Result<Self> {
        let known = store.read().await?.db().find_setting(SETTING).await?;
        let text = if let Some(text) = known {
            text
        } else {
            let made = URL_SAFE_NO_PAD.encode(random_bytes::<32>());
            let mut write = store.write().await?;
            // Another server may have been first.
            let kept = write.db().find_or_set_setting(SETTING, &made, now).await?;
            write.commit().await?;
            kept
        };
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes())))
    }

    /// The alias of an app. An app that is added anew under an old id gets another one.
    pub fn of(&self, client: &Client) -> Alias {
        let tag = hmac::sign(&self.0, format!("{} {}", client.created_at, client.id).as_bytes());
        let mut bytes = [0; LENGTH];
        bytes.copy_from_slice(&tag.as_ref()[..LENGTH]);
        Alias(bytes)
    }

    /// The app's own address of the key set of an issuer.
    pub fn url(&self, issuer: &str, client: &Client) -> String {
        format!("{issuer}/.well-known/jwks/{}.json", self.of(client))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::ClientKind;
    use crate::store::testing;

    fn app(id: &str, created_at: i64) -> Client {
        Client::new(id, ClientKind::Web, created_at)
    }

    #[tokio::test]
    async fn servers_agree_on_the_aliases_and_every_app_has_its_own() {
        for db in testing::stores().await {
            let (one, other) = (Aliases::load(&db, 1).await.unwrap(), Aliases::load(&db, 2).await.unwrap());
            let shop = one.of(&app("shop", 5));
            assert_eq!(shop, other.of(&app("shop", 5)), "{}", db.name);
            assert_ne!(shop, one.of(&app("wiki", 5)), "{}", db.name);
            assert_ne!(shop, one.of(&app("shop", 6)), "{}: a new app under an old id", db.name);
        }
    }

    #[tokio::test]
    async fn an_alias_is_read_from_its_own_address_only() {
        let db = testing::sqlite().await;
        let aliases = Aliases::load(&db, 1).await.unwrap();
        let url = aliases.url("https://id.example.com", &app("shop", 5));
        let segment = url.strip_prefix("https://id.example.com/.well-known/jwks/").unwrap();
        assert_eq!(Alias::parse(segment), Some(aliases.of(&app("shop", 5))));
        for bad in ["", ".json", "shop.json", segment.trim_end_matches(".json"), &format!("A{segment}")] {
            assert_eq!(Alias::parse(bad), None, "{bad}");
        }
    }
}
