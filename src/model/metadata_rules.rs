//! What an app may say about itself beyond what every app has, whoever registers it.

use super::client::Client;
use super::client_keys::{ClientKey, ClientKeyError};
use super::client_metadata::{AuthMethod, SubjectType};
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
    #[error("a public app can prove nothing: its token_endpoint_auth_method is none")]
    ProofOfPublic,
    #[error("only a public app may authenticate with none")]
    NoProof,
    #[error("private_key_jwt needs the app's public keys: jwks or jwks_uri")]
    NoKeys,
    #[error("jwks {0}")]
    BadKeys(#[from] ClientKeyError),
    #[error("a contact is an e-mail address or a URL of at most 254 characters; `{0}` is none")]
    BadContact(String),
    #[error("request objects cannot be signed with `{0}`; there is: RS256, PS256, ES256, ES384, EdDSA, HS256")]
    BadRequestAlg(String),
    #[error("require_signed_request_object needs something to verify by: jwks, jwks_uri, or HS256 as the algorithm")]
    NoRequestKeys,
    #[error("assertions of {method} cannot be signed with `{alg}`; there is: {known}")]
    BadProofAlg { method: &'static str, alg: String, known: &'static str },
}

impl MetadataError {
    /// The member of the metadata that it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::BadUri { member, .. } => member,
            Self::KeysTwice | Self::NoKeys | Self::BadKeys(_) => "jwks",
            Self::ProofOfPublic | Self::NoProof => "token_endpoint_auth_method",
            Self::BadProofAlg { .. } => "token_endpoint_auth_signing_alg",
            Self::NoSector => "subject_type",
            Self::BadContact(_) => "contacts",
            Self::BadRequestAlg(_) => "request_object_signing_alg",
            Self::NoRequestKeys => "require_signed_request_object",
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
        ("jwks_uri", &told.jwks_uri, Plain::ForLocal),
    ];
    let bad = secure.into_iter().filter_map(|(member, uri, plain)| check_uri(member, uri.as_deref()?, plain).err());
    let mut problems: Vec<_> = bad.collect();
    if told.jwks.is_some() && told.jwks_uri.is_some() {
        problems.push(MetadataError::KeysTwice);
    }
    problems.extend(problems_of_proof(client));
    problems.extend(problems_of_requests(client));
    let is_contact = |text: &&String| {
        (1..=254).contains(&text.len())
            && text.contains(['@', ':'])
            && !text.contains(|c: char| c.is_control() || c == ' ')
    };
    let bad = told.contacts.iter().find(|text| !is_contact(text));
    problems.extend(bad.map(|text| MetadataError::BadContact(text.escape_debug().to_string())));
    let has_people = !client.redirect_uris.is_empty();
    if told.subject_type == SubjectType::Pairwise && has_people && sector_of(client).is_none() {
        problems.push(MetadataError::NoSector);
    }
    problems
}

/// How it proves who it is (OIDC Core §9).
fn problems_of_proof(client: &Client) -> Vec<MetadataError> {
    let told = &client.metadata;
    let mut problems = Vec::new();
    let method = told.token_endpoint_auth_method;
    match (client.is_public, method) {
        (true, Some(method)) if method != AuthMethod::None => problems.push(MetadataError::ProofOfPublic),
        (false, Some(AuthMethod::None)) => problems.push(MetadataError::NoProof),
        _ => {}
    }
    let signs = method == Some(AuthMethod::PrivateKeyJwt);
    match told.jwks.as_ref().map(ClientKey::read_set) {
        // Who signs nothing may have keys of kinds that we do not know; a private one is in danger wherever it stands.
        Some(Err(error)) if signs || error == ClientKeyError::Private => problems.push(error.into()),
        None if signs && told.jwks_uri.is_none() => problems.push(MetadataError::NoKeys),
        _ => {}
    }
    let signed = method.and_then(|method| Some((method.as_str(), method.algorithms()?)));
    if let (Some((method, algs)), Some(alg)) = (signed, &told.token_endpoint_auth_signing_alg)
        && !algs.split(", ").any(|known| known == alg)
    {
        problems.push(MetadataError::BadProofAlg { method, alg: alg.escape_debug().to_string(), known: algs });
    }
    problems
}

/// What it signs of what it asks (OIDC Core §6, RFC 9101).
fn problems_of_requests(client: &Client) -> Vec<MetadataError> {
    let told = &client.metadata;
    // A hash of what lies there may stand behind it (OIDC Core §6.2).
    let without_hash = told.request_uris.iter().filter_map(|uri| uri.split('#').next());
    let bad = without_hash.filter_map(|uri| check_uri("request_uris", uri, Plain::ForLocal).err());
    let mut problems: Vec<_> = bad.collect();
    let alg = told.request_object_signing_alg.as_deref();
    // A public app has no secret to sign with.
    let proofs = [AuthMethod::PrivateKeyJwt, AuthMethod::ClientSecretJwt];
    let usable = proofs.into_iter().filter(|method| !client.is_public || *method == AuthMethod::PrivateKeyJwt);
    let known: Vec<_> = usable.filter_map(AuthMethod::algorithms).flat_map(|algs| algs.split(", ")).collect();
    let bad = alg.filter(|alg| !known.contains(alg));
    problems.extend(bad.map(|alg| MetadataError::BadRequestAlg(alg.escape_debug().to_string())));
    let can_verify = told.jwks.as_ref().is_some_and(|set| ClientKey::read_set(set).is_ok());
    let has_keys = can_verify || told.jwks_uri.is_some() || alg == Some("HS256");
    if told.require_signed_request_object && !has_keys {
        problems.push(MetadataError::NoRequestKeys);
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
    fn each_way_of_proof_needs_what_it_proves_with() {
        let with = |method, alg: Option<&str>, jwks: Option<serde_json::Value>| {
            let (alg, jwks) = (alg.map(str::to_owned), jwks);
            problems(&[], move |told| {
                (told.token_endpoint_auth_method, told.token_endpoint_auth_signing_alg) = (Some(method), alg);
                told.jwks = jwks;
            })
        };
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
        let strange = json!({ "kty": "EC", "crv": "P-521", "x": "AA", "y": "AA" });
        let private = json!({ "kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA" });
        let (own, alg) = (AuthMethod::PrivateKeyJwt, ["token_endpoint_auth_signing_alg"]);
        assert!(with(own, Some("EdDSA"), Some(key.clone())).is_empty());
        assert_eq!(with(own, None, None), ["jwks"]);
        assert_eq!(with(own, None, Some(strange.clone())), ["jwks"]);
        assert_eq!(with(own, Some("HS256"), Some(key)), alg);
        assert_eq!(with(AuthMethod::ClientSecretJwt, Some("RS256"), None), alg);
        assert!(with(AuthMethod::ClientSecretBasic, Some("RS256"), Some(strange)).is_empty(), "it signs nothing");
        assert_eq!(with(AuthMethod::ClientSecretBasic, None, Some(private)), ["jwks"]);
        assert_eq!(with(AuthMethod::None, None, None), ["token_endpoint_auth_method"], "it is not public");
    }

    #[test]
    fn what_is_signed_of_requests_can_be_verified() {
        let requests = |uri: &str, alg: Option<&str>, is_required| {
            let (uri, alg) = (uri.to_owned(), alg.map(str::to_owned));
            problems(&[], move |told| {
                (told.request_uris, told.request_object_signing_alg) = (vec![uri], alg);
                told.require_signed_request_object = is_required;
            })
        };
        assert!(requests("https://app.example/r#hash", Some("ES256"), false).is_empty());
        assert!(requests("http://localhost:3000/r", Some("HS256"), true).is_empty());
        for uri in ["", "#x", "http://app.example/r", "file:///etc/passwd", "https://a:b@app.example/"] {
            assert_eq!(requests(uri, None, false), ["request_uris"], "{uri}");
        }
        assert_eq!(requests("https://app.example/", Some("none"), false), ["request_object_signing_alg"]);
        assert_eq!(requests("https://app.example/", Some("RS256"), true), ["require_signed_request_object"]);
        let mut public = Client::new("app", ClientKind::Browser, 0);
        Arc::make_mut(&mut public.metadata).request_object_signing_alg = Some("HS256".to_owned());
        let problems = problems_of_metadata(&public);
        assert_eq!(problems.iter().map(MetadataError::member).collect::<Vec<_>>(), ["request_object_signing_alg"]);
    }

    #[test]
    fn a_contact_is_an_address() {
        let contact = |text: &str| {
            let text = text.to_owned();
            problems(&[], move |told| told.contacts = vec![text])
        };
        assert!(contact("ops@app.example").is_empty() && contact("https://app.example/help").is_empty());
        for text in ["", "Alice", "a b@app.example", "a@b\n", &"@".repeat(255)] {
            assert_eq!(contact(text), ["contacts"], "{text:?}");
        }
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
