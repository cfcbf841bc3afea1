//! What stands in a form's fields, and what is wrong with them. The macros in `macros/form.html` read it.

use serde::Serialize;
use std::collections::BTreeMap;

/// The fields of a form: values to show again, and problems in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fields {
    values: BTreeMap<String, String>,
    problems: Vec<Problem>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The field's name and id.
    pub field: String,
    /// The message of the catalogue; it may use `$count` and `$name`.
    pub key: String,
    /// A bound that the message names.
    pub count: i64,
    /// What the message names.
    pub name: String,
}

impl Fields {
    /// Puts a value into a field.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.values.insert(field.to_owned(), value.into());
        self
    }

    /// Says what is wrong with a field.
    pub fn refuse(&mut self, field: &str, key: &str) {
        self.refuse_because(field, key, 0, "");
    }

    /// The same with what the message names.
    pub fn refuse_because(&mut self, field: &str, key: &str, count: i64, name: &str) {
        let (field, key, name) = (field.to_owned(), key.to_owned(), name.to_owned());
        self.problems.push(Problem { field, key, count, name });
    }

    /// What stands in a field; empty where nothing does.
    pub fn value(&self, field: &str) -> &str {
        self.values.get(field).map(String::as_str).unwrap_or_default()
    }

    /// Whether something is wrong with a field.
    pub fn is_wrong(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| problem.field == field)
    }

    /// Whether nothing is wrong.
    pub const fn are_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One entry of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A line below it.
    pub hint: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Whether it cannot be changed by this person; the hint says why.
    pub is_fixed: bool,
}

impl Choice {
    /// An entry that can be changed.
    pub fn new(value: impl Into<String>, label: impl Into<String>, is_chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new(), is_chosen, is_fixed: false }
    }
}
