//! The laws of registration on the command line.

use super::Machine;
use serde_json::json;

#[test]
fn a_token_is_printed_once_listed_and_ended() {
    for machine in Machine::each() {
        let done = machine.run(&["client", "initial-token", "add", "Team blue", "--uses", "5"]).ok();
        assert_eq!(done.out.trim().len(), 43, "{}: {}", machine.name, done.out);
        let listed = machine.run(&["client", "initial-token", "list", "--json"]).json();
        let (id, token) = (listed[0]["id"].as_str().unwrap(), &listed[0]);
        assert_eq!((&token["label"], &token["uses_left"]), (&json!("Team blue"), &json!(5)));
        assert_eq!(token["scope"], "openid profile email address phone offline_access");
        assert!(!listed.to_string().contains(done.out.trim()));
        assert!(machine.run(&["client", "initial-token", "list"]).ok().out.contains("Team blue"));
        machine.run(&["client", "initial-token", "remove", id]).ok();
        machine.run(&["client", "initial-token", "remove", id]).refused("There is no initial access token");
        assert_eq!(machine.run(&["client", "initial-token", "list", "--json"]).json(), json!([]));
    }
}

#[test]
fn a_token_that_cannot_be_is_refused_before_anything_is_made() {
    let machine = Machine::new();
    for (options, part) in [
        (&["x", "--uses", "0"][..], "1 to 10000 apps"),
        (&["x", "--days", "366"], "1 to 365 days"),
        (&[" x"], "The label"),
        (&["x", "--scope", "a\"b"], "scope"),
    ] {
        let arguments: Vec<_> = ["client", "initial-token", "add"].iter().chain(options).copied().collect();
        machine.run(&arguments).refused(part);
    }
}

#[test]
fn registration_is_shown_and_switched() {
    for machine in Machine::each() {
        assert_eq!(machine.run(&["client", "registration"]).ok().out, "token\n");
        let done = machine.run(&["client", "registration", "open"]).ok();
        assert!(done.err.contains("Anybody who reaches this server"), "{}", done.err);
        assert_eq!(machine.run(&["client", "registration"]).ok().out, "open\n");
        machine.run(&["client", "registration", "off"]).ok();
        assert!(machine.run(&["audit", "list", "--json"]).ok().out.contains("registration"));
    }
}

#[test]
fn an_app_can_know_people_by_names_of_its_own() {
    for machine in Machine::each() {
        let one = "https://a.example/cb";
        machine.run(&["client", "add", "shop", "--redirect-uri", one]).ok();
        machine.run(&["client", "set", "shop", "--subject", "pairwise", "--policy-uri", "https://a.example/p"]).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!((&shown["subject_type"], &shown["policy_uri"]), (&json!("pairwise"), &json!("https://a.example/p")));
        let two = ["client", "set", "shop", "--add-redirect-uri", "https://b.example/cb"];
        machine.run(&two).refused("sector_identifier_uri");
        machine.run(&["client", "set", "shop", "--tos-uri", "http://a.example/"]).refused("https");
        let away = ["client", "set", "shop", "--sector-identifier-uri", "https://127.0.0.1:1/", "--name", "Shop"];
        machine.run(&away).refused("The sector_identifier_uri cannot be used");
        machine.run(&["client", "set", "shop", "--subject", "public", "--policy-uri", "none"]).ok();
        assert_eq!(machine.run(&["client", "show", "shop", "--json"]).json()["policy_uri"], json!(null));
    }
}
