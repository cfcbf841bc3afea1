//! What the URLs of an app's metadata lead to and what is needed at once: the document of its sector, and its logo. All
//! of it comes through the one guarded client.

use crate::fetch::{FetchError, Fetcher};
use crate::model::client::Client;
use crate::oidc::Provider;
use crate::oidc::apps::{MOST_LOGO_BYTES, decode_logo};
use crate::oidc::clients::trust;

/// A document that names some hundred redirect URIs has less.
const MOST_SECTOR_BYTES: usize = 64 * 1024;

/// Why an app does not belong to the sector that it names.
#[derive(Debug, thiserror::Error)]
pub enum SectorError {
    /// Nothing came.
    #[error("it {0}")]
    Fetch(#[from] FetchError),
    /// Another answer than 200.
    #[error("it answered with the status {0}")]
    Status(u16),
    /// Something else came.
    #[error("what lies there is not a JSON array of redirect URIs (OpenID Connect Core 8.1)")]
    NoList,
    /// The app is not in it.
    #[error("the document does not name the redirect URI {0}, which every app of the sector must be in")]
    Missing(String),
}

/// Whether the document at the app's `sector_identifier_uri`, where it has one, names every redirect URI of the app (OIDC
/// Core §8.1). Asked when an app is registered or changed, not at sign-ins.
pub async fn check_sector(fetcher: &Fetcher, app: &Client) -> Result<(), SectorError> {
    let Some(uri) = &app.metadata.sector_identifier_uri else { return Ok(()) };
    let fetched = fetcher.get(uri, trust(app), MOST_SECTOR_BYTES).await?;
    if fetched.status != 200 {
        return Err(SectorError::Status(fetched.status));
    }
    let listed: Vec<String> = serde_json::from_slice(&fetched.body).map_err(|_| SectorError::NoList)?;
    match app.redirect_uris.iter().find(|uri| !listed.contains(uri)) {
        Some(missing) => Err(SectorError::Missing(missing.clone())),
        None => Ok(()),
    }
}

/// The logo as a PNG of our own. An app whose logo cannot be had goes without: nobody should fail to sign in for it.
pub(super) async fn fetch_logo(provider: &Provider, app: &Client) -> Option<Vec<u8>> {
    let uri = app.metadata.logo_uri.as_deref()?;
    let fetched = provider.fetcher.get(uri, trust(app), MOST_LOGO_BYTES).await;
    let fetched = match fetched {
        Ok(fetched) if fetched.status == 200 => fetched,
        Ok(other) => {
            tracing::warn!(client_id = %app.id, status = other.status, "the logo of an app could not be fetched");
            return None;
        }
        Err(error) => {
            tracing::warn!(client_id = %app.id, %error, "the logo of an app could not be fetched");
            return None;
        }
    };
    let png = decode_logo(fetched.body).await;
    png.inspect_err(|error| tracing::warn!(client_id = %app.id, %error, "the logo of an app cannot be used")).ok()
}
