//! Steps that are decided together are decided as if each came alone; on both engines, though one needs no batches.

use super::*;
use crate::model::claims_request::ClaimsRequest;
use crate::model::client::{Client, ClientKind};
use crate::model::family_token::RefreshToken;
use crate::model::ids::{Sid, random_id};
use crate::model::scope::Scope;
use crate::model::secret::TokenHash;
use crate::store::family_tokens::{REDEMPTION_OF_MANY, ROTATION_OF_MANY};
use crate::store::testing::{self, TestStore, stores};
use crate::store::{AuditEvent, AuthorizationCode, BegunFamily, Family, Moment, Redemption, Rotation, Session, Store};
use futures_util::future::join_all;
use std::task::Poll;

const NOW: i64 = 1_800_000_000;
const MOMENT: Moment = Moment { now: NOW, idle_seconds: 600 };
const APP: &str = "app";

/// An app and somebody who is signed in.
async fn session(db: &TestStore) -> Session {
    let user = testing::user(db, "alice").await;
    let session = Session {
        sid: Sid::from(random_id()),
        user_id: user.id,
        auth_time: NOW,
        amr: "pwd".to_owned(),
        address: None,
        user_agent: None,
        created_at: NOW,
        last_seen_at: NOW,
        expires_at: NOW + 3600,
        ended_at: None,
    };
    let mut write = db.write().await.unwrap();
    write.db().insert_client(&Client::new(APP, ClientKind::Web, NOW)).await.unwrap();
    write.db().insert_session(&session, &TokenHash::of("cookie")).await.unwrap();
    write.commit().await.unwrap();
    session
}

/// A family that has not begun.
fn family(session: &Session) -> BegunFamily {
    let family = Family {
        id: random_id().into(),
        client_id: APP.into(),
        user_id: session.user_id.clone(),
        sid: session.sid.clone(),
        is_offline: false,
        scope: Scope::parse("openid"),
        resources: vec!["https://api.example".to_owned()],
        claims: ClaimsRequest::default(),
        auth_time: NOW,
        amr: "pwd".to_owned(),
        nonce: Some("nonce".to_owned()),
        created_at: NOW,
        expires_at: NOW + 3600,
    };
    let code = AuthorizationCode {
        hash: TokenHash::of(family.id.as_str()),
        redirect_uri: "https://app.example/".to_owned(),
        code_challenge: Some("challenge".to_owned()),
        expires_at: NOW + 60,
        redeemed_at: None,
    };
    let event = AuditEvent {
        id: random_id(),
        at_ms: NOW * 1000,
        kind: "family.begun".to_owned(),
        actor: format!("user:{}", family.user_id),
        user_id: Some(family.user_id.to_string()),
        client_id: None,
        sid: Some(family.sid.to_string()),
        address: None,
        detail: "{\"scope\":\"openid\"}".to_owned(),
        mac: vec![0, 7, 255],
    };
    BegunFamily { event, family, code }
}

/// A family that has begun, and what redeems its code.
async fn begun(db: &TestStore, session: &Session) -> Redemption {
    let begun = family(session);
    let BegunFamily { family, code, .. } = begun.clone();
    assert!(db.begin_family(begun).await.unwrap());
    let first = Some(RefreshToken::first(family.id.clone()));
    let (redirect_uri, code_challenge) = (code.redirect_uri, code.code_challenge);
    Redemption {
        hash: code.hash,
        client: APP.into(),
        redirect_uri,
        code_challenge,
        first,
        family: family.id,
        moment: MOMENT,
    }
}

fn rotation(used: &RefreshToken) -> Rotation {
    Rotation { used: used.clone(), successor: used.successor(), client: APP.into(), moment: MOMENT, retry_seconds: 60 }
}

/// Which of the steps had what they wanted to spend.
async fn redeem_all(store: &Store, steps: &[Redemption]) -> Vec<bool> {
    let answers = join_all(steps.iter().map(|step| store.redeem_code(step.clone()))).await;
    answers.into_iter().map(|answer| answer.unwrap().is_some()).collect()
}

async fn rotate_all(store: &Store, steps: &[Rotation]) -> Vec<bool> {
    let answers = join_all(steps.iter().map(|step| store.rotate_refresh_token(step.clone()))).await;
    answers.into_iter().map(|answer| answer.unwrap().is_some()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_codes_that_come_at_once_each_is_decided_by_itself() {
    for db in stores().await {
        let session = session(&db).await;
        let mut steps = Vec::new();
        for _ in 0..100 {
            steps.push(begun(&db, &session).await);
        }
        steps[1].redirect_uri.push('x');
        steps[2].code_challenge = None;
        steps[3].client = "other".into();
        steps[4].hash = TokenHash::of("guess");
        steps[5].moment.now = NOW + 61;
        let expected: Vec<bool> = (0..100).map(|n| !(1..=5).contains(&n)).collect();
        // The latest moment of a batch counts for all of it, so that one stands alone.
        let late = redeem_all(&db, &steps[5..6]).await;
        let mut done = redeem_all(&db, &[&steps[..5], &steps[6..]].concat()).await;
        done.insert(5, late[0]);
        assert_eq!(done, expected, "{}", db.name);
        assert!(!redeem_all(&db, &steps).await.contains(&true), "{}: a code is spent once", db.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_racers_for_one_code_one_gets_it() {
    for db in stores().await {
        let step = begun(&db, &session(&db).await).await;
        let done = redeem_all(&db, &vec![step; 32]).await;
        assert_eq!(done.iter().filter(|is_done| **is_done).count(), 1, "{}", db.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_refresh_tokens_that_come_at_once_each_is_decided_by_itself() {
    for db in stores().await {
        let session = session(&db).await;
        let mut steps = Vec::new();
        for _ in 0..100 {
            let code = begun(&db, &session).await;
            steps.push(rotation(code.first.as_ref().unwrap()));
            assert_eq!(redeem_all(&db, &[code]).await, [true]);
        }
        steps[1].client = "other".into();
        steps[2].used = RefreshToken::first(steps[2].used.family().clone());
        // Another of the same family, in the same batch or the next: a sibling.
        steps.push(rotation(&steps[0].used));
        let expected: Vec<bool> = (0..=100).map(|n| !(1..=2).contains(&n)).collect();
        assert_eq!(rotate_all(&db, &steps).await, expected, "{}", db.name);
        let next: Vec<Rotation> = steps.iter().skip(3).map(|step| rotation(&step.successor)).collect();
        assert!(!rotate_all(&db, &next).await.contains(&false), "{}: what was answered is what is stored", db.name);
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_nobody_elses_step_with_it() {
    let db = testing::sqlite().await;
    let session = session(&db).await;
    let (gone, stays) = (begun(&db, &session).await, begun(&db, &session).await);
    let mut first = Box::pin(db.redeem_code(gone.clone()));
    // Polled once: it is queued, and then its caller goes.
    assert!(std::future::poll_fn(|context| Poll::Ready(first.as_mut().poll(context).is_pending())).await);
    let second = db.redeem_code(stays);
    drop(first);
    assert!(second.await.unwrap().is_some());
    assert!(db.redeem_code(gone).await.unwrap().is_none(), "it was spent although nobody heard");
}

#[tokio::test]
async fn every_waiting_caller_hears_of_a_failure() {
    let db = testing::sqlite().await;
    let session = session(&db).await;
    let steps = [begun(&db, &session).await, begun(&db, &session).await];
    db.tamper("ALTER TABLE families RENAME TO hidden").await;
    let answers = join_all(steps.iter().map(|step| db.redeem_code(step.clone()))).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(Error::Other(_)))), "{answers:?}");
    db.tamper("ALTER TABLE hidden RENAME TO families").await;
    assert_eq!(redeem_all(&db, &steps).await, [true, true]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn families_that_begin_at_once_are_stored_with_their_events_unless_their_session_is_over() {
    for db in stores().await {
        let session = session(&db).await;
        let mut steps: Vec<BegunFamily> = (0..50).map(|_| family(&session)).collect();
        steps[7].family.sid = Sid::from("unknown");
        steps[8].family.client_id = "removed".into();
        let answers = join_all(steps.iter().map(|step| db.begin_family(step.clone()))).await;
        for (n, (step, answer)) in steps.iter().zip(answers).enumerate() {
            match n {
                7 => assert!(!answer.unwrap(), "{}", db.name),
                8 => assert!(matches!(answer, Err(Error::Gone(_))), "{}", db.name),
                _ => assert!(answer.unwrap(), "{}: {n}", db.name),
            }
            let found = db.read().await.unwrap().db().find_family(&step.family.id).await.unwrap();
            assert_eq!(found, (n != 7 && n != 8).then(|| step.family.clone()), "{}: {n}", db.name);
        }
        let mut events = testing::audit_events(&db, "family.begun").await;
        let mut expected: Vec<_> = steps.into_iter().map(|step| step.event).collect();
        expected.drain(7..=8);
        events.sort_by(|one, other| one.id.cmp(&other.id));
        expected.sort_by(|one, other| one.id.cmp(&other.id));
        assert_eq!(events, expected, "{}", db.name);
        let ended = NOW + 1;
        let mut write = db.write().await.unwrap();
        write.db().end_session(&session.sid, ended).await.unwrap();
        write.commit().await.unwrap();
        assert!(!db.begin_family(family(&session)).await.unwrap(), "{}", db.name);
    }
}

#[tokio::test]
async fn a_batch_looks_families_up_by_their_ids() {
    let db = testing::sqlite().await;
    let Store::Sqlite { writer, .. } = &db.store else { unreachable!("SQLite") };
    for statement in [REDEMPTION_OF_MANY, ROTATION_OF_MANY] {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain)
            .bind("[]")
            .bind(NOW)
            .bind(NOW)
            .fetch_all(&mut *writer.take().await.unwrap())
            .await
            .unwrap();
        let steps: Vec<String> = plan.into_iter().map(|(.., step)| step).collect();
        assert!(steps.iter().any(|step| step.starts_with("SEARCH families USING INDEX")), "{steps:?}");
        assert!(!steps.iter().any(|step| step.starts_with("SCAN families")), "{steps:?}");
    }
}
