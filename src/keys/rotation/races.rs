//! Nodes and admins that act at the same time: one is first, and the others see what it has done.

use super::testing::{House, LEAD, NOW, Node, RS256, line};
use super::{Chore, Ending, Haste, RotationError};
use crate::config::Config;
use crate::keys::lifecycle::State::{Active, Retired, Revoked, Standby};
use crate::store::Store;

/// Two nodes with connections of their own, each used by two callers.
async fn callers(house: &House) -> Vec<Node> {
    let mut nodes = Vec::new();
    for _ in 0..2 {
        let store = match &house.db.store {
            Store::Sqlite { .. } => {
                Store::connect(&format!("sqlite:{}", house.db.file().display()), false).await.unwrap()
            }
            Store::Postgres(_) => house.db.store.clone(),
        };
        for _ in 0..2 {
            nodes.push(house.node_over(&store, Config::default()).await);
        }
    }
    nodes
}

async fn all<T: Send + 'static>(
    nodes: &[Node],
    act: impl Fn(usize, super::Rotation) -> std::pin::Pin<Box<dyn Future<Output = T> + Send>>,
) -> Vec<T> {
    let running: Vec<_> =
        nodes.iter().enumerate().map(|(i, node)| tokio::spawn(act(i, node.rotation.clone()))).collect();
    let mut answers = Vec::new();
    for task in running {
        answers.push(task.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_admins_who_rotate_at_once_one_plans_the_switch_and_all_are_told_the_same() {
    for house in House::on_every_engine().await {
        let nodes = callers(&house).await;
        let answers = all(&nodes, |_, rotation| {
            Box::pin(async move { rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap() })
        })
        .await;
        assert_eq!(answers.iter().filter(|switch| switch.is_new).count(), 1, "{}", house.db.name);
        assert!(answers.iter().all(|switch| switch.at == NOW + LEAD && switch.to == answers[0].to));
        assert_eq!(house.events("key.rotation_planned").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_nodes_that_look_after_the_keys_at_once_one_does_each_thing() {
    for house in House::on_every_engine().await {
        let nodes = callers(&house).await;
        house.clock.advance(LEAD);
        nodes[0].rotation.rotate(RS256, Haste::WhenSafe, &line()).await.unwrap();
        house.clock.advance(60);
        for node in &nodes {
            node.ring.reload(&house.db).await.unwrap();
        }
        let kid = nodes[0].kid(1);
        let done = all(&nodes, |_, rotation| Box::pin(async move { rotation.keep_up().await.unwrap() })).await;
        let mut done: Vec<Chore> = done.into_iter().flatten().collect();
        done.sort_by_key(|chore| format!("{chore:?}"));
        assert_eq!(done, [Chore::DateRemoval(kid), Chore::MakeStandby(RS256)], "{}", house.db.name);
        nodes[3].ring.reload(&house.db).await.unwrap();
        assert_eq!(nodes[3].states()[1..], [Active, Standby]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_admins_who_revoke_at_once_one_does_it_and_one_key_signs() {
    for house in House::on_every_engine().await {
        let nodes = callers(&house).await;
        let kid = nodes[0].kid(1);
        let answers = all(&nodes, |_, rotation| {
            let kid = kid.clone();
            Box::pin(async move { rotation.revoke(&kid, Ending::End, &line()).await })
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{}", house.db.name);
        let refused = answers.into_iter().filter_map(Result::err);
        assert!(refused.into_iter().all(|error| matches!(error, RotationError::Over { .. })));
        nodes[0].ring.reload(&house.db).await.unwrap();
        assert_eq!(nodes[0].states(), [Revoked, Active, Standby], "{}", house.db.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_revocation_and_rotations_at_once_leave_one_key_that_signs() {
    for house in House::on_every_engine().await {
        house.clock.advance(LEAD);
        let nodes = callers(&house).await;
        let kid = nodes[0].kid(1);
        all(&nodes, |i, rotation| {
            let kid = kid.clone();
            Box::pin(async move {
                match i {
                    0 => drop(rotation.revoke(&kid, Ending::Keep, &line()).await.unwrap()),
                    1 => drop(rotation.cancel(RS256, &line()).await),
                    _ => drop(rotation.rotate(RS256, Haste::Sooner, &line()).await),
                }
            })
        })
        .await;
        let node = &nodes[3];
        node.ring.reload(&house.db).await.unwrap();
        node.pass(2 * LEAD).await;
        let states = node.states();
        assert_eq!(states.iter().filter(|state| **state == Active).count(), 1, "{}: {states:?}", house.db.name);
        assert_eq!(states[0], Revoked);
        assert!(!states.contains(&Retired) || states.len() > 3, "{states:?}");
    }
}
