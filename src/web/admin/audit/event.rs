//! One event of the log as its page shows it: the sentence first, the rest on demand.

use super::PATH;
use crate::audit::{Change, changes};
use crate::store::ChainedEvent;
use crate::web::admin::sentences::{Named, Said};
use crate::web::pages::When;
use crate::web::pages::admin::{ChangeLine, ChangeRow, Concerned, Detail, EventRow, Mark};
use serde_json::{Map, Value};
use url::form_urlencoded::byte_serialize;

pub(super) fn shown(row: &ChainedEvent, said: Said, now: i64) -> EventRow {
    let event = &row.event;
    let changed = changes(event);
    let person = event.user_id.as_deref().and_then(|id| Some(concerned(said.person?, "person", id)));
    let app = event.client_id.as_deref().and_then(|id| Some(concerned(said.app?, "app", id)));
    let address = event
        .address
        .as_deref()
        .map(|address| concerned(Named { name: address.to_owned(), url: None }, "address", address));
    EventRow {
        id: event.id.clone(),
        icon: icon(&event.kind),
        is_bad: said.is_bad,
        is_forged: said.is_forged,
        sentence: said.sentence,
        when: When::new(event.at_ms.div_euclid(1000), now),
        actor: said.actor,
        person,
        app,
        address,
        kind: event.kind.clone(),
        seq: row.seq,
        details: details(&event.detail, &changed),
        changes: changed.into_iter().map(change).collect(),
    }
}

fn concerned(named: Named, filter: &str, value: &str) -> Concerned {
    let value: String = byte_serialize(value.as_bytes()).collect();
    Concerned { named, only_url: format!("{PATH}?{filter}={value}") }
}

/// By the group of the kind.
fn icon(kind: &str) -> &'static str {
    match kind.split('.').next().unwrap_or_default() {
        "sign_in" => "log-in",
        "session" => "monitor-smartphone",
        "family" | "consent" => "id-card",
        "user" => "user",
        "role" => "shield",
        "group" => "users",
        "attribute" => "tag",
        "client" => "layout-grid",
        "api" => "globe",
        "key" => "key-round",
        "link" => "link",
        "settings" => "settings",
        _ => "scroll-text",
    }
}

/// A list line by line, so that the one entry that came or went is seen; anything else as before and after.
fn change(change: Change) -> ChangeRow {
    let lines = match (list(&change.before), list(&change.after)) {
        (Some(before), Some(after)) => {
            let gone = before.iter().map(|text| (if after.contains(text) { Mark::Kept } else { Mark::Gone }, text));
            let new = after.iter().filter(|text| !before.contains(text)).map(|text| (Mark::New, text));
            gone.chain(new).map(|(mark, text)| line(mark, text)).collect()
        }
        _ => {
            let before = word(&change.before).map(|text| line(Mark::Gone, &text));
            before.into_iter().chain(word(&change.after).map(|text| line(Mark::New, &text))).collect()
        }
    };
    ChangeRow { name: change.name, lines }
}

fn line(mark: Mark, text: &str) -> ChangeLine {
    ChangeLine { mark, text: text.to_owned() }
}

/// The entries of a list; nothing counts as an empty one.
fn list(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(entries) => Some(entries.iter().filter_map(word).collect()),
        _ => None,
    }
}

/// A value without its quotes; none of nothing.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// What is known besides the changes.
fn details(detail: &str, changed: &[Change]) -> Vec<Detail> {
    let Ok(known) = serde_json::from_str::<Map<String, Value>>(detail) else { return Vec::new() };
    let is_of_setting = known.contains_key("setting");
    let is_change = |name: &str| {
        changed.iter().any(|change| change.name == name) || (is_of_setting && (name == "before" || name == "after"))
    };
    let rest = known.into_iter().filter(|(name, _)| !is_change(name));
    rest.filter_map(|(name, value)| Some(Detail { name, value: word(&value)? })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn marks(before: Value, after: Value) -> Vec<(Mark, String)> {
        let row = change(Change { name: "x".to_owned(), before, after });
        row.lines.into_iter().map(|line| (line.mark, line.text)).collect()
    }

    #[test]
    fn of_a_list_only_the_entries_that_came_or_went_are_marked() {
        let text = |mark, text: &str| (mark, text.to_owned());
        assert_eq!(
            marks(json!(["a", "b"]), json!(["b", "c"])),
            [text(Mark::Gone, "a"), text(Mark::Kept, "b"), text(Mark::New, "c")]
        );
        assert_eq!(marks(Value::Null, json!(["a"])), [text(Mark::New, "a")]);
        assert_eq!(marks(json!("old"), json!("new")), [text(Mark::Gone, "old"), text(Mark::New, "new")]);
        assert_eq!(marks(json!(true), Value::Null), [text(Mark::Gone, "true")]);
        assert_eq!(marks(json!(["a"]), json!("a")), [text(Mark::Gone, "[\"a\"]"), text(Mark::New, "a")]);
    }

    #[test]
    fn details_are_what_is_no_change() {
        let detail = r#"{"name":{"before":"a","after":"b"},"reason":"typo","families":2,"gone":null}"#;
        let change = Change { name: "name".to_owned(), before: json!("a"), after: json!("b") };
        let found = details(detail, &[change]);
        let expected = [("reason", "typo"), ("families", "2")];
        assert_eq!(found.iter().map(|d| (&*d.name, &*d.value)).collect::<Vec<_>>(), expected);
        let of_setting = r#"{"setting":"issuer","before":"a","after":"b"}"#;
        assert_eq!(details(of_setting, &[]).len(), 1);
    }

    #[test]
    fn every_group_of_kinds_has_a_symbol_of_the_sprite() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/static/img/icons_admin.svg");
        let sprite = std::fs::read_to_string(path).unwrap();
        for group in crate::audit::Kind::groups() {
            assert!(sprite.contains(&format!("id=\"{}\"", icon(group))), "{group}");
        }
    }
}
