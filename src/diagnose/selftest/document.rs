//! The discovery document under test.

use super::report::{Check, Mend, Stop};
use serde_json::{Map, Value};
use url::Url;

/// The members of the document.
pub(super) struct Document(pub(super) Map<String, Value>);

impl Document {
    /// An address that it names.
    pub(super) fn url(&self, member: &str) -> Check<Url> {
        let missing = || Stop::Failed(format!("the document names no {member}"), Mend::Answer);
        self.text(member).and_then(|text| Url::parse(text).ok()).ok_or_else(missing)
    }

    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.0.get(member)?.as_str()
    }

    /// The texts of a list; empty where there is none.
    pub(super) fn list(&self, member: &str) -> Vec<String> {
        let values = self.0.get(member).and_then(Value::as_array);
        values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Whether a list has a value.
    pub(super) fn offers(&self, member: &str, value: &str) -> bool {
        self.list(member).iter().any(|own| own == value)
    }

    /// A member that is true or false; what is absent is false.
    pub(super) fn flag(&self, member: &str) -> bool {
        self.0.get(member).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn has(&self, member: &str) -> bool {
        self.0.contains_key(member)
    }
}
