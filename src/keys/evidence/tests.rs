//! What is remembered, what is written down, and what follows from it, on every engine.

use super::*;
use crate::model::client::ClientKind;
use crate::store::testing;
use std::net::{Ipv4Addr, Ipv6Addr};

const NOW: i64 = 1_800_000_000;
const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

/// A key set with these keys.
fn set(kids: &[&str]) -> Arc<PublishedSet> {
    let kids: Vec<_> = kids.iter().map(|kid| (*kid).to_owned()).collect();
    Arc::new(PublishedSet { bytes: Vec::new(), etag: format!("{kids:?}"), max_age: 600, kids })
}

fn before() -> Arc<PublishedSet> {
    set(&["now"])
}

fn with_next() -> Arc<PublishedSet> {
    set(&["now", "next"])
}

/// Some apps, stored.
async fn apps(store: &Store, ids: &[&str]) -> Vec<Arc<Client>> {
    let mut write = store.write().await.unwrap();
    let mut apps = Vec::new();
    for id in ids {
        let app = Client::new(*id, ClientKind::Web, 1);
        write.db().insert_client(&app).await.unwrap();
        apps.push(Arc::new(app));
    }
    write.commit().await.unwrap();
    apps
}

async fn server(store: &Store, apps: &[Arc<Client>]) -> Evidence {
    Evidence::load(store, apps, NOW).await.unwrap()
}

fn alias(evidence: &Evidence, app: &Client) -> Asker {
    Asker::Alias(evidence.aliases().of(app))
}

/// Who has seen the next key: app, verdict, when, by what; in the order of the answer.
async fn seen(store: &Store) -> Vec<(String, Verdict, Option<i64>, Option<By>)> {
    let seen = seen_by(store, "next", NOW).await.unwrap();
    seen.apps.into_iter().map(|app| (app.client, app.verdict, app.when, app.by)).collect()
}

fn row(app: &str, verdict: Verdict, when: Option<i64>, by: Option<By>) -> (String, Verdict, Option<i64>, Option<By>) {
    (app.to_owned(), verdict, when, by)
}

#[tokio::test]
async fn an_app_by_alias_is_seen_one_at_a_shared_address_assumed_and_one_that_came_too_early_silent() {
    for db in testing::stores().await {
        let apps = apps(&db, &["alias", "early", "never", "shared", "token"]).await;
        let evidence = server(&db, &apps).await;
        evidence.fetched(alias(&evidence, &apps[1]), &before(), None, NOW);
        evidence.authenticated(&"early".into(), ELSEWHERE, NOW);
        evidence.authenticated(&"shared".into(), HOME, NOW);
        evidence.authenticated(&"alias".into(), HOME, NOW);
        evidence.fetched(alias(&evidence, &apps[0]), &with_next(), None, NOW + 100);
        evidence.fetched(Asker::Address(HOME), &with_next(), None, NOW + 200);
        evidence.0.uses.note(&"token".into(), "next".to_owned(), NOW + 300);
        evidence.flush(&db).await.unwrap();
        let expected = [
            row("early", Verdict::Silent, Some(NOW), Some(By::Alias)),
            row("never", Verdict::Silent, None, None),
            row("shared", Verdict::Assumed, Some(NOW + 200), Some(By::Address(HOME.to_string()))),
            row("alias", Verdict::Seen, Some(NOW + 100), Some(By::Alias)),
            row("token", Verdict::Seen, Some(NOW + 300), Some(By::Use)),
        ];
        assert_eq!(seen(&db).await, expected, "{}", db.name);
    }
}

#[tokio::test]
async fn what_several_servers_saw_meets_in_the_database() {
    for db in testing::stores().await {
        let apps = apps(&db, &["shop", "wiki"]).await;
        let (one, other) = (server(&db, &apps).await, server(&db, &apps).await);
        // It proves who it is at one, and fetches at the other, which does not know it yet.
        one.authenticated(&"shop".into(), HOME, NOW);
        other.fetched(Asker::Address(HOME), &with_next(), None, NOW + 10);
        one.fetched(alias(&one, &apps[1]), &with_next(), None, NOW + 20);
        other.fetched(alias(&other, &apps[1]), &before(), None, NOW + 19);
        for server in [&one, &other] {
            server.flush(&db).await.unwrap();
        }
        assert_eq!(seen(&db).await[0], row("shop", Verdict::Silent, None, None), "{}", db.name);
        other.learn(&db, &apps).await.unwrap();
        other.flush(&db).await.unwrap();
        let expected = [
            row("shop", Verdict::Assumed, Some(NOW + 10), Some(By::Address(HOME.to_string()))),
            row("wiki", Verdict::Seen, Some(NOW + 20), Some(By::Alias)),
        ];
        assert_eq!(seen(&db).await, expected, "{}", db.name);
    }
}

#[tokio::test]
async fn an_app_that_is_switched_off_waits_for_nothing_and_one_added_anew_has_seen_nothing() {
    for db in testing::stores().await {
        let mut off = Client::new("off", ClientKind::Web, 1);
        off.disabled_at = Some(1);
        let mut write = db.store.write().await.unwrap();
        write.db().insert_client(&off).await.unwrap();
        write.commit().await.unwrap();
        let apps = apps(&db, &["shop"]).await;
        let evidence = server(&db, &apps).await;
        evidence.fetched(alias(&evidence, &apps[0]), &with_next(), None, NOW);
        evidence.authenticated(&"shop".into(), HOME, NOW);
        evidence.fetched(Asker::Address(HOME), &with_next(), None, NOW);
        evidence.flush(&db).await.unwrap();
        assert_eq!(seen(&db).await, [row("shop", Verdict::Seen, Some(NOW), Some(By::Alias))], "{}", db.name);
        let mut write = db.store.write().await.unwrap();
        write.db().delete_client(&"shop".into()).await.unwrap();
        write.db().insert_client(&Client::new("shop", ClientKind::Web, 2)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(seen(&db).await, [row("shop", Verdict::Silent, None, None)], "{}", db.name);
    }
}

#[tokio::test]
async fn what_could_not_be_written_waits_for_the_next_call() {
    for db in testing::stores().await {
        let apps = apps(&db, &["shop"]).await;
        let evidence = server(&db, &apps).await;
        evidence.authenticated(&"shop".into(), HOME, NOW);
        evidence.fetched(Asker::Address(HOME), &with_next(), None, NOW);
        for table in ["client_addresses", "jwks_fetches"] {
            db.tamper(&format!("ALTER TABLE {table} RENAME TO away")).await;
            assert!(evidence.flush(&db).await.is_err(), "{}", db.name);
            db.tamper(&format!("ALTER TABLE away RENAME TO {table}")).await;
        }
        evidence.flush(&db).await.unwrap();
        assert_eq!(seen(&db).await[0].1, Verdict::Assumed, "{}", db.name);
    }
}

#[tokio::test]
async fn a_cache_in_front_is_told_and_so_is_one_at_the_app() {
    for db in testing::stores().await {
        let apps = apps(&db, &["shop"]).await;
        let evidence = server(&db, &apps).await;
        evidence.fetched(alias(&evidence, &apps[0]), &with_next(), Some("1.1 varnish"), NOW);
        evidence.flush(&db).await.unwrap();
        let told = seen_by(&db, "next", NOW).await.unwrap();
        assert_eq!((told.apps[0].through.as_deref(), told.cache), (Some("1.1 varnish"), None), "{}", db.name);
        evidence.fetched(Asker::Proxy, &with_next(), None, NOW + 5);
        evidence.flush(&db).await.unwrap();
        let told = seen_by(&db, "next", NOW).await.unwrap();
        assert_eq!(told.cache, Some(Cache { fetched_at: NOW + 5 }), "{}", db.name);
        let told = seen_by(&db, "next", NOW + 2 * DAY).await.unwrap();
        assert_eq!(told.cache, None, "{}: it was mended", db.name);
    }
}

/// A stranger of a hundred thousand.
fn stranger(n: u32) -> Asker {
    Asker::Address(IpAddr::V6(Ipv6Addr::from_bits((0x2001_0db8 << 96) | u128::from(n % 100_000))))
}

#[tokio::test]
async fn a_million_fetches_from_a_hundred_thousand_addresses_grow_nothing_and_displace_no_app() {
    let db = testing::sqlite().await;
    let apps = apps(&db, &["shop"]).await;
    let evidence = server(&db, &apps).await;
    evidence.authenticated(&"shop".into(), HOME, NOW);
    evidence.fetched(Asker::Address(HOME), &with_next(), None, NOW);
    let (first, long) = (set(&["now"]), "x".repeat(8000));
    let flood = |range: std::ops::Range<u32>, at| {
        range.for_each(|n| evidence.fetched(stranger(n), &first, Some(&long), at));
    };
    flood(0..100_000, NOW);
    let full = evidence.size();
    assert!(full.strangers <= 4096 && full.strangers > 3900, "{full:?}");
    assert_eq!(full.known, 3, "the address and the alias of the app, and the proxy");
    assert!(full.bytes < 1_000_000, "{full:?}");
    flood(100_000..1_000_000, NOW + 60);
    let after = evidence.size();
    assert_eq!((after.known, after.bytes), (full.known, full.bytes));
    evidence.flush(&db).await.unwrap();
    let stored = db.store.read().await.unwrap().db().jwks_fetches().await.unwrap();
    assert_eq!(stored.iter().map(|fetch| &*fetch.asker).collect::<Vec<_>>(), ["192.0.2.1"], "strangers are not stored");
}

#[tokio::test]
async fn the_same_fetch_again_is_written_once_in_a_while_and_another_set_at_once() {
    let db = testing::sqlite().await;
    let apps = apps(&db, &["shop"]).await;
    let evidence = server(&db, &apps).await;
    let own = alias(&evidence, &apps[0]);
    let fetch = |set: &Arc<PublishedSet>, at| {
        evidence.fetched(own, set, None, at);
        evidence.0.fetches.take().len()
    };
    assert_eq!(fetch(&before(), NOW), 1);
    assert_eq!(fetch(&before(), NOW + 29), 0);
    assert_eq!(fetch(&with_next(), NOW + 29), 1);
    assert_eq!(fetch(&with_next(), NOW + 60), 1);
    assert_eq!(fetch(&with_next(), NOW - 3600), 1, "a clock that was set back");
}

#[test]
fn an_app_with_many_addresses_keeps_the_ones_that_it_used_last() {
    let notes = Notes::new(10);
    for n in 0..40 {
        assert!(notes.note(&"shop".into(), n, i64::from(n)));
    }
    let mut kept = notes.all();
    kept.sort_unstable();
    assert_eq!(kept, (24..40).collect::<Vec<_>>());
    assert!(!notes.note(&"shop".into(), 30, 39), "it is known");
    assert_eq!(notes.take().len(), 16);
    notes.note(&"shop".into(), 30, 100);
    assert_eq!(notes.take(), [("shop".into(), 30, 100)]);
    notes.keep(|client| client.as_str() != "shop");
    assert!(notes.all().is_empty());
}
