//! The rotation drill passes on both engines: keys are published, switched, retired and removed under load and SIGKILL,
//! and no strict relying party refuses a token.

use super::server::{Engine, Installation};
use std::time::Instant;

/// The value of a member of a flat JSON object.
fn number(json: &str, name: &str) -> f64 {
    let (_, rest) = json.split_once(&format!("\"{name}\"")).unwrap_or_else(|| panic!("no {name} in {json}"));
    let text = rest.trim_start_matches([':', ' ']);
    let end = text.find([',', '}', '\n']).unwrap_or(text.len());
    text[..end].trim().parse().unwrap_or_else(|_| panic!("{name} is no number in {json}"))
}

fn pass(engine: Engine) {
    let installation = Installation::new(engine);
    let mut arguments = vec!["drill", "rotation", "--json"];
    if engine == Engine::Postgres {
        arguments.extend(["--database-url", installation.database_url()]);
    }
    let begun = Instant::now();
    // `run` demands exit code 0.
    let json = installation.run(&arguments, "");
    assert!(begun.elapsed().as_secs() < 45, "{:?}", begun.elapsed());
    assert!(number(&json, "accepted") >= 1000.0, "{json}");
    assert!(number(&json, "rejected") < 0.5, "{json}");
    assert!(number(&json, "control_rejected") > 0.5, "{json}");
    assert!(number(&json, "keys") > 2.5, "{json}");
    assert!(number(&json, "kills") > 1.5, "{json}");
    assert!(number(&json, "p99_ms") > 0.0, "{json}");
}

#[test]
#[ignore = "measures time: ./scripts/test runs it alone"]
fn the_drill_passes_on_sqlite() {
    pass(Engine::Sqlite);
}

#[test]
#[ignore = "measures time: ./scripts/test runs it alone"]
fn the_drill_passes_with_two_servers_on_one_postgresql() {
    pass(Engine::Postgres);
}

#[test]
fn no_database_but_a_drills_own_is_served_with_short_durations() {
    let installation = Installation::new(Engine::Sqlite);
    installation.run(&["keys", "list"], "");
    assert!(installation.fail(&["drill", "server"]).contains("no database of a drill"));
}
