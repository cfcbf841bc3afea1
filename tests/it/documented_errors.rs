//! Every error code that the server knows is met by some test.

use std::path::Path;

#[test]
fn every_error_code_is_demanded_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(root.join("src/oidc/error.rs")).expect("the source of the codes");
    let arms = source.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once(" => \""));
    let codes: Vec<_> = arms.map(|(_, rest)| rest.trim_end_matches("\",").to_owned()).collect();
    assert!(codes.len() > 15, "{codes:?}");
    let tests = sources(&root.join("tests/it"));
    // The last of what an assertion is given, or followed by a part of the text.
    let is_met = |code: &str| ["\")", "\", \""].iter().any(|end| tests.contains(&format!("\"{code}{end}")));
    let is_unmet = |code: &&String| !is_met(code);
    let missing: Vec<_> = codes.iter().filter(is_unmet).collect();
    assert!(missing.is_empty(), "no test demands {missing:?}");
}

/// The text of every file below a folder.
fn sources(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let text = |path: std::path::PathBuf| match path.is_dir() {
        true => sources(&path),
        false => std::fs::read_to_string(path).expect("a test file"),
    };
    entries.map(text).collect()
}
