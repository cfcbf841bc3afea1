//! The laws of `claviger client` about how an app proves who it is.

use super::Machine;
use serde_json::json;

const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"one","alg":"ES256","use":"sig",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

fn written(machine: &Machine, name: &str, text: &str) -> String {
    let path = machine.path(name);
    std::fs::create_dir_all(&machine.folder).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn an_app_with_a_key_of_its_own_is_added_without_a_secret() {
    for machine in Machine::each() {
        let file = written(&machine, "key.json", KEY);
        let add = ["client", "add", "reports", "--grant", "client_credentials", "--auth-method", "private_key_jwt"];
        machine.run(&add).refused("needs the app's public keys");
        let with_keys = [&add[..], &["--jwks", &file]].concat();
        machine.with_input(&"x".repeat(40), &[&with_keys[..], &["--secret-stdin"]].concat()).refused("no secret");
        let made = machine.run(&[&with_keys[..], &["--json"]].concat()).json();
        assert_eq!(made.get("client_secret"), None, "{}", machine.name);
        let shown = machine.run(&["client", "show", "reports", "--json"]).json();
        assert_eq!(shown["token_endpoint_auth_method"], "private_key_jwt");
        assert_eq!(shown["jwks"]["keys"][0]["kid"], "one");
        let back = machine.run(&["client", "set", "reports", "--auth-method", "client_secret_basic"]).ok();
        assert!(back.err.contains("needs a secret again") && back.out.trim().len() >= 32, "{}: {}", back.err, back.out);
    }
}

#[test]
fn the_ways_of_proof_are_set_and_taken_back() {
    for machine in Machine::each_with_shop() {
        let file = written(&machine, "key.json", KEY);
        let set = |more: &[&str]| machine.run(&[&["client", "set", "shop"], more].concat());
        set(&["--auth-method", "private_key_jwt", "--jwks", &file, "--auth-alg", "ES256"]).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!(shown["token_endpoint_auth_signing_alg"], "ES256", "{}", machine.name);
        set(&["--auth-alg", "HS256"]).refused("there is: RS256, PS256, ES256, ES384, EdDSA");
        set(&["--jwks-uri", "https://shop.example/keys"]).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!((&shown["jwks"], &shown["jwks_uri"]), (&json!(null), &json!("https://shop.example/keys")));
        set(&["--jwks-uri", "none"]).refused("needs the app's public keys");
        set(&["--jwks-uri", "http://shop.example/keys"]).refused("must be an https address");
        set(&["--auth-method", "any", "--auth-alg", "any", "--jwks-uri", "none"]).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!(shown["token_endpoint_auth_method"], json!(null), "{}", machine.name);
        let jwt = set(&["--auth-method", "client_secret_jwt"]).ok();
        assert!(jwt.err.contains("begins with this new one") && jwt.out.trim().len() >= 32, "{}", jwt.err);
    }
}

#[test]
fn a_key_may_come_as_pem() {
    let machine = Machine::each_with_shop().swap_remove(0);
    let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
    let set = ["client", "set", "shop", "--auth-method", "private_key_jwt", "--jwks"];
    machine.run(&[&set[..], &[&written(&machine, "key.pem", pem)]].concat()).ok();
    let shown = machine.run(&["client", "show", "shop", "--json"]).json();
    assert_eq!(shown["jwks"]["keys"][0]["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    machine.run(&[&set[..], &[&written(&machine, "half.pem", &pem[..60])]].concat()).refused("PEM that cannot be read");
}

#[test]
fn a_private_key_is_refused_with_its_reason() {
    let machine = Machine::new();
    let file = written(&machine, "key.json", &KEY.replacen("\"kty\"", "\"d\":\"AAAA\",\"kty\"", 1));
    let add =
        ["client", "add", "reports", "--grant", "client_credentials", "--auth-method", "private_key_jwt", "--jwks"];
    machine.run(&[&add[..], &[&file]].concat()).refused("holds a private key");
    machine.run(&[&add[..], &["/nowhere/key.json"]].concat()).refused("cannot be read");
}
