//! Groups and attributes in the admin area.

use crate::support::{ALICE, BOB, Desk, House, SHOP, on_every_engine};
use claviger::model::user::Role;
use claviger::store::Group;

async fn group(house: &House, name: &str) -> Group {
    let mut read = house.store.read().await.expect("a connection");
    read.db().find_group(name).await.expect("a query").expect("the group")
}

on_every_engine! {
    async fn a_group_is_added_filled_and_changed(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let fields = [("name", "Finance"), ("description", "Who pays"), ("in_claim", "yes")];
        let page = desk.done("/admin/groups/new", &fields).await;
        assert!(page.contains("The group Finance was added.") && page.contains("Nobody is in it"), "{page}");
        let taken = desk.post("/admin/groups/new", &[("name", "FINANCE"), ("description", "Kept")]).await.assert_page(422);
        assert!(taken.contains("There is a group of this name already.") && taken.contains("Kept"), "{taken}");
        for (name, said) in [("", "Type a name."), ("a\u{202e}b", "has an invisible character")] {
            assert!(desk.post("/admin/groups/new", &[("name", name)]).await.assert_page(422).contains(said), "{said}");
        }
        let path = format!("/admin/groups/{}", group(house, "finance").await.id);
        let members = format!("{path}/members");
        assert!(desk.done(&members, &[("username", "BOB")]).await.contains("bob is in the group."));
        assert!(desk.done(&members, &[("username", "alice@northwind.example")]).await.contains("Alice Adams is in the group."));
        for name in ["", "nobody-at-all", "<b>"] {
            let page = desk.post(&members, &[("username", name)]).await.assert_page(422);
            assert!(page.contains("id=\"username-error\""), "{name}: {page}");
        }
        let bob = house.person(BOB).await.id.to_string();
        let question = desk.page(&format!("{path}/remove?user={bob}")).await;
        assert!(question.contains("Take bob out of the group?"), "{question}");
        for _ in 0..2 {
            assert!(desk.done(&format!("{path}/remove"), &[("user", &bob)]).await.contains("bob is out of the group."));
        }
        assert_eq!(house.count_events("group.member_removed").await, 1, "sent twice, done once");
        let version = desk.get(&format!("{path}/edit")).await.hidden("version");
        let fields = [("version", &*version), ("name", "Finances"), ("description", "")];
        assert!(desk.done(&format!("{path}/edit"), &fields).await.contains("The group Finances was saved."));
        let changed = group(house, "finances").await;
        assert!(!changed.in_claim && changed.description.is_none());
    }

    async fn two_who_change_a_group_at_once_see_both_versions(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let editors = group(house, "editors").await;
        let path = format!("/admin/groups/{}/edit", editors.id);
        let version = editors.version.to_string();
        let save = |name: &'static str| {
            let (desk, path, version) = (&desk, path.clone(), version.clone());
            async move { desk.post(&path, &[("version", &version), ("name", name), ("in_claim", "yes")]).await }
        };
        assert_eq!(save("Writers").await.status, 303);
        let both = save("Authors").await;
        let text = both.assert_page(409);
        assert!(text.contains("Writers") && text.contains("Authors") && text.contains("Alice Adams saved a change"), "{text}");
        let page = desk.browser.follow(desk.answer(&both, &path, &[]).await).await.assert_page(200);
        assert!(page.contains("The group Authors was saved."), "{page}");
    }

    async fn a_protected_group_is_for_owners_to_change(house: &House) {
        let owner = Desk::of(house, ALICE, Role::Owner).await;
        owner.done("/admin/groups/new", &[("name", "Vault"), ("protected", "yes"), ("in_claim", "yes")]).await;
        let path = format!("/admin/groups/{}", group(house, "vault").await.id);
        let desk = Desk::of(house, BOB, Role::PeopleAdmin).await;
        let bob = house.person(BOB).await.id.to_string();
        let page = desk.page(&path).await;
        assert!(page.contains("Protected") && !page.contains("id=\"add-member\"") && !page.contains(&format!("{path}/delete")));
        for (act, fields) in [("members", &[("username", BOB)][..]), ("remove", &[("user", &*bob)]), ("delete", &[]), ("edit", &[("name", "Mine"), ("version", "1")])] {
            let answer = desk.post(&format!("{path}/{act}"), fields).await;
            // Nobody is in it: to take somebody out who is not there changes nothing.
            let expected: &[u16] = if act == "remove" { &[303, 403] } else { &[403] };
            assert!(expected.contains(&answer.status), "{act}: {}", answer.status);
        }
        assert_eq!(desk.post("/admin/groups/new", &[("name", "Mine"), ("protected", "yes")]).await.status, 303);
        assert!(!group(house, "mine").await.is_protected, "the box is for owners");
        // By the form of a person neither.
        let edit = format!("/admin/users/{bob}/edit");
        assert!(desk.page(&edit).await.contains("Only owners change who is in it"));
        let version = desk.get(&edit).await.hidden("version");
        let vault = path.rsplit('/').next().expect("an id");
        let fields = [("version", &*version), ("username", BOB), ("group", vault)];
        assert_eq!(desk.post(&edit, &fields).await.status, 403);
    }

    async fn a_group_goes_after_a_question_that_says_what_it_opens(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        house.allow_groups(&SHOP, &["editors"]).await;
        let path = format!("/admin/groups/{}", group(house, "editors").await.id);
        assert!(desk.page("/admin/groups").await.contains("The shop"));
        let question = desk.page(&format!("{path}/delete")).await;
        assert!(question.contains("1 app lets this group in") && question.contains("1 person loses this group"), "{question}");
        assert!(desk.done(&format!("{path}/delete"), &[]).await.contains("The group editors was deleted."));
        assert!(desk.done(&format!("{path}/delete"), &[]).await.contains("It is not there any more."));
        assert_eq!(desk.get(&path).await.status, 404);
    }

    async fn a_large_group_goes_only_with_its_name_typed(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        let editors = group(house, "editors").await;
        for number in 0..25 {
            let user = house.add_person(&format!("crowd{number}")).await;
            house.write(async |db| { db.add_group_member(&editors.id, &user.id).await.expect("a query"); }).await;
        }
        let path = format!("/admin/groups/{}/delete", editors.id);
        assert!(desk.post(&path, &[("typed", "editor")]).await.assert_page(422).contains("That is not editors."));
        assert!(desk.done(&path, &[("typed", "editors")]).await.contains("was deleted."));
    }

    async fn an_attribute_is_defined_filled_in_and_removed_by_name(house: &House) {
        let desk = Desk::of(house, ALICE, Role::PeopleAdmin).await;
        for (fields, said) in [
            (&[("label", "Token"), ("name", "api_token")][..], "looks like a secret"),
            (&[("label", "Mail"), ("name", "email")], "This is a standard claim"),
            (&[("label", "Who"), ("name", "sub")], "belongs to tokens"),
            (&[("label", "Desk"), ("name", "My Desk")], "small letters"),
            (&[("label", ""), ("name", "desk")], "The label needs"),
        ] {
            let page = desk.post("/admin/attributes", fields).await.assert_page(422);
            assert_eq!(page.matches(said).count(), 2, "{said}: {page}");
        }
        for (label, name, kind) in [("Cost centre", "cost_centre", "number"), ("Skills", "skills", "list"), ("Remote", "remote", "boolean")] {
            let page = desk.done("/admin/attributes", &[("label", label), ("name", name), ("kind", kind)]).await;
            assert!(page.contains(&format!("The attribute {label} was added.")), "{page}");
        }
        let twice = desk.post("/admin/attributes", &[("label", "X"), ("name", "skills")]).await.assert_page(422);
        assert!(twice.contains("There is an attribute of this name already."));
        let edit = format!("/admin/users/{}/edit", house.person(BOB).await.id);
        let version = desk.get(&edit).await.hidden("version");
        let own = [("version", &*version), ("username", BOB), ("attribute-skills", "Rust\r\nSQL"), ("attribute-remote", "true")];
        let wrong = desk.post(&edit, &[&own[..], &[("attribute-cost_centre", "many")]].concat()).await.assert_page(422);
        assert!(wrong.contains("This is no number.") && wrong.contains("Rust\nSQL"), "{wrong}");
        let page = desk.done(&edit, &[&own[..], &[("attribute-cost_centre", "4711")]].concat()).await;
        assert!(page.contains("Rust, SQL") && page.contains("4711"), "{page}");
        let remove = "/admin/attributes/skills/remove";
        assert!(desk.page(remove).await.contains("Remove the attribute Skills?"));
        assert_eq!(desk.post(remove, &[("typed", "skill")]).await.status, 422);
        assert!(desk.done(remove, &[("typed", "skills")]).await.contains("was removed."));
        assert!(!house.person(BOB).await.attributes.contains_key("skills"));
        assert!(desk.done(remove, &[("typed", "skills")]).await.contains("It is not there any more."));
        let auditor = Desk::of(house, BOB, Role::Auditor).await;
        assert!(auditor.page("/admin/attributes").await.contains("Cost centre"));
        assert_eq!(auditor.get("/admin/attributes/remote/remove").await.status, 403);
    }
}
