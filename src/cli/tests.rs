//! The commands as somebody at a terminal sees them: arguments in, stdout, stderr and failure out.

use super::{Arguments, Context, run};
use crate::clock::Clock;
use crate::model::ids::random_id;
use clap::{CommandFactory, Parser};
use serde_json::{Value, json};
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
fn client_add_answers_with_one_object() {
    let machine = Machine::new();
    let uri = "https://shop.example.com/cb";
    let answer = machine.run(&["client", "add", "shop", "--name", "Shop", "--redirect-uri", uri, "--json"]).json();
    let secret = answer["client_secret"].as_str().unwrap().to_owned();
    assert_eq!(secret.len(), 43);
    let expected = json!({
        "client_id": "shop", "client_secret": secret, "redirect_uris": [uri],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile email groups offline_access",
    });
    assert_eq!(answer, expected);
    let shown = machine.run(&["client", "show", "shop", "--json"]).json();
    assert_eq!((&shown["pkce"], &shown["consent"], &shown["public"]), (&json!(true), &json!(false), &json!(false)));
    assert!(!shown.to_string().contains(&secret));
}

#[test]
fn a_public_app_gets_no_secret_and_a_service_gets_client_credentials() {
    let machine = Machine::new();
    let phone = machine.run(&["client", "add", "phone", "--public", "--redirect-uri", "app.shop:/cb", "--json"]).json();
    assert_eq!(phone.get("client_secret"), None);
    let service = machine.run(&["client", "add", "api", "--audience", "https://api.example.com", "--json"]).json();
    assert_eq!(service["grant_types"], json!(["client_credentials"]));
    assert_eq!(
        machine.run(&["client", "show", "api", "--json"]).json()["audiences"],
        json!(["https://api.example.com"])
    );
}

#[test]
fn a_given_secret_is_taken_from_stdin_and_has_32_characters() {
    let machine = Machine::new();
    let add = ["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb", "--secret-stdin", "--json"];
    machine.with_input("short\n", &add).refused("at least 32 characters");
    let secret = "0123456789abcdef0123456789abcdef";
    assert_eq!(machine.with_input(&format!("{secret}\n"), &add).json()["client_secret"], json!(secret));
}

#[test]
fn a_client_that_cannot_work_is_refused_and_nothing_is_made() {
    let machine = Machine::new();
    machine.run(&["client", "add", "shop", "--redirect-uri", "http://shop.example.com/cb"]).refused("plain http");
    machine.run(&["client", "add", "shop", "--grant", "authorization_code"]).refused("needs a redirect URI");
    assert!(!machine.folder.exists());
    machine.run(&["client", "add", "shop"]).ok();
    machine.run(&["client", "add", "shop"]).refused("There is an app shop already");
}

#[test]
fn client_set_changes_what_is_named_and_leaves_the_rest() {
    let machine = Machine::new();
    machine.run(&["client", "add", "shop", "--redirect-uri", "https://shop.example.com/cb"]).ok();
    let set = ["client", "set", "shop", "--add-redirect-uri", "https://shop.example.org/cb", "--consent", "--json"];
    let shown = machine.run(&set).json();
    assert_eq!(shown["redirect_uris"], json!(["https://shop.example.com/cb", "https://shop.example.org/cb"]));
    assert_eq!((&shown["consent"], &shown["pkce"], &shown["name"]), (&json!(true), &json!(true), &json!("shop")));
    assert_eq!(machine.run(&["client", "set", "shop", "--disable", "--json"]).json()["disabled"], json!(true));
    machine.run(&["client", "set", "shop", "--remove-redirect-uri", "https://x.example/"]).refused("is not registered");
    machine.run(&["client", "set", "nobody", "--consent"]).refused("There is no app nobody");
}

#[test]
fn two_secrets_work_side_by_side_until_one_is_removed() {
    let machine = Machine::new();
    machine.run(&["client", "add", "shop"]).ok();
    let added = machine.run(&["client", "secret", "add", "shop", "--expires-in-days", "1", "--json"]).json();
    assert_eq!(added["expires_at"], json!(1_800_086_400));
    let list = || machine.run(&["client", "secret", "list", "shop", "--json"]).json();
    assert_eq!(list().as_array().unwrap().len(), 2);
    machine.run(&["client", "secret", "remove", "shop", added["id"].as_str().unwrap()]).ok();
    let left = list()[0]["id"].as_str().unwrap().to_owned();
    machine.run(&["client", "secret", "remove", "shop", &left]).refused("only secret");
    machine.run(&["client", "secret", "remove", "shop", "x"]).refused("no secret with the id x");
}

#[test]
fn a_person_is_added_with_groups_and_claims() {
    let machine = Machine::new();
    machine.run(&["group", "add", "staff"]).ok();
    let add = [
        "user",
        "add",
        "bob",
        "--email",
        "bob@example.com",
        "--name",
        "Bob Stone",
        "--group",
        "staff",
        "--claim",
        "birthdate=1990-02-28",
        "--password-stdin",
        "--json",
    ];
    let bob = machine.with_input(PASSWORD, &add).json();
    assert_eq!(
        (&bob["email_verified"], &bob["has_password"], &bob["role"]),
        (&json!(true), &json!(true), &Value::Null)
    );
    assert_eq!((&bob["groups"], &bob["claims"]), (&json!(["staff"]), &json!({"birthdate": "1990-02-28"})));
    assert!(!bob.to_string().contains("argon2"));
    let set =
        ["user", "set", "BOB@example.com", "--claim", "birthdate=", "--no-group", "staff", "--name", "", "--json"];
    let bob = machine.run(&set).json();
    assert_eq!((&bob["groups"], &bob["claims"], &bob["name"]), (&json!([]), &json!({}), &Value::Null));
}

#[test]
fn names_are_unique_whatever_their_case() {
    let machine = Machine::with_alice();
    machine.run(&["user", "add", "ALICE"]).refused("Somebody is called ALICE already");
    machine
        .run(&["user", "add", "al", "--email", "Alice@Example.com"])
        .refused("has the e-mail address Alice@Example.com");
    machine.run(&["user", "add", "bob"]).ok();
    machine.run(&["user", "set", "bob", "--username", "Alice"]).refused("Somebody is called Alice already");
    machine.run(&["user", "add", "bob@example.com"]).refused("mistaken for somebody else's");
    machine.run(&["user", "add", "carol", "--group", "nobody"]).refused("There is no group nobody");
    machine.run(&["user", "show", "carol"]).refused("There is nobody called carol");
}

#[test]
fn the_last_owner_stays() {
    let machine = Machine::with_alice();
    let tries = [
        &["user", "disable", "alice"][..],
        &["user", "remove", "alice", "--yes"],
        &["user", "set", "alice", "--no-admin"],
    ];
    for arguments in tries {
        machine.run(arguments).refused("is the last owner");
    }
    assert_eq!(machine.run(&["user", "show", "alice", "--json"]).json()["role"], json!("owner"));
    machine.run(&["user", "add", "bob", "--admin"]).ok();
    for arguments in [tries[2], &["user", "disable", "alice"][..], &["user", "enable", "alice"], tries[1]] {
        machine.run(arguments).ok();
    }
    machine.run(&["user", "disable", "bob"]).refused("is the last owner");
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

#[test]
fn a_password_is_never_repeated_and_must_be_given() {
    let machine = Machine::with_alice();
    let done =
        machine.with_input("another long password\n", &["user", "set-password", "alice", "--password-stdin"]).ok();
    assert!(!done.err.contains("another long password"), "{}", done.err);
    machine
        .with_input("short\n", &["user", "set-password", "alice", "--password-stdin"])
        .refused("at least 8 characters");
    machine
        .with_input("alice123\n", &["user", "set-password", "alice", "--password-stdin"])
        .refused("person's own name");
    machine.run(&["user", "set-password", "alice"]).refused("No password was given");
    machine.with_input("\n", &["user", "set-password", "alice", "--password-stdin"]).refused("Nothing came on stdin");
}

#[test]
fn rescue_prints_a_link_for_the_only_owner_or_for_the_first_administrator() {
    let machine = Machine::new();
    assert!(machine.run(&["rescue"]).ok().out.starts_with("http://localhost:8000/setup?token="));
    let machine = Machine::with_alice();
    let link = machine.run(&["rescue"]).ok().out;
    assert!(link.starts_with("http://localhost:8000/rescue?token=") && link.lines().count() == 1, "{link}");
    assert_ne!(machine.run(&["rescue", "alice"]).ok().out, link);
    machine.run(&["user", "add", "bob"]).ok();
    machine.run(&["rescue", "bob"]).refused("is no owner");
    machine.run(&["user", "set", "bob", "--admin"]).ok();
    machine.run(&["rescue"]).refused("several owners");
}

#[test]
fn the_issuer_moves_only_when_told_and_says_what_breaks() {
    let mut machine = Machine::new();
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

/// Does what a first start does to the issuer.
fn pin(machine: &Machine) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let loaded = crate::config::load(None, machine.environment(&machine.database()).into_iter()).unwrap();
        let opened = super::open(loaded, Clock::fixed(0), &mut Vec::new()).await.unwrap();
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
    let machine = Machine::with_alice();
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
    let machine = Machine::with_alice();
    machine.run(&["client", "add", "shop"]).ok();
    machine.run(&["keys", "list"]).ok();
    let file = machine.path("backup.jsonl");
    let done = machine.run(&["backup", &file]).ok();
    assert!(done.err.contains("worthless") && done.out.is_empty(), "{}", done.err);
    machine.run(&["backup", &file]).refused("exists already");
    let other = format!("sqlite:{}", machine.path("other.db"));
    machine.with_database(&other, "", &["restore", &file]).ok();
    let everything = |database: &str| machine.with_database(database, "", &["backup", "-"]).ok().out;
    assert_eq!(everything(&machine.database()), everything(&other));
    machine.with_database(&other, "", &["restore", &file]).refused("is in use already");
}

#[test]
fn a_damaged_backup_is_refused_before_anything_is_written() {
    let machine = Machine::with_alice();
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
