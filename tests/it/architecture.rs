//! Holds the source against the layout: imports run one way down the floors, each crate is named in its home only,
//! files stay short and say what they are for.

use std::path::{Path, PathBuf};

/// From the top of the house to the ground: a module imports what stands on a lower floor, never a sibling.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["lib"],
    &["web", "background"],
    &["diagnose"],
    &["oidc"],
    &["keys", "accounts"],
    &["audit", "fetch"],
    &["store"],
    &["config"],
    &["model", "clock"],
];

/// Crates that only some places may name: a folder ends in a slash.
const HOMES: &[(&str, &[&str])] = &[
    ("rocket", &["src/web/", "src/lib.rs", "src/cli/serve.rs"]),
    ("rocket_dyn_templates", &["src/web/", "src/lib.rs", "src/cli/serve.rs"]),
    ("sqlx", &["src/store/"]),
];

const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];
const NAMES_THAT_SAY_NOTHING: &[&str] =
    &["util.rs", "utils.rs", "helper.rs", "helpers.rs", "common.rs", "misc.rs", "shared.rs"];
const NOTES_TO_SELF: &[&str] = &["TODO", "FIXME", "XXX", "HACK"];
const LINES: usize = 400;

#[test]
fn the_source_keeps_to_the_layout() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    assert!(files.len() > 10, "found only {} source files", files.len());
    let mut faults = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a source file is readable text");
        let name = file.strip_prefix(root).expect("a file below the root").to_string_lossy().replace('\\', "/");
        faults.extend(faults_of_layout(&name, &text));
        faults.extend(faults_of_form(&name, &text));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_tests_are_short_files_that_say_what_they_are_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("tests/it"), &mut files);
    let mut faults = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a test file is readable text");
        let name = file.strip_prefix(root).expect("a file below the root").to_string_lossy().replace('\\', "/");
        faults.extend(faults_of_form(&name, &text));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
}

/// What is wrong with the file's imports and the crates and macros it names.
fn faults_of_layout(name: &str, text: &str) -> Vec<String> {
    let words = words(&code_of(text));
    let module = module_of(name);
    let mut faults = Vec::new();
    let Some(floor) = floor_of(module) else {
        return vec![format!("{name}: `{module}` has no place in the table of floors")];
    };
    for (target, line) in imports(name, &words) {
        match floor_of(&target) {
            _ if target == module => {}
            Some(other) if other > floor => {}
            Some(other) if other == floor => {
                faults.push(format!("{name}:{line}: `{module}` imports its sibling `{target}`"));
            }
            Some(_) => faults.push(format!("{name}:{line}: `{module}` imports `{target}`, which stands above it")),
            // What is no module is an item of lib.rs.
            None if floor_of("lib").is_some_and(|lib| lib >= floor) => {}
            None => faults.push(format!("{name}:{line}: `{module}` imports `crate::{target}` from lib.rs, above it")),
        }
    }
    for (index, word) in words.iter().enumerate() {
        let line = word.line;
        for (krate, homes) in HOMES {
            let at_home = homes.iter().any(|home| name == *home || (home.ends_with('/') && name.starts_with(home)));
            if word.text == *krate && !at_home {
                faults.push(format!("{name}:{line}: `{krate}` is named outside {}", homes.join(", ")));
            }
        }
        let called = words.get(index + 1).is_some_and(|next| next.text == "!");
        if called && PRINTING.contains(&word.text.as_str()) && module != "cli" {
            faults.push(format!("{name}:{line}: `{}!` outside cli/", word.text));
        }
    }
    faults
}

/// What is wrong with the file as a page to read: its name, length, opening and notes.
fn faults_of_form(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > LINES {
        faults.push(format!("{name}: {lines} lines, more than {LINES}"));
    }
    if NAMES_THAT_SAY_NOTHING.contains(&name.rsplit('/').next().unwrap_or(name)) {
        faults.push(format!("{name}: a file is named for what a stranger would search"));
    }
    if !text.starts_with("//!") {
        faults.push(format!("{name}: does not open with `//!`, its job in a sentence"));
    }
    if name.starts_with("src/") {
        for (index, line) in text.lines().enumerate() {
            let mut parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            if let Some(note) = parts.find(|part| NOTES_TO_SELF.contains(part)) {
                faults.push(format!("{name}:{}: `{note}`", index + 1));
            }
        }
    }
    faults
}

/// The top-level module that a file belongs to: `web` for `src/web/sign_in/login.rs`.
fn module_of(name: &str) -> &str {
    let inside = name.strip_prefix("src/").unwrap_or(name);
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// How many modules deep the file's own code lies: 1 for `src/clock.rs` and `src/web/mod.rs`.
fn depth_of(name: &str) -> usize {
    let parts = name.matches('/').count();
    if name.ends_with("/mod.rs") { parts - 1 } else { parts }
}

struct Word {
    text: String,
    line: usize,
}

/// The first segment, and its line, of every path that starts at the crate's root.
fn imports(name: &str, words: &[Word]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).map_or("", |before| words[before].text.as_str());
        if word.text == "crate" || (name == "src/main.rs" && word.text == "claviger") {
            segments_after(words, index + 1, &mut found);
        } else if word.text == "super" && before != "::" {
            let mut end = index;
            let mut supers = 1;
            while text_at(words, end + 1) == "::" && text_at(words, end + 2) == "super" {
                supers += 1;
                end += 2;
            }
            // Inline modules lie deeper, so a chain that may reach the root counts only where it names a floor.
            if supers >= depth_of(name) {
                let mut reached = Vec::new();
                segments_after(words, end + 1, &mut reached);
                found.extend(reached.into_iter().filter(|(segment, _)| floor_of(segment).is_some()));
            }
        }
    }
    found
}

/// Reads `::name` or `::{name…, name…}` at `index`.
fn segments_after(words: &[Word], index: usize, found: &mut Vec<(String, usize)>) {
    if text_at(words, index) != "::" {
        return;
    }
    if text_at(words, index + 1) != "{" {
        if let Some(word) = words.get(index + 1) {
            found.push((word.text.clone(), word.line));
        }
        return;
    }
    let mut depth = 1;
    let mut starts = true;
    for word in words.iter().skip(index + 2) {
        match word.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 1 => starts = true,
            _ if starts && depth == 1 => {
                starts = false;
                found.push((word.text.clone(), word.line));
            }
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

fn text_at(words: &[Word], index: usize) -> &str {
    words.get(index).map_or("", |word| word.text.as_str())
}

/// Identifiers, `::` and single marks, with their lines.
fn words(code: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let length = if is_name(first) {
                rest.find(|c: char| !is_name(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            words.push(Word { text: rest[..length].to_owned(), line: index + 1 });
            rest = rest[length..].trim_start();
        }
    }
    words
}

/// The text without comments and without what stands in quotes; lines keep their numbers.
fn code_of(text: &str) -> String {
    let marks: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < marks.len() {
        let rest = &marks[at..];
        let length = comment(rest).or_else(|| quoted(rest, at.checked_sub(1).map(|before| marks[before])));
        let Some(length) = length else {
            code.push(marks[at]);
            at += 1;
            continue;
        };
        code.push(' ');
        code.extend(rest[..length].iter().filter(|mark| **mark == '\n'));
        at += length;
    }
    code
}

/// The length of the comment that starts here; block comments nest.
fn comment(rest: &[char]) -> Option<usize> {
    if rest.starts_with(&['/', '/']) {
        return Some(rest.iter().position(|mark| *mark == '\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with(&['/', '*']) {
        return None;
    }
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(&['/', '*']) {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(&['*', '/']) {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            return Some(at);
        }
    }
    Some(rest.len())
}

/// The length of the string or character that starts here: `"…"`, `r#"…"#`, `'x'`, but not a lifetime.
fn quoted(rest: &[char], before: Option<char>) -> Option<usize> {
    let in_a_name = before.is_some_and(|mark| mark.is_alphanumeric() || mark == '_');
    if rest[0] == 'r' && (!in_a_name || before == Some('b')) {
        let hashes = rest[1..].iter().take_while(|mark| **mark == '#').count();
        if rest.get(1 + hashes) == Some(&'"') {
            let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            let body = &rest[hashes + 2..];
            let end = body.windows(closing.len()).position(|window| window == closing).unwrap_or(body.len());
            return Some((hashes + 2 + end + closing.len()).min(rest.len()));
        }
    }
    if rest[0] == '\'' {
        return match rest.get(1) {
            Some('\\') => rest.iter().skip(3).position(|mark| *mark == '\'').map(|end| end + 4),
            _ if rest.get(2) == Some(&'\'') => Some(3),
            _ => None,
        };
    }
    if rest[0] != '"' {
        return None;
    }
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    Some((at + 1).min(rest.len()))
}

mod each_fault_is_seen {
    use super::{LINES, faults_of_form, faults_of_layout};

    fn layout(name: &str, text: &str) -> usize {
        faults_of_layout(name, text).len()
    }

    #[test]
    fn an_import_that_runs_up() {
        assert_eq!(layout("src/store/users.rs", "use crate::oidc::scope::Scope;"), 1);
        assert_eq!(layout("src/model/user.rs", "fn f() { crate::config::load(); }"), 1);
        assert_eq!(layout("src/keys/ring.rs", "use crate::{\n    model::ids::Kid,\n    web::{page, error},\n};"), 1);
        assert_eq!(layout("src/oidc/claims.rs", "use super::super::web::page;"), 1);
        assert_eq!(layout("src/clock.rs", "use super::web::page;"), 1);
        assert_eq!(layout("src/store/mod.rs", "macro_rules! m { () => { $crate::web::page() } }"), 1);
        assert_eq!(layout("src/web/mod.rs", "#[cfg(test)]\nmod tests {\n    use crate::cli::serve;\n}"), 1);
        assert_eq!(layout("src/web/mod.rs", "use crate::build;"), 1);
    }

    #[test]
    fn an_import_between_siblings() {
        assert_eq!(layout("src/keys/ring.rs", "use crate::accounts::users;"), 1);
        assert_eq!(layout("src/background/sweeper.rs", "use crate::web;"), 1);
        assert_eq!(layout("src/clock.rs", "use crate::model::ids;"), 1);
    }

    #[test]
    fn a_module_without_a_floor() {
        assert_eq!(layout("src/things/mod.rs", ""), 1);
    }

    #[test]
    fn a_crate_named_away_from_home() {
        assert_eq!(layout("src/oidc/claims.rs", "use rocket::serde::Serialize;"), 1);
        assert_eq!(layout("src/cli/user.rs", "fn f() -> rocket::Config { g() }"), 1);
        assert_eq!(layout("src/web/health.rs", "use sqlx::Row;"), 1);
        assert_eq!(layout("src/storeroom.rs", "use sqlx::Row;"), 1);
    }

    #[test]
    fn printing_outside_the_command_line() {
        assert_eq!(layout("src/web/health.rs", "fn f() { println!(\"up\"); eprintln!(); }"), 2);
    }

    #[test]
    fn a_long_file_an_empty_name_a_missing_opening_a_note_to_self() {
        assert_eq!(faults_of_form("src/clock.rs", &format!("//! Time.{}", "\n".repeat(LINES + 1))).len(), 1);
        assert_eq!(faults_of_form("src/web/util.rs", "//! Things.").len(), 1);
        assert_eq!(faults_of_form("src/clock.rs", "use std::time::Duration;").len(), 1);
        assert_eq!(faults_of_form("src/clock.rs", concat!("//! Time.\n// TO", "DO: more")).len(), 1);
    }

    #[test]
    fn and_good_source_passes() {
        let good = "//! Uses crate::web in words only.\n\
            use crate::{model::{ids, secret}, store::Store};\n\
            /* use crate::web; /* sqlx */ use rocket; */\n\
            fn f<'a>(x: &'a str) -> char { let _ = (\"crate::web \\\" rocket\", r#\"sqlx \" println!()\"#, '\"', '\\''); 'r' }\n\
            pub(crate) fn g() { super::keys(); crate::oidc::h(); }";
        assert_eq!(faults_of_layout("src/oidc/authorize.rs", good), Vec::<String>::new());
        assert_eq!(faults_of_form("src/oidc/authorize.rs", good), Vec::<String>::new());
        assert_eq!(
            layout("src/cli/serve.rs", "use rocket::Build; use crate::{build, web, store}; fn f() { println!(); }"),
            0
        );
        assert_eq!(layout("src/main.rs", "fn main() { claviger::cli::main() }"), 0);
        assert_eq!(layout("src/clock.rs", "mod tests { use super::*; use super::Clock; }"), 0);
    }
}
