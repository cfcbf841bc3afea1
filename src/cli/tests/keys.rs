//! `claviger keys`, beside a server that may or may not run.

use super::Machine;
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const LEAD: i64 = 86_400;
const RIPENING: i64 = 1200;

/// The keys as listed, by generation.
fn keys(machine: &Machine) -> Vec<Value> {
    machine.run(&["keys", "list", "--json"]).json().as_array().unwrap().clone()
}

fn kid(machine: &Machine, generation: usize) -> String {
    keys(machine)[generation - 1]["kid"].as_str().unwrap().to_owned()
}

#[test]
fn rotate_plans_the_switch_and_asked_again_says_what_is_planned() {
    for machine in Machine::each() {
        let (first, second) = (kid(&machine, 1), kid(&machine, 2));
        let preview = machine.run(&["keys", "rotate", "--dry-run", "--json"]).json();
        assert_eq!((&preview["at"], &preview["is_changed"]), (&json!(NOW + LEAD), &json!(false)), "{}", machine.name);
        let planned = machine.run(&["keys", "rotate", "--json"]).json();
        let expected = json!({
            "alg": "RS256", "from": first, "to": second, "at": NOW + LEAD, "published_since": NOW, "is_changed": true,
        });
        assert_eq!(planned, expected, "{}", machine.name);
        let again = machine.run(&["keys", "rotate", "--alg", "rs256"]).ok();
        assert!(again.err.contains("as planned before; nothing is changed"), "{}", again.err);
        assert_eq!(again.out, "");
        let switch = &keys(&machine)[1]["switch"];
        assert_eq!(*switch, json!({ "at": NOW + LEAD, "is_planned": true }));
        let sooner = machine.run(&["keys", "rotate", "--sooner", "--json"]).json();
        assert_eq!(sooner["at"], json!(NOW + RIPENING));
        let cancelled = machine.run(&["keys", "cancel"]).ok();
        assert!(cancelled.err.contains("Called off the switch"), "{}", cancelled.err);
        machine.run(&["keys", "cancel"]).refused("No switch is planned.");
    }
}

#[test]
fn the_list_says_in_words_what_comes_next() {
    let machine = Machine::new();
    let next = kid(&machine, 2);
    let listed = machine.run(&["keys", "list"]).ok().out;
    assert!(listed.contains(&format!("RS256 switches to {next} by itself at 2027-04-15T08:00:00Z.")), "{listed}");
    machine.run(&["keys", "rotate"]).ok();
    let listed = machine.run(&["keys", "list"]).ok().out;
    assert!(listed.contains(&format!("RS256 switches to {next} at 2027-01-16T08:00:00Z, as planned.")), "{listed}");
    assert!(listed.contains("not before 2027-01-16T08:01:00Z"), "{listed}");
}

#[test]
fn an_app_is_not_staged_before_apps_can_know_the_key_nor_one_that_is_not_there() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop"]).ok();
        machine.run(&["keys", "stage", "--client", "shop"]).refused("It may sign from 2027-01-15T08:20:00Z on.");
        machine.run(&["keys", "stage", "--client", "nobody"]).refused("There is no app nobody.");
        let unstaged = machine.run(&["keys", "unstage", "--json"]).json();
        assert_eq!(unstaged["staged_for"], json!([]), "{}", machine.name);
    }
}

#[test]
fn revoke_says_what_it_reaches_and_wants_a_yes() {
    for machine in Machine::each() {
        let (first, second) = (kid(&machine, 1), kid(&machine, 2));
        machine.run(&["keys", "revoke", &first, "--keep-sessions"]).refused("Say --yes");
        let done = machine.run(&["keys", "revoke", &first, "--end-sessions", "--yes", "--json"]);
        assert!(done.err.contains("Apps may accept tokens of it, also forged ones, until 2027-01-15T08:10:00Z"));
        assert!(done.err.contains("sign-ins may fail at them until 2027-01-15T08:20:00Z"), "{}", done.err);
        let report = done.json();
        assert_eq!((&report["successor"], &report["revoked_at"]), (&json!(second), &json!(NOW)));
        let states: Vec<_> = keys(&machine).iter().map(|key| key["state"].clone()).collect();
        assert_eq!(states, ["revoked", "active", "standby"], "{}", machine.name);
        let again = machine.run(&["keys", "revoke", &first, "--end-sessions", "--yes"]);
        again.refused(&format!("The key {first} is revoked already."));
        machine
            .run(&["keys", "revoke", "nobody", "--keep-sessions", "--yes"])
            .refused("There is no signing key nobody.");
    }
}

#[test]
fn a_key_id_may_begin_with_a_hyphen() {
    let machine = Machine::new();
    for kid in ["-e", "-hyphen", "-_x"] {
        let unknown = format!("There is no signing key {kid}.");
        machine.run(&["keys", "revoke", kid, "--keep-sessions", "--yes"]).refused(&unknown);
        machine.run(&["keys", "revoke", "--keep-sessions", "--yes", kid]).refused(&unknown);
        machine.run(&["keys", "export", kid]).refused("There is no key");
        machine.run(&["keys", "export", kid, "--format", "jwk"]).refused("There is no key");
    }
}
