//! The laws of the acts on apps, on every engine.

use super::*;
use crate::audit::{Actor, Kind};
use crate::model::api::{Api, ApiScope};
use crate::model::client::{ClientKind, GrantType};
use crate::model::client_options::ClientOptions;
use crate::model::client_rules::ClientField;
use crate::model::ids::GroupId;
use crate::model::user::{Role, User};
use crate::store::testing::{self, TestStore};
use crate::store::{AuditEvent, Group};
use serde_json::Value;
use std::sync::Arc;

const BY: Authority = Authority::command_line();
const NOW: i64 = 1_000_000;

fn apps(db: &TestStore) -> Apps {
    let clock = Clock::fixed(NOW);
    Apps::new(db.store.clone(), clock.clone(), Audit::new(&[1; 32], clock), MasterKey::random())
}

fn shop() -> Client {
    let redirect_uris = vec!["https://shop.example/cb".to_owned()];
    Client { name: "Shop".to_owned(), redirect_uris, ..Client::new("shop", ClientKind::Web, NOW) }
}

async fn with_shop(db: &TestStore) -> (Apps, Client) {
    let apps = apps(db);
    let (shop, _) = apps.create(&BY, shop(), NewSecret::default()).await.unwrap();
    (apps, shop)
}

async fn events(db: &TestStore, kind: Kind) -> Vec<AuditEvent> {
    testing::audit_events(&db.store, kind.as_str()).await
}

/// An admin with a role.
async fn role(db: &TestStore, role: Role) -> Authority {
    let user = User { role: Some(role), ..testing::person(role.as_str()) };
    let mut write = db.store.write().await.unwrap();
    write.db().insert_user(&user, (&user.username, None)).await.unwrap();
    write.commit().await.unwrap();
    Authority::admin(&user.id, role, [192, 0, 2, 1].into())
}

#[tokio::test]
async fn an_app_is_made_with_a_secret_that_is_kept_as_a_hash_only() {
    for db in testing::stores().await {
        let apps = apps(&db);
        let (made, secret) = apps.create(&BY, shop(), NewSecret::default()).await.unwrap();
        let secret = secret.unwrap().secret.expose().to_owned();
        assert_eq!(secret.len(), 43);
        let stored = apps.get(&made.id).await.unwrap();
        assert_eq!(stored, made, "{}", db.name);
        assert!(!to_json(&stored).to_string().contains(&secret));
        let events = events(&db, Kind::ClientCreated).await;
        assert!(events.len() == 1 && !events[0].detail.contains(&secret), "{}: {events:?}", db.name);
        let again = apps.create(&BY, shop(), NewSecret::default()).await;
        assert!(matches!(again, Err(AppError::Taken(_))), "{}", db.name);
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_nothing_is_made() {
    for db in testing::stores().await {
        let redirect_uris = vec!["http://shop.example/".to_owned()];
        let mut bad = Client { name: String::new(), redirect_uris, ..shop() };
        bad.access_seconds = Some(1);
        bad.id_token_alg = Some("none".to_owned());
        bad.color = Some("#ffffff".to_owned());
        let Err(AppError::Invalid(problems)) = apps(&db).create(&BY, bad, NewSecret::default()).await else {
            panic!("{}: it passed", db.name)
        };
        let fields: Vec<_> = problems.iter().map(ClientError::field).collect();
        use ClientField as F;
        assert_eq!(fields, [F::Name, F::RedirectUris, F::Color, F::AccessSeconds, F::IdTokenAlg], "{}", db.name);
        assert!(problems[4].to_string().contains("RS256"), "{}", problems[4]);
        assert!(matches!(apps(&db).get(&"shop".into()).await, Err(AppError::Missing(_))), "{}", db.name);
    }
}

#[tokio::test]
async fn an_edit_is_recorded_with_before_and_after_of_what_differs() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let wished = Client { name: "The shop".to_owned(), requires_consent: true, ..shop.clone() };
        let after = apps.edit(&BY, wished).await.unwrap();
        assert_eq!(after, apps.get(&shop.id).await.unwrap(), "{}", db.name);
        let events = events(&db, Kind::ClientChanged).await;
        let detail: Value = serde_json::from_str(&events[0].detail).unwrap();
        let expected = serde_json::json!({
            "name": {"before": "Shop", "after": "The shop"}, "consent": {"before": false, "after": true},
        });
        assert_eq!(detail, expected, "{}", db.name);
    }
}

#[tokio::test]
async fn an_edit_that_changes_nothing_does_nothing() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        assert_eq!(apps.edit(&BY, shop.clone()).await.unwrap(), shop, "{}", db.name);
        assert_eq!(events(&db, Kind::ClientChanged).await.len(), 0, "{}", db.name);
    }
}

#[tokio::test]
async fn an_edit_of_an_older_state_is_refused_with_the_present_one() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let first = Client { name: "First".to_owned(), ..shop.clone() };
        apps.edit(&BY, first).await.unwrap();
        let second = Client { name: "Second".to_owned(), ..shop.clone() };
        let Err(AppError::Stale(present)) = apps.edit(&BY, second).await else { panic!("{}", db.name) };
        assert_eq!((present.name.as_str(), present.version), ("First", shop.version + 1), "{}", db.name);
        assert_eq!(apps.get(&shop.id).await.unwrap().name, "First", "{}", db.name);
    }
}

#[tokio::test]
async fn of_two_who_edit_at_the_same_moment_one_is_told() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let named = |name: &str| Client { name: name.to_owned(), ..shop.clone() };
        let by = BY;
        let (a, b) = tokio::join!(apps.edit(&by, named("A")), apps.edit(&by, named("B")));
        let stale = [&a, &b].into_iter().filter(|outcome| matches!(outcome, Err(AppError::Stale(_)))).count();
        assert_eq!(stale, 1, "{}: {a:?} {b:?}", db.name);
        assert_eq!(events(&db, Kind::ClientChanged).await.len(), 1, "{}", db.name);
    }
}

#[tokio::test]
async fn an_edit_touches_neither_secrets_nor_switch_nor_logo() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let name = "New".to_owned();
        let mut sly = Client { secrets: Vec::new(), created_at: 0, name, ..shop.clone() };
        sly.disabled_at = Some(1);
        sly.logo_tag = Some("x".to_owned());
        apps.edit(&BY, sly).await.unwrap();
        let after = apps.get(&shop.id).await.unwrap();
        assert_eq!((after.secrets.len(), after.disabled_at, after.created_at), (1, None, NOW), "{}", db.name);
        assert_eq!((&after.logo_tag, after.name.as_str()), (&None, "New"), "{}", db.name);
    }
}

#[tokio::test]
async fn whoever_may_not_manage_apps_changes_nothing() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        for role_name in [Role::Auditor, Role::PeopleAdmin] {
            let by = role(&db, role_name).await;
            let id = &shop.id;
            let forbidden = [
                apps.create(&by, Client { id: "x".into(), ..shop.clone() }, NewSecret::default()).await.err(),
                apps.edit(&by, Client { name: "X".to_owned(), ..shop.clone() }).await.err(),
                apps.set_enabled(&by, id, false).await.err(),
                apps.remove(&by, id).await.err(),
                apps.add_secret(&by, id, NewSecret::default()).await.err(),
                apps.roll_secret(&by, id, NewSecret::default(), 0).await.err(),
                apps.remove_secret(&by, id, &shop.secrets[0].id).await.err(),
                apps.set_logo(&by, id, None).await.err(),
            ];
            let all = forbidden.iter().all(|error| matches!(error, Some(AppError::Forbidden(_))));
            assert!(all, "{}: {role_name:?}: {forbidden:?}", db.name);
            let api = apps.create_api(&by, orders()).await;
            assert!(matches!(api, Err(ApiChangeError::Forbidden(_))), "{}: {role_name:?}", db.name);
        }
        assert_eq!(apps.get(&shop.id).await.unwrap(), shop, "{}", db.name);
        let by = role(&db, Role::AppAdmin).await;
        apps.edit(&by, Client { name: "X".to_owned(), ..shop.clone() }).await.unwrap();
        assert_eq!(events(&db, Kind::ClientChanged).await[0].address.as_deref(), Some("192.0.2.1"), "{}", db.name);
    }
}

#[tokio::test]
async fn whoever_lost_their_role_meanwhile_changes_nothing() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let by = role(&db, Role::AppAdmin).await;
        let Actor::User(id) = by.actor() else { panic!("{by:?}") };
        let mut write = db.store.write().await.unwrap();
        let user = write.db().find_user(id).await.unwrap().unwrap();
        let user = User { role: None, ..user };
        write.db().update_user(&user, (&user.username, None)).await.unwrap();
        write.commit().await.unwrap();
        let edited = apps.edit(&by, Client { name: "X".to_owned(), ..shop.clone() }).await;
        assert!(matches!(edited, Err(AppError::Forbidden(_))), "{}: {edited:?}", db.name);
        let added = apps.add_secret(&by, &shop.id, NewSecret::default()).await;
        assert!(matches!(added, Err(AppError::Forbidden(_))), "{}: {added:?}", db.name);
        let api = apps.create_api(&by, orders()).await;
        assert!(matches!(api, Err(ApiChangeError::Forbidden(_))), "{}: {api:?}", db.name);
    }
}

#[tokio::test]
async fn rolling_a_secret_gives_a_new_one_and_lets_the_old_ones_end_later() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let soon = NewSecret { given: None, expires_at: Some(NOW + 10) };
        let soon = apps.add_secret(&BY, &shop.id, soon).await.unwrap().kept.id;
        let new = apps.roll_secret(&BY, &shop.id, NewSecret::default(), 3600).await.unwrap().kept.id;
        let stored = apps.get(&shop.id).await.unwrap().secrets;
        let end = |id: &str| stored.iter().find(|secret| secret.id == id).unwrap().expires_at;
        assert_eq!(end(&shop.secrets[0].id), Some(NOW + 3600), "{}", db.name);
        assert_eq!((end(&soon), end(&new)), (Some(NOW + 10), None), "{}", db.name);
    }
}

#[tokio::test]
async fn secrets_are_bounded_in_number_and_not_for_public_apps() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        for _ in 1..MOST_SECRETS {
            apps.add_secret(&BY, &shop.id, NewSecret::default()).await.unwrap();
        }
        let more = apps.add_secret(&BY, &shop.id, NewSecret::default()).await;
        assert!(matches!(more, Err(AppError::TooManySecrets(_))), "{}", db.name);
        let redirect_uris = vec!["com.example.shop:/cb".to_owned()];
        let phone = Client { redirect_uris, ..Client::new("phone", ClientKind::Native, NOW) };
        let (phone, made) = apps.create(&BY, phone, NewSecret::default()).await.unwrap();
        assert!(made.is_none() && phone.secrets.is_empty());
        let public = apps.add_secret(&BY, &phone.id, NewSecret::default()).await;
        assert!(matches!(public, Err(AppError::PublicSecret(_))), "{}", db.name);
    }
}

#[tokio::test]
async fn switching_off_and_on_is_recorded_once_each() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        for is_enabled in [false, false, true, true] {
            let after = apps.set_enabled(&BY, &shop.id, is_enabled).await.unwrap();
            assert_eq!(after.is_disabled(), !is_enabled, "{}", db.name);
        }
        let counts = (events(&db, Kind::ClientDisabled).await.len(), events(&db, Kind::ClientEnabled).await.len());
        assert_eq!(counts, (1, 1), "{}", db.name);
    }
}

#[tokio::test]
async fn only_groups_that_exist_can_be_allowed() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let mut unknown = shop.clone();
        unknown.allowed_groups = Some(vec![GroupId::from("g")]);
        let refused = apps.edit(&BY, unknown.clone()).await;
        let Err(AppError::Invalid(problems)) = refused else { panic!("{}: {refused:?}", db.name) };
        assert_eq!(problems[0].field(), ClientField::AllowedGroups, "{}", db.name);
        let mut write = db.store.write().await.unwrap();
        let group = Group::new("g".into(), "staff", 0);
        write.db().insert_group(&group).await.unwrap();
        write.commit().await.unwrap();
        let after = apps.edit(&BY, unknown).await.unwrap();
        assert_eq!(apps.get(&shop.id).await.unwrap().allowed_groups, after.allowed_groups, "{}", db.name);
    }
}

#[tokio::test]
async fn a_logo_is_kept_and_named_by_its_content_and_goes_with_its_app() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let mut upload = Vec::new();
        let image = image::DynamicImage::new_rgb8(8, 8);
        image.write_to(&mut std::io::Cursor::new(&mut upload), image::ImageFormat::Jpeg).unwrap();
        let first = apps.set_logo(&BY, &shop.id, Some(upload)).await.unwrap();
        assert_eq!((first.version, first.logo_tag.as_deref().map(str::len)), (2, Some(16)), "{}", db.name);
        let png = apps.logo(&shop.id).await.unwrap().unwrap();
        assert!(png.starts_with(b"\x89PNG"), "{}", db.name);
        let bad = apps.set_logo(&BY, &shop.id, Some(b"<svg/>".to_vec())).await;
        assert!(matches!(bad, Err(AppError::Logo(LogoError::UnknownFormat))), "{}", db.name);
        assert_eq!(apps.set_logo(&BY, &shop.id, None).await.unwrap().logo_tag, None, "{}", db.name);
        assert_eq!(apps.logo(&shop.id).await.unwrap(), None, "{}", db.name);
        apps.set_logo(&BY, &shop.id, Some(png)).await.unwrap();
        apps.remove(&BY, &shop.id).await.unwrap();
        assert_eq!(apps.logo(&shop.id).await.unwrap(), None, "{}", db.name);
    }
}

#[tokio::test]
async fn removing_says_what_goes_with_it() {
    for db in testing::stores().await {
        let (apps, shop) = with_shop(&db).await;
        let losses = apps.losses(&shop.id).await.unwrap();
        assert_eq!(losses, Losses { secrets: 1, families: 0, consents: 0 }, "{}", db.name);
        apps.remove(&BY, &shop.id).await.unwrap();
        assert!(matches!(apps.losses(&shop.id).await, Err(AppError::Missing(_))), "{}", db.name);
        assert!(matches!(apps.remove(&BY, &shop.id).await, Err(AppError::Missing(_))), "{}", db.name);
    }
}

fn orders() -> Api {
    let scope = ApiScope { name: "orders:read".to_owned(), description: "Read your orders".to_owned() };
    let (audience, name) = ("https://orders.example/".to_owned(), "Orders".to_owned());
    Api { audience, name, scopes: vec![scope], version: 1, created_at: 0, updated_at: 0 }
}

#[tokio::test]
async fn an_api_is_added_changed_guarded_and_removed() {
    for db in testing::stores().await {
        let apps = apps(&db);
        let api = apps.create_api(&BY, orders()).await.unwrap();
        assert!(matches!(apps.create_api(&BY, orders()).await, Err(ApiChangeError::Taken(_))), "{}", db.name);
        let changed = apps.edit_api(&BY, Api { name: "Sales".to_owned(), ..api.clone() }).await.unwrap();
        assert_eq!(apps.list_apis().await.unwrap(), std::slice::from_ref(&changed), "{}", db.name);
        let stale = apps.edit_api(&BY, Api { name: "Old".to_owned(), ..api }).await;
        let Err(ApiChangeError::Stale(present)) = stale else { panic!("{}: {stale:?}", db.name) };
        assert_eq!(*present, changed, "{}", db.name);
        let bad = Api { audience: "x".to_owned(), ..orders() };
        assert!(matches!(apps.create_api(&BY, bad).await, Err(ApiChangeError::Invalid(_))), "{}", db.name);
        apps.remove_api(&BY, "https://orders.example/").await.unwrap();
        assert_eq!(apps.list_apis().await.unwrap(), [], "{}", db.name);
    }
}

#[tokio::test]
async fn what_is_stored_of_an_app_reads_back_whole() {
    use crate::model::claim_rule::{ClaimRule, ClaimSource, GroupChoice, Places};
    use crate::model::encryption::{Encryption, EncryptionKey};
    const X25519: &str = r#"{"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}"#;
    for db in testing::stores().await {
        let places = Places { id_token: true, access_token: true, userinfo: true };
        let rule = |claim: &str, source| ClaimRule { claim: claim.to_owned(), source, places };
        let prefix = GroupChoice::Prefix { prefix: "a\"b".to_owned(), is_cut: true };
        let options = ClientOptions {
            claim_rules: vec![
                rule("email", ClaimSource::Standard("email".to_owned())),
                rule("dept", ClaimSource::Attribute("department".to_owned())),
                rule("roles", ClaimSource::Groups(prefix)),
                rule("all", ClaimSource::Groups(GroupChoice::All)),
                rule("https://a.example/x", ClaimSource::Constant(serde_json::json!({"a": [1, true]}))),
            ],
            id_token_alg: Some("RS256".to_owned()),
            id_token_encryption: Encryption::parse("ECDH-ES/A256GCM"),
            userinfo_alg: Some("RS256".to_owned()),
            userinfo_encryption: Encryption::parse("ECDH-ES/A128GCM"),
            encryption_keys: EncryptionKey::parse_all(X25519).unwrap(),
            color: Some("#2f7f5f".to_owned()),
            ..ClientOptions::default()
        };
        let grant_types = vec![GrantType::AuthorizationCode];
        let app = Client { options: Arc::new(options), grant_types, ..shop() };
        let (made, _) = apps(&db).create(&BY, app, NewSecret::default()).await.unwrap();
        assert_eq!(apps(&db).get(&made.id).await.unwrap(), made, "{}", db.name);
    }
}
