//! The laws of `claviger keys enable`, `disable`, `import`, `export`, `reseal` and of what apps choose.

use super::Machine;
use serde_json::Value;

/// The key that signs in a ring.
fn active(machine: &Machine, ring: &str) -> String {
    of_state(machine, ring, "active")
}

fn of_state(machine: &Machine, ring: &str, state: &str) -> String {
    let listed = machine.run(&["keys", "list", "--json"]).json();
    let keys = listed.as_array().or_else(|| listed["keys"].as_array()).expect("keys").clone();
    let found = keys.iter().find(|key| key["alg"] == ring && key["state"] == state);
    found.unwrap_or_else(|| panic!("{ring} {state}: {listed}"))["kid"].as_str().unwrap().to_owned()
}

#[test]
fn an_algorithm_is_switched_on_chosen_and_off_again() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb"]).ok();
        machine.run(&["client", "set", "shop", "--id-token-alg", "ES256"]).refused("switch it on first");
        let done = machine.run(&["keys", "enable", "es256"]).ok();
        assert!(
            done.out.is_empty() && done.err.contains("Let apps choose it from 2027-01-15T08:10:00Z on"),
            "{}",
            done.err
        );
        assert!(machine.run(&["keys", "enable", "ES256"]).ok().err.contains("offered already"));
        let app = machine
            .run(&["client", "set", "shop", "--id-token-alg", "ES256", "--access-token-alg", "ES256", "--json"])
            .json();
        assert_eq!(
            (&app["id_token_signed_response_alg"], &app["access_token_signed_response_alg"]),
            (&"ES256".into(), &"ES256".into())
        );
        machine.run(&["keys", "disable", "ES256"]).refused("ES256 is chosen by shop");
        machine.run(&["client", "set", "shop", "--id-token-alg", "RS256", "--access-token-alg", "RS256"]).ok();
        assert!(machine.run(&["keys", "disable", "ES256"]).ok().err.contains("not choose ES256 any more"));
        assert!(machine.run(&["keys", "disable", "ES256"]).ok().err.contains("is not offered"));
        machine.run(&["keys", "disable", "RS256"]).refused("always offered");
    }
}

#[test]
fn hs256_begins_with_a_new_secret_that_is_printed_once() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb"]).ok();
        machine.run(&["client", "add", "spa", "--public", "--redirect-uri", "https://spa.example.com/cb"]).ok();
        machine.run(&["keys", "enable", "HS256"]).ok();
        let done = machine.run(&["client", "set", "shop", "--id-token-alg", "HS256"]).ok();
        assert!(done.out.trim().len() == 43 && done.err.contains("shown this once"), "{}{}", done.out, done.err);
        assert_eq!(machine.run(&["client", "set", "shop", "--name", "Shop"]).ok().out, "", "only once");
        assert_eq!(machine.run(&["client", "secret", "list", "shop", "--json"]).json().as_array().unwrap().len(), 2);
        machine.run(&["client", "set", "spa", "--id-token-alg", "HS256"]).refused("has no secret");
    }
}

#[test]
fn a_key_goes_out_and_comes_in_at_another_installation() {
    for (machine, other) in Machine::each().into_iter().zip(Machine::each()) {
        let kid = active(&machine, "RS256");
        let public = machine.run(&["keys", "export", &kid]).ok();
        assert!(public.out.starts_with("-----BEGIN PUBLIC KEY-----\n") && public.err.is_empty(), "{}", public.err);
        let jwk: Value = machine.run(&["keys", "export", &kid, "--format", "jwk"]).json();
        assert!(jwk["kid"] == *kid && jwk.get("d").is_none(), "{jwk}");
        for format in ["pem", "jwk"] {
            let private = machine.run(&["keys", "export", &kid, "--private", "--format", format]).ok();
            assert!(private.err.contains("This is a private key"), "{}", private.err);
            let standby = of_state(&other, "RS256", "standby");
            if format == "pem" {
                other
                    .with_input(&private.out, &["keys", "import", "-"])
                    .refused(&format!("{standby}, which stands by now"));
                let done = other.with_input(&private.out, &["keys", "import", "-", "--yes", "--json"]).json();
                assert_eq!((&done["kid"], &done["replaced"]), (&Value::from(&*kid), &Value::from(standby)));
                assert_eq!(of_state(&other, "RS256", "standby"), kid);
            } else {
                other.with_input(&private.out, &["keys", "import", "-", "--yes"]).refused("is here already");
            }
        }
        let exported = machine.run(&["audit", "list", "--kind", "key.exported", "--json"]).ok().out;
        assert_eq!(exported.matches("key.exported").count(), 2, "{exported}");
        machine.run(&["keys", "export", "nothing"]).refused("There is no key nothing");
        machine.run(&["keys", "import", "/nowhere"]).refused("/nowhere cannot be read");
        machine.with_input("hello", &["keys", "import", "-", "--yes"]).refused("neither PEM nor a JWK");
    }
}

#[test]
fn a_passphrase_comes_from_a_file_or_is_typed_and_never_from_the_arguments() {
    let machine = Machine::new();
    machine.run(&["keys", "list"]).ok();
    let pem = include_str!("encrypted_key.pem");
    let file = machine.path("key.pem");
    std::fs::write(&file, pem).unwrap();
    machine.run(&["keys", "import", &file, "--yes"]).refused("give its passphrase");
    let passphrase = machine.path("passphrase");
    std::fs::write(&passphrase, "wrong\n").unwrap();
    let wrong = ["keys", "import", &file, "--passphrase-file", &passphrase, "--yes"];
    machine.run(&wrong).refused("passphrase is wrong");
    machine.run(&["keys", "enable", "EdDSA"]).ok();
    machine.at_terminal(|_| Ok("open sesame".to_owned()), &["keys", "import", &file, "--yes"]).ok();
    std::fs::write(&passphrase, "open sesame\r\nand more\n").unwrap();
    machine.run(&wrong).refused("is here already");
}

#[test]
fn the_master_key_is_changed_and_everything_goes_on() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb"]).ok();
        machine.run(&["keys", "enable", "HS256"]).ok();
        machine.run(&["client", "set", "shop", "--id-token-alg", "HS256"]).ok();
        let kid = active(&machine, "RS256");
        let before = std::fs::read_to_string(machine.path("keys/master.key")).unwrap();
        machine.run(&["keys", "reseal"]).refused("will be replaced by");
        let prepared = machine.run(&["keys", "reseal", "--prepare", "--json"]).json();
        let done = machine.run(&["keys", "reseal", "--yes", "--json"]).json();
        assert_eq!((&done["to"], &done["keys"], &done["secrets"]), (&prepared["to"], &2.into(), &1.into()), "{done}");
        let after = std::fs::read_to_string(machine.path("keys/master.key")).unwrap();
        assert_ne!(before, after);
        assert_eq!(std::fs::read_to_string(done["former_file"].as_str().unwrap()).unwrap(), before);
        assert!(!std::path::Path::new(&machine.path("keys/master.key.next")).exists());
        assert_eq!(active(&machine, "RS256"), kid);
        machine.run(&["keys", "export", &kid, "--private"]).ok();
        machine.run(&["audit", "verify"]).ok();
        machine.run(&["check"]).ok();
        std::fs::write(machine.path("keys/master.key"), &before).unwrap();
        machine.run(&["keys", "list"]).refused("was sealed with");
    }
}
