//! Known devices: a browser that signed somebody in once keeps its own allowance of tries, whatever strangers do.

use super::Accounts;
use crate::model::ids::UserId;
use crate::model::secret::{TokenHash, random_bytes, to_hex};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Random bytes that tell devices apart.
const ID_LEN: usize = 16;

/// The cookie that makes a browser known for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The person's part of the cookie's name: each person of a shared browser has their own.
    pub name: String,
    /// The cookie's value: a random id and a MAC over it and the person.
    pub value: String,
}

impl Accounts {
    /// The cookie for a person: the valid one among those that the browser brought, or a new one.
    pub(super) fn device(&self, user: &UserId, brought: &[String]) -> Device {
        let known = brought.iter().find(|value| self.is_device_of(user, value));
        let value = known.cloned().unwrap_or_else(|| {
            let id = random_bytes::<ID_LEN>();
            let mac = hmac::sign(&self.device_key, &signed(user, &id));
            URL_SAFE_NO_PAD.encode([&id[..], mac.as_ref()].concat())
        });
        let hash = TokenHash::of(user.as_str());
        let name = to_hex(&hash.as_bytes()[..4]);
        Device { name, value }
    }

    /// Whether a browser that brought these cookies is known for a person, and by which value.
    pub(super) fn known_device<'c>(&self, user: &UserId, brought: &'c [String]) -> Option<&'c str> {
        brought.iter().find(|value| self.is_device_of(user, value)).map(String::as_str)
    }

    fn is_device_of(&self, user: &UserId, value: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(value) else { return false };
        let Some((id, mac)) = bytes.split_at_checked(ID_LEN) else { return false };
        hmac::verify(&self.device_key, &signed(user, id), mac).is_ok()
    }
}

fn signed(user: &UserId, id: &[u8]) -> Vec<u8> {
    [b"device:", id, user.as_str().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::testing::accounts;
    use crate::store::testing;

    #[tokio::test]
    async fn a_device_is_known_for_its_own_person_only() {
        let db = testing::sqlite().await;
        let (accounts, _) = accounts(&db);
        let (alice, bob) = (UserId::from("alice"), UserId::from("bob"));
        let device = accounts.device(&alice, &[]);
        let brought = ["junk".to_owned(), String::new(), device.value.clone()];
        assert_eq!(accounts.known_device(&alice, &brought), Some(&*device.value));
        assert_eq!(accounts.known_device(&bob, &brought), None);
        assert_eq!(accounts.device(&alice, &brought), device);
        assert_ne!(accounts.device(&bob, &brought).value, device.value);
    }
}
