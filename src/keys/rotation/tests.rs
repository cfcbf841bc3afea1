//! The acts and the schedule over a database, in calm weather.

use super::testing::{DAY, House, LEAD, MAX_AGE, NOW, Node, RS256, SKEW, line};
use super::{By, Haste, Leaves, NextSwitch, RotationError};
use crate::config::Config;
use crate::keys::lifecycle::State::{Active, Removed, Retired, Staged, Standby};
use crate::model::ids::{ClientId, UserId};
use crate::model::user::Role;
use crate::store::testing;

#[tokio::test]
async fn rotating_gives_the_next_key_its_date_and_asking_again_changes_nothing() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let preview = node.rotation.plan(RS256, Haste::WhenSafe).await.unwrap();
        assert_eq!(house.rows().await[1].sign_from, None, "a preview changes nothing");
        let first = node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        assert_eq!(first, preview);
        assert!(first.is_new && first.at == NOW + LEAD, "{first:?}");
        node.clock.advance(3600);
        let second = node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        assert_eq!((second.at, second.is_new), (first.at, false));
        let rows = house.rows().await;
        assert_eq!((rows[0].sign_until, rows[1].sign_from), (Some(first.at), Some(first.at)));
        assert_eq!(house.events("key.rotation_planned").await, 1, "{}", house.db.name);
    }
}

#[tokio::test]
async fn a_key_that_was_published_for_long_enough_takes_over_at_once() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(LEAD).await;
        assert_eq!(node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap().at, NOW + LEAD);
        assert_eq!(node.signer(), Some(2));
    }
}

#[tokio::test]
async fn haste_skips_the_configured_lead_and_never_twice_the_cache_time() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        let sooner = node.rotation.rotate(RS256, Haste::Sooner, &line()).await.unwrap();
        assert_eq!((sooner.at, sooner.is_new), (NOW + 2 * MAX_AGE, true));
        let again = node.rotation.rotate(RS256, Haste::Sooner, &line()).await.unwrap();
        assert_eq!((again.at, again.is_new), (sooner.at, false));
        node.clock.advance(2 * MAX_AGE - 1);
        assert_eq!(node.signer(), Some(1));
        node.clock.advance(1);
        assert_eq!(node.signer(), Some(2));
    }
}

#[tokio::test]
async fn a_planned_switch_can_be_called_off_and_then_nothing_is_planned() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let planned = node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        assert_eq!(node.rotation.cancel(RS256, &line()).await.unwrap().at, planned.at);
        node.pass(2 * LEAD).await;
        assert_eq!((node.signer(), node.states()), (Some(1), vec![Active, Standby]));
        assert!(matches!(node.rotation.cancel(RS256, &line()).await, Err(RotationError::NothingPending)));
    }
}

#[tokio::test]
async fn after_the_switch_the_next_key_is_made_and_the_old_one_stays_until_its_last_token_has_expired() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        node.pass(LEAD - 1).await;
        let token = node.token(300).await;
        node.pass(1).await;
        assert_eq!(node.states(), [Retired, Active, Standby]);
        assert_eq!(node.published(), [2, 3, 1]);
        let ceiling = house.rows().await[0].exp_ceiling;
        assert!(ceiling >= NOW + LEAD - 1 + 300);
        node.pass(298).await;
        assert!(node.believes(&token));
        let dated = house.rows().await[0].remove_at.unwrap();
        assert_eq!(dated, ceiling + SKEW);
        node.pass(dated - 1 - node.now()).await;
        assert_eq!(node.published(), [2, 3, 1]);
        node.pass(1).await;
        assert_eq!((node.states(), node.published()), (vec![Removed, Active, Standby], vec![2, 3]));
        let gone = &house.rows().await[0];
        assert!(gone.sealed.is_none() && gone.public_jwk.contains("RSA"), "the public part stays");
        let told = ["key.created", "key.activated", "key.retired", "key.removed"];
        let mut counts = Vec::new();
        for kind in told {
            counts.push(house.events(kind).await);
        }
        assert_eq!(counts, [1, 1, 1, 1], "{}", house.db.name);
    }
}

#[tokio::test]
async fn a_token_that_outlives_the_removal_is_not_signed_by_a_server_whose_clock_is_late() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        node.pass(LEAD + SKEW).await;
        node.clock.advance(-SKEW - 1);
        let late = house.node().await;
        let leaves = house.rows().await[0].remove_at.unwrap();
        let raise = async |exp| {
            let mut write = house.db.write().await.unwrap();
            let is_raised = write.db().raise_exp_ceiling(&late.kid(1), exp).await.unwrap();
            write.commit().await.unwrap();
            is_raised
        };
        assert!(raise(leaves).await);
        assert!(!raise(leaves + 1).await, "{}", house.db.name);
    }
}

#[tokio::test]
async fn keys_rotate_by_schedule_announced_one_lead_ahead() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let at = NOW + 90 * DAY;
        assert_eq!(node.rotation.outlook()[0].switch, NextSwitch::Scheduled { at });
        node.pass(90 * DAY - LEAD - 1).await;
        assert_eq!(house.rows().await[1].sign_from, None);
        node.pass(1).await;
        assert_eq!(node.rotation.outlook()[0].switch, NextSwitch::Pending { at });
        node.pass(LEAD).await;
        assert_eq!(node.states(), [Retired, Active, Standby]);
        assert_eq!(node.rotation.outlook()[0].switch, NextSwitch::Scheduled { at: at + 90 * DAY });
    }
}

#[tokio::test]
async fn a_schedule_that_was_missed_still_respects_the_lead() {
    for house in House::on_every_engine().await {
        house.clock.advance(365 * DAY);
        let node = house.node().await;
        node.pass(0).await;
        let at = node.now() + LEAD;
        assert_eq!(node.rotation.outlook()[0].switch, NextSwitch::Pending { at });
        assert_eq!(node.signer(), Some(1));
    }
}

#[tokio::test]
async fn without_a_schedule_keys_rotate_by_hand_only() {
    for house in House::on_every_engine().await {
        let mut config = Config::default();
        config.keys.rotate_days = 0;
        let node = house.node_over(&house.db.store, config).await;
        node.pass(1000 * DAY).await;
        assert_eq!((node.signer(), node.rotation.outlook()[0].switch), (Some(1), NextSwitch::NotScheduled));
    }
}

#[tokio::test]
async fn a_staged_app_receives_tokens_of_the_next_key_and_no_other_does() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let shop = testing::client(&house.db, "shop").await;
        let clients = [shop.clone()];
        let early = node.rotation.stage(RS256, &clients, &line()).await;
        assert!(matches!(early, Err(RotationError::TooYoung { at, .. }) if at == NOW + 2 * MAX_AGE), "{early:?}");
        node.pass(2 * MAX_AGE).await;
        let unknown = node.rotation.stage(RS256, &[ClientId::from("nobody")], &line()).await;
        assert!(matches!(unknown, Err(RotationError::UnknownClient(_))), "{unknown:?}");
        assert!(matches!(node.rotation.stage(RS256, &[], &line()).await, Err(RotationError::NobodyNamed)));
        let staging = node.rotation.stage(RS256, &clients, &line()).await.unwrap();
        assert_eq!((staging.kid, staging.clients), (node.kid(2), clients.to_vec()));
        assert_eq!((node.states(), node.signer(), node.published()), (vec![Active, Staged], Some(1), vec![1, 2]));
        let signer = |client: &ClientId| node.ring.find_signer_for(Some(client), RS256, node.now());
        assert_eq!(signer(&shop), Some(node.kid(2)));
        assert_eq!(signer(&ClientId::from("wiki")), Some(node.kid(1)));
        node.rotation.unstage(RS256, &[], &line()).await.unwrap();
        assert_eq!((node.states(), signer(&shop)), (vec![Active, Standby], Some(node.kid(1))));
        assert_eq!(house.events("key.staged").await, 2, "{}", house.db.name);
    }
}

#[tokio::test]
async fn a_standby_may_be_given_up_for_another_unless_its_tokens_are_alive_or_it_has_its_date() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        let refused = node.rotation.discard_standby(RS256, &line()).await;
        assert!(matches!(refused, Err(RotationError::Pending { .. })), "{refused:?}");
        node.rotation.cancel(RS256, &line()).await.unwrap();
        house.db.tamper(&format!("UPDATE signing_keys SET exp_ceiling = {} WHERE generation = 2", NOW + 300)).await;
        let refused = node.rotation.discard_standby(RS256, &line()).await;
        assert!(matches!(refused, Err(RotationError::InUse { at, .. }) if at == NOW + 300 + SKEW), "{refused:?}");
        node.clock.advance(300 + SKEW);
        node.rotation.discard_standby(RS256, &line()).await.unwrap();
        assert!(house.rows().await[1].sealed.is_none());
        node.pass(0).await;
        assert_eq!((node.states(), node.published()), (vec![Active, Removed, Standby], vec![1, 3]));
    }
}

#[tokio::test]
async fn only_owners_act_on_keys_and_only_while_they_are_owners() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let person = testing::user(&house.db, "alice").await;
        let by = |role| By::admin(&person.id, role, [192, 0, 2, 1].into());
        let refused = |answer: Result<_, RotationError>| matches!(answer, Err(RotationError::Forbidden));
        assert!(refused(node.rotation.rotate(RS256, Haste::WhenSafe, &by(Role::Owner)).await), "holds no role");
        house.db.tamper("UPDATE users SET role = 'app_admin'").await;
        assert!(refused(node.rotation.rotate(RS256, Haste::WhenSafe, &by(Role::AppAdmin)).await), "a lesser role");
        house.db.tamper("UPDATE users SET role = 'owner'").await;
        assert!(node.rotation.rotate(RS256, Haste::WhenSafe, &by(Role::Owner)).await.unwrap().is_new);
        assert!(refused(node.rotation.cancel(RS256, &By::admin(&UserId::from("x"), Role::Owner, [0; 4].into())).await));
        let events = testing::audit_events(&house.db, "key.rotation_planned").await;
        assert_eq!(events[0].actor, format!("user:{}", person.id));
        assert_eq!(events[0].address.as_deref(), Some("192.0.2.1"));
    }
}

#[tokio::test]
async fn the_outlook_says_when_each_key_leaves_and_why() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        assert_eq!(node.rotation.outlook()[0].keys[1].leaves, Leaves::WhileUsed);
        let at = node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap().at;
        let outlook = &node.rotation.outlook()[0];
        assert_eq!(outlook.keys[1].leaves, Leaves::NotBefore { at: at + SKEW, last_token: 0 });
        let next = outlook.next.as_ref().unwrap();
        assert_eq!((next.ripe_at, next.safe_at), (NOW + 2 * MAX_AGE, NOW + LEAD));
        node.pass(LEAD - 1).await;
        node.token(300).await;
        node.pass(1 + SKEW).await;
        let last_token = at - 1 + 900;
        let leaves = |node: &Node| node.rotation.outlook()[0].keys[2].leaves;
        assert_eq!(leaves(&node), Leaves::Dated { at: last_token + SKEW, last_token });
        node.pass(900).await;
        assert_eq!(leaves(&node), Leaves::Gone { at: last_token + SKEW });
    }
}
