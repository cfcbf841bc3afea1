//! The laws of `claviger session`.

use super::Machine;
use crate::model::ids::Sid;
use crate::model::secret::TokenHash;
use crate::model::username::username_key;
use crate::store::{Session, Store};
use serde_json::{Value, json};

/// The time of every machine's clock.
const NOW: i64 = 1_800_000_000;

impl Machine {
    /// Signs people in, as their browsers would, without a server.
    fn sign_in(&self, sessions: &[(&str, &str)]) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Store::connect(&self.database, true).await.unwrap();
            let mut write = store.write().await.unwrap();
            for (sid, username) in sessions {
                let user = write.db().find_user_by_key(&username_key(username)).await.unwrap().unwrap();
                let session = Session {
                    sid: Sid::from(*sid),
                    user_id: user.id,
                    auth_time: NOW - 60,
                    amr: "pwd".to_owned(),
                    address: Some("192.0.2.7".to_owned()),
                    user_agent: Some("Firefox\u{1b}[2J".to_owned()),
                    created_at: NOW - 60,
                    last_seen_at: NOW - 30,
                    expires_at: NOW + 600,
                    ended_at: None,
                };
                write.db().insert_session(&session, &TokenHash::of(sid)).await.unwrap();
            }
            write.commit().await.unwrap();
            store.close().await;
        });
    }

    fn sids(&self, narrowed: &[&str]) -> Vec<String> {
        let answer = self.run(&[&["session", "list", "--json"], narrowed].concat()).json();
        answer.as_array().unwrap().iter().map(|session| session["sid"].as_str().unwrap().to_owned()).collect()
    }
}

fn each_with_sessions() -> Vec<Machine> {
    let machines = Machine::each_with_alice();
    for machine in &machines {
        machine.run(&["user", "add", "bob"]).ok();
        machine.run(&["client", "add", "shop"]).ok();
        machine.sign_in(&[("a1", "alice"), ("a2", "alice"), ("b1", "bob")]);
    }
    machines
}

#[test]
fn live_sessions_are_listed_and_narrowed() {
    for machine in each_with_sessions() {
        assert_eq!(machine.sids(&[]), ["b1", "a2", "a1"], "{}", machine.name);
        assert_eq!(machine.sids(&["--person", "ALICE@example.com"]), ["a2", "a1"], "{}", machine.name);
        assert_eq!(machine.sids(&["--address", "192.0.2.7", "--person", "bob"]), ["b1"], "{}", machine.name);
        assert_eq!(machine.sids(&["--device", "firefox"]).len(), 3, "{}", machine.name);
        for none in [["--person", "carol"], ["--app", "shop"], ["--address", "192.0.2.8"], ["--device", "safari"]] {
            assert_eq!(machine.sids(&none), [""; 0], "{}: {none:?}", machine.name);
        }
        let table = machine.run(&["session", "list"]).ok().out;
        assert!(table.starts_with("SID") && table.contains("alice") && table.lines().count() == 4, "{table}");
        let one: Value = machine.run(&["session", "list", "--person", "bob", "--json"]).json();
        assert_eq!((&one[0]["username"], &one[0]["apps"]), (&json!("bob"), &json!([])), "{one}");
        assert!(!one.to_string().contains("cookie"), "{one}");
    }
}

#[test]
fn sessions_are_ended_one_by_one_by_person_and_all_at_once() {
    for machine in each_with_sessions() {
        let done = machine.run(&["session", "end", "a1"]).ok();
        assert!(done.out.is_empty() && done.err.contains("Ended 1 session and 0 sign-ins at apps."), "{}", done.err);
        machine.run(&["session", "end", "a1"]).refused("has ended already");
        machine.run(&["session", "end", "--person", "bob"]).ok();
        assert_eq!(machine.sids(&[]), ["a2"], "{}", machine.name);
        machine.run(&["session", "end", "--app", "shop"]).refused("Say --yes");
        let done = machine.run(&["session", "end", "--app", "shop", "--yes"]).ok();
        assert!(done.err.contains("nothing to end"), "{}", done.err);
        machine.run(&["session", "end", "--all"]).refused("signs everybody out");
        assert_eq!(machine.sids(&[]), ["a2"], "{}: it asked first", machine.name);
        machine.run(&["session", "end", "--all", "--yes"]).ok();
        assert_eq!(machine.sids(&[]), [""; 0], "{}", machine.name);
    }
}

#[test]
fn what_to_end_is_said_exactly_once() {
    use super::Arguments;
    use clap::Parser;
    for wrong in
        [&["session", "end"][..], &["session", "end", "a1", "--all"], &["session", "end", "--all", "--app", "x"]]
    {
        assert!(Arguments::try_parse_from(["claviger"].iter().chain(wrong)).is_err(), "{wrong:?}");
    }
}

#[test]
fn an_app_is_told_where_commands_say_and_its_notices_are_listed() {
    for machine in each_with_sessions() {
        let at = |option: &str, uri: &str| machine.run(&["client", "set", "shop", option, uri]);
        at("--backchannel-logout-uri", "ftp://shop.example/")
            .refused("The back-channel logout URI is not a web address");
        at("--frontchannel-logout-uri", "https://shop.example/out").refused("than every redirect URI of the app");
        at("--backchannel-logout-uri", "https://shop.example/told").ok();
        let shown = machine.run(&["client", "show", "shop", "--json"]).json();
        assert_eq!(shown["backchannel_logout_uri"], "https://shop.example/told", "{}", machine.name);
        assert_eq!(machine.run(&["session", "notices", "--json"]).json(), json!([]), "{}", machine.name);
        for narrowed in [["--client", "shop"], ["--user", "alice"], ["--state", "given_up"]] {
            let table = machine.run(&[&["session", "notices"], &narrowed[..]].concat()).ok().out;
            assert!(table.starts_with("APP") && table.lines().count() == 1, "{table}");
        }
        at("--backchannel-logout-uri", "").ok();
        assert_eq!(machine.run(&["client", "show", "shop", "--json"]).json()["backchannel_logout_uri"], Value::Null);
    }
}
