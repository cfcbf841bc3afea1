//! Reads the configuration file and the environment, and says everything that is wrong with them at once.

use super::key::Value;
use super::{Config, KEYS, Key, Problem, Source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// The file that is read when none is named and it exists.
const DEFAULT_FILE: &str = "claviger.toml";
/// Names the configuration file where `--config` does not.
const FILE_VARIABLE: &str = "CLAVIGER_CONFIG";

/// A checked configuration and where each of its values came from. Its `Debug` masks secrets.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    /// By the name of the setting.
    pub sources: BTreeMap<&'static str, Source>,
    /// The configuration file that was read, if any.
    pub file: Option<PathBuf>,
}

/// The process environment as [`load`] takes it; what is not Unicode is marked so that it is refused.
#[expect(clippy::disallowed_methods, reason = "the one home of the environment")]
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
}

/// Reads the file (`path`, else `CLAVIGER_CONFIG`, else `./claviger.toml` if it exists) and then the `CLAVIGER_…`
/// variables, which win. The error holds every problem, not only the first.
pub fn load(path: Option<&Path>, env: impl Iterator<Item = (String, String)>) -> Result<Loaded, Vec<Problem>> {
    let mut env: Vec<(String, String)> = env.filter(|(name, _)| is_ours(name)).collect();
    env.sort();
    let mut loading = Loading {
        config: Config::default(),
        sources: KEYS.iter().map(|key| (key.name, Source::Default)).collect(),
        problems: Vec::new(),
    };
    let named = env.iter().find(|(name, _)| name == FILE_VARIABLE).map(|(_, value)| PathBuf::from(value));
    let file = match (path, named) {
        (Some(path), _) => loading.file(path, Source::CommandLine("--config")),
        (None, Some(path)) => loading.file(&path, Source::Environment(FILE_VARIABLE.to_owned())),
        (None, None) if Path::new(DEFAULT_FILE).exists() => loading.file(Path::new(DEFAULT_FILE), Source::Default),
        (None, None) => None,
    };
    for (name, value) in env.iter().filter(|(name, _)| name != FILE_VARIABLE) {
        loading.variable(name, value);
    }
    loading.check_together();
    if loading.problems.is_empty() {
        Ok(Loaded { config: loading.config, sources: loading.sources, file })
    } else {
        Err(loading.problems)
    }
}

/// Variables that Kubernetes sets for a service called `claviger`, and those of the test suite, are not settings.
fn is_ours(name: &str) -> bool {
    let foreign = ["CLAVIGER_SERVICE_", "CLAVIGER_PORT_", "CLAVIGER_TEST_"];
    name.starts_with("CLAVIGER_") && name != "CLAVIGER_PORT" && !foreign.iter().any(|prefix| name.starts_with(prefix))
}

struct Loading {
    config: Config,
    sources: BTreeMap<&'static str, Source>,
    problems: Vec<Problem>,
}

impl Loading {
    fn file(&mut self, path: &Path, named_by: Source) -> Option<PathBuf> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                self.toml(path, &text);
                Some(path.to_owned())
            }
            Err(error) => {
                let reason = format!("{} cannot be read: {error}", path.display());
                self.problem(named_by, reason, "Name a configuration file that exists and that this user may read");
                None
            }
        }
    }

    fn toml(&mut self, path: &Path, text: &str) {
        let place = |offset: usize| {
            let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
            Source::File { path: path.to_owned(), line: 1 + before.iter().filter(|byte| **byte == b'\n').count() }
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = place(error.span().map_or(0, |span| span.start));
            if error.message() == "duplicate key" {
                let name = error.span().and_then(|span| text.get(span)).unwrap_or_default();
                self.problem(at, format!("`{name}` is there twice"), "Remove one of the two");
            } else {
                self.problem(at, format!("this is not TOML: {}", error.message()), "Write it as `key = value`");
            }
        }
        self.table("", table.get_ref(), &place);
    }

    fn table(&mut self, prefix: &str, table: &DeTable<'_>, place: &dyn Fn(usize) -> Source) {
        for (name, value) in table {
            let full = format!("{prefix}{}", name.get_ref());
            let at = place(name.span().start);
            let is_section = KEYS.iter().any(|key| key.name.starts_with(&format!("{full}.")));
            match value.get_ref() {
                DeValue::Table(inner) if is_section => self.table(&format!("{full}."), inner, place),
                _ if is_section => {
                    let mend = format!("Write a section, `[{full}]`");
                    self.problem(at, format!("`{full}` is a section, not a value"), mend);
                }
                DeValue::Table(_) if prefix.is_empty() && KEYS.iter().all(|key| key.name != full) => {
                    let sections = KEYS.iter().filter_map(|key| key.name.split_once('.')).map(|(section, _)| section);
                    self.problem(at, format!("`{full}` is not a section"), did_you_mean(&full, sections));
                }
                given => self.set(&full, &from_toml(given), at),
            }
        }
    }

    fn variable(&mut self, variable: &str, value: &str) {
        let place = Source::Environment(variable.to_owned());
        match KEYS.iter().find(|key| key.variable() == variable) {
            Some(key) => self.apply(key, &Value::Variable(value.to_owned()), place),
            None => {
                let names: Vec<String> = KEYS.iter().map(Key::variable).chain([FILE_VARIABLE.to_owned()]).collect();
                let mend = did_you_mean(variable, names.iter().map(String::as_str));
                self.problem(place, "this variable is not a setting".to_owned(), mend);
            }
        }
    }

    fn set(&mut self, name: &str, value: &Value, place: Source) {
        match KEYS.iter().find(|key| key.name == name) {
            Some(key) if key.secret => {
                let mend = format!("Remove it from the file and set {}", key.variable());
                self.problem(place, format!("`{name}` is a secret and is not read from files"), mend);
            }
            Some(key) => self.apply(key, value, place),
            None => {
                let mend = did_you_mean(name, KEYS.iter().map(|key| key.name));
                self.problem(place, format!("`{name}` is not a setting"), mend);
            }
        }
    }

    fn apply(&mut self, key: &'static Key, value: &Value, place: Source) {
        match key.apply(&mut self.config, value) {
            Ok(()) => {
                self.sources.insert(key.name, place);
            }
            Err(refusal) => self.problem(place, format!("`{}` {}", key.name, refusal.reason), refusal.mend),
        }
    }

    /// Rules that look at more than one setting.
    fn check_together(&mut self) {
        let (idle, absolute) = (self.config.sessions.idle_seconds, self.config.sessions.absolute_seconds);
        if idle > absolute {
            let place = match &self.sources["sessions.idle_seconds"] {
                Source::Default => self.sources["sessions.absolute_seconds"].clone(),
                place => place.clone(),
            };
            let reason = format!(
                "`sessions.idle_seconds` ({idle}) is longer than `sessions.absolute_seconds` ({absolute}) and would never count"
            );
            self.problem(place, reason, "Set both, the idle one to at most the absolute one");
        }
    }

    fn problem(&mut self, place: Source, reason: String, mend: impl Into<String>) {
        self.problems.push(Problem { place, reason, mend: mend.into() });
    }
}

fn from_toml(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number that is too large"), Value::Integer),
        DeValue::Boolean(is_true) => Value::Boolean(*is_true),
        DeValue::Array(items) => items
            .iter()
            .map(|item| item.get_ref().as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .map_or(Value::Other("a list of other things"), Value::List),
        DeValue::Float(_) => Value::Other("a decimal number"),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Table(_) => Value::Other("a section"),
    }
}

/// Points at the nearest name, or at the reference when none is near.
fn did_you_mean<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> String {
    let last = given.rsplit(['.']).next().unwrap_or(given);
    let nearest = names
        .map(|name| {
            let short = name.rsplit('.').next().unwrap_or(name);
            let whole = strsim::damerau_levenshtein(given, name);
            // `access_seconds` outside its section is the commonest slip.
            let distance = if short == last { whole.min(1) } else { whole };
            (distance, name)
        })
        .min();
    match nearest {
        Some((distance, name)) if distance <= 1 + given.len() / 5 => format!("Did you mean `{name}`?"),
        _ => "Remove it; the settings are listed in docs/configuration.md".to_owned(),
    }
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
