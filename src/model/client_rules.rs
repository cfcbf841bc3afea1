//! What a registered app must be like, whoever registers it: command line, admin page, registration endpoint.

use super::claim_rule::{ClaimRuleError, problems_of_rules};
use super::client::{Client, GrantType, Signed};
use super::color::{Color, ColorError};
use super::encryption::{Encrypted, EncryptionKey, EncryptionKeyError};
use super::metadata_rules::{MetadataError, problems_of_metadata};
use super::redirect_uri::{RedirectUri, RedirectUriError};
use super::scope::Scope;
use super::username::{NameError, check_name};
use url::Url;

/// Ids whose pages could not be reached: words of our own addresses, and what browsers take for a way up.
const RESERVED_IDS: [&str; 3] = ["new", ".", ".."];

/// Shortest secret that is accepted from people; ours have 43 characters.
pub const SHORTEST_SECRET: usize = 32;

/// Why an app cannot be registered as it is; each text names the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum ClientError {
    #[error("the client id `{0}` must be 1 to 100 of the characters A-Z a-z 0-9 . _ ~ -")]
    BadId(String),
    #[error("the client id `{0}` looks like the id of a person, and tokens would confuse the two: choose a word")]
    IdLikeAPerson(String),
    #[error("the client id `{0}` is part of an address of Claviger's own pages: choose another word")]
    ReservedId(String),
    #[error("the name {0}")]
    BadName(NameError),
    #[error("the URL `{0}` is not a web address such as https://shop.example.com")]
    BadUrl(String),
    #[error("the redirect URI `{uri}` {source}")]
    BadRedirectUri { uri: String, source: RedirectUriError },
    #[error("the post-logout redirect URI `{uri}` {source}")]
    BadPostLogoutUri { uri: String, source: RedirectUriError },
    #[error("it has no grant: give it a redirect URI, or the grant client_credentials if it is a service")]
    NoGrant,
    #[error("authorization_code needs a redirect URI")]
    NoRedirectUri,
    #[error("redirect URIs are used with the grant authorization_code only: add it, or leave them out")]
    UselessRedirectUri,
    #[error("refresh_token needs the grant authorization_code, from which refresh tokens come")]
    RefreshWithoutCode,
    #[error("a public app has no secret, so it cannot use client_credentials")]
    PublicService,
    #[error("a public app cannot do without PKCE: it has no other protection against stolen codes")]
    PublicWithoutPkce,
    #[error("a public app cannot introspect tokens, so it cannot be an audience")]
    PublicAudience,
    #[error("`{0}` is not a scope: use printable ASCII without spaces, quotes or backslashes")]
    BadScope(String),
    #[error("`{0}` is not an absolute URI without fragment, as resources must be (RFC 8707 §2)")]
    BadResource(String),
    #[error("`{0}` is not an absolute URI without fragment, as audiences must be (RFC 8707 §2)")]
    BadAudience(String),
    #[error("a {0} {1}")]
    WrongKind(&'static str, &'static str),
    #[error("{what} must be from {min} to {max} seconds, or left as configured")]
    BadSeconds { what: &'static str, min: i64, max: i64 },
    #[error("no group has the id `{0}`")]
    UnknownGroup(String),
    #[error(transparent)]
    BadClaim(#[from] ClaimRuleError),
    #[error("the encryption key {0}")]
    BadEncryptionKey(#[from] EncryptionKeyError),
    #[error("{what} cannot be encrypted with {alg}: register a public key of the app's that fits it")]
    NoEncryptionKey { what: Encrypted, alg: &'static str },
    #[error("userinfo is encrypted only once it is signed: choose the algorithm that it is signed with")]
    UnsignedUserinfo,
    #[error("{what} cannot be signed with `{alg}`; there are RS256, PS256, ES256, ES384, EdDSA and HS256")]
    BadAlgorithm { what: Signed, alg: String },
    #[error("{what} cannot be signed with {alg} here: an owner has to switch it on first")]
    AlgorithmOff { what: Signed, alg: &'static str },
    #[error("access tokens cannot be signed with HS256: the API that they are for does not know the app's secret")]
    SecretForApis,
    #[error("userinfo cannot be signed with HS256: no request for it says which of the app's secrets to take")]
    SecretForUserinfo,
    #[error("a public app has no secret, so its ID tokens cannot be signed with HS256")]
    SecretOfPublic,
    #[error("the colour `{color}` {source}")]
    BadColor { color: String, source: ColorError },
    #[error(transparent)]
    BadMetadata(#[from] MetadataError),
    #[error("a secret must have at least {SHORTEST_SECRET} characters, all printable ASCII without spaces")]
    BadSecret,
}

/// A field of a form about an app; an error stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is a member of `Client`")]
pub enum ClientField {
    Id,
    Kind,
    Name,
    Url,
    RedirectUris,
    PostLogoutRedirectUris,
    GrantTypes,
    Scopes,
    Resources,
    Audiences,
    Pkce,
    AccessSeconds,
    RefreshSeconds,
    AllowedGroups,
    Claims,
    IdTokenAlg,
    AccessTokenAlg,
    IdTokenEncryption,
    UserinfoAlg,
    UserinfoEncryption,
    EncryptionKeys,
    Color,
    Secret,
    Metadata(&'static str),
}

impl ClientError {
    /// Which field it stands beside.
    pub fn field(&self) -> ClientField {
        use ClientField as F;
        match self {
            Self::BadId(_) | Self::IdLikeAPerson(_) | Self::ReservedId(_) => F::Id,
            Self::WrongKind(..) => F::Kind,
            Self::BadName(_) => F::Name,
            Self::BadUrl(_) => F::Url,
            Self::BadRedirectUri { .. } | Self::NoRedirectUri | Self::UselessRedirectUri => F::RedirectUris,
            Self::BadPostLogoutUri { .. } => F::PostLogoutRedirectUris,
            Self::NoGrant | Self::RefreshWithoutCode | Self::PublicService => F::GrantTypes,
            Self::PublicWithoutPkce => F::Pkce,
            Self::PublicAudience => F::Audiences,
            Self::BadScope(_) => F::Scopes,
            Self::BadResource(_) => F::Resources,
            Self::BadAudience(_) => F::Audiences,
            Self::BadSeconds { what, .. } if what.starts_with("access") => F::AccessSeconds,
            Self::BadSeconds { .. } => F::RefreshSeconds,
            Self::UnknownGroup(_) => F::AllowedGroups,
            Self::BadClaim(_) => F::Claims,
            Self::UnsignedUserinfo => F::UserinfoAlg,
            Self::BadEncryptionKey(_) => F::EncryptionKeys,
            Self::NoEncryptionKey { what: Encrypted::IdToken, .. } => F::IdTokenEncryption,
            Self::NoEncryptionKey { what: Encrypted::Userinfo, .. } => F::UserinfoEncryption,
            Self::SecretForApis => F::AccessTokenAlg,
            Self::SecretForUserinfo => F::UserinfoAlg,
            Self::BadAlgorithm { what, .. } | Self::AlgorithmOff { what, .. } => match what {
                Signed::IdTokens => F::IdTokenAlg,
                Signed::AccessTokens => F::AccessTokenAlg,
                Signed::Userinfo => F::UserinfoAlg,
            },
            Self::SecretOfPublic => F::IdTokenAlg,
            Self::BadColor { .. } => F::Color,
            Self::BadSecret => F::Secret,
            Self::BadMetadata(problem) => F::Metadata(problem.member()),
        }
    }
}

/// Everything that is wrong with an app, all at once, as far as it can be said without settings, keys and database.
pub fn problems_of_client(client: &Client) -> Vec<ClientError> {
    let mut problems = Vec::new();
    problems.extend(check_id(client.id.as_str()).err());
    problems.extend(check_name(&client.name).err().map(ClientError::BadName));
    problems.extend(client.url.iter().filter(|url| !is_web_address(url)).map(|url| ClientError::BadUrl(url.clone())));
    let bad = |uri: &String| RedirectUri::parse(uri, client.is_public).err().map(|source| (uri.clone(), source));
    let redirects = client.redirect_uris.iter().filter_map(bad);
    problems.extend(redirects.map(|(uri, source)| ClientError::BadRedirectUri { uri, source }));
    let post_logouts = client.post_logout_redirect_uris.iter().filter_map(bad);
    problems.extend(post_logouts.map(|(uri, source)| ClientError::BadPostLogoutUri { uri, source }));
    problems.extend(check_grants(client).err());
    if client.is_public && !client.requires_pkce {
        problems.push(ClientError::PublicWithoutPkce);
    }
    if client.is_public && !client.audiences.is_empty() {
        problems.push(ClientError::PublicAudience);
    }
    let scopes = client.scopes.iter().filter(|name| !Scope::is_valid_name(name));
    problems.extend(scopes.map(|name| ClientError::BadScope(name.to_owned())));
    let no_uri = |uri: &&String| !is_resource(uri);
    problems.extend(client.resources.iter().filter(no_uri).map(|uri| ClientError::BadResource(uri.clone())));
    problems.extend(client.audiences.iter().filter(no_uri).map(|uri| ClientError::BadAudience(uri.clone())));
    problems.extend(check_kind(client).err());
    problems.extend(problems_of_encryption(client));
    problems.extend(problems_of_metadata(client).into_iter().map(ClientError::BadMetadata));
    problems.extend(problems_of_rules(&client.claim_rules).into_iter().map(ClientError::BadClaim));
    if let Some(color) = &client.color {
        let refused = Color::parse(color).err();
        problems
            .extend(refused.map(|source| ClientError::BadColor { color: color.escape_debug().to_string(), source }));
    }
    problems
}

/// The first of [`problems_of_client`].
pub fn check_client(client: &Client) -> Result<(), ClientError> {
    problems_of_client(client).into_iter().next().map_or(Ok(()), Err)
}

fn problems_of_encryption(client: &Client) -> Vec<ClientError> {
    let wished = [(Encrypted::IdToken, client.id_token_encryption), (Encrypted::Userinfo, client.userinfo_encryption)];
    let wished = wished.into_iter().filter_map(|(what, how)| Some((what, how?.alg)));
    let lacking = wished.filter(|(_, alg)| EncryptionKey::for_alg(&client.encryption_keys, *alg).is_none());
    let mut problems: Vec<_> =
        lacking.map(|(what, alg)| ClientError::NoEncryptionKey { what, alg: alg.as_str() }).collect();
    // What is only encrypted says nothing about who wrote it: everybody has the app's public key.
    if client.userinfo_encryption.is_some() && client.userinfo_alg.is_none() {
        problems.push(ClientError::UnsignedUserinfo);
    }
    problems
}

fn check_kind(client: &Client) -> Result<(), ClientError> {
    match (client.kind.is_public(), client.is_public) {
        (true, false) => Err(ClientError::WrongKind(client.kind.as_str(), "app can keep no secret: it is public")),
        (false, true) => Err(ClientError::WrongKind(client.kind.as_str(), "app has a secret: it is not public")),
        _ => Ok(()),
    }
}

/// Checks a secret that somebody chose.
pub fn check_secret(secret: &str) -> Result<(), ClientError> {
    let is_good =
        secret.len() >= SHORTEST_SECRET && secret.len() <= 256 && secret.bytes().all(|b| b.is_ascii_graphic());
    if is_good { Ok(()) } else { Err(ClientError::BadSecret) }
}

/// Whether an id is part of an address of our own pages.
pub fn is_reserved_id(id: &str) -> bool {
    RESERVED_IDS.contains(&id)
}

fn check_id(id: &str) -> Result<(), ClientError> {
    let is_good = |b: u8| b.is_ascii_alphanumeric() || b"._~-".contains(&b);
    if id.is_empty() || id.len() > 100 || !id.bytes().all(is_good) {
        return Err(ClientError::BadId(id.to_owned()));
    }
    if is_reserved_id(id) {
        return Err(ClientError::ReservedId(id.to_owned()));
    }
    // RFC 9068 §5: the `sub` of a service's token is its client_id, which must not be taken for a person's.
    if uuid::Uuid::try_parse(id).is_ok() { Err(ClientError::IdLikeAPerson(id.to_owned())) } else { Ok(()) }
}

fn check_grants(client: &Client) -> Result<(), ClientError> {
    let has_code = client.allows(GrantType::AuthorizationCode);
    if client.grant_types.is_empty() {
        return Err(ClientError::NoGrant);
    }
    if has_code && client.redirect_uris.is_empty() {
        return Err(ClientError::NoRedirectUri);
    }
    if !has_code && !client.redirect_uris.is_empty() {
        return Err(ClientError::UselessRedirectUri);
    }
    if client.allows(GrantType::RefreshToken) && !has_code {
        return Err(ClientError::RefreshWithoutCode);
    }
    if client.allows(GrantType::ClientCredentials) && client.is_public {
        return Err(ClientError::PublicService);
    }
    Ok(())
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.username().is_empty())
}

/// Whether a text can be the `resource` or audience of an API (RFC 8707 §2).
pub fn is_resource(text: &str) -> bool {
    let is_graphic = text.len() <= 2000 && text.bytes().all(|b| b.is_ascii_graphic());
    is_graphic && !text.contains('#') && Url::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::claim_rule::{ClaimRule, ClaimSource, Places};
    use crate::model::client::ClientKind;
    use crate::model::ids::ClientId;

    fn app() -> Client {
        Client {
            name: "Shop".to_owned(),
            redirect_uris: vec!["https://shop.example.com/cb".to_owned()],
            scopes: Scope::parse("openid"),
            ..Client::new("shop", ClientKind::Web, 0)
        }
    }

    fn refused(change: impl FnOnce(&mut Client)) -> ClientError {
        let mut client = app();
        change(&mut client);
        check_client(&client).unwrap_err()
    }

    fn service(client: &mut Client) {
        client.redirect_uris.clear();
        client.grant_types = vec![GrantType::ClientCredentials];
    }

    #[test]
    fn an_app_with_a_redirect_uri_and_a_service_without_one_are_fine() {
        assert_eq!(check_client(&app()), Ok(()));
        let mut client = app();
        service(&mut client);
        client.audiences = vec!["https://api.example.com/".to_owned(), "urn:example:api".to_owned()];
        assert_eq!(check_client(&client), Ok(()));
    }

    #[test]
    fn a_client_id_is_a_word_that_is_no_persons_id() {
        for id in ["", "a b", "a/b", "ä", "a:b", &"x".repeat(101)] {
            assert_eq!(refused(|c| c.id = ClientId::from(id)), ClientError::BadId(id.to_owned()));
        }
        for id in RESERVED_IDS {
            assert_eq!(refused(|c| c.id = ClientId::from(id)), ClientError::ReservedId(id.to_owned()));
        }
        let id = crate::model::ids::random_id();
        for id in [id.replace('-', ""), id] {
            assert_eq!(refused(|c| c.id = ClientId::from(&*id)), ClientError::IdLikeAPerson(id.clone()));
        }
    }

    #[test]
    fn grants_that_cannot_work_are_refused() {
        use ClientError as E;
        assert_eq!(refused(|c| c.grant_types.clear()), E::NoGrant);
        assert_eq!(refused(|c| c.redirect_uris.clear()), E::NoRedirectUri);
        assert_eq!(refused(|c| c.grant_types = vec![GrantType::ClientCredentials]), E::UselessRedirectUri);
        let refresh_only = |c: &mut Client| {
            service(c);
            c.grant_types.push(GrantType::RefreshToken);
        };
        assert_eq!(refused(refresh_only), E::RefreshWithoutCode);
        let public_service = |c: &mut Client| {
            service(c);
            c.is_public = true;
        };
        assert_eq!(refused(public_service), E::PublicService);
    }

    #[test]
    fn a_public_app_has_pkce_and_is_no_audience() {
        let public = |c: &mut Client| c.is_public = true;
        assert_eq!(refused(|c| (public(c), c.requires_pkce = false).1), ClientError::PublicWithoutPkce);
        assert_eq!(refused(|c| (public(c), c.audiences.push("https://a/".into())).1), ClientError::PublicAudience);
    }

    #[test]
    fn every_uri_and_scope_of_an_app_is_checked() {
        let bad = || "http://shop.example.com/cb".to_owned();
        assert!(matches!(refused(|c| c.redirect_uris.push(bad())), ClientError::BadRedirectUri { .. }));
        assert!(matches!(refused(|c| c.post_logout_redirect_uris.push(bad())), ClientError::BadPostLogoutUri { .. }));
        assert!(matches!(refused(|c| c.url = Some("shop".into())), ClientError::BadUrl(_)));
        assert!(matches!(refused(|c| c.scopes = Scope::parse("a\"b")), ClientError::BadScope(_)));
        assert!(matches!(refused(|c| c.resources.push("https://a/#x".into())), ClientError::BadResource(_)));
        assert!(matches!(refused(|c| c.audiences.push("api".into())), ClientError::BadAudience(_)));
        assert!(matches!(refused(|c| c.name = " ".into()), ClientError::BadName(_)));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_beside_its_field() {
        let mut client = app();
        client.name.clear();
        client.redirect_uris = vec!["http://shop.example.com/cb".to_owned(), "shop".to_owned()];
        client.kind = ClientKind::Native;
        client.color = Some("red".to_owned());
        let source = ClaimSource::Constant(true.into());
        client.claim_rules = vec![ClaimRule { claim: "iss".to_owned(), source, places: Places::default() }];
        let fields: Vec<_> = problems_of_client(&client).iter().map(ClientError::field).collect();
        use ClientField as F;
        assert_eq!(fields, [F::Name, F::RedirectUris, F::RedirectUris, F::Kind, F::Claims, F::Claims, F::Color]);
    }

    #[test]
    fn an_app_of_each_kind_is_fine_with_its_defaults() {
        for kind in ClientKind::ALL {
            let mut client = Client::new("x", kind, 0);
            if client.allows(GrantType::AuthorizationCode) {
                client.redirect_uris.push("https://shop.example.com/cb".to_owned());
            }
            assert_eq!(problems_of_client(&client), [], "{kind:?}");
        }
    }

    #[test]
    fn a_chosen_secret_has_32_printable_characters() {
        assert_eq!(check_secret(&"x".repeat(32)), Ok(()));
        for bad in ["x".repeat(31), format!("{} {}", "x".repeat(20), "x".repeat(20)), "é".repeat(40), "x".repeat(257)]
        {
            assert_eq!(check_secret(&bad), Err(ClientError::BadSecret));
        }
    }
}
