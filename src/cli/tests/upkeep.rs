//! The laws of `claviger check`, `backup`, `restore`, `rescue` and `issuer`.

use super::Machine;
use crate::clock::Clock;
use serde_json::Value;

#[test]
fn rescue_prints_a_link_for_the_only_owner_or_for_the_first_administrator() {
    for machine in Machine::each() {
        assert!(machine.run(&["rescue"]).ok().out.starts_with("http://localhost:8000/setup?token="));
        machine.add_alice();
        let link = machine.run(&["rescue"]).ok().out;
        assert!(link.starts_with("http://localhost:8000/rescue?token=") && link.lines().count() == 1, "{link}");
        assert_ne!(machine.run(&["rescue", "alice"]).ok().out, link);
        machine.run(&["user", "add", "bob"]).ok();
        machine.run(&["rescue", "bob"]).refused("is no owner");
        machine.run(&["user", "set", "bob", "--admin"]).ok();
        machine.run(&["rescue"]).refused("several owners");
    }
}

#[test]
fn the_issuer_moves_only_when_told_and_says_what_breaks() {
    for mut machine in Machine::each() {
        machine.run(&["issuer", "change", "https://id.example.com", "--yes"]).refused("nothing to move");
        machine.run(&["issuer", "change", "http://id.example.com"]).refused("plain http");
        pin(&machine);
        machine.public_url = "https://id.example.com";
        machine.run(&["user", "list"]).refused("CLAVIGER_PUBLIC_URL: `public_url` is https://id.example.com");
        machine.run(&["issuer", "change", "https://id.example.com"]).refused("What breaks");
        machine.run(&["issuer", "change", "https://id.example.com", "--yes"]).ok();
        machine.run(&["user", "list"]).ok();
        assert_eq!(machine.run(&["issuer", "show"]).ok().out, "https://id.example.com\n");
    }
}

#[test]
fn assets_are_exported_into_a_new_folder_and_over_an_earlier_export() {
    let machine = Machine::new();
    let folder = machine.path("assets");
    for _ in 0..2 {
        let said = machine.run(&["assets", "export", &folder]).ok().out;
        assert!(said.ends_with(&format!(" files written to {folder}\n")), "{said}");
    }
    let kinds = std::fs::read_dir(machine.path("assets/s")).unwrap().count();
    assert!(kinds > 1, "a folder for each fingerprint");
    std::fs::write(machine.path("taken"), "").unwrap();
    machine.run(&["assets", "export", &machine.path("taken")]).refused("taken: ");
}

/// Does what a first start does to the issuer.
fn pin(machine: &Machine) {
    pin_database(machine, &machine.database);
}

fn pin_database(machine: &Machine, database: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let loaded = crate::config::load(None, machine.environment(database).into_iter()).unwrap();
        let opened = crate::cli::open(loaded, Clock::fixed(0), &mut Vec::new()).await.unwrap();
        assert!(opened.pin_issuer().await.unwrap());
        assert!(!opened.pin_issuer().await.unwrap());
    });
}

#[test]
fn check_makes_nothing_and_says_what_would_be_made() {
    let machine = Machine::new();
    let done = machine.run(&["check"]).ok();
    assert!(done.out.contains("will be made at the first start") && !machine.folder.exists(), "{}", done.out);
    assert!(done.out.contains("CLAVIGER_DATABASE_URL"), "{}", done.out);
}

#[test]
fn check_finds_a_master_key_that_is_missing_or_open_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let machine = Machine::new();
    machine.add_alice();
    let state = |what: &str| {
        let done = machine.run(&["check", "--json"]);
        let answer: Value = serde_json::from_str(&done.out).unwrap();
        let found = answer["tried"].as_array().unwrap().iter().find(|tried| tried["what"] == what).unwrap().clone();
        (
            done.failure.is_some(),
            found["state"].as_str().unwrap().to_owned(),
            found["text"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!((state("master key").0, &*state("database").1), (false, "ok"));
    let key = machine.path("keys/master.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (failed, word, text) = state("master key");
    assert!(failed && word == "problem" && text.contains("chmod 600"), "{text}");
    std::fs::remove_file(&key).unwrap();
    let (failed, word, text) = state("master key");
    assert!(failed && word == "problem" && text.contains("is missing"), "{text}");
    assert!(!std::path::Path::new(&key).exists());
}

#[test]
fn a_backup_comes_back_whole_and_only_into_an_empty_database() {
    for machine in Machine::each_with_alice() {
        machine.run(&["client", "add", "shop"]).ok();
        machine.run(&["keys", "list"]).ok();
        let file = machine.path("backup.jsonl");
        let done = machine.run(&["backup", &file]).ok();
        assert!(done.err.contains("worthless") && done.out.is_empty(), "{}", done.err);
        machine.run(&["backup", &file]).refused("exists already");
        let other = format!("sqlite:{}", machine.path("other.db"));
        for listing in [&["user", "list"][..], &["keys", "list"], &["client", "list"]] {
            machine.with_database(&other, "", listing).ok();
        }
        machine.with_database(&other, "", &["restore", &file]).ok();
        let everything = |database: &str| machine.with_database(database, "", &["backup", "-"]).ok().out;
        assert_eq!(everything(&machine.database), everything(&other));
        machine.with_database(&other, "", &["restore", &file]).refused("other.db-wal");
        let third = format!("sqlite:{}", machine.path("third.db"));
        machine.with_database(&third, &everything(&other), &["restore", "-"]).ok();
        assert_eq!(everything(&third), everything(&other));
        pin_database(&machine, &format!("sqlite:{}", machine.path("used.db")));
        let used = format!("sqlite:{}", machine.path("used.db"));
        machine.with_database(&used, "", &["restore", &file]).refused("a server has run on it");
        machine.run(&["restore", &machine.path("keys")]).refused("keys cannot be read: Is a directory");
    }
}

#[test]
fn a_damaged_backup_is_refused_before_anything_is_written() {
    for machine in Machine::each_with_alice() {
        let file = machine.path("backup.jsonl");
        machine.run(&["backup", &file]).ok();
        let whole = std::fs::read_to_string(&file).unwrap();
        let other = format!("sqlite:{}", machine.path("other.db"));
        let lines: Vec<&str> = whole.lines().collect();
        for (text, part) in [
            (whole.replace("alice@", "mallory@"), "damaged"),
            (lines[..lines.len() - 1].join("\n"), "damaged"),
            (whole[..whole.len() / 2].to_owned(), "damaged"),
            ("[1,2]\n".to_owned(), "not a backup"),
            (String::new(), "not a backup"),
        ] {
            std::fs::write(&file, text).unwrap();
            machine.with_database(&other, "", &["restore", &file]).refused(part);
            assert!(!std::path::Path::new(&machine.path("other.db")).exists());
        }
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_named_with_the_reason_and_the_mend() {
    let machine = Machine::new();
    std::fs::create_dir_all(machine.path("folder")).unwrap();
    std::fs::write(machine.path("file"), "").unwrap();
    for (database, parts) in [
        ("postgres://nobody:hunter2@127.0.0.1:1/none", ["127.0.0.1:1/none", "refused", "See that PostgreSQL runs"]),
        (&format!("sqlite:{}", machine.path("folder")), ["folder exists, but", "directory", "Run this as the user"]),
        (&format!("sqlite:{}", machine.path("file/db")), ["file/db cannot be", "directory", "Run this as the user"]),
    ] {
        let failure = machine.with_database(database, "", &["user", "list"]).failure.unwrap();
        assert!(parts.iter().all(|part| failure.contains(part)) && !failure.contains("hunter2"), "{failure}");
        let checked = machine.with_database(database, "", &["check"]);
        assert!(parts.iter().all(|part| checked.out.contains(part)), "{}", checked.out);
        assert!(checked.out.contains("not known while the database cannot be read"), "{}", checked.out);
        assert!(!checked.out.contains("from the first start on"), "{}", checked.out);
    }
}

#[test]
fn check_names_every_file_with_secrets_that_all_may_read() {
    use std::os::unix::fs::PermissionsExt;
    let machine = Machine::new();
    machine.add_alice();
    std::fs::set_permissions(machine.path("data"), std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(!machine.run(&["check"]).ok().out.contains("chmod"));
    for name in ["data/claviger.db", "data/claviger.db-wal", "data/claviger.db-shm"] {
        let path = machine.path(name);
        std::fs::OpenOptions::new().append(true).create(true).open(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let out = machine.run(&["check"]).ok().out;
    for name in ["data/claviger.db", "data/claviger.db-wal", "data/claviger.db-shm"] {
        assert!(out.contains(&format!("run `chmod o= {}`", machine.path(name))), "{out}");
    }
}
