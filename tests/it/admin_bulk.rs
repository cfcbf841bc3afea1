//! The same act on many people in the admin area: a selection, or all that a search finds.

use crate::support::{ALICE, BOB, Desk, House, PASSWORD, Response, on_every_engine, send, sent_by};
use claviger::model::user::Role;
use std::time::Duration;

async fn crowd(house: &House, number: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..number {
        ids.push(house.add_person(&format!("crowd{number:03}")).await.id.to_string());
    }
    ids
}

/// The page of a job once it has ended.
async fn ended(desk: &Desk, url: &str) -> String {
    for _ in 0..200 {
        let page = desk.page(url).await;
        if !page.contains("data-refresh") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the job does not end");
}

/// Sends the question's form, with more in it.
async fn answer(desk: &Desk, question: &Response, more: &[(&str, &str)]) -> Response {
    desk.answer(question, "/admin/users/bulk/begin", more).await
}

on_every_engine! {
    async fn a_selection_is_acted_on_after_a_question_with_the_number(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let ids = crowd(house, 3).await;
        let fields = [("act", "disable"), ("id", &*ids[0]), ("id", &*ids[1]), ("id", &*ids[1])];
        let question = desk.post("/admin/users/bulk", &fields).await;
        assert!(question.assert_page(200).contains("Disable 2 people?"), "{}", question.text());
        assert_eq!(house.count_events("user.disabled").await, 0, "a question does nothing");
        let list = desk.browser.follow(answer(&desk, &question, &[]).await).await.assert_page(200);
        assert!(list.contains("2 people were disabled."), "{list}");
        assert_eq!(house.count_events("user.disabled").await, 2);
        let again = desk.browser.follow(answer(&desk, &question, &[]).await).await.assert_page(200);
        assert!(again.contains("2 people were disabled.") && house.count_events("user.disabled").await == 2, "{again}");
    }

    async fn a_selection_is_put_into_a_group_and_taken_out_of_it(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let ids = crowd(house, 2).await;
        let mut read = house.store.read().await.expect("a connection");
        let group = read.db().find_group("editors").await.expect("a query").expect("the group");
        drop(read);
        let list = desk.page("/admin/users").await;
        assert!(list.contains("Add to group") && list.contains(&format!("<option value=\"{}\">editors", group.id)), "{list}");
        let members = async || house.count("SELECT COUNT(*) FROM group_members").await;
        let before = members().await;
        for (act, asked, said, number) in [
            ("join", "Put 2 people into editors?", "2 people are in editors now.", before + 2),
            ("leave", "Take 2 people out of editors?", "2 people were taken out of editors.", before),
        ] {
            let fields = [("act", act), ("into", group.id.as_str()), ("id", &*ids[0]), ("id", &*ids[1])];
            let question = desk.post("/admin/users/bulk", &fields).await;
            assert!(question.assert_page(200).contains(asked), "{}", question.text());
            let list = desk.browser.follow(answer(&desk, &question, &[]).await).await.assert_page(200);
            assert!(list.contains(said), "{list}");
            assert_eq!(members().await, number);
        }
        let nowhere = desk.post("/admin/users/bulk", &[("act", "join"), ("id", &*ids[0])]).await;
        assert_eq!(nowhere.location(), "/admin/users", "no group was chosen");
        house.write(async |db| {
            let guarded = claviger::store::Group { is_protected: true, ..group.clone() };
            db.update_group(&guarded).await.expect("a query");
        })
        .await;
        let fields = [("act", "join"), ("into", group.id.as_str()), ("id", &*ids[0])];
        assert_eq!(desk.post("/admin/users/bulk", &fields).await.status, 403, "owners only");
    }

    async fn a_selection_outlives_the_question_for_the_password(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let ids = crowd(house, 2).await;
        house.clock.advance(601);
        let fields = [("act", "disable"), ("id", &*ids[0]), ("id", &*ids[1])];
        let asked = desk.post("/admin/users/bulk", &fields).await.assert_page(403);
        assert_eq!(asked.matches(r#"name="id""#).count(), 2, "{asked}");
        let mut fields = sent_by(asked.split("<form").nth(1).expect("the form"));
        fields.retain(|(name, _)| name != "again_password");
        fields.push(("again_password".to_owned(), PASSWORD.to_owned()));
        let question = send(&desk.browser, "/admin/users/bulk", &fields).await;
        assert!(question.assert_page(200).contains("Disable 2 people?"), "{}", question.text());
        let list = desk.browser.follow(answer(&desk, &question, &[]).await).await.assert_page(200);
        assert!(list.contains("2 people were disabled."), "{list}");
    }

    async fn who_cannot_be_acted_on_is_named_with_the_reason(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        house.change_person(BOB, |user| user.role = Some(Role::Owner)).await;
        let (alice, bob) = (house.person(ALICE).await.id.to_string(), house.person(BOB).await.id.to_string());
        let ids = crowd(house, 1).await;
        let fields = [("act", "delete"), ("id", &*alice), ("id", &*bob), ("id", &*ids[0]), ("id", "nobody")];
        let question = desk.post("/admin/users/bulk", &fields).await;
        let job = answer(&desk, &question, &[]).await;
        let page = ended(&desk, job.location()).await;
        for (name, reason) in [("Alice Adams", "This is you"), ("bob", "Your role does not reach"), ("nobody", "Gone already")] {
            assert!(page.contains(name) && page.contains(reason), "{name}: {page}");
        }
        assert!(page.contains("4 of 4") && !house.person(ALICE).await.is_disabled() && !house.person(BOB).await.is_disabled());
        assert_eq!(house.count_events("user.removed").await, 1);
        let other = Desk::of(house, BOB, Role::Owner).await;
        assert_eq!(other.get(job.location()).await.status, 404, "another admin's job");
    }

    async fn all_that_a_search_finds_asks_for_the_number_and_spares_the_rest(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        crowd(house, 130).await;
        let all = [("act", "disable"), ("all", "yes"), ("filter-q", "crowd"), ("filter-status", "invited")];
        let question = desk.post("/admin/users/bulk", &all).await;
        assert!(question.assert_page(200).contains("Type 130 to go on"), "{}", question.text());
        let wrong = answer(&desk, &question, &[("typed", "13")]).await;
        assert!(wrong.assert_page(422).contains("That is not 130."));
        assert_eq!(house.count_events("user.disabled").await, 0);
        let done = answer(&desk, &question, &[("typed", "130")]).await;
        if done.location().starts_with("/admin/jobs/") {
            assert!(ended(&desk, done.location()).await.contains("130 of 130"));
        }
        assert_eq!(house.count_events("user.disabled").await, 130);
        assert!(!house.person(BOB).await.is_disabled());
        let list = desk.page("/admin/users?q=crowd&status=disabled").await;
        assert!(list.contains("130 found"), "{list}");
    }

    async fn without_a_selection_nothing_is_done_and_it_says_so(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        for fields in [&[("act", "delete")][..], &[("act", "burn"), ("id", "x")], &[("act", "delete"), ("all", "yes"), ("filter-q", "zzz")]] {
            for path in ["/admin/users/bulk", "/admin/users/bulk/begin"] {
                let list = desk.done(path, fields).await;
                assert!(list.contains("Select somebody first."), "{fields:?}: {list}");
            }
        }
        assert_eq!(desk.get("/admin/users/bulk").await.location(), "/admin/users");
    }

    async fn only_who_manages_people_acts_on_many(house: &House) {
        let bob = house.person(BOB).await.id.to_string();
        for role in [Role::AppAdmin, Role::Auditor] {
            let desk = Desk::of(house, ALICE, role).await;
            for path in ["/admin/users/bulk", "/admin/users/bulk/begin"] {
                let answer = desk.post(path, &[("act", "disable"), ("id", &bob)]).await;
                assert_eq!(answer.status, 403, "{role:?} {path}");
            }
        }
        assert!(!house.person(BOB).await.is_disabled());
    }
}
