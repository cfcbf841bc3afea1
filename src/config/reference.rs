//! Writes the reference of every setting from the table, so that the two cannot differ.

use super::{Config, KEYS, Key};
use std::fmt::Write;

const INTRODUCTION: &str = "\
# Settings

<!-- Written by `claviger check --write-reference docs/configuration.md`; edit src/config/key_table.rs instead. -->

Claviger needs no settings to try it on one machine. To change one, write it into `claviger.toml` in the working
folder (or the file that `--config` or `CLAVIGER_CONFIG` names), or set its environment variable, which wins:
`CLAVIGER_` and the name in capitals, with `__` for the dot. Lists are separated by commas there.

```toml
public_url = \"https://id.example.com\"
database_url = \"postgres://claviger@localhost/claviger\"

[tokens]
access_seconds = 600
```

`claviger check` prints the value of every setting and where it came from, and refuses unknown names and bad values
with the line, the reason and the mend. Variables that begin with `CLAVIGER_SERVICE_`, `CLAVIGER_PORT` (Kubernetes sets
them for a service of that name) or `CLAVIGER_TEST_` are not read.
";

/// `docs/configuration.md`, word for word.
pub fn reference() -> String {
    let mut out = INTRODUCTION.to_owned();
    let mut section = "";
    let defaults = Config::default();
    for key in KEYS {
        let own = key.name.split_once('.').map_or("", |(section, _)| section);
        if own != section {
            let _ = write!(out, "\n## [{own}]\n");
            section = own;
        }
        let _ = write!(
            out,
            "\n### `{}`\n\n{}\n\n- Value: {}\n- Default: {}\n- Variable: `{}`\n",
            key.name,
            key.doc,
            key.form(),
            default_text(key, &defaults),
            key.variable()
        );
        if key.secret {
            out.push_str("- Read from the environment only, never from the file.\n");
        }
    }
    out
}

fn default_text(key: &Key, defaults: &Config) -> String {
    match (key.default_note, key.shown(defaults)) {
        (Some(note), _) => note.to_owned(),
        (None, text) if text.is_empty() => "none".to_owned(),
        (None, text) => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_in_docs_is_what_the_table_says() {
        let written = std::fs::read_to_string("docs/configuration.md").unwrap_or_default();
        assert!(
            written == reference(),
            "docs/configuration.md is stale: run `cargo run -- check --write-reference docs/configuration.md`"
        );
    }
}
