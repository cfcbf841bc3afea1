//! Snippets hold the app's values, nothing else, and can be read by what reads their format.

use super::*;

const ISSUER: &str = "https://id.northwind.example";
const JWKS_URI: &str = "https://id.northwind.example/.well-known/jwks/AAAAAAAAAAAAAAAAAAAA.json";
const PLACE: Place<'_> = Place { issuer: ISSUER, jwks_uri: JWKS_URI };
/// What an admin may call an app, and what would break out of quotes.
const NAME: &str = r#"Shop "A" 'B' \ ${x} %%SECRET%% #{y}"#;

fn app(kind: ClientKind) -> Client {
    let uri = "https://shop.northwind.example/call'back?x=$1;y=2";
    let redirect_uris = vec![uri.to_owned()];
    Client { name: NAME.to_owned(), redirect_uris, ..Client::new("shop", kind, 0) }
}

fn file(stack: &str, name: &str) -> String {
    let snippet = find(stack, &app(ClientKind::Web), PLACE).unwrap_or_else(|| panic!("no {stack}"));
    snippet.files.into_iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no {name}")).text
}

#[test]
fn every_placeholder_has_a_value() {
    let known: Vec<_> = values(&app(ClientKind::Web), PLACE).iter().map(|(name, _)| *name).collect();
    for template in STACKS.iter().flat_map(|stack| stack.templates) {
        let parts: Vec<_> = template.text.split("%%").collect();
        assert_eq!(parts.len() % 2, 1, "{}: a placeholder is not closed", template.name);
        for name in parts.iter().skip(1).step_by(2) {
            assert!(known.contains(name), "{}: {name}", template.name);
        }
    }
}

#[test]
fn every_snippet_names_the_issuer_and_the_app_and_leaves_the_secret_open() {
    for stack in stacks() {
        let snippet = find(stack, &app(ClientKind::Web), PLACE).unwrap();
        let text: String = snippet.files.iter().map(|file| file.text.as_str()).collect();
        assert!(text.contains(ISSUER) && text.contains("shop"), "{stack}");
        let has_secret = !matches!(stack, "oidc-client-ts");
        assert_eq!(text.contains(SECRET), has_secret, "{stack}");
    }
}

#[test]
fn who_names_a_key_set_beside_discovery_names_the_apps_own() {
    for (stack, name) in [("django", "settings.py"), ("apache", "openidc.conf"), ("spring", "application.yml")] {
        let text = file(stack, name);
        assert!(text.contains(JWKS_URI) && !text.contains("jwks.json"), "{text}");
    }
}

#[test]
fn each_kind_has_a_snippet_and_only_fitting_ones() {
    let of = |kind| fitting(&app(kind), PLACE).iter().map(|snippet| snippet.stack).collect::<Vec<_>>();
    assert_eq!(of(ClientKind::Service), ["curl"]);
    assert_eq!(of(ClientKind::Browser), ["oidc-client-ts"]);
    assert_eq!(of(ClientKind::Native), ["rust"]);
    assert_eq!(of(ClientKind::Web).len(), 10);
    assert_eq!(find("cobol", &app(ClientKind::Web), PLACE), None);
}

#[test]
fn json_and_toml_read_back_the_very_values() {
    let json: serde_json::Value = serde_json::from_str(&file("aspnet", "appsettings.json")).unwrap();
    assert_eq!(json["Oidc"]["CallbackPath"], "/call'back");
    let toml: toml::Table = toml::from_str(&file("nginx", "oauth2-proxy.cfg")).unwrap();
    assert_eq!(toml["redirect_url"].as_str(), Some(app(ClientKind::Web).redirect_uris[0].as_str()));
    assert_eq!(toml["scope"].as_str(), Some("openid profile email groups"));
}

/// `key:` or `key: "value"`, each deeper line by two spaces: all that our YAML uses.
#[test]
fn yaml_is_nested_mappings_of_quoted_texts() {
    let text = file("spring", "application.yml");
    let mut deepest = 0;
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let depth = line.len() - line.trim_start().len();
        assert!(depth % 2 == 0 && depth <= deepest, "{line}");
        let (key, value) = line.trim_start().split_once(':').unwrap_or_else(|| panic!("{line}"));
        assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{line}");
        if !value.is_empty() {
            // A YAML text in double quotes without control characters is a JSON text.
            serde_json::from_str::<String>(value.trim()).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
        deepest = if value.is_empty() { depth + 2 } else { depth };
    }
}

#[test]
fn ini_has_a_key_and_a_value_on_each_line_and_no_value_ends_early() {
    for line in file("grafana", "grafana.ini").lines().filter(|line| !line.starts_with([';', '['])) {
        let (key, value) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
        assert!(key.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{line}");
        let inner = value.strip_prefix("\"\"\"").and_then(|value| value.strip_suffix("\"\"\""));
        assert!(!inner.unwrap_or(value).contains(['"', '$']), "{line}");
    }
}

#[test]
fn no_name_breaks_out_of_its_quotes() {
    let typescript = file("nextjs", "auth.ts");
    let line = typescript.lines().find(|line| line.contains("name:")).unwrap();
    let quoted = line.trim().trim_start_matches("name: ").trim_end_matches(',');
    assert_eq!(serde_json::from_str::<String>(quoted).unwrap(), NAME);
    let ruby = file("gitlab", "gitlab.rb");
    assert!(ruby.contains(r#"label: 'Shop "A" \'B\' \\ ${x} %%SECRET%% #{y}',"#), "{ruby}");
    let shell =
        find("curl", &Client { scopes: crate::model::scope::Scope::parse("a'b"), ..app(ClientKind::Service) }, PLACE);
    let text = &shell.unwrap().files[0].text;
    assert!(text.contains(r"scope='a'\''b'"), "{text}");
}

#[test]
fn the_stack_is_the_one_that_the_name_speaks_of() {
    for (name, stack) in [
        ("Grafana (Berlin)", Some("grafana")),
        ("our GitLab", Some("gitlab")),
        ("Shop on Next.js", Some("nextjs")),
        ("ASP.NET portal", Some("aspnet")),
        ("Rust", Some("rust")),
        ("Trusty", None),
        ("Harbor Wiki", None),
        ("", None),
    ] {
        assert_eq!(named_by(&Client { name: name.to_owned(), ..app(ClientKind::Web) }), stack, "{name}");
    }
}
