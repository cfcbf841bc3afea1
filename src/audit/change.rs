//! Before and after: what an event says was changed.

use crate::store::AuditEvent;
use serde_json::{Map, Value};

/// One value that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is called: `email`, `redirect_uris` …
    pub name: String,
    /// Before; `null` where there was none.
    pub before: Value,
    /// After; `null` where there is none now.
    pub after: Value,
}

/// The changes that an event's details hold (`{"name": {"before": …, "after": …}}`, or of one setting
/// `{"setting": "name", "before": …, "after": …}`), in their order. Other details are no changes.
pub fn changes(event: &AuditEvent) -> Vec<Change> {
    let Ok(Value::Object(mut detail)) = serde_json::from_str(&event.detail) else { return Vec::new() };
    if let Some(Value::String(name)) = detail.remove("setting") {
        detail = Map::from_iter([(name, Value::Object(detail))]);
    }
    let changed = detail.into_iter().filter_map(|(name, mut value)| {
        let members =
            value.as_object_mut().filter(|members| members.keys().all(|key| key == "before" || key == "after"))?;
        if members.is_empty() {
            return None;
        }
        let (before, after) = (members.remove("before"), members.remove("after"));
        Some(Change { name, before: before.unwrap_or_default(), after: after.unwrap_or_default() })
    });
    changed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Actor, Event, Kind};
    use serde_json::json;

    #[test]
    fn changes_are_told_from_other_details() {
        let event = Event::new(Kind::UserChanged, Actor::System)
            .detail("email", json!({"before": null, "after": "a@example.com"}))
            .detail("reason", "typo")
            .detail("nickname", json!({"before": "Al"}))
            .detail("address", json!({"locality": "Berlin", "before": 1}))
            .detail("empty", json!({}));
        let change = |name: &str, before, after| Change { name: name.to_owned(), before, after };
        let expected =
            [change("email", Value::Null, json!("a@example.com")), change("nickname", json!("Al"), Value::Null)];
        assert_eq!(changes(&event.into_row("id".into(), 0)), expected);
        let event = Event::new(Kind::SettingsChanged, Actor::CommandLine)
            .detail("setting", "issuer")
            .detail("before", "http://a")
            .detail("after", "http://b");
        let expected = [change("issuer", json!("http://a"), json!("http://b"))];
        assert_eq!(changes(&event.into_row("id".into(), 0)), expected);
    }
}
