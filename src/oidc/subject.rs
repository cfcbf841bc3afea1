//! What a person is called towards an app: the `sub` claim (OIDC Core §8). To most apps they are the same; to a pairwise
//! one they go by a name that apps of another sector can neither know nor link. Every `sub` is made here.

use super::Provider;
use super::id_token::IdToken;
use crate::keys::Purpose;
use crate::model::client::Client;
use crate::model::client_metadata::SubjectType;
use crate::model::ids::{ClientId, UserId};
use crate::model::sector::sector_of;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The `sub` of a person for an app. The same for ever, as long as the app stays in its sector; the master key may change.
pub fn subject(provider: &Provider, client: &Client, user: &UserId) -> String {
    match client.metadata.subject_type {
        SubjectType::Public => user.to_string(),
        SubjectType::Pairwise => {
            // Held by the rules of apps; never the public one instead.
            let sector = sector_of(client).unwrap_or_else(|| client.id.to_string());
            let parts = [sector.as_bytes(), user.as_str().as_bytes()];
            URL_SAFE_NO_PAD.encode(provider.master_key.mac(Purpose::Subjects, &parts))
        }
    }
}

/// The person that an ID token names, sent back by an app as a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hinted {
    sub: String,
    /// The app that the token was issued to, which need not be the one that sends it.
    audience: ClientId,
}

impl From<IdToken> for Hinted {
    fn from(token: IdToken) -> Self {
        Self { sub: token.sub, audience: token.aud.into() }
    }
}

impl Hinted {
    /// Whether it names this person.
    pub fn is(&self, provider: &Provider, user: &UserId) -> bool {
        let known = provider.clients.get(&self.audience);
        self.sub == known.map_or_else(|| user.to_string(), |client| subject(provider, &client, user))
    }
}
