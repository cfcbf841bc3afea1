//! The laws of `claviger client`.

use super::{Arguments, Machine};
use clap::Parser;
use serde_json::json;

#[test]
fn client_add_answers_with_one_object() {
    for machine in Machine::each() {
        let uri = "https://shop.example.com/cb";
        let answer = machine.run(&["client", "add", "shop", "--name", "Shop", "--redirect-uri", uri, "--json"]).json();
        let secret = answer["client_secret"].as_str().unwrap().to_owned();
        assert_eq!(secret.len(), 43);
        let expected = json!({
            "client_id": "shop", "client_secret": secret, "redirect_uris": [uri],
            "grant_types": ["authorization_code", "refresh_token"],
            "scope": "openid profile email groups offline_access",
        });
        assert_eq!(answer, expected);
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!((&shown["pkce"], &shown["consent"], &shown["public"]), (&json!(true), &json!(false), &json!(false)));
        assert!(!shown.to_string().contains(&secret));
    }
}

#[test]
fn a_public_app_gets_no_secret_and_a_service_gets_client_credentials() {
    for machine in Machine::each() {
        let phone =
            machine.run(&["client", "add", "phone", "--public", "--redirect-uri", "app.shop:/cb", "--json"]).json();
        assert_eq!(phone.get("client_secret"), None);
        let service = machine.run(&["client", "add", "api", "--audience", "https://api.example.com", "--json"]).json();
        assert_eq!(service["grant_types"], json!(["client_credentials"]));
        assert_eq!(
            machine.run(&["client", "show", "api", "--json"]).json()["audiences"],
            json!(["https://api.example.com"])
        );
    }
}

#[test]
fn a_given_secret_is_taken_from_stdin_and_has_32_characters() {
    for machine in Machine::each() {
        let add =
            ["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb", "--secret-stdin", "--json"];
        machine.with_input("short\n", &add).refused("at least 32 characters");
        machine.with_input("0123456789abcdef 0123456789abcdef\n", &add).refused("without spaces");
        let secret = "0123456789abcdef0123456789abcdef";
        assert_eq!(machine.with_input(&format!("{secret}\n"), &add).json()["client_secret"], json!(secret));
    }
}

#[test]
fn a_client_that_cannot_work_is_refused_and_nothing_is_made() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop", "--redirect-uri", "http://shop.example.com/cb"]).refused("plain http");
        machine
            .run(&["client", "add", "shop", "--grant", "authorization_code"])
            .refused("authorization_code needs a redirect URI.");
        assert!(!machine.folder.exists());
        machine.run(&["client", "add", "shop"]).ok();
        machine.run(&["client", "add", "shop"]).refused("There is an app shop already");
    }
}

#[test]
fn client_set_changes_what_is_named_and_leaves_the_rest() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb"]).ok();
        let set = ["client", "set", "shop", "--add-redirect-uri", "https://shop.example.org/cb", "--consent", "--json"];
        let shown = machine.run(&set).json();
        assert_eq!(shown["redirect_uris"], json!(["https://shop.example.com/cb", "https://shop.example.org/cb"]));
        assert_eq!((&shown["consent"], &shown["pkce"], &shown["name"]), (&json!(true), &json!(true), &json!("shop")));
        assert_eq!(machine.run(&["client", "set", "shop", "--disable", "--json"]).json()["disabled"], json!(true));
        machine
            .run(&["client", "set", "shop", "--remove-redirect-uri", "https://x.example/"])
            .refused("is not registered");
        machine.run(&["client", "set", "nobody", "--consent"]).refused("There is no app nobody");
    }
}

#[test]
fn two_secrets_work_side_by_side_until_one_is_removed() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop"]).ok();
        let added = machine.run(&["client", "secret", "add", "shop", "--expires-in-days", "1", "--json"]).json();
        assert_eq!(added["expires_at"], json!(1_800_086_400));
        let list = || machine.run(&["client", "secret", "list", "shop", "--json"]).json();
        assert_eq!(list().as_array().unwrap().len(), 2);
        machine.run(&["client", "secret", "remove", "shop", added["id"].as_str().unwrap()]).ok();
        let left = list()[0]["id"].as_str().unwrap().to_owned();
        machine.run(&["client", "secret", "remove", "shop", &left]).refused("only secret");
        machine.run(&["client", "secret", "remove", "shop", "x"]).refused("no secret with the id x");
    }
}

#[test]
fn an_apps_lifetimes_have_the_bounds_of_the_settings() {
    let set = |option: &str, seconds: &str| {
        Arguments::try_parse_from(["claviger", "client", "set", "shop", option, seconds]).map(drop)
    };
    for (option, good, bad) in [
        ("--access-seconds", ["0", "30", "86400"], ["29", "86401", "-1"]),
        ("--refresh-seconds", ["0", "300", "31536000"], ["299", "31536001", "1h"]),
    ] {
        assert!(good.iter().all(|seconds| set(option, seconds).is_ok()), "{option}");
        assert!(bad.iter().all(|seconds| set(option, seconds).is_err()), "{option}");
    }
}
