//! The audit log in the admin area: sentences with before and after, filters, export, verification.

use crate::support::{ALICE, BOB, Browser, Desk, House, SHOP, encode, on_every_engine};
use claviger::accounts::Authority;
use claviger::audit::{Actor, Event, Kind};
use claviger::background::Background;
use claviger::model::user::Role;
use claviger::store::AuditEvent;
use serde_json::Value;
use std::time::Duration;

async fn sentences(desk: &Desk, query: &[(&str, &str)]) -> Vec<String> {
    let page = desk.page(&format!("/admin/audit?{}", encode(query))).await;
    let told = page.split("class=\"says\">").skip(1).filter_map(|rest| rest.split('<').next());
    told.map(crate::support::unescape).collect()
}

async fn fail_to_sign_in(house: &House, browser: &Browser) {
    let page = browser.get("/login").await;
    browser.fill_in_sign_in(&page, BOB, "wrong").await.assert_page(422);
    assert!(house.count_events("sign_in.failed").await > 0);
}

/// Changes the redirect URI of the shop, as the app's page does.
async fn change_redirect_uri(house: &House, desk: &Desk) {
    let alice = house.person(ALICE).await;
    let authority = Authority::admin(&alice.id, Role::Owner, [192, 0, 2, 9].into());
    let apps = house.provider.apps();
    let mut shop = apps.get(&SHOP.id.into()).await.expect("the shop");
    shop.redirect_uris = vec!["https://shop.example/new".to_owned()];
    apps.edit(&authority, shop).await.expect("a change");
    desk.page("/admin").await;
}

/// Waits for the check that was begun; the page that tells what it found.
async fn verified(desk: &Desk) -> String {
    for _ in 0..100 {
        let page = desk.page("/admin/audit/verify").await;
        if !page.contains("data-refresh") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the check does not end");
}

on_every_engine! {
    async fn who_changed_an_apps_redirect_uri_is_told_with_before_and_after(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        change_redirect_uri(house, &desk).await;
        assert_eq!(sentences(&desk, &[("app", "shop"), ("event", "client")]).await, ["Alice Adams changed the app The shop: redirect URIs"]);
        let page = desk.page("/admin/audit?app=shop").await;
        for told in [
            "<code>redirect_uris</code>",
            "class=\"gone\"><span class=\"unseen\">Before:</span><code>https://shop.example/callback</code>",
            "class=\"new\"><span class=\"unseen\">After:</span><code>https://shop.example/new</code>",
            "192.0.2.9",
            "/admin/audit?address=192.0.2.9",
            "/admin/clients/shop",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
    }

    async fn the_log_is_filtered_by_person_kind_time_address_and_text(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        fail_to_sign_in(house, &house.browser()).await;
        let bob = house.person(BOB).await.id;
        let wrong = "Somebody tried to sign in as bob with a wrong password";
        for (query, expected) in [
            (&[("person", "bob")][..], &[wrong][..]),
            (&[("person", bob.as_str())], &[wrong]),
            (&[("event", "sign_in"), ("person", "bob")], &[wrong]),
            (&[("event", "user"), ("person", "bob")], &[]),
            (&[("q", "wrong_password")], &[wrong]),
            (&[("q", "no such text")], &[]),
            (&[("address", "127.0.0.1"), ("person", "bob")], &[wrong]),
            (&[("address", "192.0.2.1")], &[]),
            (&[("when", "hour"), ("person", "bob")], &[wrong]),
            (&[("until", "2001-01-01T00:00")], &[]),
            (&[("from", "2001-01-01"), ("person", "bob")], &[wrong]),
            (&[("person", "carol")], &[]),
            (&[("address", "x")], &[]),
            (&[("from", "yesterday")], &[]),
        ] {
            assert_eq!(sentences(&desk, query).await, expected, "{query:?}");
        }
        let page = desk.page("/admin/audit?person=carol&address=x&until=never").await;
        for told in ["Nobody has this name.", "That is no network address.", "That is no time."] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let hostile = desk.page(&format!("/admin/audit?{}", encode(&[("q", "<b>'\"%"), ("person", "<b>")]))).await;
        assert!(!hostile.contains("<b>") && hostile.contains("&lt;b&gt;"), "{hostile}");
    }

    async fn older_events_stand_on_later_pages_none_twice(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        for _ in 0..60 {
            house.signed_in(BOB).await;
        }
        let first = desk.page("/admin/audit?person=bob").await;
        let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
        let second = desk.page(&crate::support::unescape(next)).await;
        let ids = |page: &str| -> Vec<String> {
            page.split("<dd><code>0").skip(1).filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect()
        };
        let (first, second) = (ids(&first), ids(&second));
        assert_eq!((first.len(), second.len()), (50, 10));
        assert!(first.iter().all(|id| !second.contains(id)) && first.iter().min() > second.iter().max());
    }

    async fn the_export_holds_every_event_of_the_filter_a_line_each(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        for _ in 0..3 {
            fail_to_sign_in(house, &house.browser()).await;
            house.clock.advance(60);
        }
        let answer = desk.get("/admin/audit/export?person=bob&event=sign_in").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("Content-Type"), Some("application/x-ndjson"));
        assert!(answer.header("Content-Disposition").is_some_and(|rule| rule.starts_with("attachment; filename=\"audit-")));
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        let text = answer.text();
        let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        assert_eq!(events.len(), 3);
        assert!(events.iter().all(|event| event["kind"] == "sign_in.failed" && event["mac"].is_string()), "{text}");
        let whole = desk.get("/admin/audit/export").await.text().lines().count();
        assert_eq!(i64::try_from(whole).expect("a number"), house.count("SELECT COUNT(*) FROM audit_events").await);
        assert_eq!(house.count_events("audit.exported").await, 2, "whoever takes the log with them leaves a trace");
        let refused = desk.get("/admin/audit/export?person=nobody").await;
        assert_eq!(refused.location(), "/admin/audit?person=nobody");
    }

    async fn an_event_that_we_did_not_write_is_marked_where_it_is_listed(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        let bob = house.person(BOB).await.id;
        let event = Event::new(Kind::UserPasswordSet, Actor::System).user(&bob);
        let row = house.provider.audit.row(event, house.clock.now() * 1000);
        let forged = AuditEvent { actor: "command_line".to_owned(), ..row };
        let mark = "Not genuine";
        assert!(!desk.page("/admin/audit").await.contains(mark));
        house.write(async |db| db.insert_audit_event(&forged).await.expect("a query")).await;
        assert_eq!(desk.page("/admin/audit").await.matches(mark).count(), 1);
        assert_eq!(desk.page(&format!("/admin/users/{bob}")).await.matches(mark).count(), 1);
    }

    async fn owners_and_auditors_have_the_log_verified_and_read_what_was_found(house: &House) {
        let background = Background::start(&house.provider);
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        assert!(desk.page("/admin/audit").await.contains("Not verified yet"));
        background.stop().await;
        assert_eq!(desk.post("/admin/audit/verify", &[]).await.location(), "/admin/audit/verify");
        let sound = verified(&desk).await;
        assert!(sound.contains("The audit log is sound"), "{sound}");
        let page = desk.page("/admin/audit").await;
        assert!(page.contains("Chain verified up to number"), "{page}");

        house.execute("UPDATE audit_events SET address = '198.51.100.1' WHERE kind = 'sign_in.succeeded'").await;
        let owner = Desk::of(house, ALICE, Role::Owner).await;
        assert_eq!(owner.post("/admin/audit/verify", &[]).await.location(), "/admin/audit/verify");
        let faulty = verified(&owner).await;
        assert!(faulty.contains("The audit log was tampered with"), "{faulty}");
        assert!(faulty.contains("The event differs from what was written"), "{faulty}");
        let page = owner.page("/admin/audit").await;
        assert!(page.contains("were found") || page.contains("was found"), "{page}");
        assert!(owner.page("/admin").await.contains("The audit log has"), "the overview says so too");
    }

    async fn people_admins_and_app_admins_read_the_log_and_start_no_check(house: &House) {
        for role in [Role::PeopleAdmin, Role::AppAdmin] {
            let desk = Desk::of(house, ALICE, role).await;
            assert!(!desk.page("/admin/audit").await.contains("id=\"verify\""), "{role:?}");
            assert_eq!(desk.post("/admin/audit/verify", &[]).await.status, 403, "{role:?}");
        }
    }
}
