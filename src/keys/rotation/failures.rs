//! What goes wrong: rows that somebody else changed, a database that refuses, a clock that jumps back. Each has its clear
//! error, and the server keeps signing with a key that relying parties know.

use super::testing::{DAY, House, LEAD, MAX_AGE, NOW, RS256, line};
use super::{Ending, Haste, RotationError};
use crate::keys::lifecycle::Flaw;
use crate::keys::lifecycle::State::{Active, Retired, Revoked, Standby};

/// Everything that an act must have in its transaction goes there last, so without this table it fails at the end.
const LOSE_THE_LOG: &str = "ALTER TABLE audit_events RENAME TO lost_events";
const FIND_THE_LOG: &str = "ALTER TABLE lost_events RENAME TO audit_events";

#[tokio::test]
async fn while_the_row_of_the_active_key_is_damaged_the_next_key_signs_once_apps_know_it() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        house.db.tamper("UPDATE signing_keys SET sign_from = sign_from - 1 WHERE generation = 1").await;
        node.ring.reload(&house.db).await.unwrap();
        assert_eq!(node.ring.alarms()[0].flaw, Flaw::Mac);
        assert_eq!((node.published(), node.signer()), (vec![2], None), "nobody can know it yet");
        node.clock.advance(2 * MAX_AGE);
        assert_eq!(node.signer(), Some(2), "{}", house.db.name);
        let refused = node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await;
        assert!(matches!(refused, Err(RotationError::Flawed { flaw: Flaw::Mac, .. })), "{refused:?}");
        assert_eq!(node.rotation.keep_up().await.unwrap(), [], "a damaged row is left as it is");
        node.rotation.revoke(&node.kid(1), Ending::Keep, &line()).await.unwrap();
        assert_eq!((node.states(), node.signer()), (vec![Revoked, Active, Standby], Some(2)));
        assert_eq!(node.ring.alarms(), []);
    }
}

#[tokio::test]
async fn private_parts_that_were_swapped_do_not_open_and_nothing_is_rotated_to_them() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        node.pass(LEAD).await;
        // The sealed part of the retired key in the row of the one that stands by.
        let swap = "UPDATE signing_keys SET sealed = (SELECT sealed FROM signing_keys WHERE generation = 1) \
                    WHERE generation = 3";
        house.db.tamper(swap).await;
        node.ring.reload(&house.db).await.unwrap();
        assert_eq!(node.ring.alarms()[0].flaw, Flaw::Seal);
        assert_eq!((node.published(), node.signer()), (vec![2, 1], Some(2)));
        let refused = node.rotation.rotate(RS256, Haste::Sooner, &line()).await;
        assert!(matches!(refused, Err(RotationError::Flawed { flaw: Flaw::Seal, .. })), "{refused:?}");
        node.rotation.revoke(&node.kid(3), Ending::Keep, &line()).await.unwrap();
        assert_eq!(node.states(), [Retired, Active, Revoked, Standby], "{}", house.db.name);
    }
}

#[tokio::test]
async fn a_revocation_that_is_taken_back_in_the_database_holds_all_the_same() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(LEAD).await;
        let token = node.token(300).await;
        node.rotation.revoke(&node.kid(1), Ending::Keep, &line()).await.unwrap();
        house.db.tamper("UPDATE signing_keys SET revoked_at = NULL WHERE generation = 1").await;
        for node in [&node, &house.node().await] {
            node.ring.reload(&house.db).await.unwrap();
            assert_eq!(node.ring.alarms()[0].flaw, Flaw::Mac);
            assert!(!node.believes(&token), "{}", house.db.name);
            assert_eq!(node.signer(), Some(2));
        }
    }
}

#[tokio::test]
async fn an_older_row_of_a_revoked_key_that_is_put_back_whole_is_not_believed_after_a_restart_either() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(LEAD).await;
        let (token, old) = (node.token(300).await, house.rows().await.swap_remove(0));
        node.rotation.revoke(&old.kid, Ending::Keep, &line()).await.unwrap();
        house.db.tamper("DELETE FROM signing_keys WHERE generation = 1").await;
        house.db.tamper("DROP INDEX signing_keys_one_active").await;
        let mut write = house.db.write().await.unwrap();
        write.db().insert_signing_key(&old).await.unwrap();
        write.commit().await.unwrap();
        node.ring.reload(&house.db).await.unwrap();
        for node in [&node, &house.node().await] {
            assert_eq!(node.ring.alarms()[0].flaw, Flaw::Revived);
            assert!(!node.believes(&token), "{}", house.db.name);
            assert_eq!((node.signer(), node.published()), (Some(2), vec![2, 3]));
        }
    }
}

#[tokio::test]
async fn an_act_that_the_database_refuses_at_its_end_has_changed_nothing() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(LEAD).await;
        let before = house.rows().await;
        house.db.tamper(LOSE_THE_LOG).await;
        assert!(node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.is_err());
        assert!(node.rotation.revoke(&node.kid(1), Ending::End, &line()).await.is_err());
        assert_eq!(house.rows().await, before, "{}", house.db.name);
        assert_eq!(node.signer(), Some(1));
        house.db.tamper(FIND_THE_LOG).await;
        assert!(node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap().is_new);
    }
}

#[tokio::test]
async fn a_key_that_was_made_and_could_not_be_stored_leaves_nothing_and_is_made_again() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.clock.advance(LEAD);
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        house.db.tamper(LOSE_THE_LOG).await;
        assert!(node.rotation.keep_up().await.is_err());
        assert_eq!((house.rows().await.len(), node.signer()), (2, Some(2)), "{}", house.db.name);
        house.db.tamper(FIND_THE_LOG).await;
        node.pass(0).await;
        assert_eq!(node.states(), [Retired, Active, Standby]);
    }
}

#[tokio::test]
async fn tokens_that_could_not_be_counted_are_counted_later() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        for _ in 0..2 {
            node.token(300).await;
        }
        house.db.close().await;
        assert!(node.ring.flush_signed(&house.db, NOW).await.is_err());
        assert_eq!(node.ring.take_signed(), [(node.kid(1), 2)], "{}", house.db.name);
    }
}

#[tokio::test]
async fn without_a_database_nothing_is_rotated_and_tokens_are_signed_on() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.token(300).await;
        house.db.close().await;
        let refused = node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await;
        assert!(matches!(refused, Err(RotationError::Store(error)) if error.is_unavailable()));
        assert!(node.believes(&node.token(300).await));
    }
}

#[tokio::test]
async fn a_clock_that_jumps_back_before_the_first_key_was_made_stops_nothing() {
    for house in House::on_every_engine().await {
        for node in [house.node().await, {
            house.clock.advance(-NOW);
            house.node().await
        }] {
            assert_eq!((node.signer(), node.published()), (Some(1), vec![1, 2]));
            assert!(node.believes(&node.token(300).await), "{}", house.db.name);
        }
    }
}

#[tokio::test]
async fn a_clock_that_jumps_back_during_a_rotation_leaves_a_known_key_signing() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        node.pass(LEAD - 10).await;
        node.pass(-3600).await;
        assert_eq!(node.signer(), Some(1), "before the switch");
        node.pass(3610).await;
        assert_eq!(node.signer(), Some(2));
        node.pass(-3600).await;
        assert_eq!((node.signer(), node.published()), (Some(2), vec![2, 3, 1]), "the switch is not undone");
        node.pass(3600 + DAY).await;
        assert_eq!((node.signer(), node.published()), (Some(2), vec![2, 3]));
        node.pass(-DAY).await;
        let restarted = house.node().await;
        assert_eq!((restarted.signer(), restarted.published()), (Some(2), vec![2, 3]), "{}", house.db.name);
    }
}

#[tokio::test]
async fn a_clock_that_jumps_back_does_not_revive_a_revoked_key() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(LEAD).await;
        let token = node.token(7200).await;
        node.rotation.revoke(&node.kid(1), Ending::Keep, &line()).await.unwrap();
        node.pass(-3600).await;
        let restarted = house.node().await;
        for node in [&node, &restarted] {
            assert!(!node.believes(&token));
            assert_eq!((node.signer(), node.published()), (Some(2), vec![2, 3]), "{}", house.db.name);
        }
    }
}
