//! The laws of `claviger seed`.

use super::{Arguments, Machine};
use clap::CommandFactory;

const SMALL: [&str; 9] = ["seed", "--people", "120", "--clients", "15", "--groups", "12", "--events", "150"];

fn count(machine: &Machine, listing: &[&str]) -> usize {
    let arguments: Vec<_> = listing.iter().chain(&["--json"]).copied().collect();
    machine.run(&arguments).json().as_array().unwrap().len()
}

#[test]
fn a_seeded_database_holds_what_was_asked_for_and_its_audit_log_is_whole() {
    for machine in Machine::each_with_alice() {
        machine.run(&SMALL).ok();
        // Some are removed; their removal could still be undone.
        let people = count(&machine, &["user", "list"]) + count(&machine, &["user", "list", "--status", "deleted"]);
        assert_eq!(people, 121, "{}", machine.name);
        assert_eq!(count(&machine, &["group", "list"]), 12, "{}", machine.name);
        assert_eq!(count(&machine, &["client", "list"]), 15, "{}", machine.name);
        let live = count(&machine, &["session", "list"]);
        assert!((15..=24).contains(&live), "{}: {live} of 24 sessions, whose people may be disabled", machine.name);
        let found = machine.run(&["user", "list", "--q", "northwind", "--json"]).json();
        assert!(found.as_array().unwrap().len() > 60, "{}", machine.name);
        machine.run(&["audit", "verify"]).ok();
        let listed = machine.run(&["audit", "list", "--limit", "1000", "--json"]).ok().out;
        assert!(listed.matches("sign_in.succeeded").count() > 40, "{}: {listed}", machine.name);
    }
}

#[test]
fn a_database_with_people_is_not_seeded_again_nor_one_that_somebody_uses() {
    for machine in Machine::each() {
        machine.run(&["user", "add", "bob"]).ok();
        machine.run(&SMALL).refused("holds 1 people besides its owners");
        assert_eq!(count(&machine, &["user", "list"]), 1, "{}", machine.name);
    }
}

#[test]
fn a_seeding_that_meets_a_taken_name_says_so_and_leaves_a_database_that_works() {
    for machine in Machine::each() {
        machine.run(&["group", "add", "Staff"]).ok();
        machine.run(&SMALL).refused("has the name of what seed would add");
        machine.run(&["user", "add", "bob"]).ok();
        assert_eq!(count(&machine, &["user", "list", "--q", "bob"]), 1, "{}", machine.name);
    }
}

#[test]
fn the_help_does_not_offer_it() {
    assert!(!Arguments::command().render_long_help().to_string().contains("seed"));
}
