//! The laws of what looks after apps on the command line: groups, claims, look, APIs, secrets, snippets, trouble.

use super::Machine;
use serde_json::json;

const SHOP: [&str; 5] = ["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb"];

fn each_with_shop() -> Vec<Machine> {
    let machines = Machine::each_with_alice();
    for machine in &machines {
        machine.run(&["group", "add", "staff"]).ok();
        machine.run(&SHOP).ok();
    }
    machines
}

fn show(machine: &Machine) -> serde_json::Value {
    machine.run(&["client", "show", "shop", "--json"]).json()
}

#[test]
fn the_kind_follows_from_what_is_said_and_can_be_said() {
    for machine in Machine::each() {
        let add = |id: &str, options: &[&str]| {
            let arguments: Vec<_> = ["client", "add", id].iter().chain(options).copied().collect();
            machine.run(&arguments).ok();
            machine.run(&["client", "show", id, "--json"]).json()["kind"].clone()
        };
        let web = "https://a.example/cb";
        assert_eq!(add("a", &["--redirect-uri", web]), "web");
        assert_eq!(add("b", &["--public", "--redirect-uri", web]), "browser");
        assert_eq!(add("c", &["--public", "--redirect-uri", "com.example.a:/cb"]), "native");
        assert_eq!(add("d", &[]), "service");
        assert_eq!(add("e", &["--kind", "native", "--redirect-uri", web]), "native");
        let mixed = ["client", "add", "f", "--kind", "web", "--public", "--redirect-uri", web];
        machine.run(&mixed).refused("has a secret");
    }
}

#[test]
fn everything_that_is_wrong_is_said_in_one_go() {
    for machine in each_with_shop() {
        let set = ["client", "set", "shop", "--name", " ", "--color", "red", "--id-token-alg", "none"];
        let failure = machine.run(&set).failure.unwrap();
        for part in ["The name", "The colour `red`", "cannot be signed with `none`"] {
            assert!(failure.contains(part), "{part}: {failure}");
        }
        assert_eq!(failure.lines().count(), 3, "{failure}");
    }
}

#[test]
fn groups_are_allowed_by_name_and_taken_back() {
    for machine in each_with_shop() {
        machine.run(&["client", "set", "shop", "--allow-group", "nobody"]).refused("There is no group nobody");
        machine.run(&["client", "set", "shop", "--allow-group", "staff"]).ok();
        assert_eq!(show(&machine)["allowed_groups"].as_array().map(Vec::len), Some(1));
        assert!(machine.run(&["client", "show", "shop"]).ok().out.contains("staff"));
        machine.run(&["client", "set", "shop", "--remove-group", "staff"]).ok();
        assert_eq!(show(&machine)["allowed_groups"], json!([]), "nobody, not everybody");
        machine.run(&["client", "set", "shop", "--remove-group", "staff"]).refused("not among the allowed groups");
        machine.run(&["client", "set", "shop", "--allow-everybody"]).ok();
        assert_eq!(show(&machine)["allowed_groups"], json!(null));
    }
}

#[test]
fn claims_are_added_replaced_listed_and_removed() {
    for machine in each_with_shop() {
        let add = |claim: &str, from: &str| {
            machine.run(&["client", "claim", "add", "shop", claim, "--from", from, "--in", "id_token"])
        };
        add("dept", "attribute:department").ok();
        add("dept", "constant:\"sales\"").ok();
        add("roles", "groups:only:staff,admins").ok();
        add("iss", "constant:1").refused("belongs to the token itself");
        add("api_key", "constant:1").refused("can be read by everyone who holds it");
        let listed = machine.run(&["client", "claim", "list", "shop", "--json"]).json();
        let expected = json!([
            {"claim": "dept", "source": {"constant": "sales"}, "in": ["id_token"]},
            {"claim": "roles", "source": {"groups": {"chosen": ["staff", "admins"]}}, "in": ["id_token"]},
        ]);
        assert_eq!(listed, expected);
        machine.run(&["client", "claim", "remove", "shop", "dept"]).ok();
        machine.run(&["client", "claim", "remove", "shop", "dept"]).refused("no claim dept");
        let bad = ["client", "claim", "add", "shop", "x", "--from", "groups", "--in", "header"];
        machine.run(&bad).refused("The places are");
    }
}

#[test]
fn a_preview_shows_a_persons_tokens() {
    for machine in each_with_shop() {
        machine
            .run(&["client", "claim", "add", "shop", "mail", "--from", "standard:email", "--in", "access_token"])
            .ok();
        let preview = machine.run(&["client", "preview", "shop", "alice"]).json();
        assert_eq!(preview["access_token"]["mail"], "alice@example.com");
        assert_eq!((&preview["id_token"]["aud"], &preview["is_allowed"]), (&json!("shop"), &json!(true)));
        machine.run(&["client", "set", "shop", "--allow-group", "staff"]).ok();
        let done = machine.run(&["client", "preview", "shop", "alice"]).ok();
        assert!(done.err.contains("in none of the groups"), "{}", done.err);
        machine.run(&["client", "preview", "shop", "nobody"]).refused("nobody");
    }
}

#[test]
fn a_rolled_secret_leaves_the_old_one_for_a_while() {
    for machine in each_with_shop() {
        let rolled = machine.run(&["client", "secret", "roll", "shop", "--overlap-hours", "1", "--json"]).json();
        let list = machine.run(&["client", "secret", "list", "shop", "--json"]).json();
        let end = |own: bool| {
            let found = list.as_array().unwrap().iter().find(|secret| (secret["id"] == rolled["id"]) == own);
            found.unwrap()["expires_at"].clone()
        };
        assert_eq!((end(true), end(false)), (json!(null), json!(1_800_003_600)));
    }
}

#[test]
fn a_logo_comes_from_a_file_and_is_checked() {
    for machine in each_with_shop() {
        let file = machine.path("logo.png");
        machine.run(&["client", "set", "shop", "--logo", &file]).refused("cannot be read");
        std::fs::write(&file, b"<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
        machine.run(&["client", "set", "shop", "--logo", &file]).refused("none of PNG, JPEG and WebP");
        image::DynamicImage::new_rgb8(9, 9).save_with_format(&file, image::ImageFormat::Png).unwrap();
        machine.run(&["client", "set", "shop", "--logo", &file, "--color", "#2f7f5f"]).ok();
        let shown = show(&machine);
        assert_eq!((shown["color"].as_str(), shown["logo"].as_str().map(str::len)), (Some("#2f7f5f"), Some(16)));
        machine.run(&["client", "set", "shop", "--no-logo", "--no-color"]).ok();
        assert_eq!((&show(&machine)["color"], &show(&machine)["logo"]), (&json!(null), &json!(null)));
    }
}

#[test]
fn apis_are_described_by_command() {
    for machine in Machine::each() {
        let audience = "https://orders.example/";
        machine.run(&["api", "add", audience, "--name", "Orders", "--scope", "orders:read=Read your orders"]).ok();
        machine.run(&["api", "add", audience, "--name", "Orders"]).refused("There is an API");
        machine.run(&["api", "add", "orders", "--name", "Orders"]).refused("not an absolute URI");
        let set = ["api", "set", audience, "--scope", "orders:write=Place orders", "--remove-scope", "orders:read"];
        machine.run(&set).ok();
        let listed = machine.run(&["api", "list", "--json"]).json();
        assert_eq!(listed[0]["scopes"], json!([{"name": "orders:write", "description": "Place orders"}]));
        machine.run(&["api", "remove", audience]).refused("Say --yes");
        machine.run(&["api", "remove", audience, "--yes"]).ok();
        machine.run(&["api", "set", audience, "--name", "X"]).refused("There is no API");
    }
}

#[test]
fn a_list_is_searched_filtered_and_sorted() {
    for machine in each_with_shop() {
        machine.run(&["client", "add", "robot", "--name", "A robot"]).ok();
        let ids = |options: &[&str]| {
            let arguments: Vec<_> = ["client", "list", "--json"].iter().chain(options).copied().collect();
            let listed = machine.run(&arguments).json();
            let ids = listed.as_array().unwrap().iter().map(|app| app["client_id"].as_str().unwrap().to_owned());
            ids.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(ids(&[]), "robot shop");
        assert_eq!(ids(&["--sort", "id", "--reverse"]), "shop robot");
        assert_eq!(ids(&["--q", "SHOP.example"]), "shop");
        assert_eq!(ids(&["--kind", "service"]), "robot");
        assert_eq!(ids(&["--disabled"]), "");
    }
}

#[test]
fn a_snippet_holds_the_apps_values() {
    for machine in each_with_shop() {
        let listed = machine.run(&["client", "snippet", "shop"]).ok();
        assert!(listed.out.contains("django") && !listed.out.contains("curl"), "{}", listed.out);
        let done = machine.run(&["client", "snippet", "shop", "grafana"]).ok();
        assert!(
            done.out.contains("client_id = \"\"\"shop\"\"\"") && done.out.contains(super::PUBLIC_URL),
            "{}",
            done.out
        );
        machine.run(&["client", "snippet", "shop", "cobol"]).refused("There is no snippet cobol");
    }
}

#[test]
fn an_app_that_nobody_used_has_no_trouble() {
    for machine in each_with_shop() {
        assert_eq!(machine.run(&["client", "failures", "shop", "--json"]).json(), json!([]));
        assert_eq!(machine.run(&["client", "failures", "--json"]).json(), json!([]));
        let health = machine.run(&["client", "health", "shop", "--json"]).json();
        assert_eq!((&health["failed"], &health["last_code_exchange"]), (&json!(0), &json!(null)));
        assert!(machine.run(&["client", "health", "shop"]).ok().out.contains("never"));
    }
}
