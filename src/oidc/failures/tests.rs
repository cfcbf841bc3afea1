//! The laws of the record: bounded, redacted, written in batches.

use super::*;
use crate::model::client::ClientKind;
use crate::store::testing;

fn failures() -> (Failures, Clock) {
    let clock = Clock::fixed(1_000_000);
    (Failures::new(clock.clone()), clock)
}

fn wrong_secret() -> Error {
    Error::new(Code::InvalidClient, "the client secret is wrong or expired").because(Cause::SecretWrong)
}

fn params(text: &str) -> Params {
    Params::parse(text).unwrap()
}

fn fail(failures: &Failures, app: &str) {
    let params = params("grant_type=refresh_token&refresh_token=s3cret&client_secret=s3cret");
    failures.failed(Some(&app.into()), Endpoint::Token, &params, &wrong_secret());
}

async fn kept(store: &Store, app: &str) -> Vec<FailedRequest> {
    store.read().await.unwrap().db().failed_requests(&app.into()).await.unwrap()
}

#[tokio::test]
async fn a_failed_request_is_kept_without_its_secrets_and_counted() {
    for db in testing::stores().await {
        let (failures, clock) = failures();
        fail(&failures, "shop");
        failures.succeeded(&Client::new("shop", ClientKind::Web, 0), GrantType::RefreshToken);
        failures.flush(&db.store).await.unwrap();
        fail(&failures, "shop");
        failures.flush(&db.store).await.unwrap();
        let kept = kept(&db.store, "shop").await;
        assert_eq!(kept.len(), 2, "{}", db.name);
        assert!(!format!("{kept:?}").contains("s3cret"), "{kept:?}");
        assert_eq!((kept[0].endpoint.as_str(), kept[0].cause.as_str()), ("token", "secret_wrong"), "{}", db.name);
        let health = health(&db.store, &"shop".into(), clock.now(), 7).await.unwrap();
        assert_eq!((health.succeeded, health.failed, health.last_refresh), (1, 2, Some(1_000_000)), "{}", db.name);
    }
}

#[tokio::test]
async fn only_the_newest_twenty_of_an_app_are_kept() {
    for db in testing::stores().await {
        let (failures, clock) = failures();
        for _ in 0..3 {
            for _ in 0..25 {
                fail(&failures, "shop");
                clock.advance(1);
            }
            failures.flush(&db.store).await.unwrap();
        }
        let kept = kept(&db.store, "shop").await;
        assert_eq!(kept.len(), 20, "{}", db.name);
        let times: Vec<_> = kept.iter().map(|request| request.at_ms / 1000).collect();
        assert_eq!(times, (1_000_055..1_000_075).rev().collect::<Vec<_>>(), "{}", db.name);
        let health = health(&db.store, &"shop".into(), clock.now(), 7).await.unwrap();
        assert_eq!(health.failed, 75, "{}: counted though not kept", db.name);
    }
}

#[test]
fn a_flood_in_the_names_of_many_apps_waits_in_bounded_room() {
    let (failures, _) = failures();
    for number in 0..5000 {
        fail(&failures, &format!("app-{number}"));
    }
    let waiting = failures.waiting();
    assert_eq!((waiting.count, waiting.requests.len()), (MOST_WAITING, MOST_WAITING));
    assert_eq!(waiting.dropped, 5000 - MOST_WAITING as u64);
    assert_eq!(waiting.counts.len(), MOST_WAITING);
}

#[test]
fn what_is_no_fault_of_the_app_is_passed_over() {
    let (failures, _) = failures();
    for code in [Code::LoginRequired, Code::ConsentRequired, Code::AccessDenied, Code::ServerError] {
        failures.failed(Some(&"shop".into()), Endpoint::Authorize, &params("prompt=none"), &Error::new(code, "x"));
    }
    assert_eq!(failures.waiting().count, 0);
}

#[tokio::test]
async fn old_records_are_swept_and_an_apps_own_go_with_it() {
    for db in testing::stores().await {
        let (failures, clock) = failures();
        fail(&failures, "shop");
        failures.flush(&db.store).await.unwrap();
        let mut write = db.store.write().await.unwrap();
        assert_eq!(write.db().sweep(clock.now() + 29 * DAY).await.unwrap(), 0, "{}", db.name);
        assert_eq!(write.db().sweep(clock.now() + 32 * DAY).await.unwrap(), 2, "{}", db.name);
        write.commit().await.unwrap();
        fail(&failures, "shop");
        failures.flush(&db.store).await.unwrap();
        let mut write = db.store.write().await.unwrap();
        write.db().delete_client(&"shop".into()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(kept(&db.store, "shop").await, [], "{}", db.name);
        let health = health(&db.store, &"shop".into(), clock.now(), 7).await.unwrap();
        assert_eq!(health, Health::default(), "{}", db.name);
    }
}

#[tokio::test]
async fn what_an_error_quotes_is_kept_no_more_than_the_parameter_itself() {
    for db in testing::stores().await {
        let (failures, _) = failures();
        let shop = Client::new("shop", ClientKind::Web, 0);
        let uri = "https://u:s3cret@orders.example/?token=s3cret";
        let refused = crate::oidc::scope::resources(&shop, [uri].into_iter()).unwrap_err();
        let mut params = params("grant_type=authorization_code");
        params.push("resource", uri);
        failures.failed(Some(&shop.id), Endpoint::Token, &params, &refused);
        failures.flush(&db.store).await.unwrap();
        let kept = kept(&db.store, "shop").await;
        assert_eq!(kept.len(), 1, "{}", db.name);
        assert!(!format!("{kept:?}").contains("s3cret"), "{}: {kept:?}", db.name);
    }
}
