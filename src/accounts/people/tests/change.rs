//! Editing people and bringing them in: fields, stale edits, attributes, what the audit log keeps.

use super::*;
use crate::accounts::Present;
use crate::model::attribute::{AttributeDefinition, AttributeKind};
use crate::model::secret::Redacted;
use serde_json::{Value, json};

fn named(username: &str) -> PersonChange {
    PersonChange { username: Some(username.to_owned()), ..PersonChange::default() }
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn attribute(name: &str, kind: AttributeKind) -> AttributeDefinition {
    AttributeDefinition { name: name.into(), label: name.into(), kind, is_person_editable: false, created_at: 1 }
}

#[tokio::test]
async fn every_field_that_is_refused_is_told_at_once() {
    for (db, accounts, _, by) in each().await {
        let taken = PersonChange { email: Some("Bob@Example.com".into()), ..named("bob") };
        let new = NewPerson::new;
        accounts.add_person(&by, &new(taken, Access::Later)).await.unwrap();
        let bad = PersonChange {
            email: Some("BOB@example.com".to_owned()),
            name: Some("a\u{202e}b".to_owned()),
            claims: pairs(&[("birthdate", "yesterday"), ("nickname", "Al")]),
            attributes: pairs(&[("department", "Sales")]),
            ..named("BOB")
        };
        let access = Access::Password(Redacted::from("short".to_owned()));
        let error = accounts.add_person(&by, &new(bad.clone(), access)).await.unwrap_err();
        let claim = FormField::Claim("birthdate".to_owned());
        let attribute = FormField::Attribute("department".to_owned());
        let all = [FormField::Name, claim.clone(), attribute.clone(), FormField::Username, FormField::Email];
        assert_eq!(fields(error), [&all[..], &[FormField::Password]].concat(), "{}", db.name);
        let carol = add(&accounts, "carol", None).await;
        let error = accounts.change_person(&by, &carol.id, None, &bad).await.unwrap_err();
        assert_eq!(fields(error), all, "{}", db.name);
        assert_eq!(now(&accounts, &carol).await, carol, "{}: nothing was written", db.name);
    }
}

#[tokio::test]
async fn an_edit_of_something_older_is_refused_with_the_present_state() {
    for (db, accounts, _, by) in each().await {
        let bob = add(&accounts, "bob", None).await;
        let rename = |name: &str| PersonChange { name: Some(name.to_owned()), ..PersonChange::default() };
        let (first, is_changed) = accounts.change_person(&by, &bob.id, Some(1), &rename("One")).await.unwrap();
        assert!(is_changed && first.version == 2 && now(&accounts, &bob).await == first, "{}", db.name);
        let error = accounts.change_person(&by, &bob.id, Some(1), &rename("Two")).await.unwrap_err();
        let ActError::Stale(Present::Person(present)) = error else { panic!("{error:?}") };
        assert_eq!(*present, first, "{}", db.name);
        let (_, is_changed) = accounts.change_person(&by, &bob.id, Some(2), &rename("One")).await.unwrap();
        assert!(!is_changed && now(&accounts, &bob).await.version == 2, "{}: what changes nothing", db.name);
        // Being seen and signing in are no edits.
        let mut write = accounts.store.write().await.unwrap();
        write.db().set_last_sign_in(&bob.id, 5).await.unwrap();
        write.commit().await.unwrap();
        accounts.change_person(&by, &bob.id, Some(2), &rename("Three")).await.unwrap();
    }
}

#[tokio::test]
async fn of_racing_edits_of_one_version_one_is_written() {
    for (db, accounts, _, by) in each().await {
        let bob = add(&accounts, "bob", None).await;
        let tries: Vec<_> = (0..6)
            .map(|number| {
                let (accounts, by, id) = (accounts.clone(), by.clone(), bob.id.clone());
                let change = PersonChange { name: Some(format!("Name {number}")), ..PersonChange::default() };
                tokio::spawn(async move { accounts.change_person(&by, &id, Some(1), &change).await.is_ok() })
            })
            .collect();
        let mut written = 0;
        for one in tries {
            written += usize::from(one.await.unwrap());
        }
        assert_eq!((written, now(&accounts, &bob).await.version), (1, 2), "{}", db.name);
    }
}

#[tokio::test]
async fn the_audit_log_keeps_before_and_after_by_whom_and_from_where() {
    for (db, accounts, _, by) in each().await {
        let bob = add(&accounts, "bob", None).await;
        let change = PersonChange {
            email: Some("bob@example.com".to_owned()),
            claims: pairs(&[("nickname", "Bobby")]),
            ..PersonChange::default()
        };
        accounts.change_person(&by, &bob.id, None, &change).await.unwrap();
        let event = last_event(&accounts, &bob).await;
        let detail: Value = serde_json::from_str(&event.detail).unwrap();
        assert_eq!(event.kind, "user.changed", "{}", db.name);
        assert_eq!((event.actor, event.address.as_deref()), (by.actor().to_string(), Some("192.0.2.7")));
        assert_eq!(detail["email"], json!({"before": null, "after": "bob@example.com"}), "{}", db.name);
        assert_eq!(detail["claims"], json!({"before": {}, "after": {"nickname": "Bobby"}}), "{}", db.name);
        assert_eq!(detail.get("username"), None, "{}: what stayed", db.name);
        accounts.set_role(&by, &bob.id, Some(Role::Auditor)).await.unwrap();
        let event = last_event(&accounts, &bob).await;
        assert_eq!(event.kind, "role.changed", "{}", db.name);
        assert_eq!(event.detail, json!({"role": {"before": null, "after": "auditor"}}).to_string(), "{}", db.name);
    }
}

#[tokio::test]
async fn another_address_is_not_verified_unless_that_is_said() {
    for (db, accounts, _, by) in each().await {
        let bob = add(&accounts, "bob", None).await;
        for (email, email_verified, expected) in [
            ("bob@example.com", Some(true), true),
            ("bob@example.com", None, true),
            ("bob@example.org", None, false),
            ("", Some(true), false),
        ] {
            let change = PersonChange { email: Some(email.to_owned()), email_verified, ..PersonChange::default() };
            let (bob, _) = accounts.change_person(&by, &bob.id, None, &change).await.unwrap();
            assert_eq!(bob.email_verified, expected, "{}: {email}", db.name);
        }
    }
}

#[tokio::test]
async fn attributes_are_typed_and_gone_with_their_definition() {
    for (db, accounts, _, by) in each().await {
        for (name, kind) in [("floor", AttributeKind::Number), ("teams", AttributeKind::List)] {
            accounts.add_attribute(&by, &attribute(name, kind)).await.unwrap();
        }
        let bob = add(&accounts, "bob", None).await;
        let set = |list: &[(&str, &str)]| PersonChange { attributes: pairs(list), ..PersonChange::default() };
        let change = set(&[("floor", "3"), ("teams", "red\nblue")]);
        let (changed, _) = accounts.change_person(&by, &bob.id, None, &change).await.unwrap();
        assert_eq!(Value::Object(changed.attributes), json!({"floor": 3, "teams": ["red", "blue"]}), "{}", db.name);
        let error = accounts.change_person(&by, &bob.id, None, &set(&[("floor", "third")])).await.unwrap_err();
        assert_eq!(fields(error), [FormField::Attribute("floor".to_owned())], "{}", db.name);
        accounts.remove_attribute(&by, "floor").await.unwrap();
        assert_eq!(Value::Object(now(&accounts, &bob).await.attributes), json!({"teams": ["red", "blue"]}));
        assert!(matches!(accounts.remove_attribute(&by, "floor").await, Err(ActError::Gone)), "{}", db.name);
        let (changed, _) = accounts.change_person(&by, &bob.id, None, &set(&[("teams", "")])).await.unwrap();
        assert!(changed.attributes.is_empty(), "{}", db.name);
    }
}

#[tokio::test]
async fn an_attribute_is_defined_once_by_who_manages_people_and_never_a_secret() {
    for (db, accounts, _, by) in each().await {
        let auditor = signed_in(&add(&accounts, "audra", Some(Role::Auditor)).await);
        let text = AttributeKind::Text;
        let refused = accounts.add_attribute(&auditor, &attribute("floor", text)).await;
        assert!(matches!(refused, Err(ActError::Forbidden(_))), "{}", db.name);
        accounts.add_attribute(&by, &attribute("floor", text)).await.unwrap();
        for name in ["floor", "wifi_password", "sub", "Bad Name"] {
            let error = accounts.add_attribute(&by, &attribute(name, text)).await.unwrap_err();
            assert_eq!(fields(error), [FormField::Attribute(name.to_owned())], "{}: {name}", db.name);
        }
        let known = accounts.list_attributes(&auditor).await.unwrap();
        assert_eq!(known, [attribute("floor", text)], "{}", db.name);
    }
}

#[tokio::test]
async fn ones_own_language_is_kept_and_can_be_left_to_the_browser() {
    for (db, accounts, ..) in each().await {
        let bob = add(&accounts, "bob", None).await;
        for language in [Some("de"), None] {
            accounts.set_ui_language(&bob.id, language).await.unwrap();
            assert_eq!(now(&accounts, &bob).await.locale_ui.as_deref(), language, "{}", db.name);
        }
    }
}
