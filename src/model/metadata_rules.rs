//! What an app may say about itself beyond what every app has, whoever registers it.

use super::client::Client;
use super::client_metadata::SubjectType;
use super::sector::sector_of;
use super::url_rules::is_local;
use url::Url;

/// Why something that an app says about itself cannot be; each text names the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum MetadataError {
    #[error("{member} must be an https address without credentials and fragment; `{uri}` is none")]
    BadUri { member: &'static str, uri: String },
    #[error("jwks and jwks_uri exclude each other: send the keys, or say where they are")]
    KeysTwice,
    #[error(
        "pairwise subjects need redirect URIs that all have one host, or a sector_identifier_uri, whose host counts then"
    )]
    NoSector,
}

impl MetadataError {
    /// The member of the metadata that it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::BadUri { member, .. } => member,
            Self::KeysTwice => "jwks",
            Self::NoSector => "subject_type",
        }
    }
}

/// Everything that is wrong with an app's metadata.
pub fn problems_of_metadata(client: &Client) -> Vec<MetadataError> {
    let told = &client.metadata;
    // What people follow, and what decides who knows whom.
    let secure = [
        ("policy_uri", &told.policy_uri, Plain::Never),
        ("tos_uri", &told.tos_uri, Plain::Never),
        ("initiate_login_uri", &told.initiate_login_uri, Plain::Never),
        ("logo_uri", &told.logo_uri, Plain::ForLocal),
        ("sector_identifier_uri", &told.sector_identifier_uri, Plain::ForLocal),
    ];
    let bad = secure.into_iter().filter_map(|(member, uri, plain)| check_uri(member, uri.as_deref()?, plain).err());
    let mut problems: Vec<_> = bad.collect();
    if told.jwks.is_some() && told.jwks_uri.is_some() {
        problems.push(MetadataError::KeysTwice);
    }
    let has_people = !client.redirect_uris.is_empty();
    if told.subject_type == SubjectType::Pairwise && has_people && sector_of(client).is_none() {
        problems.push(MetadataError::NoSector);
    }
    problems
}

/// Where plain http will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// Nowhere.
    Never,
    /// For hosts that are this machine, as with redirect URIs.
    ForLocal,
}

/// Checks an address that an app names.
pub fn check_uri(member: &'static str, uri: &str, plain: Plain) -> Result<(), MetadataError> {
    let is_good = |url: &Url| {
        let is_secure = match (url.scheme(), url.host()) {
            ("https", Some(_)) => true,
            ("http", Some(host)) => plain == Plain::ForLocal && is_local(&host),
            _ => false,
        };
        is_secure && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
    };
    let is_good = uri.len() <= 2000
        && uri.bytes().all(|b| b.is_ascii_graphic())
        && Url::parse(uri).is_ok_and(|url| is_good(&url));
    if is_good { Ok(()) } else { Err(MetadataError::BadUri { member, uri: uri.escape_debug().to_string() }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::ClientKind;
    use crate::model::client_metadata::ClientMetadata;
    use serde_json::json;
    use std::sync::Arc;

    fn problems(redirect_uris: &[&str], change: impl FnOnce(&mut ClientMetadata)) -> Vec<&'static str> {
        let mut client = Client::new("app", ClientKind::Web, 0);
        client.redirect_uris = redirect_uris.iter().map(|uri| (*uri).to_owned()).collect();
        change(Arc::make_mut(&mut client.metadata));
        problems_of_metadata(&client).iter().map(MetadataError::member).collect()
    }

    #[test]
    fn what_people_follow_is_https() {
        for uri in
            ["http://app.example/", "javascript:alert(1)", "https://a:b@app.example/", "https://app.example/#x", "/x"]
        {
            let set = |told: &mut ClientMetadata| {
                (told.policy_uri, told.tos_uri) = (Some(uri.to_owned()), Some(uri.to_owned()));
                (told.logo_uri, told.initiate_login_uri) = (Some(uri.to_owned()), Some(uri.to_owned()));
                told.sector_identifier_uri = Some(uri.to_owned());
            };
            let all = ["policy_uri", "tos_uri", "initiate_login_uri", "logo_uri", "sector_identifier_uri"];
            assert_eq!(problems(&[], set), all, "{uri}");
        }
        let local = |told: &mut ClientMetadata| {
            let uri = Some("http://localhost:3000/x".to_owned());
            (told.policy_uri, told.logo_uri, told.sector_identifier_uri) = (uri.clone(), uri.clone(), uri);
        };
        assert_eq!(problems(&[], local), ["policy_uri"]);
    }

    #[test]
    fn keys_come_in_one_way_only() {
        let both = |told: &mut ClientMetadata| {
            (told.jwks, told.jwks_uri) = (Some(json!({})), Some("https://app.example/keys".to_owned()));
        };
        assert_eq!(problems(&[], both), ["jwks"]);
    }

    #[test]
    fn pairwise_subjects_need_one_sector() {
        let pairwise = |told: &mut ClientMetadata| told.subject_type = SubjectType::Pairwise;
        assert!(problems(&["https://a.example/1", "https://a.example/2"], pairwise).is_empty());
        assert!(problems(&[], pairwise).is_empty(), "a service has nobody to call by a name");
        assert_eq!(problems(&["https://a.example/", "https://b.example/"], pairwise), ["subject_type"]);
        assert_eq!(problems(&["com.example.app:/cb"], pairwise), ["subject_type"]);
        let with_sector = |told: &mut ClientMetadata| {
            pairwise(told);
            told.sector_identifier_uri = Some("https://sector.example/apps".to_owned());
        };
        assert!(problems(&["https://a.example/", "https://b.example/"], with_sector).is_empty());
    }
}
