//! Sessions in the admin area: the list and its search, and the ends of one, of a person's, of an app's, of everybody's.

use crate::support::{ALICE, BOB, Browser, Desk, House, SHOP, encode, on_every_engine};
use claviger::model::user::Role;

/// The sessions on a page, by the links that end them.
fn sids(page: &str) -> Vec<String> {
    let links = page.split("/admin/sessions/end?sid=").skip(1);
    links.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

async fn found(desk: &Desk, query: &[(&str, &str)]) -> usize {
    let page = desk.page(&format!("/admin/sessions?{}", encode(query))).await;
    page.matches("class=\"row-person\"").count()
}

async fn is_in(browser: &Browser) -> bool {
    browser.get("/account").await.status == 200
}

on_every_engine! {
    async fn the_list_is_searched_by_person_address_app_and_device(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        let bob = house.signed_in(BOB).await;
        house.tokens(&bob, &SHOP, &SHOP.ask()).await;
        let all = desk.page("/admin/sessions").await;
        assert!(all.contains("2 found") && all.contains("This session") && all.contains("The shop"), "{all}");
        assert!(sids(&all).is_empty() && !all.contains("end-all"), "an auditor ends nothing");
        for (query, expected) in [
            (&[("q", "ali")][..], 1),
            (&[("q", "Adams")], 1),
            (&[("q", "alice@northwind.example")], 1),
            (&[("q", "person:bob")], 1),
            (&[("q", "person:bo")], 0),
            (&[("q", "127.0.0.1")], 2),
            (&[("q", "192.0.2.1")], 0),
            (&[("app", "shop")], 1),
            (&[("app", "shop"), ("q", "alice")], 0),
            (&[("q", "app:shop")], 1),
            (&[("device", "windows")], 0),
            (&[("q", "device:zzz")], 0),
            (&[("q", "nobody at all")], 0),
            (&[("q", "<b>%_'")], 0),
            (&[("app", "evil"), ("device", "evil"), ("after", "junk")], 2),
        ] {
            assert_eq!(found(&desk, query).await, expected, "{query:?}");
        }
    }

    async fn pages_lead_on_and_back_to_the_newest(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        for _ in 0..100 {
            house.signed_in(BOB).await;
        }
        let link = |page: &str, rel: &str| {
            let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
            rest.split('"').next().map(crate::support::unescape)
        };
        let first = desk.page("/admin/sessions").await;
        assert!(first.contains("101 found") && link(&first, "prev").is_none(), "{first}");
        let second = desk.page(&link(&first, "next").expect("a next page")).await;
        let third = desk.page(&link(&second, "next").expect("a next page")).await;
        assert_eq!([&first, &second, &third].map(|page| sids(page).len()), [50, 50, 1]);
        assert!(!sids(&first).contains(&sids(&second)[0]) && !sids(&second).contains(&sids(&third)[0]));
        assert!(third.contains("href=\"/admin/sessions\"") && link(&third, "next").is_none(), "{third}");
        // And back, page by page.
        let back = desk.page(&link(&third, "prev").expect("a page before")).await;
        assert_eq!(sids(&back), sids(&second));
        let back = desk.page(&link(&back, "prev").expect("a page before")).await;
        assert_eq!(sids(&back), sids(&first));
    }

    async fn one_session_ends_at_once_and_a_second_click_finds_nothing_left(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let bob = house.signed_in(BOB).await;
        house.clock.advance(1);
        let elsewhere = house.signed_in(BOB).await;
        house.tokens(&elsewhere, &SHOP, &SHOP.ask()).await;
        let page = desk.page("/admin/sessions?q=bob").await;
        let sid = sids(&page)[0].clone();
        let question = desk.page(&format!("/admin/sessions/end?sid={sid}")).await;
        assert!(question.contains("End this session of bob?") && question.contains("1 app loses access"), "{question}");
        let done = desk.done("/admin/sessions/end", &[("sid", &sid)]).await;
        assert!(done.contains("A session of bob was ended."), "{done}");
        assert!(is_in(&bob).await && !is_in(&elsewhere).await, "the newest one ended, and no other");
        let again = desk.done("/admin/sessions/end", &[("sid", &sid)]).await;
        assert!(again.contains("There was nothing left to end."), "{again}");
        let asked = desk.get(&format!("/admin/sessions/end?sid={sid}")).await;
        assert_eq!(asked.location(), "/admin/sessions");
        assert_eq!(house.count_events("session.ended").await, 1);
    }

    async fn all_of_a_person_end_together(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let (one, other) = (house.signed_in(BOB).await, house.signed_in(BOB).await);
        let page = desk.page("/admin/sessions?q=bob").await;
        let id = house.person(BOB).await.id;
        let url = format!("/admin/sessions/end?person={id}");
        assert!(page.contains("End all of bob") && page.contains(&url), "{page}");
        let question = desk.page(&url).await;
        assert!(question.contains("End all sessions of bob?") && question.contains("2 sessions end"), "{question}");
        let done = desk.done("/admin/sessions/end", &[("person", id.as_str())]).await;
        assert!(done.contains("2 sessions of bob were ended."), "{done}");
        assert!(!is_in(&one).await && !is_in(&other).await);
    }

    async fn all_that_an_app_holds_ends_and_people_stay_signed_in(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let bob = house.signed_in(BOB).await;
        let tokens = house.tokens(&bob, &SHOP, &SHOP.ask()).await;
        let page = desk.page("/admin/sessions?app=shop").await;
        assert!(page.contains("End all of The shop"), "{page}");
        let question = desk.page("/admin/sessions/end?app=shop").await;
        assert!(question.contains("End all sign-ins at The shop?") && question.contains("1 sign-in ends"), "{question}");
        let done = desk.done("/admin/sessions/end", &[("app", "shop")]).await;
        assert!(done.contains("One sign-in at The shop was ended."), "{done}");
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
        assert!(is_in(&bob).await);
    }

    async fn nobody_ends_the_session_of_somebody_with_a_role_that_they_lack(house: &House) {
        let owner = Desk::of(house, BOB, Role::Owner).await;
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let page = desk.page("/admin/sessions").await;
        assert_eq!(sids(&page).len(), 1, "only their own: {page}");
        assert!(!page.contains("end-all"));
        let sid = sids(&owner.page("/admin/sessions?q=bob").await)[0].clone();
        assert_eq!(desk.post("/admin/sessions/end", &[("sid", &sid)]).await.status, 403);
        let id = house.person(BOB).await.id;
        assert_eq!(desk.post("/admin/sessions/end", &[("person", id.as_str())]).await.status, 403);
        assert_eq!(desk.post("/admin/sessions/end-all", &[("typed", "localhost")]).await.status / 100, 4);
        assert_eq!(desk.get("/admin/sessions/end-all").await.location(), "/admin/sessions");
        assert!(is_in(&owner.browser).await);
        let apps = Desk::of(house, ALICE, Role::AppAdmin).await;
        assert!(sids(&apps.page("/admin/sessions").await).is_empty());
        assert_eq!(apps.post("/admin/sessions/end", &[("sid", &sid)]).await.status, 403);
    }

    async fn only_an_owner_who_types_the_name_ends_everybodys(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let bob = house.signed_in(BOB).await;
        let question = desk.page("/admin/sessions/end-all").await;
        assert!(question.contains("2 sessions end"), "{question}");
        let organization = house.provider.config.organization.clone();
        let wrong = desk.post("/admin/sessions/end-all", &[("typed", "not it")]).await;
        assert!(wrong.assert_page(422).contains("That is not"), "the name is asked for again");
        assert!(is_in(&bob).await);
        house.clock.advance(601);
        let late = desk.post("/admin/sessions/end-all", &[("typed", &organization)]).await;
        assert!(late.assert_page(403).contains("Is it still you?"), "a sensitive act");
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        desk.post("/admin/sessions/end-all", &[("typed", &organization)]).await.location();
        assert!(!is_in(&bob).await && !is_in(&desk.browser).await);
        assert_eq!(house.count_events("session.all_ended").await, 1);
    }
}
