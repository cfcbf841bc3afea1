//! Revocations over a database: what they reach, what signs afterwards, and what ends.

use super::testing::{House, LEAD, MAX_AGE, NOW, Node, RS256, line};
use super::{Ending, Haste, RotationError, Successor};
use crate::keys::lifecycle::State::{Active, Retired, Revoked, Standby};
use crate::model::claims_request::ClaimsRequest;
use crate::model::family_token;
use crate::model::ids::{ClientId, Sid};
use crate::model::scope::Scope;
use crate::model::secret::Token;
use crate::store::{AuthorizationCode, Ended, Family, Session, Store, testing};

/// Somebody who signed in to an app at `at`.
async fn sign_in(store: &Store, username: &str, client: &ClientId, at: i64) {
    let user = testing::user(store, username).await;
    let session = Session {
        sid: Sid::from(format!("{username}-{client}")),
        user_id: user.id.clone(),
        auth_time: at,
        amr: "pwd".to_owned(),
        address: None,
        user_agent: None,
        created_at: at,
        last_seen_at: at,
        expires_at: at + 86_400_000,
        ended_at: None,
    };
    let family = Family {
        id: format!("{username}-{client}").into(),
        client_id: client.clone(),
        user_id: user.id,
        sid: session.sid.clone(),
        is_offline: false,
        scope: Scope::parse("openid"),
        resources: Vec::new(),
        claims: ClaimsRequest::default(),
        auth_time: at,
        amr: session.amr.clone(),
        nonce: None,
        created_at: at,
        expires_at: at + 86_400_000,
    };
    let code = AuthorizationCode {
        hash: family_token::code(&family.id).hash(),
        redirect_uri: "https://app.example/cb".to_owned(),
        code_challenge: None,
        expires_at: at + 60,
        redeemed_at: None,
    };
    let mut write = store.write().await.unwrap();
    write.db().insert_session(&session, &Token::random().hash()).await.unwrap();
    write.db().insert_family(&family, &code).await.unwrap();
    write.commit().await.unwrap();
}

async fn revoke(node: &Node, generation: usize, ending: Ending) -> super::Radius {
    node.rotation.revoke(&node.kid(generation), ending, &line()).await.unwrap()
}

#[tokio::test]
async fn the_next_key_signs_at_once_and_another_is_made() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(LEAD).await;
        let token = node.token(300).await;
        let preview = node.rotation.radius(&node.kid(1)).await.unwrap();
        let done = revoke(&node, 1, Ending::Keep).await;
        assert_eq!(done, preview);
        assert_eq!((done.state, done.accepted_until), (Active, NOW + LEAD + MAX_AGE));
        assert_eq!(done.tokens_valid_until, Some(NOW + LEAD + 900));
        assert_eq!(done.successor, Some(Successor { kid: Some(node.kid(2)), fails_until: None }));
        assert_eq!((node.states(), node.published()), (vec![Revoked, Active, Standby], vec![2, 3]));
        assert!(!node.believes(&token));
        assert!(house.rows().await[0].sealed.is_none(), "{}", house.db.name);
        assert_eq!((house.events("key.revoked").await, house.events("key.activated").await), (1, 1));
    }
}

#[tokio::test]
async fn a_successor_that_apps_cannot_know_yet_signs_all_the_same_and_the_log_says_so() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let done = revoke(&node, 1, Ending::Keep).await;
        let fails_until = Some(NOW + 2 * MAX_AGE);
        assert_eq!(done.successor, Some(Successor { kid: Some(node.kid(2)), fails_until }));
        assert_eq!(node.signer(), Some(2));
        let events = testing::audit_events(&house.db, "key.activated").await;
        assert!(events[0].detail.contains("exception"), "{}: {}", house.db.name, events[0].detail);
    }
}

#[tokio::test]
async fn where_no_next_key_is_there_one_is_made_for_it() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        house.db.tamper("DELETE FROM signing_keys WHERE generation = 2").await;
        node.ring.reload(&house.db).await.unwrap();
        let done = revoke(&node, 1, Ending::Keep).await;
        assert_eq!(done.successor.unwrap().fails_until, Some(NOW + 2 * MAX_AGE));
        assert_eq!((node.states(), node.signer()), (vec![Revoked, Active, Standby], Some(2)));
        assert_eq!(node.ring.alarms(), []);
    }
}

#[tokio::test]
async fn revoking_the_key_that_stands_by_leaves_the_one_that_signs() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let done = revoke(&node, 2, Ending::End).await;
        assert_eq!((done.successor, done.tokens_valid_until, done.apps), (None, None, Vec::new()));
        assert_eq!((node.states(), node.signer()), (vec![Active, Revoked, Standby], Some(1)));
    }
}

#[tokio::test]
async fn revoking_a_key_that_has_its_date_calls_the_switch_off() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        revoke(&node, 2, Ending::Keep).await;
        node.pass(2 * LEAD).await;
        assert_eq!((node.states(), node.signer()), (vec![Active, Revoked, Standby], Some(1)));
        assert_eq!(house.rows().await[0].sign_until, None, "{}", house.db.name);
    }
}

#[tokio::test]
async fn revoking_a_key_that_is_about_to_hand_over_brings_its_successor_forward() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(3 * MAX_AGE).await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        let done = revoke(&node, 1, Ending::Keep).await;
        assert_eq!(done.successor, Some(Successor { kid: Some(node.kid(2)), fails_until: None }));
        assert_eq!((node.states(), node.signer()), (vec![Revoked, Active, Standby], Some(2)));
    }
}

#[tokio::test]
async fn a_retired_key_can_be_revoked_and_leaves_the_key_set_early() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(LEAD).await;
        node.token(300).await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        node.pass(1).await;
        assert_eq!(node.states(), [Retired, Active, Standby]);
        assert_eq!(revoke(&node, 1, Ending::Keep).await.successor, None);
        assert_eq!(node.published(), [2, 3]);
        let again = node.rotation.revoke(&node.kid(1), Ending::Keep, &line()).await;
        assert!(matches!(again, Err(RotationError::Over { state: Revoked, .. })), "{again:?}");
        let unknown = node.rotation.revoke("nobody", Ending::Keep, &line()).await;
        assert!(matches!(unknown, Err(RotationError::UnknownKey(_))), "{unknown:?}");
    }
}

#[tokio::test]
async fn sessions_and_refresh_tokens_since_the_key_began_to_sign_end_or_stay_by_choice() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let (shop, wiki) = (testing::client(&house.db, "shop").await, testing::client(&house.db, "wiki").await);
        sign_in(&house.db, "early", &shop, NOW).await;
        node.pass(LEAD).await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        node.pass(1000).await;
        sign_in(&house.db, "alice", &shop, node.now()).await;
        sign_in(&house.db, "bob", &wiki, node.now()).await;
        let kept = node.rotation.radius(&node.kid(2)).await.unwrap();
        assert_eq!((kept.sessions, kept.families, kept.people), (2, 2, 2), "{}", house.db.name);
        assert_eq!((kept.apps.as_slice(), kept.ended), (&[shop.clone(), wiki][..], Ended::default()));
        let done = revoke(&node, 2, Ending::End).await;
        assert_eq!(done.ended, Ended { sessions: 2, families: 2 }, "{}", house.db.name);
        let mut read = house.db.read().await.unwrap();
        assert_eq!(read.db().find_session(&"early-shop".into()).await.unwrap().unwrap().ended_at, None);
        assert_eq!(read.db().find_session(&"alice-shop".into()).await.unwrap().unwrap().ended_at, Some(node.now()));
        assert!(read.db().find_live_family(&"early-shop".into(), node.now(), 86_400_000).await.unwrap().is_some());
        assert!(read.db().find_live_family(&"bob-wiki".into(), node.now(), 86_400_000).await.unwrap().is_none());
    }
}
