//! The laws of `claviger keys evidence`, and of an app's own address of the key set.

use super::{Machine, PUBLIC_URL};
use serde_json::json;

const WEB: &str = "https://shop.example.com/cb";

#[test]
fn an_app_has_an_address_of_the_key_set_that_its_snippets_name() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop", "--redirect-uri", WEB]).ok();
        machine.run(&["client", "add", "wiki", "--redirect-uri", WEB]).ok();
        let own = |id: &str| {
            machine.run(&["client", "show", id, "--json"]).json()["key_set_uri"].as_str().unwrap().to_owned()
        };
        let shop = own("shop");
        assert!(shop.starts_with(&format!("{PUBLIC_URL}/.well-known/jwks/")) && !shop.contains("shop"), "{shop}");
        assert_eq!(shop, own("shop"), "{}: for ever", machine.name);
        assert_ne!(shop, own("wiki"));
        assert!(machine.run(&["client", "show", "shop"]).ok().out.contains(&shop));
        assert!(machine.run(&["client", "snippet", "shop", "django"]).ok().out.contains(&shop));
    }
}

#[test]
fn evidence_names_the_silent_apps_of_the_next_key_and_of_any_other() {
    for machine in Machine::each() {
        machine.run(&["client", "add", "shop", "--name", "Shop", "--redirect-uri", WEB]).ok();
        let keys = machine.run(&["keys", "list", "--json"]).json();
        let keys: Vec<_> =
            keys.as_array().unwrap().iter().map(|key| (key["kid"].clone(), key["state"].clone())).collect();
        let next = machine.run(&["keys", "evidence", "--json"]).json();
        assert_eq!((&next[0]["kid"], &next[0]["state"]), (&keys[1].0, &json!("standby")), "{}", machine.name);
        let silent =
            json!({"client": "shop", "name": "Shop", "verdict": "silent", "when": null, "by": null, "through": null});
        assert_eq!((&next[0]["apps"], &next[0]["cache"]), (&json!([silent]), &json!(null)));
        let active = machine.run(&["keys", "evidence", keys[0].0.as_str().unwrap(), "--json"]).json();
        assert_eq!((&active[0]["kid"], &active[0]["apps"][0]["verdict"]), (&keys[0].0, &json!("silent")));
        let table = machine.run(&["keys", "evidence"]).ok();
        assert!(table.out.contains("silent") && table.out.contains("nothing is known of it"), "{}", table.out);
        machine.run(&["keys", "evidence", "nothing"]).refused("There is no key nothing");
        // One key id of 64 begins so.
        machine.run(&["keys", "evidence", "-abc"]).refused("There is no key -abc");
        machine.run(&["keys", "evidence", "--json", "-abc"]).refused("There is no key -abc");
    }
}
