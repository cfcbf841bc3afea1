//! The keys that an app signs with: registered with it, or fetched from its `jwks_uri`; and its secrets, where those sign.

use super::Provider;
use super::app_jwt::Fault;
use super::clients::trust;
use super::documents::Wanted;
use crate::keys::{ForeignJwt, SharedSecret, SigningAlg, VerifyError};
use crate::model::client::{Client, ClientSecret};
use crate::model::client_keys::ClientKey;
use std::sync::Arc;

/// A fetched key set is believed for so long before it is looked at again (seconds).
const MOST_AGE: i64 = 600;

/// Verifies what an app signed, with its keys or with one of its live secrets, whose id is answered. Nothing but the
/// signature is proved by it.
pub(super) async fn verify(
    provider: &Provider,
    client: &Client,
    jwt: &ForeignJwt<'_>,
) -> Result<Option<String>, Fault> {
    match jwt.alg() {
        SigningAlg::Secret => verify_by_secret(provider, client, jwt).await.map(Some),
        SigningAlg::Key(_) => verify_by_keys(provider, client, jwt).await.map(|()| None),
    }
}

async fn verify_by_secret(provider: &Provider, client: &Client, jwt: &ForeignJwt<'_>) -> Result<String, Fault> {
    let now = provider.clock.now();
    let is_live = |secret: &&ClientSecret| secret.expires_at.is_none_or(|at| at > now);
    let sealed: Vec<_> =
        client.secrets.iter().filter(is_live).filter_map(|own| Some((own, own.sealed.as_deref()?))).collect();
    if sealed.is_empty() {
        return Err(Fault::NoSealedSecret);
    }
    for (own, sealed) in sealed {
        let open = || SharedSecret::open(&provider.master_key, &client.id, &own.id, sealed);
        let opened = match open() {
            // The master key was changed a moment ago.
            Err(_) if provider.follow_master_key().await.map_err(Fault::Store)? => open(),
            opened => opened,
        };
        if jwt.verify_by_secret(&opened.map_err(Fault::server)?).is_ok() {
            return Ok(own.id.clone());
        }
    }
    Err(Fault::Signature)
}

/// A key set that is registered is what it is; one at an address may have changed since it was fetched, which is looked
/// for at most once a minute.
async fn verify_by_keys(provider: &Provider, client: &Client, jwt: &ForeignJwt<'_>) -> Result<(), Fault> {
    if let Some(set) = &client.metadata.jwks {
        let keys = ClientKey::read_set(set).map_err(|_| Fault::NoKey)?;
        return jwt.verify_by_keys(&keys).map_err(Fault::from);
    }
    let Some(url) = client.metadata.jwks_uri.as_deref() else { return Err(Fault::NoKey) };
    let wanted = Wanted { client: &client.id, url, trust: trust(client), most_age: MOST_AGE, is_strict: false };
    let known = fetched(provider, wanted).await?;
    let outcome = verify_by_set(jwt, &known);
    if !matches!(outcome, Err(VerifyError::UnknownKey | VerifyError::Signature)) {
        return outcome.map_err(Fault::from);
    }
    let fresh = fetched(provider, Wanted { most_age: 0, ..wanted }).await?;
    let outcome = if Arc::ptr_eq(&known, &fresh) { outcome } else { verify_by_set(jwt, &fresh) };
    outcome.map_err(Fault::from)
}

async fn fetched(provider: &Provider, wanted: Wanted<'_>) -> Result<Arc<str>, Fault> {
    provider.documents.get(provider, wanted).await.map_err(|_| Fault::KeysUnreachable)
}

fn verify_by_set(jwt: &ForeignJwt<'_>, set: &str) -> Result<(), VerifyError> {
    let keys = ClientKey::parse_set(set).map_err(|_| VerifyError::UnknownKey)?;
    jwt.verify_by_keys(&keys)
}
