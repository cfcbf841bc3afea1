//! The rules of apps, each by what breaks it.

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
fn the_password_grant_is_for_confidential_apps_that_ask_nobody() {
    use ClientError as E;
    let with = |c: &mut Client| c.grant_types.push(GrantType::Password);
    assert_eq!(refused(|c| (with(c), c.is_public = true).1), E::PublicPassword);
    assert_eq!(refused(|c| (with(c), c.requires_consent = true).1), E::PasswordWithConsent);
    let mut client = app();
    client.redirect_uris.clear();
    client.grant_types = vec![GrantType::Password, GrantType::RefreshToken];
    assert_eq!((check_client(&client), client.has_people()), (Ok(()), true));
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
    for bad in ["x".repeat(31), format!("{} {}", "x".repeat(20), "x".repeat(20)), "é".repeat(40), "x".repeat(257)] {
        assert_eq!(check_secret(&bad), Err(ClientError::BadSecret));
    }
}
