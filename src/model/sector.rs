//! Which apps know people by the same pairwise `sub` (OIDC Core §8.1): those of one sector.

use super::client::Client;
use std::collections::BTreeSet;
use url::Url;

/// The host of the app's `sector_identifier_uri`, else the one host of all its redirect URIs; none where it has neither.
pub fn sector_of(client: &Client) -> Option<String> {
    match &client.metadata.sector_identifier_uri {
        Some(uri) => host(uri),
        None => {
            let mut hosts = client.redirect_uris.iter().map(|uri| host(uri)).collect::<BTreeSet<_>>();
            if hosts.len() == 1 { hosts.pop_first()? } else { None }
        }
    }
}

/// None for custom schemes: what stands there belongs to nobody.
fn host(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
    url.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::ClientKind;
    use std::sync::Arc;

    fn sector(redirect_uris: &[&str], sector_identifier_uri: Option<&str>) -> Option<String> {
        let mut client = Client::new("app", ClientKind::Web, 0);
        client.redirect_uris = redirect_uris.iter().map(|uri| (*uri).to_owned()).collect();
        let metadata = Arc::make_mut(&mut client.metadata);
        metadata.sector_identifier_uri = sector_identifier_uri.map(str::to_owned);
        sector_of(&client)
    }

    #[test]
    fn it_is_the_one_host_of_all_redirect_uris() {
        let one = Some("app.example".to_owned());
        assert_eq!(sector(&["https://app.example/cb"], None), one);
        assert_eq!(sector(&["https://app.example/cb", "https://APP.example:8443/other?x=1"], None), one);
        assert_eq!(sector(&["https://app.example/cb", "https://www.app.example/cb"], None), None);
        assert_eq!(sector(&["https://app.example/cb", "com.example.app:/cb"], None), None);
        assert_eq!(sector(&["com.example.app:/cb"], None), None);
        assert_eq!(sector(&[], None), None);
    }

    #[test]
    fn a_sector_identifier_uri_decides_where_there_is_one() {
        let uri = Some("https://sector.example:444/apps.json");
        assert_eq!(sector(&["https://a.example/", "https://b.example/"], uri).as_deref(), Some("sector.example"));
        assert_eq!(sector(&["com.example.app:/cb"], uri).as_deref(), Some("sector.example"));
    }
}
