//! Clocks that are ahead: one that leaps a day and comes back, one that stays there, and one of two servers that was
//! wrong from the start. A key must not be taken for older than it is, and none may leave the key set early.

use super::testing::{DAY, House, LEAD, MAX_AGE, NOW, RS256, line};
use super::{Ending, Haste};
use crate::clock::Clock;
use crate::config::Config;

#[tokio::test]
async fn a_clock_that_leaps_a_day_ahead_and_back_makes_no_key_sign_and_none_leave() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.pass(LEAD).await;
        let token = node.token(3600).await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        node.pass(1).await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        assert_eq!((node.signer(), node.published()), (Some(2), vec![2, 3, 1]), "{}", house.db.name);
        house.clock.leap(DAY);
        for _ in 0..10 {
            node.pass(60).await;
            assert_eq!((node.signer(), node.published()), (Some(2), vec![2, 3, 1]), "{}", house.db.name);
        }
        house.clock.leap(-DAY);
        node.pass(1).await;
        assert!(node.believes(&token));
        assert_eq!((node.signer(), node.published()), (Some(2), vec![2, 3, 1]), "{}", house.db.name);
        node.pass(LEAD).await;
        assert_eq!(node.signer(), Some(3), "in its time");
    }
}

#[tokio::test]
async fn a_leap_that_stays_is_believed_once_every_app_knows_the_next_key() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        node.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        node.pass(1).await;
        house.clock.leap(2 * DAY);
        node.pass(1).await;
        assert_eq!((node.signer(), node.ring.behind()), (Some(1), 2 * DAY), "{}", house.db.name);
        node.pass(2 * MAX_AGE - 2).await;
        assert_eq!(node.signer(), Some(1), "{}", house.db.name);
        node.pass(2).await;
        assert_eq!((node.signer(), node.ring.behind()), (Some(2), 0), "{}", house.db.name);
    }
}

#[tokio::test]
async fn keys_that_are_made_during_a_leap_have_the_date_of_before() {
    for house in House::on_every_engine().await {
        let node = house.node().await;
        let now = house.clock.now();
        house.clock.leap(30 * DAY);
        let radius = node.rotation.revoke(&node.kid(1), Ending::Keep, &line()).await.unwrap();
        assert_eq!(radius.at, now, "{}", house.db.name);
        let made: Vec<i64> = house.rows().await.iter().map(|row| row.publish_at).collect();
        assert_eq!(made, [now; 3], "{}", house.db.name);
        house.clock.leap(-30 * DAY);
        node.pass(1).await;
        assert_eq!((node.signer(), node.published()), (Some(2), vec![2, 3]), "{}", house.db.name);
    }
}

#[tokio::test]
async fn one_server_of_two_whose_clock_is_a_day_ahead_goes_by_the_database() {
    for house in House::on_every_engine().await {
        let right = house.node().await;
        let wrong = house.node_by(Clock::fixed(NOW + DAY), &house.db.store, Config::default()).await;
        wrong.ring.compare(house.clock.now());
        wrong.rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        for _ in 0..5 {
            wrong.ring.compare(house.clock.now());
            wrong.pass(MAX_AGE).await;
            right.ring.reload(&house.db.store).await.unwrap();
            right.pass(MAX_AGE).await;
            for node in [&right, &wrong] {
                assert_eq!((node.signer(), node.published()), (Some(1), vec![1, 2]), "{}", house.db.name);
            }
        }
        right.pass(LEAD).await;
        wrong.ring.reload(&house.db.store).await.unwrap();
        wrong.clock.advance(LEAD);
        wrong.ring.compare(house.clock.now());
        assert_eq!((right.signer(), wrong.signer()), (Some(2), Some(2)), "{}", house.db.name);
    }
}
