//! `docs/conformance.md` names every module that is played here, and none that is not.

use std::collections::BTreeSet;
use std::path::Path;

/// Names of modules are told from other code by how they begin.
const PREFIX: &str = "oidcc-";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The first cells of the table's lines that name a module and say that it is played.
fn told() -> BTreeSet<String> {
    let page = std::fs::read_to_string(root().join("docs/conformance.md")).expect("the page");
    let cells = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    cells.map(|(name, _)| name.to_owned()).filter(|name| name.starts_with(PREFIX)).collect()
}

/// The tests' names with the suite's hyphens.
fn played() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("tests/it/conformance")).expect("a folder") {
        let source = std::fs::read_to_string(entry.expect("an entry").path()).expect("a source");
        let names = source.lines().filter_map(|line| line.trim_start().strip_prefix("async fn ")?.split_once('('));
        found.extend(names.map(|(name, _)| name.replace('_', "-")).filter(|name| name.starts_with(PREFIX)));
    }
    found
}

#[test]
fn every_module_that_is_played_is_told_on_its_page_and_every_told_one_is_played() {
    let (told, played) = (told(), played());
    assert!(played.len() > 60, "{played:?}");
    assert_eq!(told, played);
}
