//! Lists of people and groups: what is found, in which order, page by page, on every engine and collation.

mod crowd;

use super::*;
use crate::model::ids::{GroupId, UserId};
use crate::model::people_list::{Count, Cursor, LastSeen, PageRequest, PeopleFilter, PeopleSort, RoleFilter};
use crate::model::user::{Role, Status, User};
use crate::model::username::username_key;
use crate::store::testing::{self, TestStore};
use crate::store::{Group, Store};

async fn add(store: &Store, user: &User) {
    let email_key = user.email.as_deref().map(username_key);
    let mut write = store.write().await.unwrap();
    write.db().insert_user(user, (&username_key(&user.username), email_key.as_deref())).await.unwrap();
    write.commit().await.unwrap();
}

/// Somebody whose id is their username.
fn person(username: &str, name: &str, email: &str) -> User {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    User { name: text(name), email: text(email), ..User::new(UserId::from(username), username, 1) }
}

async fn some(db: &TestStore) {
    for (username, name, email) in [
        ("alice", "Alice Adams", "alice@example.com"),
        ("bob", "Zoë O'Neil", "b.stone@example.org"),
        ("carol", "", ""),
        ("dave_50%", "Émile \"Dave\" Ünal", ""),
        ("ANNA", "李雷 Straße", "anna@example.com"),
    ] {
        add(db, &person(username, name, email)).await;
    }
}

fn matching(q: &str) -> PeopleFilter {
    PeopleFilter { q: q.to_owned(), ..PeopleFilter::default() }
}

async fn names(db: &TestStore, filter: &PeopleFilter) -> Vec<String> {
    let mut read = db.read().await.unwrap();
    let page = read.db().list_people(filter, PeopleSort::Username, &PageRequest::first(50)).await.unwrap();
    let names: Vec<String> = page.rows.into_iter().map(|user| user.username).collect();
    assert_eq!(page.count, Count { number: i64::try_from(names.len()).unwrap(), is_more: false }, "{filter:?}");
    assert_eq!(read.db().count_people(filter).await.unwrap(), page.count);
    names
}

#[tokio::test]
async fn people_are_found_by_beginnings_and_from_three_characters_on_by_any_part() {
    for db in testing::stores().await {
        some(&db).await;
        for (q, found) in [
            ("", &["alice", "ANNA", "bob", "carol", "dave_50%"][..]),
            ("a", &["alice", "ANNA"]),
            ("Al", &["alice"]),
            ("ad", &["alice"]),
            ("li", &[]),
            ("lic", &["alice"]),
            ("EXAMPLE.COM", &["alice", "ANNA"]),
            ("stone", &["bob"]),
            ("o'neil", &["bob"]),
            ("zoë o", &["bob"]),
            ("  Alice   Ad ", &["alice"]),
            ("ce ada", &["alice"]),
            ("李", &["ANNA"]),
            ("strasse", &["ANNA"]),
            ("50%", &["dave_50%"]),
            ("e_5", &["dave_50%"]),
            ("a%", &[]),
            ("___", &[]),
            ("\"dave\"", &["dave_50%"]),
            ("\\", &[]),
            ("'; DROP TABLE users; --", &[]),
            ("ali OR bob", &[]),
            ("ali*", &[]),
            ("nobody", &[]),
        ] {
            assert_eq!(names(&db, &matching(q)).await, found, "{}: {q}", db.name);
        }
    }
}

#[tokio::test]
async fn who_is_renamed_or_removed_is_found_by_what_they_are_now() {
    for db in testing::stores().await {
        some(&db).await;
        let mut write = db.write().await.unwrap();
        let renamed = person("robert", "Robert Rock", "");
        let renamed = User { id: UserId::from("bob"), ..renamed };
        write.db().update_user(&renamed, ("robert", None)).await.unwrap();
        write.db().delete_user(&UserId::from("alice")).await.unwrap();
        let gone = User { deleted_at: Some(5), ..person("carol", "", "") };
        write.db().update_user(&gone, ("carol", None)).await.unwrap();
        write.commit().await.unwrap();
        for (q, found) in [("stone", &[][..]), ("rock", &["robert"]), ("alice", &[]), ("carol", &[])] {
            assert_eq!(names(&db, &matching(q)).await, found, "{}: {q}", db.name);
        }
        let deleted = PeopleFilter { status: Some(Status::Deleted), ..matching("carol") };
        assert_eq!(names(&db, &deleted).await, ["carol"], "{}", db.name);
    }
}

#[tokio::test]
async fn filters_narrow_the_list_alone_and_together() {
    for db in testing::stores().await {
        some(&db).await;
        let group = Group::new(GroupId::from("g"), "staff", 1);
        let mut write = db.write().await.unwrap();
        write.db().insert_group(&group).await.unwrap();
        for id in ["alice", "bob"] {
            write.db().add_group_member(&group.id, &UserId::from(id)).await.unwrap();
        }
        write.db().set_password_hash(&UserId::from("alice"), "hash", 1).await.unwrap();
        write.db().touch_user(&UserId::from("alice"), 1000, 300).await.unwrap();
        write.db().touch_user(&UserId::from("bob"), 2000, 300).await.unwrap();
        let carol = User { role: Some(Role::Auditor), disabled_at: Some(9), ..person("carol", "", "") };
        write.db().update_user(&carol, ("carol", None)).await.unwrap();
        write.commit().await.unwrap();
        let all = PeopleFilter::default;
        for (filter, found) in [
            (PeopleFilter { group: Some(group.id.clone()), ..all() }, &["alice", "bob"][..]),
            (PeopleFilter { group: Some(group.id.clone()), ..matching("stone") }, &["bob"]),
            (PeopleFilter { group: Some(GroupId::from("x")), ..all() }, &[]),
            (PeopleFilter { status: Some(Status::Active), ..all() }, &["alice"]),
            (PeopleFilter { status: Some(Status::Invited), ..all() }, &["ANNA", "bob", "dave_50%"]),
            (PeopleFilter { status: Some(Status::Disabled), ..all() }, &["carol"]),
            (PeopleFilter { role: Some(RoleFilter::Any), ..all() }, &["carol"]),
            (PeopleFilter { role: Some(RoleFilter::Is(Role::Owner)), ..all() }, &[]),
            (PeopleFilter { last_seen: Some(LastSeen::Since(1000)), ..all() }, &["alice", "bob"]),
            (PeopleFilter { last_seen: Some(LastSeen::Before(2000)), ..matching("example") }, &["alice", "ANNA"]),
            (PeopleFilter { last_seen: Some(LastSeen::Never), ..all() }, &["ANNA", "carol", "dave_50%"]),
        ] {
            assert_eq!(names(&db, &filter).await, found, "{}: {filter:?}", db.name);
        }
    }
}

/// The order that every engine must keep.
fn sorted(mut people: Vec<User>, sort: PeopleSort, is_descending: bool) -> Vec<String> {
    people.sort_by_key(|user| {
        let number = match sort {
            PeopleSort::LastSeen => user.last_seen_at.unwrap_or_default(),
            PeopleSort::Created => user.created_at,
            PeopleSort::Name | PeopleSort::Username => 0,
        };
        let text = match sort {
            PeopleSort::Name => user.name_key(),
            PeopleSort::Username => username_key(&user.username),
            PeopleSort::LastSeen | PeopleSort::Created => String::new(),
        };
        (number, text, user.id.clone())
    });
    if is_descending {
        people.reverse();
    }
    people.into_iter().map(|user| user.username).collect()
}

/// Reads page after page to the end, and back; answers both ways.
async fn walk(db: &TestStore, filter: &PeopleFilter, sort: PeopleSort, is_descending: bool) -> [Vec<String>; 2] {
    let mut read = db.read().await.unwrap();
    let mut page = PageRequest { is_descending, cursor: None, limit: 3 };
    let (mut there, mut back) = (Vec::new(), Vec::new());
    let through_url = |cursor: Option<Cursor>| cursor.map(|c| Cursor::decode(&c.encode(), sort.as_str()).unwrap());
    loop {
        let found = read.db().list_people(filter, sort, &page).await.unwrap();
        let names: Vec<String> = found.rows.iter().map(|user| user.username.clone()).collect();
        assert_eq!(found.previous.is_none(), page.cursor.is_none(), "{}: {sort:?}", db.name);
        there.extend(names.clone());
        page.cursor = through_url(found.next);
        if page.cursor.is_none() {
            back.splice(0..0, names);
            page.cursor = through_url(found.previous);
            break;
        }
    }
    while page.cursor.is_some() {
        let found = read.db().list_people(filter, sort, &page).await.unwrap();
        back.splice(0..0, found.rows.iter().map(|user| user.username.clone()));
        assert!(found.next.is_some(), "{}: {sort:?}", db.name);
        page.cursor = through_url(found.previous);
    }
    [there, back]
}

#[tokio::test]
async fn pages_follow_one_another_in_every_order_and_back() {
    for db in testing::stores().await {
        let mut people = Vec::new();
        for (number, name) in ["b", "a", "Z", "ä", "z", "_", "é", "A b", "a_b", "ab", "ß", "1"].into_iter().enumerate()
        {
            let number = i64::try_from(number).unwrap();
            // Real ids hold nothing that collations sort apart.
            let id = UserId::from(format!("{number:02}"));
            let user = User { id, created_at: number / 3, ..person(&format!("{name}{number}"), name, "") };
            add(&db, &user).await;
            let seen = (number * 7 % 5) * 1000;
            let mut write = db.write().await.unwrap();
            write.db().touch_user(&user.id, seen, 300).await.unwrap();
            write.commit().await.unwrap();
            people.push(User { last_seen_at: Some(seen), ..user });
        }
        for sort in PeopleSort::ALL {
            for is_descending in [false, true] {
                let right = sorted(people.clone(), sort, is_descending);
                let ways = walk(&db, &PeopleFilter::default(), sort, is_descending).await;
                assert_eq!(ways, [right.clone(), right], "{}: {sort:?} {is_descending}", db.name);
            }
        }
        let found: Vec<User> = people.iter().filter(|user| user.search_text().contains("\na")).cloned().collect();
        let right = sorted(found, PeopleSort::Name, false);
        let ways = walk(&db, &matching("a"), PeopleSort::Name, false).await;
        assert!(ways[0].iter().all(|name| right.contains(name)) && ways[0] == ways[1], "{}: {ways:?}", db.name);
    }
}

#[tokio::test]
async fn parts_of_names_in_every_script_are_found_and_again_after_an_undone_removal() {
    for db in testing::stores().await {
        add(&db, &person("karenina", "Ольга Каренина", "")).await;
        add(&db, &person("zhang", "張偉", "")).await;
        for (q, found) in
            [("к", "karenina"), ("КА", "karenina"), ("льг", "karenina"), ("га кар", "karenina"), ("張偉", "zhang")]
        {
            assert_eq!(names(&db, &matching(q)).await, [found], "{}: {q}", db.name);
        }
        for (deleted_at, found) in [(Some(5), &[][..]), (None, &["karenina"])] {
            let mut write = db.write().await.unwrap();
            let user = User { deleted_at, ..person("karenina", "Ольга Каренина", "") };
            write.db().update_user(&user, ("karenina", None)).await.unwrap();
            write.commit().await.unwrap();
            assert_eq!(names(&db, &matching("льг")).await, found, "{}", db.name);
        }
    }
}

#[tokio::test]
async fn rows_of_earlier_releases_are_folded_and_a_search_out_of_step_is_made_anew() {
    for db in testing::stores().await {
        some(&db).await;
        let mut write = db.write().await.unwrap();
        let group = Group::new(GroupId::from("g"), "Ärzte", 1);
        write.db().insert_group(&group).await.unwrap();
        let statements = ["UPDATE users SET name_key = '', search_text = ''", "UPDATE user_groups SET name_key = NULL"];
        for statement in statements {
            both!(&mut write.db(), c => sqlx::query(statement).execute(c).await.map(drop)).unwrap();
        }
        write.commit().await.unwrap();
        db.prepare_search().await.unwrap();
        assert_eq!(names(&db, &matching("STONE")).await, ["bob"], "{}", db.name);
        assert_eq!(names(&db, &matching("exa")).await, ["alice", "ANNA", "bob"], "{}", db.name);
        let found = db.read().await.unwrap().db().find_group("äRZTE").await.unwrap();
        assert_eq!(found, Some(group), "{}", db.name);
        let mut write = db.write().await.unwrap();
        if let Db::Sqlite(c) = write.db() {
            sqlx::query("INSERT INTO people_search (people_search) VALUES ('delete-all')").execute(c).await.unwrap();
        }
        write.commit().await.unwrap();
        db.prepare_search().await.unwrap();
        assert_eq!(names(&db, &matching("exa")).await, ["alice", "ANNA", "bob"], "{}: out of step", db.name);
    }
}

#[tokio::test]
async fn groups_are_found_sorted_and_counted_without_who_was_removed() {
    for db in testing::stores().await {
        some(&db).await;
        let mut write = db.write().await.unwrap();
        for (id, name, description) in
            [("1", "staff", None), ("2", "Ärzte", Some("100% Doctors")), ("3", "Zebra", None), ("4", "a_b", None)]
        {
            let description = description.map(str::to_owned);
            let group = Group { description, ..Group::new(GroupId::from(id), name, 1) };
            write.db().insert_group(&group).await.unwrap();
        }
        for id in ["alice", "carol"] {
            write.db().add_group_member(&GroupId::from("1"), &UserId::from(id)).await.unwrap();
        }
        let gone = User { deleted_at: Some(5), ..person("carol", "", "") };
        write.db().update_user(&gone, ("carol", None)).await.unwrap();
        write.commit().await.unwrap();
        let mut read = db.read().await.unwrap();
        for (q, found) in [
            ("", &["a_b", "staff", "Zebra", "Ärzte"][..]),
            ("STA", &["staff"]),
            ("0%", &["Ärzte"]),
            ("_", &["a_b"]),
            ("ä", &["Ärzte"]),
        ] {
            let mut page = PageRequest::first(2);
            let mut names = Vec::new();
            loop {
                let found = read.db().list_groups(q, &page).await.unwrap();
                names.extend(found.rows.iter().map(|row| row.group.name.clone()));
                page.cursor = found.next;
                if page.cursor.is_none() {
                    break;
                }
            }
            assert_eq!(names, found, "{}: {q}", db.name);
        }
        let first: Vec<_> = read.db().first_groups(3).await.unwrap().into_iter().map(|group| group.name).collect();
        assert_eq!(first, ["a_b", "staff", "Zebra"], "{}", db.name);
        let staff = read.db().list_groups("staff", &PageRequest::first(2)).await.unwrap();
        assert_eq!(staff.rows[0].members, Count { number: 1, is_more: false }, "{}", db.name);
    }
}

#[tokio::test]
async fn what_stands_beside_each_person_is_read_at_once() {
    for db in testing::stores().await {
        crowd::crowd(&db, 120, 120).await;
        let (everybody, page) = (PeopleFilter::default(), PageRequest::first(110));
        let mut read = db.store.read().await.unwrap();
        let people = read.db().list_people(&everybody, PeopleSort::Name, &page).await.unwrap().rows;
        drop(read);
        let ids: Vec<_> = people.iter().map(|user| user.id.clone()).collect();
        let mut write = db.store.write().await.unwrap();
        for name in ["b", "a"] {
            let group = Group::new(GroupId::from(name), name, 0);
            write.db().insert_group(&group).await.unwrap();
            write.db().add_group_member(&group.id, &ids[105]).await.unwrap();
        }
        write.commit().await.unwrap();
        let mut read = db.store.read().await.unwrap();
        let groups = read.db().groups_of_each(&ids).await.unwrap();
        assert_eq!(groups.len(), 1, "{}", db.name);
        assert_eq!(groups[&ids[105]], ["a", "b"], "{}", db.name);
        let names = read.db().names_of_each(&ids).await.unwrap();
        assert_eq!(names.len(), 110, "{}", db.name);
        assert_eq!(names[&ids[0]], people[0].shown_name(), "{}", db.name);
        let none = read.db().count_sessions_of_each(&ids, (100, 10)).await.unwrap();
        assert!(none.is_empty() && read.db().groups_of_each(&[]).await.unwrap().is_empty(), "{}", db.name);
    }
}
