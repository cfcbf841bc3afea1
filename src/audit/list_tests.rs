//! The laws of listing.

use super::*;
use crate::audit::testing::{Log, logs};
use crate::audit::{Actor, Event};

fn user(name: &str) -> UserId {
    UserId::from(name)
}

/// Numbers of the events that a filter finds, over as many pages as it takes, each of `limit`.
async fn numbers(log: &Log, filter: &Filter, limit: usize) -> Vec<i64> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let mut read = log.store.read().await.unwrap();
        let page = list(&mut read.db(), filter, cursor.as_ref(), limit).await.unwrap();
        assert!(page.events.len() <= limit, "{}", log.name);
        found.extend(page.events.iter().map(|row| {
            let detail: serde_json::Value = serde_json::from_str(&row.event.detail).unwrap();
            detail["n"].as_i64().unwrap()
        }));
        let Some(next) = page.next else { return found };
        cursor = Some(Cursor::parse(next.as_str()).unwrap());
    }
}

/// Eight events, a second apart.
async fn fill(log: &Log) {
    let events = [
        Event::new(Kind::SignInFailed, Actor::Anonymous).user(&user("bob")).address("192.0.2.1"),
        Event::new(Kind::SignInSucceeded, Actor::User(user("bob"))).user(&user("bob")).address("192.0.2.1"),
        Event::new(Kind::UserDisabled, Actor::User(user("alice"))).user(&user("bob")).address("2001:db8::1"),
        Event::new(Kind::ClientChanged, Actor::User(user("alice"))).client(&"shop".into()),
        Event::new(Kind::GroupCreated, Actor::User(user("alice"))).detail("group", "100% _Ärzte\\"),
        Event::new(Kind::FamilyBegun, Actor::User(user("bob"))).user(&user("bob")).client(&"shop".into()),
        Event::new(Kind::UserCreated, Actor::CommandLine).user(&user("carol")).detail("username", "Carol"),
        Event::new(Kind::SignInSucceeded, Actor::User(user("alice"))).user(&user("alice")).client(&"wiki".into()),
    ];
    for (number, event) in (0..).zip(events) {
        log.record(event.detail("n", number)).await;
        log.clock.advance(1);
    }
}

#[tokio::test]
async fn each_filter_finds_what_it_names_newest_first_on_pages_of_any_size() {
    use crate::audit::testing::BEGIN;
    for log in logs().await {
        fill(&log).await;
        let all = Filter::default;
        let second = |n: i64| (BEGIN + n) * 1000;
        for (filter, expected) in [
            (all(), vec![7, 6, 5, 4, 3, 2, 1, 0]),
            (Filter { person: Some(user("bob")), ..all() }, vec![5, 2, 1, 0]),
            (Filter { person: Some(user("alice")), ..all() }, vec![7, 4, 3, 2]),
            (Filter { person: Some(user("nobody")), ..all() }, vec![]),
            (Filter { app: Some("shop".into()), ..all() }, vec![5, 3]),
            (Filter { person: Some(user("bob")), app: Some("shop".into()), ..all() }, vec![5]),
            (Filter { kinds: Kind::named("sign_in"), ..all() }, vec![7, 1, 0]),
            (Filter { kinds: Kind::named("user.created"), ..all() }, vec![6]),
            (Filter { person: Some(user("bob")), kinds: Kind::named("sign_in"), ..all() }, vec![1, 0]),
            (Filter { app: Some("shop".into()), kinds: Kind::named("client"), ..all() }, vec![3]),
            (Filter { address: Some("192.0.2.1".into()), ..all() }, vec![1, 0]),
            (Filter { address: Some("2001:db8::1".into()), kinds: Kind::named("user"), ..all() }, vec![2]),
            (Filter { text: Some("CAROL".into()), ..all() }, vec![6]),
            (Filter { text: Some("wik".into()), ..all() }, vec![7]),
            (Filter { text: Some("0% _Ä".into()), ..all() }, vec![4]),
            (Filter { text: Some("1%Ä".into()), ..all() }, vec![]),
            (Filter { text: Some("a' OR '1'='1".into()), ..all() }, vec![]),
            (Filter { from_ms: Some(second(2)), until_ms: Some(second(5)), ..all() }, vec![4, 3, 2]),
            (Filter { from_ms: Some(second(2) + 1), ..all() }, vec![7, 6, 5, 4, 3]),
            (Filter { until_ms: Some(second(1)), person: Some(user("bob")), ..all() }, vec![0]),
        ] {
            for limit in [1, 2, 100] {
                assert_eq!(numbers(&log, &filter, limit).await, expected, "{}: {filter:?} by {limit}", log.name);
            }
        }
    }
}

#[tokio::test]
async fn a_search_for_a_text_goes_on_where_a_page_stopped_looking() {
    for log in logs().await {
        log.record(Event::new(Kind::UserChanged, Actor::System).detail("n", 0).detail("needle", true)).await;
        log.clock.advance(60);
        let (one, many) = ("INSERT INTO audit_events (id, at_ms, kind, actor, detail, mac)", 25_000);
        // Ids of a later time, in the form of ours.
        let series = match log.name {
            "SQLite" => format!(
                "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {many}) {one} \
                 SELECT printf('ffffffff-ffff-7000-8000-%012x', n), 1, 'user.changed', 'system', '{{\"n\":1}}', x'00' FROM s"
            ),
            _ => format!(
                "{one} SELECT 'ffffffff-ffff-7000-8000-' || LPAD(TO_HEX(n), 12, '0'), 1, 'user.changed', 'system', \
                 '{{\"n\":1}}', '\\x00' FROM generate_series(1, {many}) AS s (n)"
            ),
        };
        log.tamper(&series).await;
        let filter = Filter { text: Some("needle".to_owned()), ..Filter::default() };
        let page = list(&mut log.store.read().await.unwrap().db(), &filter, None, 10).await.unwrap();
        assert!(page.events.is_empty() && page.next.is_some(), "{}", log.name);
        assert_eq!(page.searched_to_ms(), Some(0xffff_ffff_ffff), "{}", log.name);
        assert_eq!(numbers(&log, &filter, 10).await, [0], "{}", log.name);
    }
}

#[test]
fn what_is_no_cursor_is_not_taken_for_one() {
    for text in ["", "x", "' OR 1=1 --", &"g".repeat(36), &"a".repeat(37)] {
        assert_eq!(Cursor::parse(text), None, "{text}");
    }
}
