//! What a setting is: its name, its form, its place in [`Config`].

use super::Config;
use super::problem::Refusal;

/// One setting. The table of them drives loading, `claviger check` and the reference.
pub struct Key {
    /// The name in the file, with a dot between table and key.
    pub name: &'static str,
    /// One sentence for the reference.
    pub doc: &'static str,
    /// The form of its values and where they are kept.
    pub kind: Kind,
    /// Accepted from the environment only, and never shown.
    pub secret: bool,
    /// What the reference says where the default depends on the machine.
    pub default_note: Option<&'static str>,
}

/// The form of a setting's values, with the way into and out of [`Config`].
pub enum Kind {
    /// A whole number within bounds.
    Integer {
        /// Smallest and largest value.
        range: (i64, i64),
        /// What is counted.
        unit: &'static str,
        /// Reads it.
        get: fn(&Config) -> i64,
        /// Sets a value within the bounds.
        set: fn(&mut Config, i64),
    },
    /// One of a few whole numbers.
    Choice {
        /// Those numbers.
        values: &'static [i64],
        /// What is counted.
        unit: &'static str,
        /// Reads it.
        get: fn(&Config) -> i64,
        /// Sets one of them.
        set: fn(&mut Config, i64),
    },
    /// `true` or `false`.
    Boolean {
        /// Reads it.
        get: fn(&Config) -> bool,
        /// Sets it.
        set: fn(&mut Config, bool),
    },
    /// A text with rules of its own.
    Text {
        /// What the text is, for the reference.
        form: &'static str,
        /// Reads it as it may be shown.
        get: fn(&Config) -> String,
        /// Checks and sets it.
        set: fn(&mut Config, &str) -> Result<(), Refusal>,
    },
    /// Several texts: an array in the file, separated by commas in the environment.
    List {
        /// What each of them is.
        form: &'static str,
        /// Reads them.
        get: fn(&Config) -> Vec<String>,
        /// Checks and adds one.
        add: fn(&mut Config, &str) -> Result<(), Refusal>,
        /// Removes all.
        clear: fn(&mut Config),
    },
}

/// A value before it is checked.
#[derive(Clone)]
pub(super) enum Value {
    /// From an environment variable: its form is what the setting expects.
    Variable(String),
    /// A TOML string.
    Text(String),
    /// A TOML integer.
    Integer(i64),
    /// A TOML boolean.
    Boolean(bool),
    /// A TOML array of strings.
    List(Vec<String>),
    /// Anything else, by its TOML name.
    Other(&'static str),
}

impl Key {
    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        format!("CLAVIGER_{}", self.name.replace('.', "__").to_uppercase())
    }

    /// The value for people to read, secrets masked; empty when it is not set.
    pub fn shown(&self, config: &Config) -> String {
        match self.kind {
            Kind::Integer { get, .. } | Kind::Choice { get, .. } => get(config).to_string(),
            Kind::Boolean { get, .. } => get(config).to_string(),
            Kind::Text { get, .. } => get(config),
            Kind::List { get, .. } => get(config).join(", "),
        }
    }

    /// What its values look like, for the reference.
    pub fn form(&self) -> String {
        match self.kind {
            Kind::Integer { range: (min, i64::MAX), unit, .. } => format!("{unit}, at least {}", grouped(min)),
            Kind::Integer { range: (min, max), unit, .. } => format!("{unit}, {} to {}", grouped(min), grouped(max)),
            Kind::Choice { values, unit, .. } => format!("{unit}: {}", one_of(values)),
            Kind::Boolean { .. } => "`true` or `false`".to_owned(),
            Kind::Text { form, .. } => form.to_owned(),
            Kind::List { form, .. } => format!("list of {form}"),
        }
    }

    /// Checks a value and puts it in its place.
    pub(super) fn apply(&self, config: &mut Config, value: &Value) -> Result<(), Refusal> {
        match self.kind {
            Kind::Integer { range, unit, set, .. } => {
                set(config, integer(value, range, unit)?);
                Ok(())
            }
            Kind::Choice { values, set, .. } => {
                set(config, choice(value, values)?);
                Ok(())
            }
            Kind::Boolean { set, .. } => {
                set(config, boolean(value)?);
                Ok(())
            }
            Kind::Text { set, .. } => set(config, text(value)?),
            Kind::List { add, clear, .. } => {
                clear(config);
                list(value)?.iter().try_for_each(|item| add(config, item))
            }
        }
    }
}

fn integer(value: &Value, (min, max): (i64, i64), unit: &str) -> Result<i64, Refusal> {
    let bounds = if max == i64::MAX {
        format!("Write a whole number ({unit}) of at least {min}")
    } else {
        format!("Write a whole number ({unit}) from {min} to {max}")
    };
    match value.number() {
        None => Err(Refusal::new("is not a whole number", format!("{bounds}, without quotes or unit"))),
        Some(number) if number < min => Err(Refusal::new(format!("is {number}, which is too small"), bounds)),
        Some(number) if number > max => Err(Refusal::new(format!("is {number}, which is too large"), bounds)),
        Some(number) => Ok(number),
    }
}

fn choice(value: &Value, values: &[i64]) -> Result<i64, Refusal> {
    let mend = format!("Write {}, without quotes", one_of(values));
    let number = value.number().ok_or_else(|| Refusal::new("is not a whole number", mend.clone()))?;
    if values.contains(&number) { Ok(number) } else { Err(Refusal::new(format!("is {number}"), mend)) }
}

/// `2048, 3072 or 4096`.
fn one_of(values: &[i64]) -> String {
    let words: Vec<String> = values.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn boolean(value: &Value) -> Result<bool, Refusal> {
    match value {
        Value::Boolean(is_true) => Ok(*is_true),
        Value::Variable(text) if text == "true" => Ok(true),
        Value::Variable(text) if text == "false" => Ok(false),
        _ => Err(Refusal::new("is neither true nor false", "Write `true` or `false`, without quotes")),
    }
}

fn text(value: &Value) -> Result<&str, Refusal> {
    let (Value::Text(text) | Value::Variable(text)) = value else {
        return Err(Refusal::new(format!("is {}, not a text", value.noun()), "Write it in quotes"));
    };
    if text.trim().is_empty() {
        return Err(Refusal::new("is empty", "Leave it out to use the default, or give it a value"));
    }
    if text.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
        let reason = "has control characters or is not valid UTF-8";
        return Err(Refusal::new(reason, "Write it as plain text on one line"));
    }
    Ok(text)
}

fn list(value: &Value) -> Result<Vec<String>, Refusal> {
    match value {
        Value::List(items) => Ok(items.clone()),
        Value::Variable(text) => Ok(text.split(',').map(|item| item.trim().to_owned()).collect()),
        _ => {
            let reason = format!("is {}, not a list of texts", value.noun());
            Err(Refusal::new(reason, "Write `[\"one\", \"two\"]`"))
        }
    }
}

impl Value {
    fn number(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Variable(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn noun(&self) -> &'static str {
        match self {
            Self::Variable(_) | Self::Text(_) => "a text",
            Self::Integer(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::List(_) => "a list",
            Self::Other(noun) => noun,
        }
    }
}

/// `86400` as `86,400`.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
