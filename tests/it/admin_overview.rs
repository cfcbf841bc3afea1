//! The overview: what happens by the hour, and what needs attention.

use crate::support::{ALICE, BOB, Desk, House, ROBOT, SHOP, on_every_engine};
use claviger::model::user::Role;

async fn flush(house: &House) {
    let provider = &house.provider;
    provider.audit.counters().flush(&house.store, house.clock.now()).await.expect("a flush");
    provider.failures.flush(&house.store).await.expect("a flush");
}

on_every_engine! {
    async fn sign_ins_and_tokens_are_counted_by_the_hour_good_and_bad(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        let browser = house.browser();
        let page = browser.get("/login").await;
        browser.fill_in_sign_in(&page, BOB, "wrong").await.assert_page(422);
        house.token(&ROBOT, &[("grant_type", "client_credentials")]).await.json_of(200);
        house.refresh(&SHOP, "nonsense").await.assert_error(400, "invalid_grant");
        flush(house).await;
        for path in ["/admin", "/admin?span=week", "/admin?span=evil"] {
            let page = desk.page(path).await;
            assert_eq!(page.matches("<figure class=\"chart panel\">").count(), 2, "{page}");
            assert!(page.contains("Sign-ins by the hour: 1 succeeded, 1 failed."), "{page}");
            assert!(page.contains("Tokens by the hour: 1 succeeded, 1 failed."), "{page}");
            let hours = if path.ends_with("week") { 168 } else { 24 };
            assert_eq!(page.matches("<th scope=\"row\">").count(), hours, "{path}");
        }
        house.clock.advance(25 * 3600);
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        assert!(desk.page("/admin").await.contains("Nothing happened in this time."));
        assert!(desk.page("/admin?span=week").await.contains("1 failed."));
    }

    async fn what_needs_attention_leads_to_where_it_is_mended(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        house.refresh(&SHOP, "nonsense").await.assert_error(400, "invalid_grant");
        flush(house).await;
        let page = desk.page("/admin").await;
        assert!(page.contains("A request of The shop failed in the last hour"), "{page}");
        assert!(page.contains("/admin/clients/shop/health"), "{page}");
        assert!(page.contains("There is only one owner"), "{page}");
        assert!(!page.contains("for its number in the audit log") && !page.contains("for their number"), "{page}");
        house.change_person(BOB, |user| user.role = Some(Role::Owner)).await;
        house.clock.advance(6);
        let page = desk.page("/admin").await;
        assert!(!page.contains("There is only one owner"), "{page}");
        assert!(page.contains("number in the audit log"), "no linker runs: {page}");
        house.clock.advance(3600);
        assert!(!desk.page("/admin").await.contains("failed in the last hour"));
    }

    async fn a_secret_that_is_the_last_one_and_expires_is_told(house: &House) {
        let desk = Desk::of(house, ALICE, Role::AppAdmin).await;
        assert!(!desk.page("/admin").await.contains("The last secret of"));
        let now = house.clock.now();
        house.write(async |db| {
            let id = SHOP.id.into();
            let shop = db.find_client(&id).await.expect("a query").expect("the shop");
            for secret in shop.secrets {
                db.expire_client_secret(&id, &secret.id, now + 3 * 86_400).await.expect("a query");
            }
        })
        .await;
        house.see_changes().await;
        let page = desk.page("/admin").await;
        assert!(page.contains("The last secret of The shop expires in 3 days"), "{page}");
        assert!(page.contains("/admin/clients/shop/secrets"), "{page}");
        house.clock.advance(3 * 86_400);
        let desk = Desk::of(house, ALICE, Role::AppAdmin).await;
        assert!(desk.page("/admin").await.contains("The shop has no secret that works"));
    }
}
