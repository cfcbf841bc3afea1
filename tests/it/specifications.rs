//! `docs/specifications.md` is what `tests/specifications/` says, and every test that is named there, or in SECURITY.md,
//! exists. After a change: `CLAVIGER_TEST_WRITE=1 cargo test --test it specifications`.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = "docs/specifications.md";

const HEAD: &str = "# Specifications

<!-- Written by `CLAVIGER_TEST_WRITE=1 cargo test --test it specifications`; edit tests/specifications/ instead. -->

What Claviger implements, section by section, and what is demanded of it, sentence by sentence, each with the tests that
prove it. Names with underscores are Rust tests, the others are titles of browser tests in `tests/browser/specs`. The
test run fails when a test that is named here does not exist, and when this page is not what its source says.
";

/// The standards.
#[derive(Deserialize)]
struct Standards {
    specification: Vec<Standard>,
}

#[derive(Deserialize)]
struct Standard {
    name: String,
    title: String,
    sections: Vec<Row>,
}

/// The demands that are our own.
#[derive(Deserialize)]
struct Demands {
    part: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    title: String,
    sentences: Vec<Row>,
}

/// One section or sentence, and what proves it.
#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    section: String,
    text: String,
    tests: Vec<String>,
    /// What is missing.
    #[serde(default)]
    open: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn sources() -> (Standards, Demands) {
    let parse = "TOML as the types above say";
    let standards = toml::from_str(&read("tests/specifications/standards.toml")).expect(parse);
    (standards, toml::from_str(&read("tests/specifications/requirements.toml")).expect(parse))
}

/// The names of all tests: functions of Rust, titles of browser tests.
fn known_tests() -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for (folder, ending) in [("src", "rs"), ("tests", "rs"), ("tests/browser/specs", "js")] {
        collect(&root().join(folder), ending, &mut known);
    }
    known
}

fn collect(folder: &Path, ending: &str, known: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, ending, known);
        } else if path.extension().is_some_and(|own| own == ending) {
            let text = std::fs::read_to_string(&path).expect("a source file");
            known.extend(text.lines().filter_map(|line| name_in(line.trim_start())));
        }
    }
}

fn name_in(line: &str) -> Option<String> {
    if let Some(rest) = line.strip_prefix("fn ").or_else(|| line.strip_prefix("async fn ")) {
        return rest.split('(').next().map(str::to_owned);
    }
    let rest = line.strip_prefix("test(")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    rest[1..].split(quote).next().map(str::to_owned)
}

fn table(document: &mut String, head: &str, rows: impl Iterator<Item = (String, String, String)>) {
    let _ = write!(document, "\n| {head} | | proved by |\n|---|---|---|\n");
    for (number, text, proof) in rows {
        let _ = writeln!(document, "| {number} | {} | {proof} |", text.replace('|', "\\|"));
    }
}

fn proof(row: &Row) -> String {
    let mut all: Vec<_> = row.tests.iter().map(|name| format!("`{name}`")).collect();
    if !row.open.is_empty() {
        all.push(format!("**open: {}**", row.open));
    }
    all.join("<br>")
}

fn document() -> String {
    let (standards, demands) = sources();
    let mut document = HEAD.to_owned();
    document.push_str("\n## Standards\n");
    for standard in &standards.specification {
        let _ = write!(document, "\n### {}: {}\n", standard.name, standard.title);
        table(
            &mut document,
            "section",
            standard.sections.iter().map(|row| (row.section.clone(), row.text.clone(), proof(row))),
        );
    }
    document.push_str("\n## What an OpenID provider must do\n");
    for (part, number) in demands.part.iter().zip(1..) {
        let _ = write!(document, "\n### {number}. {}\n", part.title);
        let rows =
            part.sentences.iter().zip(1..).map(|(row, at)| (format!("{number}.{at}"), row.text.clone(), proof(row)));
        table(&mut document, "no.", rows);
    }
    document
}

#[test]
fn every_section_and_sentence_names_tests_that_exist() {
    let (standards, demands) = sources();
    let known = known_tests();
    let sections = standards.specification.iter().flat_map(|standard| &standard.sections);
    let sentences = demands.part.iter().flat_map(|part| &part.sentences);
    for row in sections.chain(sentences) {
        assert!(!row.tests.is_empty() || !row.open.is_empty(), "nothing proves: {} {}", row.section, row.text);
        let unknown: Vec<_> = row.tests.iter().filter(|name| !known.contains(*name)).collect();
        assert!(unknown.is_empty(), "no such test: {unknown:?}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the one way to have the page written anew")]
fn the_table_of_specifications_is_what_its_source_says() {
    let document = document();
    if std::env::var_os("CLAVIGER_TEST_WRITE").is_some() {
        std::fs::write(root().join(DOCUMENT), &document).expect("the document is written");
    }
    let command = "CLAVIGER_TEST_WRITE=1 cargo test --test it specifications";
    assert!(
        std::fs::read_to_string(root().join(DOCUMENT)).ok() == Some(document),
        "{DOCUMENT} is stale: run `{command}`"
    );
}

#[test]
fn every_threat_names_tests_that_exist() {
    let (security, known) = (read("SECURITY.md"), known_tests());
    let model = security.split("\n## Threats\n").nth(1).expect("a section of threats");
    let model = model.split("\n## ").next().unwrap_or_default();
    let rows: Vec<_> = model
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("| proved by |") && !line.starts_with("|---"))
        .collect();
    assert!(rows.len() > 30, "{} threats", rows.len());
    for row in rows {
        let proofs = row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
        let named: Vec<_> = proofs.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "nothing proves: {row}");
        let unknown: Vec<_> = named.iter().filter(|name| !known.contains(**name)).collect();
        assert!(unknown.is_empty(), "no such test: {unknown:?}");
    }
}
