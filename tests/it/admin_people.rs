//! People in the admin area: the list, a person's page, adding and changing somebody.

use crate::support::{ALICE, BOB, Desk, House, PASSWORD, SHOP, encode, on_every_engine};
use claviger::model::user::Role;

/// The least that the form sends of somebody.
fn form<'f>(username: &'f str, more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    [&[("username", username), ("way", "invite")], more].concat()
}

async fn count_found(desk: &Desk, query: &[(&str, &str)]) -> usize {
    let page = desk.page(&format!("/admin/users?{}", encode(query))).await;
    page.matches("class=\"row-person\"").count()
}

on_every_engine! {
    async fn the_list_searches_filters_sorts_and_turns_pages(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        for number in 0..60 {
            house.add_person(&format!("crowd{number:02}")).await;
        }
        let first = desk.page("/admin/users").await;
        assert!(first.contains("62 found") && first.contains("Alice Adams"), "{first}");
        assert_eq!(first.matches("class=\"row-person\"").count(), 50);
        assert!(!first.contains("name=\"id\""), "an auditor selects nobody");
        let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
        let second = desk.page(&crate::support::unescape(next)).await;
        assert_eq!(second.matches("class=\"row-person\"").count(), 12);
        assert!(second.contains("rel=\"prev\"") && !second.contains("rel=\"next\""));
        for (query, found) in [
            (&[("q", "LIC")][..], 1),
            (&[("q", "crowd1")], 10),
            (&[("status", "active")], 2),
            (&[("status", "invited"), ("q", "crowd2")], 10),
            (&[("role", "some")], 1),
            (&[("role", "owner")], 0),
            (&[("seen", "never"), ("q", "ali")], 0),
            (&[("seen", "day")], 1),
            (&[("q", "%")], 0),
            (&[("group", "no-such-group")], 0),
        ] {
            assert_eq!(count_found(&desk, query).await, found, "{query:?}");
        }
        let last = desk.page("/admin/users?sort=-seen").await;
        let position = |name: &str| last.find(name).unwrap_or(usize::MAX);
        assert!(position("Alice Adams") < position("crowd00"), "the last seen first");
        assert!(desk.page("/admin/users?after=junk&sort=zzz&status=evil").await.contains("62 found"));
    }

    async fn a_person_is_added_with_groups_and_comes_in_by_the_link(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let page = desk.page("/admin/users/new").await;
        let editors = page.split("name=\"group\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let editors = editors.expect("a group to choose").to_owned();
        let fields = form("carol", &[
            ("name", "Carol Cole"), ("email", "carol@northwind.example"), ("email_verified", "yes"),
            ("claim-birthdate", "1990-12-31"), ("claim-locality", "Berlin"), ("group", &editors),
        ]);
        let answer = desk.post("/admin/users/new", &fields).await;
        let shown = answer.assert_page(200);
        assert!(shown.contains("Invite Carol Cole") && shown.contains("invite?token="), "{shown}");
        let carol = house.person("carol").await;
        assert!(carol.email_verified && carol.claims["address"]["locality"] == "Berlin");
        let page = desk.page(&format!("/admin/users/{}", carol.id)).await;
        for part in ["carol@northwind.example", "1990-12-31", "Berlin", "The invitation was not used yet.", "added Carol Cole"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(page.contains(&format!("/admin/groups/{editors}")), "{page}");
        let again = desk.post("/admin/users/new", &fields).await.assert_page(422);
        assert!(again.contains("Somebody has this username already.") && again.contains("value=\"Carol Cole\""));
        assert_eq!(house.count_events("user.created").await, 1, "sent twice, added once");
    }

    async fn a_person_is_added_with_a_password_and_signs_in(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let page = desk.done("/admin/users/new", &[("username", "dora"), ("way", "password"), ("password", PASSWORD)]).await;
        assert!(page.contains("dora was added."), "{page}");
        house.signed_in("dora").await;
    }

    async fn what_is_wrong_is_said_beside_each_field_and_nothing_typed_is_lost(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let long = "x".repeat(20_000);
        for (fields, said) in [
            (form("", &[("name", "Kept")]), "Type a username."),
            (form("BOB", &[("name", "Kept")]), "Somebody has this username already."),
            (form("a@b.example", &[("name", "Kept")]), "or has an @"),
            (form(&long, &[("name", "Kept")]), "The username is too long."),
            (form("new", &[("name", "Kept"), ("email", "nobody")]), "The e-mail address is not whole."),
            (form("new", &[("name", "Kept"), ("email", "ALICE@northwind.example")]), "Somebody has this e-mail address"),
            (form("new", &[("name", "Kept"), ("claim-birthdate", "31.12.1990")]), "This is no day."),
            (form("new", &[("name", "Kept"), ("claim-picture", "javascript:alert(1)")]), "This is no web address."),
            (vec![("username", "new"), ("name", "Kept"), ("way", "password"), ("password", "short")], "The password is too short."),
            (vec![("username", "new"), ("name", "Kept"), ("way", "password")], "The password is too short."),
        ] {
            let page = desk.post("/admin/users/new", &fields).await.assert_page(422);
            assert_eq!(page.matches(said).count(), 2, "in the summary and beside the field: {said}: {page}");
            assert!(page.contains("value=\"Kept\"") && page.contains("aria-invalid"), "{said}");
        }
        let turned = form("new", &[("name", "evil\u{202e}live")]);
        let page = desk.post("/admin/users/new", &turned).await.assert_page(422);
        assert!(page.contains("has an invisible character"), "{page}");
        assert_eq!(desk.post("/admin/users/new", &form("a\u{7}b", &[])).await.status, 400);
        let huge = "x".repeat(10_000_000);
        assert_eq!(desk.post("/admin/users/new", &form(&huge, &[])).await.status, 413);
        assert_eq!(house.count_events("user.created").await, 0);
    }

    async fn names_are_text_wherever_they_stand(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let markup = "<b>x</b>\"'&{{ 1 }}";
        let fields = form("mallory", &[("name", markup), ("claim-nickname", markup), ("claim-street_address", markup)]);
        desk.post("/admin/users/new", &fields).await.assert_page(200);
        desk.post("/admin/users/new", &form("dalia", &[("name", "דליה כהן")])).await.assert_page(200);
        let mallory = house.person("mallory").await;
        for path in ["", "/edit", "/disable", "/delete", "/invite", "/role"] {
            let page = desk.page(&format!("/admin/users/{}{path}", mallory.id)).await;
            assert!(!page.contains("<b>x") && page.contains("&lt;b&gt;x"), "{path}: {page}");
        }
        let list = desk.page("/admin/users").await;
        assert!(!list.contains("<b>x") && list.contains("דליה כהן"));
    }

    async fn two_who_change_a_person_at_once_see_both_versions(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let bob = house.person(BOB).await;
        let edit = format!("/admin/users/{}/edit", bob.id);
        let version = desk.get(&edit).await.hidden("version");
        let save = |name: &'static str, version: String| {
            let edit = edit.clone();
            let desk = &desk;
            async move { desk.post(&edit, &[("version", &version), ("username", BOB), ("name", name), ("claim-nickname", "Bo")]).await }
        };
        assert_eq!(save("Bob Stone", version.clone()).await.status, 303);
        let both = save("Robert Stone", version.clone()).await;
        let text = both.assert_page(409);
        assert!(text.contains("Bob Stone") && text.contains("Robert Stone") && text.contains("Alice Adams saved a change"), "{text}");
        assert!(!text.contains("claim-nickname</strong>"), "only what differs");
        assert_eq!(house.person(BOB).await.name.as_deref(), Some("Bob Stone"), "nothing was written");
        let saved = desk.browser.follow(desk.answer(&both, &edit, &[]).await).await.assert_page(200);
        assert!(saved.contains("Robert Stone was saved."), "{saved}");
        assert_eq!(desk.answer(&both, &edit, &[]).await.status, 409, "sent twice, saved once");
    }

    async fn an_edit_leaves_alone_what_it_did_not_touch(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let bob = house.person(BOB).await;
        let edit = format!("/admin/users/{}/edit", bob.id);
        let form = desk.get(&edit).await;
        let (version, before) = (form.hidden("version"), form.hidden_fields());
        let before = before.into_iter().find(|(name, _)| name == "groups_before").expect("the groups before").1;
        // Meanwhile somebody puts them into a group.
        let group = house.store.read().await.expect("a connection").db().find_group("nobody").await.expect("a query").expect("a group");
        house.write(async |db| { db.add_group_member(&group.id, &bob.id).await.expect("a query"); }).await;
        let fields = [("version", &*version), ("username", BOB), ("name", "Bob"), ("groups_before", &*before)];
        desk.done(&edit, &fields).await;
        let groups = house.store.read().await.expect("a connection").db().groups_of(&bob.id).await.expect("a query");
        assert!(groups.contains(&"nobody".to_owned()), "{groups:?}");
    }

    async fn another_address_counts_as_verified_only_when_that_is_said_anew(house: &House) {
        let desk = Desk::of(house, BOB, Role::Owner).await;
        let edit = format!("/admin/users/{}/edit", house.person(ALICE).await.id);
        for (email, is_verified) in [("other@northwind.example", false), ("other@northwind.example", true)] {
            let version = desk.get(&edit).await.hidden("version");
            let fields = [("version", &*version), ("username", ALICE), ("email", email), ("email_verified", "yes")];
            desk.done(&edit, &fields).await;
            assert_eq!(house.person(ALICE).await.email_verified, is_verified);
        }
    }

    async fn the_page_of_a_person_shows_sessions_and_apps_and_ends_one_session(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let browser = house.signed_in(BOB).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let path = format!("/admin/users/{}", house.person(BOB).await.id);
        let page = desk.page(&path).await;
        assert!(page.contains("The shop") && page.contains("The shop was given access for bob"), "{page}");
        let sid = page.split("name=\"sid\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let sid = sid.expect("a session to end").to_owned();
        let page = desk.done(&format!("{path}/sessions/end"), &[("sid", &sid)]).await;
        assert!(page.contains("The session was ended.") && !page.contains("name=\"sid\""), "{page}");
        assert!(!house.is_active(&SHOP, &tokens.access).await);
        assert_eq!(browser.get("/account").await.location(), "/login");
        assert!(desk.done(&format!("{path}/sessions/end"), &[("sid", &sid)]).await.contains("had ended already"));
    }

    async fn nobody_is_found_by_an_id_that_is_none(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        for path in ["", "/edit", "/disable", "/enable", "/delete", "/restore", "/end-sessions", "/invite", "/reset-password", "/role"] {
            for id in ["nobody", "..", "%00", "%F0%9F", "' OR 1=1"] {
                let id: String = id.replace(' ', "%20").replace('\'', "%27");
                let answer = desk.get(&format!("/admin/users/{id}{path}")).await;
                assert!([404, 400, 422].contains(&answer.status), "{id}{path}: {}", answer.status);
            }
        }
    }
}
