//! The laws of `claviger token explain` and of encrypted tokens on the command line.

use super::Machine;
use crate::diagnose::token_doctor::{Code, Kind};
use crate::web::messages::message;
use serde_json::json;
use std::fs;

const X25519: &str = r#"{"kty":"OKP","crv":"X25519","kid":"one","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}"#;

/// The same key as openssl writes it.
const PEM: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VuAyEAhSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=
-----END PUBLIC KEY-----
";

#[test]
fn a_key_and_the_ways_are_set_together_shown_and_taken_back() {
    for machine in Machine::each_with_shop() {
        let file = machine.folder.join("key.jwk");
        fs::write(&file, X25519).unwrap();
        let file = file.to_str().unwrap();
        let way = "ECDH-ES/A256GCM";
        machine.run(&["client", "set", "shop", "--id-token-encryption", way]).refused("register a public key");
        let set = ["client", "set", "shop", "--encryption-key", file, "--id-token-encryption", way];
        machine.run(&set).ok();
        machine.run(&["client", "set", "shop", "--userinfo-encryption", "ECDH-ES/A128GCM"]).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!(shown["id_token_encrypted_response_alg"], "ECDH-ES");
        assert_eq!(shown["id_token_encrypted_response_enc"], "A256GCM");
        assert_eq!(shown["userinfo_signed_response_alg"], "RS256", "what is encrypted is signed");
        assert_eq!(shown["userinfo_encrypted_response_enc"], "A128GCM");
        assert_eq!(shown["jwks"]["keys"][0]["kid"], "one");
        let table = machine.run(&["client", "show", "shop"]).ok().out;
        assert!(table.contains("RS256, then ECDH-ES/A256GCM") && table.contains("ECDH-ES one"), "{table}");
        machine.run(&["client", "set", "shop", "--no-encryption-key"]).refused("cannot be encrypted with ECDH-ES");
        let none = ["--id-token-encryption", "none", "--userinfo-encryption", "none", "--userinfo-alg", "none"];
        machine.run(&[&["client", "set", "shop", "--no-encryption-key"], &none[..]].concat()).ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!((&shown["jwks"], &shown["userinfo_signed_response_alg"]), (&json!(null), &json!(null)));
    }
}

#[test]
fn a_key_in_pem_is_the_same_key() {
    for machine in Machine::each_with_shop() {
        let file = machine.path("key.pem");
        fs::write(&file, PEM).unwrap();
        machine
            .run(&["client", "set", "shop", "--encryption-key", &file, "--id-token-encryption", "ECDH-ES/A128GCM"])
            .ok();
        let key = machine.run(&["client", "show", "shop", "--json"]).json()["jwks"]["keys"][0].clone();
        let written: serde_json::Value = serde_json::from_str(X25519).unwrap();
        assert_eq!((&key["crv"], &key["x"]), (&written["crv"], &written["x"]), "{}", machine.name);
    }
}

#[test]
fn a_private_key_is_refused_and_a_file_that_is_none_too() {
    for machine in Machine::each_with_shop() {
        let file = machine.folder.join("key.jwk");
        for (text, said) in [
            (r#"{"kty":"OKP","d":"x"}"#, "private key"),
            ("hello", "neither PEM nor a JSON Web Key"),
            (include_str!("encrypted_key.pem"), "private key"),
            (&PEM[..40], "its last line is missing"),
        ] {
            fs::write(&file, text).unwrap();
            machine.run(&["client", "set", "shop", "--encryption-key", file.to_str().unwrap()]).refused(said);
        }
        let missing = machine.folder.join("missing");
        machine
            .run(&["client", "set", "shop", "--encryption-key", missing.to_str().unwrap()])
            .refused("cannot be read");
    }
}

#[test]
fn a_token_is_explained_from_a_file_and_never_printed() {
    for machine in Machine::each_with_shop() {
        let file = machine.folder.join("token");
        let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImZvcmVpZ24ifQ.eyJpc3MiOiJodHRwczovL2Vsc2V3aGVyZS5leGFtcGxlIn0.AAAA";
        fs::write(&file, format!("Bearer {token}\n")).unwrap();
        let explain = ["token", "explain", file.to_str().unwrap()];
        let done = machine.run(&explain).ok();
        for part in
            ["This token is refused", "“Bearer” stood before it", "never had: foreign", "https://elsewhere.example"]
        {
            assert!(done.out.contains(part), "{part}: {}", done.out);
        }
        let answer = machine.run(&[&explain[..], &["--json", "--client", "shop"]].concat()).json();
        assert_eq!((&answer["kind"], &answer["verdict"]), (&json!("access-token"), &json!("wrong")));
        let unknown = answer["findings"].as_array().unwrap().iter().find(|one| one["code"] == "key-unknown").unwrap();
        assert!(unknown["mend"].as_str().is_some_and(|mend| mend.contains("from another server")), "{unknown}");
        for told in [done.out, done.err, answer.to_string()] {
            assert!(token.split('.').take(2).all(|part| !told.contains(part)), "{told}");
        }
        machine.run(&[&explain[..], &["--client", "nobody"]].concat()).refused("There is no app nobody");
    }
}

#[test]
fn every_finding_has_its_sentence_and_every_trouble_its_mend_in_every_language() {
    let values = ["came", "expected", "name", "time"].map(|name| (name, "x".to_owned()));
    for lang in ["en", "de"] {
        let say = |key: &str| message(lang, key, &values).unwrap();
        for code in Code::FINE.iter().chain(Code::TROUBLE) {
            assert!(!say(&format!("doctor-{}", code.as_str())).is_empty());
        }
        for code in Code::TROUBLE {
            assert!(!say(&format!("doctor-{}-mend", code.as_str())).is_empty());
        }
        assert!(Kind::ALL.iter().all(|kind| !say(&format!("doctor-kind-{}", kind.as_str())).is_empty()));
    }
}
