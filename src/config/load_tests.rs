//! The laws of loading.

use super::*;

fn from_file(text: &str) -> Result<Loaded, Vec<Problem>> {
    from(text, &[])
}

fn from(text: &str, env: &[(&str, &str)]) -> Result<Loaded, Vec<Problem>> {
    let name = format!("claviger-config-{}.toml", crate::model::ids::random_id());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, text).unwrap();
    let loaded = load(Some(&path), env.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    std::fs::remove_file(&path).unwrap();
    loaded
}

/// The problems as people read them, without the folder of the file.
fn problems(text: &str, env: &[(&str, &str)]) -> Vec<String> {
    let problems = from(text, env).unwrap_err();
    problems
        .iter()
        .map(|problem| {
            let text = problem.to_string();
            text.split_once(".toml:").map_or(text.clone(), |(_, rest)| rest.to_owned())
        })
        .collect()
}

#[test]
fn nothing_set_gives_the_defaults_and_says_so() {
    let loaded = from_file("").unwrap();
    assert_eq!(loaded.config, Config::default());
    assert!(loaded.sources.values().all(|source| *source == Source::Default));
    assert_eq!(loaded.sources.len(), KEYS.len());
}

#[test]
fn a_variable_wins_over_the_file_and_each_value_knows_its_place() {
    let text = "public_url = \"https://id.example.com\"\n\n[tokens]\naccess_seconds = 600\nrefresh_seconds = 1000\n";
    let loaded = from(text, &[("CLAVIGER_TOKENS__ACCESS_SECONDS", "120"), ("PATH", "/bin")]).unwrap();
    assert_eq!(loaded.config.public_url, "https://id.example.com");
    assert_eq!(loaded.config.tokens.access_seconds, 120);
    assert_eq!(loaded.config.tokens.refresh_seconds, 1000);
    assert_eq!(loaded.sources["tokens.access_seconds"].to_string(), "CLAVIGER_TOKENS__ACCESS_SECONDS");
    assert!(loaded.sources["tokens.refresh_seconds"].to_string().ends_with(".toml:5"));
    assert_eq!(loaded.sources["listen"], Source::Default);
}

#[test]
fn every_setting_can_be_set_by_its_variable() {
    for key in KEYS {
        let value = match key.name {
            "master_key" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned(),
            "contact" => "help@example.com".to_owned(),
            "audit.heads_file" => "heads".to_owned(),
            "fetch.ca_file" => "authorities.pem".to_owned(),
            "fetch.allowed_networks" => "10.0.0.0/8".to_owned(),
            "trusted_proxies" => "10.0.0.0/8, ::1".to_owned(),
            _ => key.shown(&Config::default()),
        };
        let loaded = from("", &[(&key.variable(), &value)]).unwrap();
        assert_eq!(loaded.sources[key.name], Source::Environment(key.variable()), "{}", key.name);
        let shown = if key.secret { "****" } else { &value };
        assert_eq!(key.shown(&loaded.config), shown);
    }
}

#[test]
fn all_problems_are_said_at_once_with_line_reason_and_mend() {
    let text = "publik_url = \"x\"\nlisten = 8000\n[tokens]\naccess_seconds = \"300\"\ncode_seconds = 61\nx = {}\n";
    let said = problems(text, &[("CLAVIGER_PUBLIC_URI", "x"), ("CLAVIGER_SQLITE__SYNCHRONOUS_FULL", "yes")]);
    for expected in [
        "1: `publik_url` is not a setting. Did you mean `public_url`?",
        "2: `listen` is a number, not a text. Write it in quotes.",
        "4: `tokens.access_seconds` is not a whole number. Write a whole number (seconds) from 30 to 86400, without quotes or unit.",
        "5: `tokens.code_seconds` is 61, which is too large. Write a whole number (seconds) from 5 to 60.",
        "6: `tokens.x` is not a setting. Remove it; the settings are listed in docs/configuration.md.",
        "CLAVIGER_PUBLIC_URI: this variable is not a setting. Did you mean `CLAVIGER_PUBLIC_URL`?",
        "CLAVIGER_SQLITE__SYNCHRONOUS_FULL: `sqlite.synchronous_full` is neither true nor false. Write `true` or `false`, without quotes.",
    ] {
        assert!(said.iter().any(|line| line == expected), "{expected}\nnot in {said:#?}");
    }
    assert_eq!(said.len(), 7, "{said:#?}");
}

#[test]
fn a_setting_outside_its_section_is_pointed_to_its_place() {
    assert_eq!(
        problems("access_seconds = 5", &[]),
        ["1: `access_seconds` is not a setting. Did you mean `tokens.access_seconds`?"]
    );
    assert_eq!(problems("[token]\naccess_seconds = 60", &[]), ["1: `token` is not a section. Did you mean `tokens`?"]);
    assert!(problems("[other]", &[])[0].starts_with("1: `other` is not a section. Remove it;"));
    assert_eq!(problems("tokens = 5", &[]), ["1: `tokens` is a section, not a value. Write a section, `[tokens]`."]);
}

#[test]
fn what_is_not_toml_is_refused_with_its_line() {
    let said = problems("listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"\npublic_url =\n", &[]);
    assert!(said.iter().any(|line| line == "2: `listen` is there twice. Remove one of the two."), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("3: this is not TOML")), "{said:?}");
}

#[test]
fn a_named_file_that_is_missing_is_refused() {
    let env = [("CLAVIGER_CONFIG".to_owned(), "/nowhere/claviger.toml".to_owned())];
    let said = load(None, env.into_iter()).unwrap_err();
    assert_eq!(said.len(), 1);
    assert!(said[0].to_string().starts_with("CLAVIGER_CONFIG: /nowhere/claviger.toml cannot be read"), "{said:?}");
}

#[test]
fn idle_longer_than_absolute_is_refused_where_it_was_set() {
    let said = problems("[sessions]\nabsolute_seconds = 600\n", &[]);
    assert!(said[0].starts_with("2: `sessions.idle_seconds` (28800) is longer"), "{said:?}");
}

#[test]
fn a_master_key_in_the_file_is_refused_without_repeating_it() {
    let said = problems("master_key = \"hunter2\"\n", &[("CLAVIGER_MASTER_KEY", "hunter2")]);
    assert_eq!(said.len(), 2);
    assert!(said[0].contains("set CLAVIGER_MASTER_KEY"), "{said:?}");
    assert!(!said.concat().contains("hunter2"), "{said:?}");
}

#[test]
fn no_debug_form_and_no_error_shows_a_secret() {
    let key = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=";
    let env = [("CLAVIGER_MASTER_KEY", key), ("CLAVIGER_DATABASE_URL", "postgres://u:hunter2@h/db")];
    let loaded = from("", &env).unwrap();
    let printed = format!("{loaded:?}");
    assert!(!printed.contains(key) && !printed.contains("hunter2"), "{printed}");
    let said = problems("", &[("CLAVIGER_DATABASE_URL", "postgres://u:hunter2@h:bad/db")]).concat();
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn variables_that_kubernetes_sets_for_a_service_are_ignored() {
    let env = [("CLAVIGER_SERVICE_HOST", "10.0.0.1"), ("CLAVIGER_PORT", "tcp://x"), ("CLAVIGER_PORT_80_TCP", "x")];
    assert!(from("", &env).is_ok());
}

#[test]
fn an_empty_value_is_refused_and_so_is_a_word_that_is_no_log_level() {
    assert!(problems("organization = \" \"", &[])[0].contains("is empty"));
    assert!(problems("log.level = \"verbose\"", &[])[0].contains("is not a log filter"));
    assert!(problems("keys.rsa_bits = 2049", &[])[0].contains("2048, 3072 or 4096"));
    assert!(problems("trusted_proxies = [\"10.1.1.1/8\"]", &[])[0].contains("10.0.0.0/8"));
}
