//! The commands as somebody at a terminal sees them: arguments in, stdout, stderr and failure out.

mod app_upkeep;
mod apps;
mod audit;
mod authz;
mod key_evidence;
mod keys;
mod people;
mod people_admin;
mod proof;
mod registration;
mod seed;
mod sessions;
mod signing;
mod tokens;
mod upkeep;

use super::{Arguments, Context, run};
use crate::clock::Clock;
use crate::model::ids::random_id;
use crate::store::testing;
use clap::{CommandFactory, Parser};
use serde_json::Value;
use std::io::Cursor;
use std::path::PathBuf;

const PUBLIC_URL: &str = "http://localhost:8000";
const PASSWORD: &str = "correct horse battery staple\n";

/// What somebody answers to a question.
type Typed = fn(&str) -> std::io::Result<String>;

/// A machine on which nothing has run yet: a folder of its own and a clock that stands still.
struct Machine {
    name: &'static str,
    folder: PathBuf,
    public_url: &'static str,
    database: String,
}

/// What a command left behind.
struct Done {
    failure: Option<String>,
    out: String,
    err: String,
}

impl Machine {
    /// One with SQLite.
    fn new() -> Self {
        let folder = new_folder();
        let database = format!("sqlite:{}", folder.join("data/claviger.db").display());
        Self { name: "SQLite", folder, public_url: PUBLIC_URL, database }
    }

    /// One with each engine that tests must run on.
    fn each() -> Vec<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let databases = runtime.block_on(testing::empty_postgres());
        let others = databases.into_iter().map(|(name, database)| Self {
            name,
            database,
            folder: new_folder(),
            public_url: PUBLIC_URL,
        });
        std::iter::once(Self::new()).chain(others).collect()
    }

    /// The same, where alice is the owner.
    fn each_with_alice() -> Vec<Self> {
        let machines = Self::each();
        machines.iter().for_each(Self::add_alice);
        machines
    }

    fn each_with_shop() -> Vec<Self> {
        let machines = Self::each_with_alice();
        for machine in &machines {
            machine.run(&["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb"]).ok();
        }
        machines
    }

    fn add_alice(&self) {
        let add = ["user", "add", "alice", "--email", "alice@example.com", "--password-stdin", "--admin"];
        self.with_input(PASSWORD, &add).ok();
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
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
        self.with_database(&self.database, input, arguments)
    }

    fn with_database(&self, database: &str, input: &str, arguments: &[&str]) -> Done {
        self.execute(database, input, None, arguments)
    }

    /// At a terminal, where somebody answers each question as `typed` says.
    fn at_terminal(&self, typed: Typed, arguments: &[&str]) -> Done {
        self.execute(&self.database, "this must not be read\n", Some(typed), arguments)
    }

    fn execute(&self, database: &str, input: &str, typed: Option<Typed>, arguments: &[&str]) -> Done {
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
                is_interactive: typed.is_some(),
                ask_unseen: typed.unwrap_or(|question| panic!("{question}")),
            };
            run(parsed.command, &mut cx).err().map(|failure| failure.to_string())
        };
        Done { failure, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }
}

fn new_folder() -> PathBuf {
    std::env::temp_dir().join(format!("claviger-cli-{}", random_id()))
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
        &["session", "list"],
        &["token", "explain"],
        &["keys", "list"],
        &["keys", "evidence"],
        &["audit", "list"],
        &["audit", "verify"],
        &["check"],
        &["backup", "-"],
        &["rescue"],
        &["issuer", "show"],
        &["completions", "zsh"],
    ] {
        Machine::new().run(arguments).ok();
    }
    for machine in Machine::each() {
        let done = machine.run(&["user", "list"]);
        assert_eq!(done.failure, None, "{}", machine.name);
    }
}

#[test]
fn removing_says_what_is_lost_and_wants_a_yes() {
    for machine in Machine::each_with_alice() {
        machine.run(&["user", "add", "bob"]).ok();
        machine.run(&["client", "add", "shop"]).ok();
        machine.run(&["group", "add", "staff"]).ok();
        for (kind, name) in [("user", "bob"), ("client", "shop"), ("group", "staff")] {
            machine.run(&[kind, "remove", name]).refused("Say --yes");
            machine.run(&[kind, "remove", name, "--yes"]).ok();
            machine.run(&[kind, "remove", name, "--yes"]).refused("There is no");
        }
    }
}
