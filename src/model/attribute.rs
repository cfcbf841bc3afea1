//! Attributes of the installation's own, such as a department: named, typed, checked. Apps learn them only where a claim
//! is mapped from them.

use super::secret_name::is_secret_name;
use super::standard_claims::{Assigned, is_taken_claim};
use super::username::is_invisible;
use serde_json::{Number, Value};
use time::{Date, Month};

/// Longest name and label of an attribute, and longest text in one (characters).
const LONGEST_NAME: usize = 64;
const LONGEST_TEXT: usize = 500;
/// Most texts in a list.
const MOST_TEXTS: usize = 50;

/// The type of an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// A line of text.
    Text,
    /// A whole or decimal number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day, kept as `YYYY-MM-DD`.
    Date,
    /// Several lines of text.
    List,
}

impl AttributeKind {
    /// Every type.
    pub const ALL: [Self; 5] = [Self::Text, Self::Number, Self::Boolean, Self::Date, Self::List];

    /// The type as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::List => "list",
        }
    }

    /// Reads what [`AttributeKind::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What an attribute is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeDefinition {
    /// Its name in commands and files.
    pub name: String,
    /// Its name on pages.
    pub label: String,
    /// The type of its values.
    pub kind: AttributeKind,
    /// Whether people may set their own.
    pub is_person_editable: bool,
    /// Unix seconds.
    pub created_at: i64,
}

/// Why an attribute or a value of one is refused; the text completes "the attribute …" or "the value …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum AttributeError {
    #[error("needs a name of 1 to {LONGEST_NAME} small letters, digits and `_` that begins with a letter")]
    BadName,
    #[error("has the name of a standard claim, which is set as such")]
    StandardClaim,
    #[error("has a name that belongs to tokens and cannot be set")]
    TokenClaim,
    #[error("looks like a secret: attributes may go into tokens, and a signed token can be read by whoever holds it")]
    LooksSecret,
    #[error("needs a label of 1 to {LONGEST_NAME} visible characters")]
    BadLabel,
    #[error("is not known; `claviger attribute list` names those that are")]
    Unknown,
    #[error("is longer than {LONGEST_TEXT} characters")]
    TooLong,
    #[error("holds a control or invisible character")]
    Invisible,
    #[error("is not a number such as 42 or 1.5")]
    NotANumber,
    #[error("is neither true nor false")]
    NotABoolean,
    #[error("is not a day such as 2026-01-31")]
    NotADate,
    #[error("has more than {MOST_TEXTS} lines")]
    TooMany,
}

/// Checks the name of a new attribute.
pub fn check_attribute_name(name: &str) -> Result<(), AttributeError> {
    let begins_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !begins_well || !is_plain || name.len() > LONGEST_NAME {
        return Err(AttributeError::BadName);
    }
    match is_taken_claim(name) {
        Some(Assigned::Standard) => return Err(AttributeError::StandardClaim),
        Some(Assigned::Token) => return Err(AttributeError::TokenClaim),
        None => {}
    }
    if is_secret_name(name) { Err(AttributeError::LooksSecret) } else { Ok(()) }
}

/// Checks the label of an attribute.
pub fn check_attribute_label(label: &str) -> Result<(), AttributeError> {
    let is_good = !label.trim().is_empty() && label.chars().count() <= LONGEST_NAME && !label.chars().any(is_invisible);
    if is_good { Ok(()) } else { Err(AttributeError::BadLabel) }
}

/// A typed value from a form or a command; none from an empty text, which removes it. A list has one text on each line.
pub fn parse_value(kind: AttributeKind, text: &str) -> Result<Option<Value>, AttributeError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    Ok(Some(match kind {
        AttributeKind::Text => Value::from(line(trimmed)?),
        AttributeKind::Number => number(trimmed)?,
        AttributeKind::Boolean => Value::from(trimmed.parse::<bool>().map_err(|_| AttributeError::NotABoolean)?),
        AttributeKind::Date => Value::from(date(trimmed)?),
        AttributeKind::List => {
            let lines = trimmed.lines().map(str::trim).filter(|text| !text.is_empty());
            let texts = lines.map(line).collect::<Result<Vec<_>, _>>()?;
            if texts.len() > MOST_TEXTS {
                return Err(AttributeError::TooMany);
            }
            Value::from(texts)
        }
    }))
}

/// A value as a form shows it: what [`parse_value`] reads back.
pub fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

fn line(text: &str) -> Result<&str, AttributeError> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(AttributeError::TooLong);
    }
    if text.chars().any(is_invisible) { Err(AttributeError::Invisible) } else { Ok(text) }
}

fn number(text: &str) -> Result<Value, AttributeError> {
    if let Ok(whole) = text.parse::<i64>() {
        return Ok(Value::from(whole));
    }
    let is_decimal = text.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    let decimal = text.parse::<f64>().ok().filter(|_| is_decimal).and_then(Number::from_f64);
    decimal.map(Value::Number).ok_or(AttributeError::NotANumber)
}

fn date(text: &str) -> Result<&str, AttributeError> {
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return Err(AttributeError::NotADate) };
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return Err(AttributeError::NotADate);
    }
    let month = month.parse::<u8>().ok().and_then(|month| Month::try_from(month).ok());
    match (year.parse(), month, day.parse()) {
        (Ok(year), Some(month), Ok(day)) if Date::from_calendar_date(year, month, day).is_ok() => Ok(text),
        _ => Err(AttributeError::NotADate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_that_is_a_claim_or_looks_like_a_secret_is_refused() {
        for good in ["department", "cost_center", "t_shirt2", "hashtag", "passport_country", "pinboard", "spanish"] {
            assert_eq!(check_attribute_name(good), Ok(()), "{good}");
        }
        for (name, error) in [
            ("", AttributeError::BadName),
            ("Department", AttributeError::BadName),
            ("2nd", AttributeError::BadName),
            ("a-b", AttributeError::BadName),
            (&"x".repeat(65) as &str, AttributeError::BadName),
            ("email", AttributeError::StandardClaim),
            ("birthdate", AttributeError::StandardClaim),
            ("preferred_username", AttributeError::StandardClaim),
            ("sub", AttributeError::TokenClaim),
            ("cnf", AttributeError::TokenClaim),
            ("password", AttributeError::LooksSecret),
            ("wifi_password", AttributeError::LooksSecret),
            ("github_token", AttributeError::LooksSecret),
            ("apikey", AttributeError::LooksSecret),
            ("client_secret_old", AttributeError::LooksSecret),
            ("door_pin", AttributeError::LooksSecret),
        ] {
            assert_eq!(check_attribute_name(name), Err(error), "{name}");
        }
    }

    #[test]
    fn values_are_kept_with_their_types_and_read_back() {
        use AttributeKind::{Boolean, Date, List, Number, Text};
        for (kind, text, value) in [
            (Text, " Sales ", json!("Sales")),
            (Number, "42", json!(42)),
            (Number, "-1.5", json!(-1.5)),
            (Boolean, "true", json!(true)),
            (Date, "2024-02-29", json!("2024-02-29")),
            (List, "one\n\n two \r\n", json!(["one", "two"])),
        ] {
            assert_eq!(parse_value(kind, text), Ok(Some(value.clone())), "{text}");
            assert_eq!(parse_value(kind, &value_text(&value)), Ok(Some(value)), "{text}");
            assert_eq!(parse_value(kind, "  "), Ok(None), "{text}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        use AttributeKind::{Boolean, Date, List, Number, Text};
        for (kind, text, error) in [
            (Text, "a\u{202e}b", AttributeError::Invisible),
            (Text, &"x".repeat(501) as &str, AttributeError::TooLong),
            (Number, "a lot", AttributeError::NotANumber),
            (Number, "inf", AttributeError::NotANumber),
            (Number, "1e999", AttributeError::NotANumber),
            (Boolean, "yes", AttributeError::NotABoolean),
            (Date, "2023-02-29", AttributeError::NotADate),
            (Date, "1.2.2023", AttributeError::NotADate),
            (List, "good\nb\u{0}d", AttributeError::Invisible),
            (List, &"x\n".repeat(51), AttributeError::TooMany),
        ] {
            assert_eq!(parse_value(kind, text), Err(error), "{text}");
        }
    }
}
