//! The members of a registration request, each read as what it must be. `null` counts as not sent (RFC 7592 §2.2).

use crate::model::strict_json::Strict;
use crate::oidc::{Code, Error, Result};
use serde_json::{Map, Value};

/// Characters of one text.
const LONGEST: usize = 2000;

/// Members of one list.
const MOST: usize = 50;

/// A request as it came.
#[derive(Debug)]
pub(super) struct Members(Map<String, Value>);

/// `invalid_client_metadata`, naming the member.
pub(super) fn bad(name: &str, why: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidClientMetadata, format!("{name}: {why}"))
}

/// `invalid_redirect_uri`.
pub(super) fn bad_redirect_uri(why: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidRedirectUri, format!("redirect_uris: {why}"))
}

impl Members {
    /// Reads a body: a JSON object in UTF-8 that names no member twice.
    pub(super) fn parse(body: &[u8]) -> Result<Self> {
        match serde_json::from_slice(body) {
            Ok(Strict(Value::Object(members))) => Ok(Self(members)),
            Ok(_) => Err(unreadable("the body is not a JSON object".to_owned())),
            Err(error) => Err(unreadable(format!("the body is not JSON that can be read: {error}"))),
        }
    }

    fn sent(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A member whatever it is.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.sent(name)
    }

    /// The first of these that was sent.
    pub(super) fn first_sent<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.sent(name).is_some())
    }

    /// A text; an empty one counts as not sent.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>> {
        let Some(value) = self.sent(name) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| bad(name, "must be a text"))?;
        check_text(name, text)?;
        Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    /// One of some words.
    pub(super) fn one_of<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>, known: &str) -> Result<Option<T>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let found = read(&text);
        found.map(Some).ok_or_else(|| bad(name, format!("'{text}' is not supported here; there is: {known}")))
    }

    /// Yes or no; not sent is no.
    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        match self.sent(name) {
            None => Ok(false),
            Some(value) => value.as_bool().ok_or_else(|| bad(name, "must be true or false")),
        }
    }

    /// A number of seconds.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<i64>> {
        let Some(value) = self.sent(name) else { return Ok(None) };
        let seconds = value.as_i64().filter(|seconds| *seconds >= 0);
        seconds.map(Some).ok_or_else(|| bad(name, "must be a number of seconds"))
    }

    /// A list of texts without repetition; none where it was not sent.
    pub(super) fn list(&self, name: &str) -> Result<Option<Vec<String>>> {
        let Some(value) = self.sent(name) else { return Ok(None) };
        let items = value.as_array().ok_or_else(|| bad(name, "must be a list of texts"))?;
        if items.len() > MOST {
            return Err(bad(name, format!("has more than {MOST} members")));
        }
        let mut texts: Vec<String> = Vec::with_capacity(items.len());
        for item in items {
            let text = item.as_str().ok_or_else(|| bad(name, "must be a list of texts"))?;
            check_text(name, text)?;
            if !texts.iter().any(|own| own == text) {
                texts.push(text.to_owned());
            }
        }
        Ok(Some(texts))
    }
}

fn unreadable(text: String) -> Error {
    Error::new(Code::InvalidClientMetadata, text)
}

fn check_text(name: &str, text: &str) -> Result<()> {
    if text.chars().count() > LONGEST {
        return Err(bad(name, format!("is longer than {LONGEST} characters")));
    }
    if text.chars().any(char::is_control) { Err(bad(name, "holds a control character")) } else { Ok(()) }
}
