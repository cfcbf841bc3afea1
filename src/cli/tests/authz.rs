//! The laws of `claviger client set` about how people sign in to an app.

use super::Machine;
use serde_json::json;

#[test]
fn the_password_grant_is_given_with_a_warning_and_taken_back() {
    for machine in Machine::each_with_shop() {
        let done = machine.run(&["client", "set", "shop", "--password-grant", "on"]).ok();
        assert!(done.err.contains("Warning: with the password grant"), "{}: {}", machine.name, done.err);
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!(shown["grant_types"], json!(["authorization_code", "refresh_token", "password"]));
        let again = machine.run(&["client", "set", "shop", "--password-grant", "on"]).ok();
        assert!(again.err.contains("Nothing to change."), "{}: {}", machine.name, again.err);
        machine.run(&["client", "set", "shop", "--consent"]).refused("does not go with asking people");
        machine.run(&["client", "set", "shop", "--password-grant", "off", "--consent"]).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!(shown["grant_types"], json!(["authorization_code", "refresh_token"]));
    }
}

#[test]
fn a_public_app_is_not_given_the_password_grant() {
    let machine = Machine::new();
    machine.run(&["client", "add", "spa", "--public", "--redirect-uri", "https://spa.example.com/cb"]).ok();
    machine.run(&["client", "set", "spa", "--password-grant", "on"]).refused("anybody can call themselves");
}

#[test]
fn the_age_and_level_of_sign_ins_and_signed_introspection_are_set_shown_and_taken_back() {
    for machine in Machine::each_with_shop() {
        let set =
            ["--default-max-age", "0", "--default-acr", "one", "--default-acr", "two", "--introspection-alg", "RS256"];
        machine.run(&[&["client", "set", "shop"], &set[..]].concat()).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!((&shown["default_max_age"], &shown["default_acr_values"]), (&json!(0), &json!(["one", "two"])));
        assert_eq!(shown["introspection_signed_response_alg"], "RS256");
        let table = machine.run(&["client", "show", "shop"]).ok().out;
        assert!(table.contains("one two"), "{table}");
        let none = ["--default-max-age", "none", "--no-default-acr", "--introspection-alg", "none"];
        machine.run(&[&["client", "set", "shop"], &none[..]].concat()).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!((&shown["default_max_age"], &shown["default_acr_values"]), (&json!(null), &json!([])));
        for alg in ["HS256", "none256", "ES256"] {
            machine
                .run(&["client", "set", "shop", "--introspection-alg", alg])
                .refused("answers cannot be signed with");
        }
    }
}

#[test]
fn how_an_app_asks_and_who_looks_after_it_is_set_shown_and_taken_back() {
    for machine in Machine::each_with_shop() {
        let set = [
            "--require-pushed-authorization-requests=true",
            "--require-signed-request-object=true",
            "--request-object-alg=HS256",
            "--request-uri=https://shop.example/r#1",
            "--request-uri=https://shop.example/r#2",
            "--initiate-login-uri=https://shop.example/begin",
            "--contact=ops@shop.example",
        ];
        machine.run(&[&["client", "set", "shop"], &set[..]].concat()).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!(shown["require_pushed_authorization_requests"], true);
        assert_eq!(shown["require_signed_request_object"], true);
        assert_eq!(shown["request_object_signing_alg"], "HS256");
        assert_eq!(shown["request_uris"], json!(["https://shop.example/r#1", "https://shop.example/r#2"]));
        assert_eq!(shown["initiate_login_uri"], "https://shop.example/begin");
        assert_eq!(shown["contacts"], json!(["ops@shop.example"]));
        let table = machine.run(&["client", "show", "shop"]).ok().out;
        assert!(table.contains("https://shop.example/r#2") && table.contains("pushed and signed"), "{table}");
        machine.run(&["client", "set", "shop", "--request-object-alg", "any"]).refused("something to verify by");
        machine.run(&["client", "set", "shop", "--request-object-alg", "none"]).refused("cannot be signed with");
        machine.run(&["client", "set", "shop", "--contact", "Alice"]).refused("contact is an e-mail");
        let none = [
            "--require-pushed-authorization-requests=false",
            "--require-signed-request-object=false",
            "--request-object-alg=any",
            "--request-uri=none",
            "--initiate-login-uri=none",
            "--contact=none",
        ];
        machine.run(&[&["client", "set", "shop"], &none[..]].concat()).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!((&shown["request_uris"], &shown["contacts"]), (&json!([]), &json!([])));
        assert_eq!((&shown["request_object_signing_alg"], &shown["initiate_login_uri"]), (&json!(null), &json!(null)));
    }
}
