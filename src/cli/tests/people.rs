//! The laws of `claviger user`.

use super::{Machine, PASSWORD};
use serde_json::{Value, json};

#[test]
fn a_person_is_added_with_groups_and_claims() {
    for machine in Machine::each() {
        machine.run(&["group", "add", "staff"]).ok();
        let add = [
            "user",
            "add",
            "bob",
            "--email",
            "bob@example.com",
            "--name",
            "Bob Stone",
            "--group",
            "staff",
            "--claim",
            "birthdate=1990-02-28",
            "--password-stdin",
            "--json",
        ];
        let bob = machine.with_input(PASSWORD, &add).json();
        assert_eq!(
            (&bob["email_verified"], &bob["has_password"], &bob["role"]),
            (&json!(true), &json!(true), &Value::Null)
        );
        assert_eq!((&bob["groups"], &bob["claims"]), (&json!(["staff"]), &json!({"birthdate": "1990-02-28"})));
        assert!(!bob.to_string().contains("argon2"));
        let set =
            ["user", "set", "BOB@example.com", "--claim", "birthdate=", "--no-group", "staff", "--name", "", "--json"];
        let bob = machine.run(&set).json();
        assert_eq!((&bob["groups"], &bob["claims"], &bob["name"]), (&json!([]), &json!({}), &Value::Null));
    }
}

#[test]
fn names_are_unique_whatever_their_case() {
    for machine in Machine::each_with_alice() {
        machine.run(&["user", "add", "ALICE"]).refused("Somebody is called ALICE already");
        machine
            .run(&["user", "add", "al", "--email", "Alice@Example.com"])
            .refused("has the e-mail address Alice@Example.com");
        machine.run(&["user", "add", "bob"]).ok();
        machine.run(&["user", "set", "bob", "--username", "Alice"]).refused("Somebody is called Alice already");
        machine.run(&["user", "add", "bob@example.com"]).refused("mistaken for somebody else's");
        machine.run(&["user", "add", "carol", "--group", "nobody"]).refused("There is no group nobody");
        machine.run(&["user", "show", "carol"]).refused("There is nobody called carol");
    }
}

#[test]
fn the_last_owner_stays() {
    for machine in Machine::each_with_alice() {
        let tries = [
            &["user", "disable", "alice"][..],
            &["user", "remove", "alice", "--yes"],
            &["user", "set", "alice", "--no-admin"],
        ];
        for arguments in tries {
            machine.run(arguments).refused("is the last owner");
        }
        assert_eq!(machine.run(&["user", "show", "alice", "--json"]).json()["role"], json!("owner"));
        machine.run(&["user", "add", "bob", "--admin"]).ok();
        for arguments in [tries[2], &["user", "disable", "alice"][..], &["user", "enable", "alice"], tries[1]] {
            machine.run(arguments).ok();
        }
        machine.run(&["user", "disable", "bob"]).refused("is the last owner");
    }
}

#[test]
fn a_password_is_never_repeated_and_must_be_given() {
    for machine in Machine::each_with_alice() {
        let done =
            machine.with_input("another long password\n", &["user", "set-password", "alice", "--password-stdin"]).ok();
        assert!(!done.err.contains("another long password"), "{}", done.err);
        machine
            .with_input("short\n", &["user", "set-password", "alice", "--password-stdin"])
            .refused("at least 8 characters");
        machine
            .with_input("alice123\n", &["user", "set-password", "alice", "--password-stdin"])
            .refused("person's own name");
        machine.run(&["user", "set-password", "alice"]).refused("No password was given");
        machine
            .with_input("\n", &["user", "set-password", "alice", "--password-stdin"])
            .refused("Nothing came on stdin");
    }
}

#[test]
fn at_a_terminal_secrets_are_asked_for_unseen_even_where_stdin_was_named() {
    let machine = Machine::new();
    let typed = |question: &str| match question {
        "Password: " | "Password (empty for none): " | "The same again: " => Ok("correct horse battery".to_owned()),
        "Secret: " => Ok("0123456789abcdef0123456789abcdef".to_owned()),
        _ => panic!("{question}"),
    };
    for arguments in [&["user", "add", "alice", "--password-stdin", "--json"][..], &["user", "add", "bob", "--json"]] {
        assert_eq!(machine.at_terminal(typed, arguments).json()["has_password"], json!(true));
    }
    let secret = machine.at_terminal(typed, &["client", "add", "shop", "--secret-stdin", "--json"]).json();
    assert_eq!(secret["client_secret"], json!("0123456789abcdef0123456789abcdef"));
    let set = ["user", "set-password", "alice", "--password-stdin"];
    machine.at_terminal(|question| Ok(question.to_owned()), &set).refused("differ");
    machine.at_terminal(|_| Ok(String::new()), &set).refused("Nothing was typed");
}

#[test]
fn a_list_of_nobody_has_its_heading_and_json_is_laid_out_as_everywhere() {
    for machine in Machine::each() {
        let heading = machine.run(&["user", "list"]).ok().out;
        assert!(heading.starts_with("USERNAME") && heading.lines().count() == 1, "{heading}");
        assert_eq!(machine.run(&["user", "list", "--json"]).ok().out, "[]\n");
        machine.run(&["user", "add", "alice"]).ok();
        machine.run(&["user", "add", "bob"]).ok();
        assert_eq!(machine.run(&["user", "list"]).ok().out.lines().count(), 3);
        let json = machine.run(&["user", "list", "--json"]).ok().out;
        let value: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json, serde_json::to_string_pretty(&value).unwrap() + "\n");
    }
}

#[test]
fn setting_what_is_so_already_changes_nothing() {
    for machine in Machine::each_with_alice() {
        machine.run(&["group", "add", "staff"]).ok();
        machine.run(&["user", "set", "alice", "--group", "staff"]).ok();
        for arguments in [&["user", "set", "alice"][..], &["user", "set", "alice", "--group", "staff", "--admin"]] {
            assert_eq!(machine.run(arguments).ok().err, "Nothing to change.\n");
        }
    }
}

#[test]
fn advice_can_be_copied_into_a_shell() {
    let machine = Machine::new();
    let done = machine.run(&["user", "add", "Bob Stone"]).ok();
    assert!(done.err.contains("`claviger user set-password 'Bob Stone'`"), "{}", done.err);
    machine.run(&["rescue", "bob stone"]).refused("`claviger user set --admin 'Bob Stone'`");
}

#[test]
fn groups_are_unique_whatever_their_case_and_form() {
    for machine in Machine::each() {
        machine.run(&["group", "add", "staff"]).ok();
        machine.run(&["group", "add", "staff"]).refused("There is a group staff already.");
        for name in ["Staff", "ｓｔａｆｆ"] {
            machine.run(&["group", "add", name]).refused("There is a group staff already, and people could not tell");
        }
        assert_eq!(machine.run(&["group", "list"]).ok().out.lines().count(), 2);
    }
}
