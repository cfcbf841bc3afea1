//! What a registered app must be like, whoever registers it: command line, admin page, registration endpoint.

use super::client::{Client, GrantType};
use super::redirect_uri::{RedirectUri, RedirectUriError};
use super::scope::Scope;
use super::username::{NameError, check_name};
use url::Url;

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
    #[error("a secret must have at least {SHORTEST_SECRET} characters, all printable ASCII without spaces")]
    BadSecret,
}

/// Checks everything that can be said without asking the database.
pub fn check_client(client: &Client) -> Result<(), ClientError> {
    check_id(client.id.as_str())?;
    check_name(&client.name).map_err(ClientError::BadName)?;
    if let Some(url) = client.url.as_deref().filter(|url| !is_web_address(url)) {
        return Err(ClientError::BadUrl(url.to_owned()));
    }
    for uri in &client.redirect_uris {
        RedirectUri::parse(uri, client.is_public)
            .map_err(|source| ClientError::BadRedirectUri { uri: uri.clone(), source })?;
    }
    for uri in &client.post_logout_redirect_uris {
        RedirectUri::parse(uri, client.is_public)
            .map_err(|source| ClientError::BadPostLogoutUri { uri: uri.clone(), source })?;
    }
    check_grants(client)?;
    if client.is_public && !client.requires_pkce {
        return Err(ClientError::PublicWithoutPkce);
    }
    if client.is_public && !client.audiences.is_empty() {
        return Err(ClientError::PublicAudience);
    }
    if let Some(name) = client.scopes.iter().find(|name| !Scope::is_valid_name(name)) {
        return Err(ClientError::BadScope(name.to_owned()));
    }
    match client.resources.iter().chain(&client.audiences).find(|uri| !is_resource(uri)) {
        Some(uri) => Err(ClientError::BadResource(uri.clone())),
        None => Ok(()),
    }
}

/// Checks a secret that somebody chose.
pub fn check_secret(secret: &str) -> Result<(), ClientError> {
    let is_good =
        secret.len() >= SHORTEST_SECRET && secret.len() <= 256 && secret.bytes().all(|b| b.is_ascii_graphic());
    if is_good { Ok(()) } else { Err(ClientError::BadSecret) }
}

fn check_id(id: &str) -> Result<(), ClientError> {
    let is_good = |b: u8| b.is_ascii_alphanumeric() || b"._~-".contains(&b);
    if id.is_empty() || id.len() > 100 || !id.bytes().all(is_good) {
        return Err(ClientError::BadId(id.to_owned()));
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

fn is_resource(text: &str) -> bool {
    let is_graphic = text.len() <= 2000 && text.bytes().all(|b| b.is_ascii_graphic());
    is_graphic && !text.contains('#') && Url::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClientId;

    fn app() -> Client {
        Client {
            id: ClientId::from("shop"),
            name: "Shop".to_owned(),
            url: None,
            is_public: false,
            redirect_uris: vec!["https://shop.example.com/cb".to_owned()],
            post_logout_redirect_uris: Vec::new(),
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            scopes: Scope::parse("openid"),
            resources: Vec::new(),
            audiences: Vec::new(),
            requires_pkce: true,
            requires_consent: false,
            access_seconds: None,
            refresh_seconds: None,
            disabled_at: None,
            created_at: 0,
            updated_at: 0,
            secrets: Vec::new(),
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
        assert!(matches!(refused(|c| c.audiences.push("api".into())), ClientError::BadResource(_)));
        assert!(matches!(refused(|c| c.name = " ".into()), ClientError::BadName(_)));
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
