//! Searches among many.

use super::*;

/// Adds `number` people without ado; those after the first `plain` are called Rare.
pub(super) async fn crowd(db: &TestStore, number: i64, plain: i64) {
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
               INSERT INTO users (id, username, username_key, email_verified, name, claims, created_at, updated_at, \
               name_key, search_text) \
               SELECT CAST(i AS TEXT), 'crowd' || i, 'crowd' || i, FALSE, NULL, '{}', i, i, 'crowd' || i, \
               CASE WHEN i > $2 THEN '\ncrowd' || i || '\nrare' ELSE '\ncrowd' || i END FROM n";
    let sql = sql.replace("\\n", "\n");
    let mut write = db.write().await.unwrap();
    both!(&mut write.db(), c => sqlx::query(AssertSqlSafe(sql)).bind(number).bind(plain).execute(c).await.map(drop))
        .unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn many_matches_are_read_along_the_order_and_counted_up_to_ten_thousand() {
    for db in testing::stores().await {
        crowd(&db, 10_050, 9_045).await;
        let mut read = db.read().await.unwrap();
        let page = PageRequest { is_descending: true, ..PageRequest::first(2) };
        for q in ["", "c", "cr", "crowd"] {
            let found = read.db().list_people(&matching(q), PeopleSort::Created, &page).await.unwrap();
            let names: Vec<_> = found.rows.iter().map(|user| &*user.username).collect();
            assert_eq!(names, ["crowd10050", "crowd10049"], "{}: {q}", db.name);
            // Of a single character fewer are counted.
            let number = if q == "c" { 1_000 } else { 10_000 };
            assert_eq!(found.count, Count { number, is_more: true }, "{}: {q}", db.name);
            let next = PageRequest { cursor: found.next, ..page.clone() };
            let found = read.db().list_people(&matching(q), PeopleSort::Created, &next).await.unwrap();
            assert_eq!(found.rows[0].username, "crowd10048", "{}: {q}", db.name);
        }
        let rare = read.db().list_people(&matching("rare"), PeopleSort::Created, &page).await.unwrap();
        assert_eq!(rare.count, Count { number: 1005, is_more: false }, "{}", db.name);
        assert_eq!(rare.rows[0].username, "crowd10050", "{}", db.name);
        let both = PeopleFilter { last_seen: Some(LastSeen::Never), ..matching("rare") };
        assert_eq!(read.db().count_people(&both).await.unwrap().number, 1005, "{}", db.name);
    }
}

#[tokio::test]
async fn many_who_stand_late_in_the_order_are_found_in_it_there_and_back() {
    for db in testing::stores().await {
        crowd(&db, 22_000, 11_000).await;
        let mut read = db.read().await.unwrap();
        let never = PeopleFilter { last_seen: Some(LastSeen::Never), ..matching("rare") };
        for filter in [matching("rare"), never] {
            let mut page = PageRequest::first(2);
            for expected in [["crowd11001", "crowd11002"], ["crowd11003", "crowd11004"]] {
                let found = read.db().list_people(&filter, PeopleSort::Created, &page).await.unwrap();
                let names: Vec<_> = found.rows.iter().map(|user| &*user.username).collect();
                assert_eq!(names, expected, "{}", db.name);
                assert!(found.count.is_more, "{}", db.name);
                page.cursor = found.next;
            }
            let found = read.db().list_people(&filter, PeopleSort::Created, &page).await.unwrap();
            page.cursor = found.previous;
            let found = read.db().list_people(&filter, PeopleSort::Created, &page).await.unwrap();
            assert_eq!(found.rows[0].username, "crowd11003", "{}", db.name);
            let falling = PageRequest { is_descending: true, ..PageRequest::first(1) };
            let found = read.db().list_people(&filter, PeopleSort::Created, &falling).await.unwrap();
            assert_eq!(found.rows[0].username, "crowd22000", "{}", db.name);
        }
    }
}

/// Adds 26,000 people whose names begin with each letter in turn; those from N on are called Late.
async fn alphabet(db: &TestStore) {
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 26000) \
               INSERT INTO users (id, username, username_key, email_verified, name, claims, created_at, updated_at, \
               name_key, search_text) SELECT CAST(i AS TEXT), 'p' || i, 'p' || i, FALSE, letter || 'x' || i, '{}', i, i, letter || 'x' || i, \
               CASE WHEN i % 26 >= 13 THEN '~late' ELSE '~early' END \
               FROM (SELECT i, substr('abcdefghijklmnopqrstuvwxyz', 1 + i % 26, 1) AS letter FROM n) AS lettered";
    let sql = sql.replace('~', "\n");
    let mut write = db.write().await.unwrap();
    both!(&mut write.db(), c => sqlx::query(AssertSqlSafe(sql)).execute(c).await.map(drop)).unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn blocks_of_names_without_a_word_are_passed_over_and_a_new_name_opens_one() {
    for db in testing::stores().await {
        alphabet(&db).await;
        let mut read = db.read().await.unwrap();
        let blocks = read.db().blocks_with("late", None, false).await.unwrap().unwrap();
        let all: Vec<String> = ('n'..='z').map(|letter| format!("{letter}x")).collect();
        assert_eq!(blocks, all, "{}", db.name);
        let blocks = read.db().blocks_with("\nl", Some("px5"), true).await.unwrap().unwrap();
        assert_eq!(blocks, ["px", "ox", "nx"], "{}", db.name);
        for (is_descending, expected) in [(false, ["p1001", "p10023"]), (true, ["p9983", "p9957"])] {
            let mut page = PageRequest { is_descending, ..PageRequest::first(2) };
            let found = read.db().list_people(&matching("late"), PeopleSort::Name, &page).await.unwrap();
            let names: Vec<_> = found.rows.iter().map(|user| user.username.clone()).collect();
            assert_eq!(names, expected, "{}", db.name);
            assert!(found.count.is_more, "{}", db.name);
            page.cursor = found.next;
            let second = read.db().list_people(&matching("late"), PeopleSort::Name, &page).await.unwrap();
            page.cursor = second.previous;
            let back = read.db().list_people(&matching("late"), PeopleSort::Name, &page).await.unwrap();
            assert_eq!(back.rows, found.rows, "{}", db.name);
        }
        drop(read);
        add(&db, &person("early-late", "Ab", "")).await;
        let mut read = db.read().await.unwrap();
        let found = read.db().list_people(&matching("late"), PeopleSort::Name, &PageRequest::first(2)).await.unwrap();
        assert_eq!(found.rows[0].username, "early-late", "{}", db.name);
    }
}

#[tokio::test]
async fn many_matches_of_each_filter_are_told_as_more_than_were_seen() {
    for db in testing::stores().await {
        alphabet(&db).await;
        let filter = PeopleFilter { last_seen: Some(LastSeen::Never), ..matching("late") };
        let mut read = db.read().await.unwrap();
        let found = read.db().list_people(&filter, PeopleSort::Name, &PageRequest::first(2)).await.unwrap();
        assert!(found.count.is_more && (2..=10_000).contains(&found.count.number), "{}: {:?}", db.name, found.count);
        let exact = read.db().count_people(&filter).await.unwrap();
        assert_eq!(exact, Count { number: 10_000, is_more: true }, "{}", db.name);
        // All rows of a page that is the only one are seen.
        let filter = PeopleFilter { status: Some(Status::Invited), ..filter };
        let found = read.db().list_people(&filter, PeopleSort::Name, &PageRequest::first(20_000)).await.unwrap();
        assert_eq!(found.count, Count { number: 13_000, is_more: false }, "{}", db.name);
    }
}
