//! Each event as a sentence: a message of `locales/*/audit.ftl` and its arguments. Names of people and apps are looked
//! up by whoever shows it.

use super::Kind;
use crate::model::ids::{ClientId, UserId};
use crate::store::AuditEvent;
use serde_json::{Map, Value};

/// The message of an event of a later release.
const UNKNOWN: &str = "audit-unknown";

/// A message and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The message.
    pub key: String,
    /// Its arguments by name: always every one of [`Sentence::ARGUMENTS`].
    pub arguments: Vec<(&'static str, Argument)>,
}

/// What stands in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A person: by their name today; else, when they are gone, as the event knew them; else by the id.
    Person(UserId, Option<String>),
    /// An app, likewise.
    App(ClientId, Option<String>),
    /// Another message.
    Message(&'static str),
    /// A text as it stands: `yes` or `no` where a message chooses by it.
    Text(String),
}

impl Sentence {
    /// What every message may use: `actor` (who did it), `person` and `app` (whom it concerns), `own` (`yes` where the
    /// actor is the person), `with_app` (`yes` where it concerns an app), `group`, and `what`, the word that the kind
    /// of event turns on, such as the reason of a failure.
    pub const ARGUMENTS: [&'static str; 7] = ["actor", "person", "app", "own", "with_app", "group", "what"];

    /// Messages that stand in others.
    pub const PARTS: [&'static str; 5] =
        ["audit-actor-command-line", "audit-actor-system", "audit-actor-anonymous", "audit-somebody", "audit-some-app"];

    /// Every message that [`sentence`] may name.
    pub fn keys() -> Vec<String> {
        let kinds = Kind::ALL.iter().map(|kind| key(*kind));
        kinds.chain([UNKNOWN.to_owned()]).chain(Self::PARTS.map(str::to_owned)).collect()
    }
}

fn key(kind: Kind) -> String {
    format!("audit-{}", kind.as_str().replace(['.', '_'], "-"))
}

/// The sentence of an event.
pub fn sentence(event: &AuditEvent) -> Sentence {
    let detail: Map<String, Value> = serde_json::from_str(&event.detail).unwrap_or_default();
    let text = |name: &str| detail.get(name).map(shown).filter(|text| !text.is_empty());
    let kind = Kind::parse(&event.kind);
    let person = event
        .user_id
        .as_deref()
        .map_or(Argument::Message("audit-somebody"), |id| Argument::Person(UserId::from(id), text("username")));
    let app = event
        .client_id
        .as_deref()
        .map_or(Argument::Message("audit-some-app"), |id| Argument::App(ClientId::from(id), text("name")));
    let own = event.user_id.as_deref().is_some_and(|id| event.actor == format!("user:{id}"));
    let what = match kind {
        None => Some(event.kind.clone()),
        Some(_) => ["reason", "purpose", "what", "setting", "kid", "role", "member", "to", "attribute", "audience"]
            .into_iter()
            .find_map(text),
    };
    let arguments = [
        actor(event),
        person,
        app,
        yes_or_no(own),
        yes_or_no(event.client_id.is_some()),
        Argument::Text(text("group").unwrap_or_default()),
        Argument::Text(what.unwrap_or_default()),
    ];
    let key = kind.map_or_else(|| UNKNOWN.to_owned(), key);
    Sentence { key, arguments: Sentence::ARGUMENTS.into_iter().zip(arguments).collect() }
}

fn actor(event: &AuditEvent) -> Argument {
    match (event.actor.split_once(':'), &*event.actor) {
        (Some(("user", id)), _) => Argument::Person(UserId::from(id), None),
        (Some(("client", id)), _) => Argument::App(ClientId::from(id), None),
        (_, "command_line") => Argument::Message("audit-actor-command-line"),
        (_, "system") => Argument::Message("audit-actor-system"),
        (_, "anonymous") => Argument::Message("audit-actor-anonymous"),
        (_, other) => Argument::Text(other.to_owned()),
    }
}

fn yes_or_no(is_true: bool) -> Argument {
    Argument::Text(if is_true { "yes" } else { "no" }.to_owned())
}

/// A text without its quotes; of a change, what holds now.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(members) => members.get("after").map(shown).unwrap_or_default(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Actor, Event};
    use std::collections::BTreeMap;

    /// The messages of a catalogue by their keys, each with all of its lines.
    fn catalogue(language: &str) -> BTreeMap<String, String> {
        let path = format!("{}/locales/{language}/audit.ftl", env!("CARGO_MANIFEST_DIR"));
        let mut messages: BTreeMap<String, String> = BTreeMap::new();
        let mut current = String::new();
        for line in std::fs::read_to_string(path).unwrap().lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                key.clone_into(&mut current);
            }
            messages.entry(current.clone()).or_default().push_str(line);
        }
        messages
    }

    #[test]
    fn each_kind_has_a_sentence_in_each_language_with_arguments_that_are_there() {
        for language in ["en", "de"] {
            let messages = catalogue(language);
            for key in Sentence::keys() {
                let message = messages.get(&key).unwrap_or_else(|| panic!("{key} is missing in {language}"));
                for variable in message.split('$').skip(1) {
                    let end = variable.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(variable.len());
                    assert!(Sentence::ARGUMENTS.contains(&&variable[..end]), "{language}: {message}");
                }
            }
        }
    }

    #[test]
    fn a_sentence_names_who_did_what_to_whom() {
        let (alice, bob) = (UserId::from("a"), UserId::from("b"));
        let event = Event::new(Kind::UserRemoved, Actor::User(alice.clone())).user(&bob).detail("username", "bob");
        let found = sentence(&event.into_row("id".into(), 0));
        assert_eq!(found.key, "audit-user-removed");
        let argument = |found: &Sentence, name| found.arguments.iter().find(|(n, _)| *n == name).unwrap().1.clone();
        assert_eq!(argument(&found, "actor"), Argument::Person(alice.clone(), None));
        assert_eq!(argument(&found, "person"), Argument::Person(bob, Some("bob".to_owned())));
        assert_eq!(argument(&found, "own"), Argument::Text("no".to_owned()));
        let event = Event::new(Kind::SignInFailed, Actor::User(alice.clone()))
            .user(&alice)
            .client(&ClientId::from("shop"))
            .detail("reason", "wrong_password");
        let found = sentence(&event.into_row("id".into(), 0));
        assert_eq!(argument(&found, "own"), Argument::Text("yes".to_owned()));
        assert_eq!(argument(&found, "what"), Argument::Text("wrong_password".to_owned()));
        assert_eq!(argument(&found, "app"), Argument::App(ClientId::from("shop"), None));
    }

    #[test]
    fn an_event_of_a_later_release_has_a_sentence_too() {
        let mut row = Event::new(Kind::UserRemoved, Actor::System).into_row("id".into(), 0);
        row.kind = "moon.landed".to_owned();
        let found = sentence(&row);
        assert_eq!(found.key, UNKNOWN);
        assert_eq!(found.arguments[6], ("what", Argument::Text("moon.landed".to_owned())));
    }
}
