//! The laws of `claviger audit`.

use super::{Done, Machine};
use crate::audit::{HeadsFile, Kind, Linker, Sentence};
use crate::clock::Clock;
use crate::keys::audit_head_key;
use serde_json::Value;

/// Does what a running server does to the log.
fn link(machine: &Machine) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let loaded = crate::config::load(None, machine.environment(&machine.database).into_iter()).unwrap();
        let opened = crate::cli::open(loaded, Clock::fixed(1_800_000_000), &mut Vec::new()).await.unwrap();
        let signer = (audit_head_key(&opened.master_key), opened.config.public_url.clone());
        let file = opened.config.audit_heads_file().map(HeadsFile::new);
        let mut linker = Linker::new(opened.store.clone(), opened.audit.clone(), opened.clock.clone(), signer, file);
        linker.finish().await.unwrap();
        opened.store.close().await;
    });
}

/// Does to the database what Claviger never does.
fn tamper(machine: &Machine, seq: i64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = crate::store::Store::connect(&machine.database, false).await.unwrap();
        let mut write = store.write().await.unwrap();
        write.db().delete_audit_events_to(seq, 1000).await.unwrap();
        write.commit().await.unwrap();
        store.close().await;
    });
}

fn sentences(done: Done) -> Vec<String> {
    let out = done.ok().out;
    // After the columns of time and address.
    out.lines().skip(1).map(|line| line.split("  ").last().unwrap_or_default().trim().to_owned()).collect()
}

#[test]
fn what_was_done_is_listed_as_sentences_newest_first() {
    for machine in Machine::each_with_alice() {
        machine.run(&["client", "add", "shop", "--name", "The Shop"]).ok();
        machine.run(&["user", "add", "bob"]).ok();
        machine.run(&["user", "disable", "alice"]).failure.expect("the last owner");
        machine.run(&["user", "remove", "bob", "--yes"]).ok();
        let expected = [
            "The command line removed bob",
            "The command line added bob",
            "The command line connected the app The Shop",
            "The command line added alice",
        ];
        let list = |arguments: &[&str]| sentences(machine.run(&[&["audit", "list"], arguments].concat()));
        assert_eq!(list(&[]), expected, "{}", machine.name);
        assert_eq!(list(&["--limit", "1"]), expected[..1], "{}", machine.name);
        assert_eq!(list(&["--person", "alice"]), expected[3..], "{}", machine.name);
        assert_eq!(list(&["--kind", "client"]), expected[2..3], "{}", machine.name);
        assert_eq!(list(&["--app", "shop", "--text", "the shop"]), expected[2..3], "{}", machine.name);
        assert!(list(&["--until", "2027-01-15"]).is_empty(), "{}", machine.name);
        assert_eq!(list(&["--since", "2027-01-15T09:00:00+01:00"]).len(), 4, "{}", machine.name);
        machine.run(&["audit", "list", "--person", "nobody"]).refused("There is no person nobody");
        machine.run(&["audit", "list", "--kind", "sign"]).refused("Groups of kinds are sign_in, session,");
        machine.run(&["audit", "list", "--since", "yesterday"]).refused("is no time");
        machine.run(&["audit", "list", "--address", "x"]).refused("is no address");
    }
}

#[test]
fn each_event_is_exported_on_a_line_of_its_own_with_all_that_is_stored() {
    for machine in Machine::each_with_alice() {
        machine.run(&["user", "set", "alice", "--name", "Alice\nMartin"]).failure.expect("a control character");
        machine.run(&["user", "set", "alice", "--name", "Zoë \"Z\""]).ok();
        link(&machine);
        let out = machine.run(&["audit", "export"]).ok().out;
        let mut lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 3, "{}", machine.name);
        assert_eq!(lines.remove(0)["kind"], "audit.exported", "{}", machine.name);
        assert_eq!(lines[0]["detail"]["name"]["after"], "Zoë \"Z\"", "{}", machine.name);
        assert_eq!((&lines[0]["seq"], &lines[1]["seq"]), (&2.into(), &1.into()), "{}", machine.name);
        assert_eq!(lines[0]["at"], "2027-01-15T08:00:00Z", "{}", machine.name);
        assert!(lines[0]["mac"].is_string() && lines[0]["link"].is_string(), "{}", machine.name);
        let listed = machine.run(&["audit", "list", "--json", "--kind", "user.changed"]).json();
        assert_eq!(listed, Value::Array(vec![lines[0].clone()]), "{}", machine.name);
    }
}

#[test]
fn verify_tells_a_sound_log_from_one_that_was_tampered_with() {
    for machine in Machine::each_with_alice() {
        machine.run(&["user", "add", "bob"]).ok();
        let done = machine.run(&["audit", "verify"]).ok();
        assert!(done.out.contains("Waiting for the linker: 2.") && done.out.contains("Nothing was"), "{}", done.out);
        link(&machine);
        let report = machine.run(&["audit", "verify", "--json"]).json();
        assert_eq!((&report["sound"], &report["linked"], &report["heads"]), (&true.into(), &2.into(), &1.into()));
        assert_eq!((&report["newest_head"]["seq"], &report["public_key"]["crv"]), (&2.into(), &"Ed25519".into()));
        assert_eq!(report["heads_outside"], i32::from(machine.name == "SQLite"), "{}", machine.name);
        tamper(&machine, 1);
        let done = machine.run(&["audit", "verify", "--json"]);
        assert!(done.failure.unwrap().contains("is not as Claviger wrote it"), "{}", machine.name);
        let report: Value = serde_json::from_str(&done.out).unwrap();
        assert_eq!((&report["sound"], &report["faults"][0]["seq"]), (&false.into(), &1.into()), "{}", machine.name);
        assert!(machine.run(&["audit", "verify"]).out.contains("missing"), "{}", machine.name);
        machine.run(&["audit", "verify", "--heads", "/does/not/exist"]).refused("There is no file");
    }
}

#[test]
fn a_cut_at_the_end_is_found_by_heads_that_were_kept_elsewhere() {
    let machine = Machine::new();
    machine.add_alice();
    link(&machine);
    let kept = machine.path("kept");
    std::fs::copy(machine.path("data/claviger.audit-heads"), &kept).unwrap();
    for name in ["claviger.db", "claviger.db-wal", "claviger.db-shm", "claviger.audit-heads"] {
        let _ = std::fs::remove_file(machine.path(&format!("data/{name}")));
    }
    machine.run(&["user", "list"]).ok();
    let done = machine.run(&["audit", "verify"]).ok();
    assert!(done.err.contains("No heads from outside"), "{}", done.err);
    let done = machine.run(&["audit", "verify", "--heads", &kept]);
    assert!(done.failure.is_some() && done.out.contains("kept outside the database"), "{}", done.out);
}

#[test]
fn the_chain_is_sound_after_a_restore_into_either_engine() {
    for machine in Machine::each_with_alice() {
        link(&machine);
        machine.run(&["user", "add", "bob"]).ok();
        let file = machine.path("backup.jsonl");
        machine.run(&["backup", &file]).ok();
        for other in Machine::each() {
            // Heads of an installation that was here before, which went further than the backup.
            std::fs::create_dir_all(other.path("data")).unwrap();
            std::fs::write(other.path("data/claviger.audit-heads"), "").unwrap();
            let done = machine.with_database(&other.database, "", &["restore", &file]).ok();
            assert_eq!(done.err.contains("heads.before-restore-1800000000"), other.name == "SQLite", "{}", done.err);
            let report = machine.with_database(&other.database, "", &["audit", "verify", "--json"]).json();
            let found = ["sound", "linked", "unlinked"].map(|name| report[name].to_string());
            assert_eq!(found, ["true", "1", "1"], "{} to {}", machine.name, other.name);
        }
    }
}

#[test]
fn every_kind_of_event_has_an_english_sentence() {
    for key in Sentence::keys() {
        let arguments = Sentence::ARGUMENTS.map(|name| (name, "value".to_owned()));
        assert!(!crate::web::messages::message("en", &key, &arguments).unwrap().is_empty(), "{key}");
    }
    assert!(Sentence::keys().len() > Kind::ALL.len());
}
