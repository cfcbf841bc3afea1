//! The page of the self-test: who may run it, and what it says where the server cannot reach itself. Clean runs are
//! tested against whole processes.

use crate::support::{ALICE, Desk, House, on_every_engine};
use claviger::model::user::Role;
use std::time::Duration;

const PATH: &str = "/admin/selftest";

on_every_engine! {
    async fn only_owners_run_it_and_every_role_may_look(house: &House) {
        for role in [Role::PeopleAdmin, Role::AppAdmin, Role::Auditor] {
            let desk = Desk::of(house, ALICE, role).await;
            let page = desk.page(PATH).await;
            assert!(page.contains("It has not run") && !page.contains(r#"id="selftest""#), "{role:?}: {page}");
            assert_eq!(desk.post(PATH, &[]).await.status, 403, "{role:?}");
            assert_eq!(desk.post("/admin/selftest/stop", &[]).await.status, 403, "{role:?}");
        }
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        assert!(desk.page("/admin/settings").await.contains(r#"href="/admin/selftest""#));
        assert!(desk.page(PATH).await.contains(r#"id="selftest""#));
    }

    async fn a_server_that_cannot_reach_itself_says_so_and_makes_nothing(house: &House) {
        // Its public address is localhost:8000, where this server does not listen.
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let before = house.count_events("client.created").await;
        let mut page = desk.done(PATH, &[]).await;
        for _ in 0..600 {
            if !page.contains("data-refresh") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            page = desk.page(PATH).await;
        }
        assert!(page.contains("Not everything that is advertised works"), "{page}");
        assert!(page.contains("this machine may reach its own public address"), "{page}");
        assert_eq!(house.count_events("client.created").await, before);
    }
}
