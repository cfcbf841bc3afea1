//! The list of live sessions, on both engines.

use super::*;
use crate::model::claims_request::ClaimsRequest;
use crate::model::ids::{FamilyId, Sid};
use crate::model::scope::Scope;
use crate::model::secret::TokenHash;
use crate::store::testing::{self, TestStore};
use crate::store::{AuthorizationCode, Family};
use proptest::prelude::*;

const NOW: i64 = 100_000;
const MOMENT: Moment = Moment { now: NOW, idle_seconds: 1000 };

fn session(sid: &str, user: &UserId, created_at: i64) -> Session {
    Session {
        sid: Sid::from(sid),
        user_id: user.clone(),
        auth_time: created_at,
        amr: "pwd".to_owned(),
        address: Some("192.0.2.1".to_owned()),
        user_agent: Some("Mozilla/5.0 (X11; Linux) Firefox/128.0".to_owned()),
        created_at,
        last_seen_at: NOW - 10,
        expires_at: NOW + 1000,
        ended_at: None,
    }
}

async fn add(db: &TestStore, session: &Session) {
    let mut write = db.store.write().await.unwrap();
    write.db().insert_session(session, &TokenHash::of(session.sid.as_str())).await.unwrap();
    write.commit().await.unwrap();
}

async fn add_family(db: &TestStore, id: &str, app: &str, session: &Session, created_at: i64) {
    let family = Family {
        id: FamilyId::from(id),
        client_id: ClientId::from(app),
        user_id: session.user_id.clone(),
        sid: session.sid.clone(),
        is_offline: false,
        scope: Scope::parse("openid"),
        resources: Vec::new(),
        claims: ClaimsRequest::default(),
        auth_time: created_at,
        amr: "pwd".to_owned(),
        nonce: None,
        created_at,
        expires_at: NOW + 1000,
    };
    let code = AuthorizationCode {
        hash: TokenHash::of(id),
        redirect_uri: "https://a.example/".to_owned(),
        code_challenge: None,
        expires_at: NOW,
        redeemed_at: None,
    };
    let mut write = db.store.write().await.unwrap();
    write.db().insert_family(&family, &code).await.unwrap();
    write.commit().await.unwrap();
}

/// The sids of a whole list, read in pages of two.
async fn listed(db: &TestStore, filter: &SessionFilter) -> Vec<String> {
    let mut read = db.store.read().await.unwrap();
    let (mut sids, mut after) = (Vec::new(), None);
    loop {
        let page = read.db().list_sessions(filter, &MOMENT, after.as_ref(), 2).await.unwrap();
        let Some(last) = page.last() else { return sids };
        after = SessionCursor::parse(&last.cursor().to_string());
        assert!(after.is_some(), "a cursor reads back");
        sids.extend(page.iter().map(|listed| listed.session.sid.to_string()));
    }
}

#[tokio::test]
async fn the_live_sessions_of_everybody_are_listed_newest_first_page_by_page() {
    for db in testing::stores().await {
        let alice = testing::user(&db, "alice").await.id;
        for (sid, age) in [("s1", 30), ("s2", 20), ("s3", 20), ("s4", 20), ("s5", 10)] {
            add(&db, &session(sid, &alice, NOW - age)).await;
        }
        add(&db, &Session { last_seen_at: NOW - 1000, ..session("idle", &alice, NOW - 1500) }).await;
        add(&db, &Session { expires_at: NOW, ..session("old", &alice, NOW - 5) }).await;
        add(&db, &session("ended", &alice, NOW - 5)).await;
        db.store.write().await.unwrap().commit().await.unwrap();
        let mut write = db.store.write().await.unwrap();
        write.db().end_session(&Sid::from("ended"), NOW).await.unwrap();
        write.commit().await.unwrap();
        let all = SessionFilter::default();
        assert_eq!(listed(&db, &all).await, ["s5", "s4", "s3", "s2", "s1"], "{}", db.name);
        let mut read = db.store.read().await.unwrap();
        assert_eq!(read.db().count_live_sessions(&MOMENT, 100).await.unwrap(), 5, "{}", db.name);
        assert_eq!(read.db().count_live_sessions(&MOMENT, 3).await.unwrap(), 3, "{}: no more is counted", db.name);
        let own = read.db().live_sessions_of_user(&alice, &MOMENT).await.unwrap();
        assert_eq!(own.len(), 5, "{}", db.name);
    }
}

#[tokio::test]
async fn a_filter_narrows_by_person_address_device_and_app_and_by_all_at_once() {
    for db in testing::stores().await {
        let (alice, bob) = (testing::user(&db, "alice").await.id, testing::user(&db, "bob").await.id);
        let first = session("a1", &alice, NOW - 30);
        let phone = Session {
            address: Some("2001:db8::7".to_owned()),
            user_agent: Some("Safari 100%_\\ iPhone".to_owned()),
            ..session("a2", &alice, NOW - 20)
        };
        let other = Session { user_agent: None, ..session("b1", &bob, NOW - 10) };
        for one in [&first, &phone, &other] {
            add(&db, one).await;
        }
        let client = |id: &str| SessionFilter { app: Some(ClientId::from(id)), ..SessionFilter::default() };
        add_client(&db, "shop").await;
        // The older session used the app last, and twice.
        add_family(&db, "f1", "shop", &phone, NOW - 9).await;
        add_family(&db, "f2", "shop", &first, NOW - 8).await;
        add_family(&db, "f3", "shop", &first, NOW - 8).await;
        let of = |people: &[&UserId]| SessionFilter {
            people: people.iter().map(|id| (*id).clone()).collect(),
            ..SessionFilter::default()
        };
        let device = |words: &str| SessionFilter { device: Some(words.to_owned()), ..SessionFilter::default() };
        let address = |text: &str| SessionFilter { address: Some(text.to_owned()), ..SessionFilter::default() };
        for (filter, expected) in [
            (of(&[&alice]), &["a2", "a1"][..]),
            (of(&[&bob, &alice]), &["b1", "a2", "a1"]),
            (address("2001:db8::7"), &["a2"]),
            (address("192.0.2"), &[]),
            (device("FIREFOX"), &["a1"]),
            (device("100%_\\"), &["a2"]),
            (device("1_0"), &[]),
            (client("shop"), &["a1", "a2"]),
            (client("wiki"), &[]),
            (SessionFilter { app: client("shop").app, ..of(&[&alice, &bob]) }, &["a2", "a1"]),
            (SessionFilter { address: address("2001:db8::7").address, ..client("shop") }, &["a2"]),
            (SessionFilter { device: device("firefox").device, ..client("shop") }, &["a1"]),
        ] {
            assert_eq!(listed(&db, &filter).await, expected, "{}: {filter:?}", db.name);
        }
    }
}

async fn add_client(db: &TestStore, id: &str) {
    let insert = format!(
        "INSERT INTO clients (id, name, is_public, redirect_uris, post_logout_redirect_uris, grant_types, scopes, \
         resources, audiences, requires_pkce, requires_consent, created_at, updated_at) \
         VALUES ('{id}', '{id}', TRUE, '[]', '[]', '', '', '[]', '[]', TRUE, FALSE, 1, 1)"
    );
    let mut write = db.store.write().await.unwrap();
    both!(&mut write.db(), c => sqlx::query(sqlx::AssertSqlSafe(insert)).execute(c).await.map(drop)).unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn sqlite_walks_the_index_that_each_search_was_made_for() {
    let db = testing::sqlite().await;
    for (texts, index) in [
        (NEWEST, "sessions_live"),
        (NEWEST_SCANNED, "sessions_live"),
        (OF_ADDRESS, "sessions_address"),
        (OF_PEOPLE, "sessions_user"),
        (OF_APP, "families_client"),
    ] {
        let mut read = db.store.read().await.unwrap();
        let Db::Sqlite(c) = read.db() else { panic!("SQLite") };
        let sql = format!("EXPLAIN QUERY PLAN {}", texts.list);
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *c).await.unwrap();
        let steps: Vec<&str> = plan.iter().map(|(.., step)| &**step).collect();
        assert!(steps.iter().take(2).any(|step| step.contains(&format!("INDEX {index} "))), "{index}: {steps:?}");
        let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
        assert_eq!(sorts, index == "sessions_user", "only one person's few sessions are sorted: {steps:?}");
    }
}

#[tokio::test]
async fn a_search_by_device_goes_on_where_it_had_looked_through_enough() {
    for db in testing::stores().await {
        let user = testing::user(&db, "alice").await;
        add(&db, &session("oldest", &user.id, 10)).await;
        let mut read = db.store.read().await.unwrap();
        assert_eq!(read.db().session_scan_end(None).await.unwrap(), None, "{}", db.name);
        drop(read);
        let mut write = db.store.write().await.unwrap();
        // SQLite's BYTEA takes the text as it is.
        let hash = if matches!(write.db(), Db::Sqlite(_)) { "'h' || i" } else { "CAST('h' || i AS BYTEA)" };
        let crowd = format!(
            "INSERT INTO sessions (sid, user_id, cookie_hash, auth_time, amr, created_at, last_seen_at, expires_at) \
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
             SELECT 's' || i, '{}', {hash}, 20, 'pwd', 20, {NOW}, {NOW} + 100 FROM n",
            user.id
        );
        both!(&mut write.db(), c => sqlx::query(sqlx::AssertSqlSafe(crowd)).execute(c).await.map(drop)).unwrap();
        write.commit().await.unwrap();
        let filter = SessionFilter { device: Some("firefox".to_owned()), ..SessionFilter::default() };
        let mut read = db.store.read().await.unwrap();
        assert!(read.db().list_sessions(&filter, &MOMENT, None, 10).await.unwrap().is_empty(), "{}", db.name);
        let end = read.db().session_scan_end(None).await.unwrap();
        let found = read.db().list_sessions(&filter, &MOMENT, end.as_ref(), 10).await.unwrap();
        assert_eq!(found.iter().map(|found| found.session.sid.as_str()).collect::<Vec<_>>(), ["oldest"], "{}", db.name);
        assert_eq!(read.db().session_scan_end(end.as_ref()).await.unwrap(), None, "{}", db.name);
    }
}

proptest! {
    #[test]
    fn a_cursor_of_any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = SessionCursor::parse(&text);
    }
}
