//! Each event as a sentence: a message of `locales/*/audit.ftl` and its arguments. Names of people and apps are looked
//! up by whoever shows it.

use super::{Kind, changes};
use crate::model::ids::{ClientId, UserId};
use crate::store::AuditEvent;
use serde_json::{Map, Value};

/// The message of an event of a later release.
const UNKNOWN: &str = "audit-unknown";

/// Members of people, groups, apps and APIs that have words of their own, each with its message.
const FIELDS: [(&str, &str); 27] = [
    ("kind", "audit-field-kind"),
    ("name", "audit-field-name"),
    ("url", "audit-field-url"),
    ("public", "audit-field-public"),
    ("redirect_uris", "audit-field-redirect-uris"),
    ("post_logout_redirect_uris", "audit-field-post-logout-redirect-uris"),
    ("grant_types", "audit-field-grant-types"),
    ("scope", "audit-field-scope"),
    ("resources", "audit-field-resources"),
    ("audiences", "audit-field-audiences"),
    ("pkce", "audit-field-pkce"),
    ("consent", "audit-field-consent"),
    ("access_seconds", "audit-field-access-seconds"),
    ("refresh_seconds", "audit-field-refresh-seconds"),
    ("allowed_groups", "audit-field-allowed-groups"),
    ("claims", "audit-field-claims"),
    ("id_token_signed_response_alg", "audit-field-id-token-signed-response-alg"),
    ("color", "audit-field-color"),
    ("logo", "audit-field-logo"),
    ("username", "audit-field-username"),
    ("email", "audit-field-email"),
    ("email_verified", "audit-field-email-verified"),
    ("attributes", "audit-field-attributes"),
    ("description", "audit-field-description"),
    ("protected", "audit-field-protected"),
    ("in_claim", "audit-field-in-claim"),
    ("scopes", "audit-field-scopes"),
];

/// More changed members than this are not told one by one.
const MOST_TOLD: usize = 4;

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
    /// What was changed, as words that stand behind each other with commas between; `none` where nothing is told.
    Words(Vec<Word>),
    /// A text as it stands: `yes` or `no` where a message chooses by it.
    Text(String),
}

/// One word of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A message.
    Message(&'static str),
    /// A text as it stands.
    Text(String),
}

impl Sentence {
    /// What every message may use: `actor` (who did it), `person` and `app` (whom it concerns), `own` (`yes` where the
    /// actor is the person), `with_app` (`yes` where it concerns an app), `group`, `what`, the word that the kind
    /// of event turns on, such as the reason of a failure, and `changed`, what was changed in words.
    pub const ARGUMENTS: [&'static str; 8] = ["actor", "person", "app", "own", "with_app", "group", "what", "changed"];

    /// Messages that stand in others.
    pub const PARTS: [&'static str; 5] =
        ["audit-actor-command-line", "audit-actor-system", "audit-actor-anonymous", "audit-somebody", "audit-some-app"];

    /// Every message that [`sentence`] may name.
    pub fn keys() -> Vec<String> {
        let kinds = Kind::ALL.iter().map(|kind| key(*kind));
        let fields = FIELDS.iter().map(|(_, key)| (*key).to_owned());
        kinds.chain([UNKNOWN.to_owned()]).chain(Self::PARTS.map(str::to_owned)).chain(fields).collect()
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
        changed(event),
    ];
    let key = kind.map_or_else(|| UNKNOWN.to_owned(), key);
    Sentence { key, arguments: Sentence::ARGUMENTS.into_iter().zip(arguments).collect() }
}

/// What was changed, as far as it is told in words.
fn changed(event: &AuditEvent) -> Argument {
    let changes = changes(event);
    let word = |name: &str| {
        let known = FIELDS.iter().find(|(field, _)| *field == name);
        known.map_or_else(|| Word::Text(name.to_owned()), |(_, key)| Word::Message(key))
    };
    let mut words: Vec<_> = changes.iter().take(MOST_TOLD).map(|change| word(&change.name)).collect();
    if changes.len() > MOST_TOLD {
        words.push(Word::Text("…".to_owned()));
    }
    if words.is_empty() { Argument::Text("none".to_owned()) } else { Argument::Words(words) }
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

    #[test]
    fn a_change_is_told_by_the_words_of_what_was_changed() {
        let changed = |names: &[&str]| {
            let event = Event::new(Kind::ClientChanged, Actor::System).client(&ClientId::from("shop"));
            let change = serde_json::json!({"before": 1, "after": 2});
            let event = names.iter().fold(event, |event, name| event.detail(name, change.clone()));
            sentence(&event.into_row("id".into(), 0)).arguments[7].1.clone()
        };
        let message = |name: &'static str| Word::Message(name);
        let two = [message("audit-field-redirect-uris"), Word::Text("moon".to_owned())];
        assert_eq!(changed(&["redirect_uris", "moon"]), Argument::Words(two.to_vec()));
        assert_eq!(changed(&[]), Argument::Text("none".to_owned()));
        let Argument::Words(many) = changed(&["kind", "name", "url", "public", "pkce"]) else { panic!("no words") };
        assert_eq!((many.len(), many.last()), (5, Some(&Word::Text("…".to_owned()))));
    }
}
