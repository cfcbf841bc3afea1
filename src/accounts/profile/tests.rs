//! Editing one's own profile, on both engines.

use super::*;
use crate::accounts::testing::{accounts, caller, person, sign_in};
use crate::accounts::{ActError, Authority, PersonAct, PersonChange};
use crate::model::attribute::AttributeKind;
use crate::model::people_list::{PageRequest, PeopleFilter, PeopleSort};
use crate::store::testing;

type Typed<'t> = &'t [(&'static str, &'t str)];

async fn edit(accounts: &Accounts, seen: &SignedIn, version: &str, typed: Typed<'_>) -> Result<bool, ProfileError> {
    let now = accounts.store.read().await?.db().find_user(&seen.user.id).await?.expect("a person");
    let typed: Vec<_> = typed.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
    accounts.edit_own_profile(&SignedIn { user: now, ..seen.clone() }, version, &typed, &caller(1)).await
}

async fn alice(accounts: &Accounts) -> SignedIn {
    person(accounts, "alice").await;
    sign_in(accounts, "alice", None).await.signed_in
}

#[tokio::test]
async fn what_was_typed_is_kept_typed_and_an_empty_field_is_removed() {
    for db in testing::stores().await {
        let (accounts, clock) = accounts(&db);
        let alice = alice(&accounts).await;
        clock.advance(5);
        let typed = [
            ("name", " Alice Adams "),
            ("nickname", "أليس"),
            ("address.street_address", "1 Main St\r\nFlat 2"),
            ("website", ""),
        ];
        assert!(edit(&accounts, &alice, &profile_version(&alice.user, &[]), &typed).await.unwrap(), "{}", db.name);
        let mut read = db.store.read().await.unwrap();
        let now = read.db().find_user(&alice.user.id).await.unwrap().unwrap();
        assert_eq!(now.name.as_deref(), Some("Alice Adams"), "{}", db.name);
        assert_eq!(now.claims["address"]["street_address"], "1 Main St\nFlat 2", "{}", db.name);
        assert_eq!((now.claims.get("website"), now.updated_at), (None, clock.now()), "{}", db.name);
        let cleared = [("name", ""), ("nickname", ""), ("address.street_address", "")];
        assert!(edit(&accounts, &alice, &profile_version(&now, &[]), &cleared).await.unwrap(), "{}", db.name);
        let now = read.db().find_user(&alice.user.id).await.unwrap().unwrap();
        assert!(now.name.is_none() && now.claims.is_empty(), "{}: {now:?}", db.name);
    }
}

#[tokio::test]
async fn the_same_form_twice_is_one_change() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = alice(&accounts).await;
        let version = profile_version(&alice.user, &[]);
        assert!(edit(&accounts, &alice, &version, &[("nickname", "Al")]).await.unwrap(), "{}", db.name);
        assert!(!edit(&accounts, &alice, &version, &[("nickname", "Al")]).await.unwrap(), "{}", db.name);
    }
}

#[tokio::test]
async fn a_form_that_is_older_than_the_profile_is_refused_with_what_stands_there() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = alice(&accounts).await;
        let version = profile_version(&alice.user, &[]);
        edit(&accounts, &alice, &version, &[("nickname", "Al")]).await.unwrap();
        let stale = edit(&accounts, &alice, &version, &[("nickname", "Ally")]).await.unwrap_err();
        let ProfileError::Stale(now) = stale else { panic!("{}: {stale}", db.name) };
        assert_eq!(profile_value(&now, "nickname"), "Al", "{}", db.name);
        // Past the guard of the version too: the row itself decides between two at once.
        let person = SignedIn { user: alice.user.clone(), ..alice.clone() };
        let typed = [("nickname".to_owned(), "Ally".to_owned())];
        let stale = accounts.edit_own_profile(&person, &version, &typed, &caller(1)).await.unwrap_err();
        assert!(matches!(stale, ProfileError::Stale(_)), "{}: {stale}", db.name);
    }
}

#[test]
fn every_wrong_field_is_told_at_once() {
    let user = testing::person("alice");
    let long = "x".repeat(501);
    let typed = [
        ("name", "A\u{202e}lice"),
        ("nickname", &*long),
        ("website", "javascript:alert(1)"),
        ("birthdate", "1990-02-30"),
        ("phone_number", "030 1234"),
        ("address.locality", "Ber\u{7}lin"),
        ("given_name", "Alice"),
    ]
    .map(|(field, value)| (field.to_owned(), value.to_owned()));
    let Err(ProfileError::Wrong(wrong)) = edited(&user, &typed, &[]) else { panic!("nothing was wrong") };
    let expected = [
        ("name", ProfileProblem::Invisible),
        ("nickname", ProfileProblem::TooLong),
        ("website", ProfileProblem::Malformed),
        ("birthdate", ProfileProblem::Malformed),
        ("phone_number", ProfileProblem::Malformed),
        ("address.locality", ProfileProblem::Invisible),
    ]
    .map(|(field, problem)| (field.to_owned(), problem));
    assert_eq!(wrong, expected);
}

#[test]
fn every_field_of_the_page_can_be_set_and_read() {
    for field in PROFILE_FIELDS {
        let value = match field {
            "birthdate" => "1990-02-28",
            "picture" | "website" | "profile" => "https://a.example/x",
            "locale" => "de",
            "zoneinfo" => "Europe/Berlin",
            "phone_number" => "+4930123456",
            _ => "x",
        };
        let user = edited(&testing::person("alice"), &[(field.to_owned(), value.to_owned())], &[]).unwrap();
        assert_eq!(profile_value(&user, field), value);
        assert_ne!(profile_version(&user, &[]), profile_version(&testing::person("alice"), &[]), "{field}");
    }
}

#[tokio::test]
async fn an_administrator_who_saw_the_profile_before_does_not_overwrite_it_and_finds_it_by_its_new_name() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let (alice, line) = (alice(&accounts).await, Authority::command_line());
        let version = profile_version(&alice.user, &[]);
        assert!(edit(&accounts, &alice, &version, &[("name", "Zoë Quill")]).await.unwrap(), "{}", db.name);
        let change = PersonChange { name: Some("Alice Adams".to_owned()), ..PersonChange::default() };
        let stale = accounts.change_person(&line, &alice.user.id, Some(alice.user.version), &change).await;
        assert!(matches!(stale, Err(ActError::Stale(_))), "{}: {stale:?}", db.name);
        let filter = PeopleFilter { q: "quill".to_owned(), ..PeopleFilter::default() };
        let found = accounts.list_people(&line, &filter, PeopleSort::Name, &PageRequest::first(10)).await.unwrap();
        assert_eq!(found.rows.len(), 1, "{}", db.name);
        assert_eq!(found.rows[0].id, alice.user.id, "{}", db.name);
    }
}

fn attribute(name: &str, kind: AttributeKind, is_person_editable: bool) -> AttributeDefinition {
    AttributeDefinition { name: name.to_owned(), label: name.to_owned(), kind, is_person_editable, created_at: 0 }
}

#[tokio::test]
async fn an_open_attribute_is_kept_with_its_type_and_recorded_with_before_and_after() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = alice(&accounts).await;
        let desk = attribute("desk", AttributeKind::Number, true);
        accounts.add_attribute(&Authority::command_line(), &desk).await.unwrap();
        let version = profile_version(&alice.user, std::slice::from_ref(&desk));
        assert!(edit(&accounts, &alice, &version, &[("attribute.desk", "12")]).await.unwrap(), "{}", db.name);
        let mut read = db.store.read().await.unwrap();
        let now = read.db().find_user(&alice.user.id).await.unwrap().unwrap();
        assert_eq!(now.attributes["desk"], 12, "{}", db.name);
        let newest = &read.db().recent_events_of(&alice.user.id, 1).await.unwrap()[0];
        assert!(newest.detail.contains(r#""after":{"attribute.desk":12}"#), "{}: {}", db.name, newest.detail);
        let stale = edit(&accounts, &alice, &version, &[("attribute.desk", "13")]).await.unwrap_err();
        assert!(matches!(stale, ProfileError::Stale(_)), "{}: {stale}", db.name);
        let version = profile_version(&now, &[desk]);
        assert!(edit(&accounts, &alice, &version, &[("attribute.desk", "")]).await.unwrap(), "{}", db.name);
        let now = read.db().find_user(&alice.user.id).await.unwrap().unwrap();
        assert!(now.attributes.is_empty(), "{}: {:?}", db.name, now.attributes);
    }
}

#[test]
fn an_attribute_that_is_closed_unknown_or_of_another_type_is_refused() {
    let known = [
        attribute("level", AttributeKind::Number, false),
        attribute("desk", AttributeKind::Number, true),
        attribute("since", AttributeKind::Date, true),
    ];
    for (field, value, problem) in [
        ("attribute.level", "9", ProfileProblem::Malformed),
        ("attribute.none", "9", ProfileProblem::Malformed),
        ("attribute.desk", "twelve", ProfileProblem::NotANumber),
        ("attribute.since", "1.2.2026", ProfileProblem::NotADate),
    ] {
        let typed = [(field.to_owned(), value.to_owned())];
        let refused = edited(&testing::person("alice"), &typed, &known);
        let Err(ProfileError::Wrong(wrong)) = refused else { panic!("{field} was taken") };
        assert_eq!(wrong, [(field.to_owned(), problem)]);
    }
}

#[tokio::test]
async fn whoever_was_removed_meanwhile_changes_nothing() {
    for db in testing::stores().await {
        let (accounts, _) = accounts(&db);
        let alice = alice(&accounts).await;
        let version = profile_version(&alice.user, &[]);
        accounts.act_on_person(&Authority::command_line(), &alice.user.id, &PersonAct::Delete).await.unwrap();
        let late = edit(&accounts, &alice, &version, &[("name", "Mallory")]).await;
        assert!(matches!(late, Err(ProfileError::Stale(_))), "{}: {late:?}", db.name);
    }
}
