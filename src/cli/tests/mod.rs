//! The commands as somebody at a terminal sees them: arguments in, stdout, stderr and failure out.

mod apps;
mod people;
mod upkeep;

use super::{Arguments, Context, run};
use crate::clock::Clock;
use crate::model::ids::random_id;
use clap::{CommandFactory, Parser};
use serde_json::Value;
use std::io::Cursor;
use std::path::PathBuf;

const PASSWORD: &str = "correct horse battery staple\n";

/// A machine on which nothing has run yet: a folder of its own and a clock that stands still.
struct Machine {
    folder: PathBuf,
    public_url: &'static str,
}

/// What a command left behind.
struct Done {
    failure: Option<String>,
    out: String,
    err: String,
}

impl Machine {
    fn new() -> Self {
        Self {
            folder: std::env::temp_dir().join(format!("claviger-cli-{}", random_id())),
            public_url: "http://localhost:8000",
        }
    }

    fn with_alice() -> Self {
        let machine = Self::new();
        machine
            .with_input(
                PASSWORD,
                &["user", "add", "alice", "--email", "alice@example.com", "--password-stdin", "--admin"],
            )
            .ok();
        machine
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.path("data/claviger.db"))
    }

    fn environment(&self, database: &str) -> Vec<(String, String)> {
        let variables = [
            ("CLAVIGER_PUBLIC_URL", self.public_url.to_owned()),
            ("CLAVIGER_DATABASE_URL", database.to_owned()),
            ("CLAVIGER_MASTER_KEY_FILE", self.path("keys/master.key")),
        ];
        variables.map(|(name, value)| (name.to_owned(), value)).to_vec()
    }

    fn run(&self, arguments: &[&str]) -> Done {
        self.with_input("", arguments)
    }

    fn with_input(&self, input: &str, arguments: &[&str]) -> Done {
        self.with_database(&self.database(), input, arguments)
    }

    fn with_database(&self, database: &str, input: &str, arguments: &[&str]) -> Done {
        let parsed = Arguments::try_parse_from(["claviger"].iter().chain(arguments)).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let failure = {
            let mut cx = Context {
                config_file: None,
                environment: self.environment(database),
                clock: Clock::fixed(1_800_000_000),
                out: Box::new(&mut out),
                err: Box::new(&mut err),
                input: Box::new(Cursor::new(input.to_owned())),
                is_interactive: false,
            };
            run(parsed.command, &mut cx).err().map(|failure| failure.to_string())
        };
        Done { failure, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Done {
    fn ok(self) -> Self {
        assert_eq!(self.failure, None, "{}", self.err);
        self
    }
    fn json(self) -> Value {
        let done = self.ok();
        serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("not JSON: {}", done.out))
    }
    #[track_caller]
    fn refused(self, part: &str) {
        let failure = self.failure.expect("it was not refused");
        assert!(failure.contains(part), "{failure}");
        assert_eq!(self.out, "");
    }
}

#[test]
fn the_command_tree_is_sound() {
    Arguments::command().debug_assert();
}

#[test]
fn a_command_that_changes_things_says_so_on_stderr_and_answers_nothing() {
    let done = Machine::new().run(&["group", "add", "staff"]).ok();
    assert_eq!(done.out, "");
    assert!(done.err.contains("Added the group staff.") && done.err.contains("Made the master key"), "{}", done.err);
}

#[test]
fn every_command_works_before_the_first_start() {
    for arguments in [
        &["user", "list"][..],
        &["user", "add", "bob"],
        &["group", "list", "--json"],
        &["client", "list"],
        &["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb"],
        &["keys", "list"],
        &["check"],
        &["backup", "-"],
        &["rescue"],
        &["issuer", "show"],
        &["completions", "zsh"],
    ] {
        Machine::new().run(arguments).ok();
    }
}

#[test]
fn removing_says_what_is_lost_and_wants_a_yes() {
    let machine = Machine::with_alice();
    machine.run(&["user", "add", "bob"]).ok();
    machine.run(&["client", "add", "shop"]).ok();
    machine.run(&["group", "add", "staff"]).ok();
    for (kind, name) in [("user", "bob"), ("client", "shop"), ("group", "staff")] {
        machine.run(&[kind, "remove", name]).refused("Say --yes");
        machine.run(&[kind, "remove", name, "--yes"]).ok();
        machine.run(&[kind, "remove", name, "--yes"]).refused("There is no");
    }
}
