//! The laws of what administrators do to people and groups by command.

use super::Machine;
use serde_json::{Value, json};

fn usernames(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect()
}

#[test]
fn people_are_searched_filtered_and_sorted() {
    for machine in Machine::each_with_alice() {
        machine.run(&["group", "add", "staff"]).ok();
        machine.run(&["user", "add", "bob", "--name", "Zoe Stone", "--group", "staff"]).ok();
        machine.run(&["user", "add", "carol", "--name", "Carol Stone"]).ok();
        machine.run(&["user", "disable", "carol"]).ok();
        for (filters, found) in [
            (&[][..], &["alice", "bob", "carol"][..]),
            (&["--q", "tone"], &["bob", "carol"]),
            (&["--q", "tone", "--sort", "name"], &["carol", "bob"]),
            (&["--q", "tone", "--desc"], &["carol", "bob"]),
            (&["--group", "STAFF"], &["bob"]),
            (&["--status", "disabled"], &["carol"]),
            (&["--role", "any"], &["alice"]),
            (&["--never-seen", "--limit", "2"], &["alice", "bob"]),
            (&["--seen-since", "2020-01-31"], &[]),
        ] {
            let list = machine.run(&[&["user", "list", "--json"], filters].concat()).json();
            assert_eq!(usernames(&list), found, "{}: {filters:?}", machine.name);
        }
        machine.run(&["user", "list", "--seen-since", "31.1.2020"]).refused("is not a day");
    }
}

#[test]
fn a_removal_can_be_undone() {
    for machine in Machine::each_with_alice() {
        machine.run(&["user", "add", "bob"]).ok();
        let done = machine.run(&["user", "remove", "bob", "--yes"]).ok();
        assert!(done.err.contains("For 7 days `claviger user restore bob` undoes it."), "{}", done.err);
        machine.run(&["user", "set", "bob", "--name", "Bob"]).refused("claviger user restore bob");
        machine.run(&["user", "add", "bob"]).refused("Somebody is called bob already.");
        assert_eq!(machine.run(&["user", "show", "bob", "--json"]).json()["status"], json!("deleted"));
        assert_eq!(machine.run(&["user", "restore", "bob"]).ok().err, "bob is back.\n");
        machine.run(&["user", "set", "bob", "--name", "Bob"]).ok();
    }
}

#[test]
fn an_invitation_and_a_reset_are_links_on_stdout() {
    for machine in Machine::each_with_alice() {
        let added = machine.run(&["user", "add", "bob", "--invite"]).ok();
        assert!(added.out.starts_with("http://localhost:8000/invite?token="), "{}", added.out);
        let again = machine.run(&["user", "invite", "bob"]).ok();
        assert!(again.out.starts_with("http://localhost:8000/invite?token=") && again.out != added.out);
        machine.run(&["user", "invite", "alice"]).refused("claviger user reset-password");
        let reset = machine.run(&["user", "reset-password", "alice"]).ok();
        assert!(reset.out.starts_with("http://localhost:8000/rescue?token="), "{}", reset.out);
        let json = machine.run(&["user", "add", "carol", "--invite", "--json"]).json();
        assert!(json["invitation"].as_str().unwrap().contains("/invite?token="), "{json}");
    }
}

#[test]
fn roles_are_given_and_taken() {
    for machine in Machine::each_with_alice() {
        machine.run(&["user", "add", "bob"]).ok();
        assert_eq!(machine.run(&["user", "role", "bob", "auditor"]).ok().err, "bob is auditor now.\n");
        assert_eq!(machine.run(&["user", "role", "bob", "auditor"]).ok().err, "Nothing to change.\n");
        assert_eq!(machine.run(&["user", "role", "bob", "none"]).ok().err, "bob holds no role now.\n");
        machine.run(&["user", "role", "alice", "auditor"]).refused("is the last owner");
    }
}

#[test]
fn groups_are_renamed_described_and_filled() {
    for machine in Machine::each_with_alice() {
        machine.run(&["user", "add", "bob"]).ok();
        machine.run(&["group", "add", "staff", "--protected", "--not-in-claim"]).ok();
        machine.run(&["group", "add", "sales"]).ok();
        let done = machine.run(&["group", "add-member", "staff", "alice", "bob"]).ok();
        assert_eq!(done.err, "alice, bob are in the group staff now.\n");
        machine.run(&["group", "set", "sales", "--name", "STAFF"]).refused("people could not tell STAFF from it");
        machine.run(&["group", "set", "sales", "--name", " "]).refused("The name");
        machine.run(&["group", "set", "staff", "--name", "Staff", "--in-claim", "yes", "--description", "All"]).ok();
        let groups = machine.run(&["group", "list", "--q", "st", "--json"]).json();
        let staff = &groups[0];
        assert_eq!((&staff["name"], &staff["members"]), (&json!("Staff"), &json!(2)), "{}", machine.name);
        assert_eq!((&staff["protected"], &staff["in_claim"]), (&json!(true), &json!(true)), "{}", machine.name);
        machine.run(&["group", "remove-member", "staff", "alice"]).ok();
        let list = machine.run(&["user", "list", "--group", "staff", "--json"]).json();
        assert_eq!(usernames(&list), ["bob"], "{}", machine.name);
    }
}

#[test]
fn attributes_are_defined_set_and_removed() {
    for machine in Machine::each_with_alice() {
        machine.run(&["attribute", "add", "floor", "--type", "number", "--label", "Floor"]).ok();
        machine.run(&["attribute", "add", "floor"]).refused("is taken");
        machine.run(&["attribute", "add", "door_pin"]).refused("looks like a secret");
        let alice = machine.run(&["user", "set", "alice", "--attribute", "floor=3", "--json"]).json();
        assert_eq!(alice["attributes"], json!({"floor": 3}), "{}", machine.name);
        machine.run(&["user", "set", "alice", "--attribute", "floor=third"]).refused("is not a number");
        machine.run(&["user", "set", "alice", "--attribute", "desk=3"]).refused("is not known");
        machine.run(&["attribute", "remove", "floor"]).refused("Say --yes");
        machine.run(&["attribute", "remove", "floor", "--yes"]).ok();
        assert_eq!(machine.run(&["attribute", "list", "--json"]).json(), json!([]), "{}", machine.name);
        assert_eq!(machine.run(&["user", "show", "alice", "--json"]).json()["attributes"], json!({}));
    }
}

#[test]
fn another_password_is_demanded_by_command_and_by_a_role_over_a_password_that_others_may_know() {
    for machine in Machine::each_with_alice() {
        let must_change = |name: &str| {
            machine.run(&["user", "show", name, "--json"]).json()["must_change_password"].as_bool().unwrap()
        };
        let add = ["user", "add", "bob", "--password-stdin"];
        machine.with_input("orchard window marble\n", &add).ok();
        assert!(!must_change("bob"), "{}", machine.name);
        let done = machine.run(&["user", "demand-password", "bob"]).ok();
        assert_eq!(done.err, "bob must choose another password at the next sign-in.\n");
        assert!(must_change("bob"), "{}", machine.name);
        machine.with_input("orchard window marble\n", &["user", "set-password", "bob", "--password-stdin"]).ok();
        assert!(!must_change("bob"), "{}: another password is another matter", machine.name);
        machine.run(&["user", "role", "bob", "auditor"]).ok();
        assert!(must_change("bob"), "{}", machine.name);
        machine.with_input("orchard window marble\n", &["user", "add", "carol", "--password-stdin"]).ok();
        machine.run(&["user", "role", "carol", "auditor", "--keep-password"]).ok();
        assert!(!must_change("carol"), "{}: whoever runs commands may say so", machine.name);
        let set = ["user", "set-password", "alice", "--password-stdin", "--must-change"];
        machine.with_input("orchard window marble\n", &set).ok();
        assert!(must_change("alice"), "{}", machine.name);
    }
}
