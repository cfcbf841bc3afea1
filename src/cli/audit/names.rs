//! Events as English sentences with the names that people and apps have today.

use crate::audit::{Argument, Word, sentence};
use crate::cli::context::chain;
use crate::cli::output::plain;
use crate::cli::{Failure, Opened};
use crate::model::ids::{ClientId, UserId};
use crate::store::AuditEvent;
use crate::web::messages::message;
use std::collections::HashMap;

const LANGUAGE: &str = "en";

/// Names that were looked up before.
pub struct Names<'o> {
    opened: &'o Opened,
    people: HashMap<UserId, Option<String>>,
    apps: HashMap<ClientId, Option<String>>,
}

impl<'o> Names<'o> {
    /// No name looked up yet.
    pub(super) fn new(opened: &'o Opened) -> Self {
        Self { opened, people: HashMap::new(), apps: HashMap::new() }
    }

    /// The sentence of an event.
    pub(super) async fn sentence(&mut self, event: &AuditEvent) -> Result<String, Failure> {
        let sentence = sentence(event);
        let mut arguments = Vec::new();
        for (name, argument) in sentence.arguments {
            let text = match argument {
                Argument::Person(id, known_as) => {
                    self.person(&id).await?.or(known_as).unwrap_or_else(|| id.to_string())
                }
                Argument::App(id, known_as) => self.app(&id).await?.or(known_as).unwrap_or_else(|| id.to_string()),
                Argument::Message(key) => said(key, &[])?,
                Argument::Words(words) => listed(&words)?,
                Argument::Text(text) => text,
            };
            arguments.push((name, text));
        }
        said(&sentence.key, &arguments).map(|text| plain(&text))
    }

    async fn person(&mut self, id: &UserId) -> Result<Option<String>, Failure> {
        if let Some(known) = self.people.get(id) {
            return Ok(known.clone());
        }
        let found = self.opened.store.read().await?.db().find_user(id).await?.map(|user| user.username);
        self.people.insert(id.clone(), found.clone());
        Ok(found)
    }

    async fn app(&mut self, id: &ClientId) -> Result<Option<String>, Failure> {
        if let Some(known) = self.apps.get(id) {
            return Ok(known.clone());
        }
        let found = self.opened.store.read().await?.db().find_client(id).await?.map(|client| client.name);
        self.apps.insert(id.clone(), found.clone());
        Ok(found)
    }
}

fn listed(words: &[Word]) -> Result<String, Failure> {
    let words = words.iter().map(|word| match word {
        Word::Message(key) => said(key, &[]),
        Word::Text(text) => Ok(text.clone()),
    });
    Ok(words.collect::<Result<Vec<_>, _>>()?.join(", "))
}

fn said(key: &str, arguments: &[(&'static str, String)]) -> Result<String, Failure> {
    message(LANGUAGE, key, arguments).map_err(|error| Failure::said(chain(&error)))
}
