//! Logout notices in the admin area: what became of each, and one more try.

use crate::support::{ALICE, BOB, Desk, House, SHOP, WIKI, on_every_engine};
use claviger::model::user::Role;

/// Bob signs out of two apps that nobody has told yet.
async fn two_notices(house: &House) {
    let browser = house.signed_in(BOB).await;
    for app in [&SHOP, &WIKI] {
        house.tokens(&browser, app, &app.ask()).await;
    }
    house.sign_out(&browser).await;
}

fn notice_id(page: &str) -> String {
    let form = page.split("/admin/sessions/notices/send").nth(1).expect("a form");
    let (_, rest) = form.split_once("name=\"id\" value=\"").expect("an id");
    rest.split('"').next().expect("its end").to_owned()
}

on_every_engine! {
    async fn notices_are_listed_and_narrowed_by_app_person_and_state(house: &House) {
        let (_shop, _wiki) = (house.told(&SHOP, 200).await, house.told(&WIKI, 200).await);
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        assert!(desk.page("/admin/sessions/notices").await.contains("No notices"));
        two_notices(house).await;
        for (query, found) in [
            ("", 2), ("?app=shop", 1), ("?q=bob", 2), ("?q=alice", 0), ("?q=nobody", 0), ("?notice=pending", 2),
            ("?notice=delivered", 0),
        ] {
            let page = desk.page(&format!("/admin/sessions/notices{query}")).await;
            assert_eq!(page.matches("Send again now: ").count(), found, "{query}: {page}");
        }
    }

    async fn a_notice_is_sent_again_at_once_and_the_page_says_what_came_of_it(house: &House) {
        let shop = house.told(&SHOP, 503).await;
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        two_notices(house).await;
        let id = notice_id(&desk.page("/admin/sessions/notices").await);
        let page = desk.done("/admin/sessions/notices/send", &[("id", &id)]).await;
        assert!(page.contains("has not confirmed") && page.contains("status 503"), "{page}");
        let health = desk.page("/admin/clients/shop/health").await;
        assert!(health.contains("status 503") && health.contains(&id), "{health}");
        shop.answer_with(200);
        let page = desk.done("/admin/sessions/notices/send", &[("id", &id)]).await;
        assert!(page.contains("The shop has confirmed the notice") && !page.contains("status 503"), "{page}");
        assert_eq!(shop.posts().len(), 2);
        let page = desk.done("/admin/sessions/notices/send", &[("id", &id)]).await;
        assert!(page.contains("delivered meanwhile"), "{page}");
        assert_eq!(house.count_events("session.notice_resent").await, 2);
    }

    async fn who_may_not_end_sessions_sends_no_notice(house: &House) {
        let shop = house.told(&SHOP, 200).await;
        two_notices(house).await;
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        let page = desk.page("/admin/sessions/notices").await;
        assert!(page.contains("The shop") && !page.contains("Send again now"), "{page}");
        let mut read = house.store.read().await.expect("a connection");
        let all = read.db().list_logout_notices(&Default::default(), None, 9).await.expect("a query");
        drop(read);
        assert_eq!(desk.post("/admin/sessions/notices/send", &[("id", &all[0].id)]).await.status, 403);
        assert_eq!(shop.posts().len(), 0);
    }
}
