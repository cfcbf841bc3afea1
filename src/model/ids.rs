//! Identifiers: one type per kind of thing, so that none is passed in another's place. The only maker of UUIDs.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as stored and shown.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

id! {
    /// A person; also the `sub` of their tokens.
    UserId,
    /// A group.
    GroupId,
    /// An app (RFC 6749 §2.2 `client_id`), chosen by whoever registers it.
    ClientId,
    /// A browser session as apps know it: the `sid` claim (OIDC Back-Channel Logout §2.1). Not a secret.
    Sid,
    /// All tokens that came from one authorization code.
    FamilyId,
}

/// A new random id (UUID v4): it tells nothing about when or in which order it was made.
#[expect(clippy::disallowed_methods, reason = "the one home of id making")]
pub fn random_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A new id that sorts by the time it was made (UUID v7), for rows that are listed by age.
#[expect(clippy::disallowed_methods, reason = "the one home of id making")]
pub fn sortable_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
