//! Handing keys out.

use super::{KeyActError, KeyActs};
use crate::accounts::Authority;
use crate::audit::Kind;
use crate::keys::export::{self, KeyFormat};
use crate::keys::open_private;
use crate::model::signing_key::SigningKey;
use zeroize::Zeroizing;

impl KeyActs {
    /// The public part of any key that ever was here.
    pub async fn export_public(&self, kid: &str, format: KeyFormat) -> Result<String, KeyActError> {
        let row = self.find_row(kid).await?;
        // What was changed in the database must not be handed out as ours.
        crate::keys::check_row(&self.master_key, &row).map_err(|flaw| flawed(&row, flaw))?;
        Ok(export::public(&row.public_jwk, format)?)
    }

    /// The private part, recorded before it is handed out: whoever holds it can sign in our name. For the command line
    /// alone; no page offers it.
    pub async fn export_private(
        &self,
        by: &Authority,
        kid: &str,
        format: KeyFormat,
    ) -> Result<Zeroizing<String>, KeyActError> {
        let row = self.find_row(kid).await?;
        let opened = open_private(&self.master_key, &row).map_err(|flaw| flawed(&row, flaw))?;
        let key = opened.ok_or_else(|| KeyActError::PrivateGone(kid.to_owned()))?;
        let text = export::private(&key, format)?;
        let write = self.begin(by).await?;
        let event = by.event(Kind::KeyExported).detail("kid", kid).detail("ring", &*row.ring);
        self.commit(write, vec![event]).await?;
        Ok(text)
    }

    async fn find_row(&self, kid: &str) -> Result<SigningKey, KeyActError> {
        let rows = self.store.read().await?.db().signing_keys().await?;
        rows.into_iter()
            .find(|row| row.kid == kid)
            .ok_or_else(|| KeyActError::NoSuchKey(kid.escape_debug().to_string()))
    }
}

fn flawed(row: &SigningKey, flaw: crate::keys::Flaw) -> KeyActError {
    KeyActError::Flawed { kid: row.kid.clone(), flaw }
}
