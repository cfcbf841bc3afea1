//! Reading the log: what a page and a command list.

use super::Kind;
use crate::model::ids::{ClientId, UserId, sortable_id_from};
use crate::store::{AuditSearch, ChainedEvent, Db, Result};

/// What to list; what is not named is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Events that concern this person or were done by them.
    pub person: Option<UserId>,
    /// Events that concern this app.
    pub app: Option<ClientId>,
    /// Events of these kinds ([`Kind::named`] reads a kind or a group); of every kind when empty.
    pub kinds: Vec<Kind>,
    /// Events from this address.
    pub address: Option<String>,
    /// Events that hold this text in their details, their app's id or their session's id.
    pub text: Option<String>,
    /// Events of this time (unix milliseconds) or later.
    pub from_ms: Option<i64>,
    /// Events before this time (unix milliseconds).
    pub until_ms: Option<i64>,
}

/// Where the next page begins; travels in links as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// The cursor that a link brought; none when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        is_id.then(|| Self(text.to_owned()))
    }

    /// The text of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One page, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The events.
    pub events: Vec<ChainedEvent>,
    /// Where to go on. May be there when the page is not full: a search by address or text looks through about 20,000
    /// events per page, so that no page takes long; [`Page::searched_to_ms`] says how far it came.
    pub next: Option<Cursor>,
}

impl Page {
    /// The time (unix milliseconds) down to which the pages so far have looked; none when they looked at everything.
    pub fn searched_to_ms(&self) -> Option<i64> {
        let digits: String = self.next.as_ref()?.0.chars().filter(|c| *c != '-').take(12).collect();
        i64::from_str_radix(&digits, 16).ok()
    }
}

/// One page of what the filter names, from `cursor` on.
pub async fn list(db: &mut Db<'_>, filter: &Filter, cursor: Option<&Cursor>, limit: usize) -> Result<Page> {
    let until = filter.until_ms.map(sortable_id_from);
    let cursor = cursor.map(|cursor| cursor.0.clone());
    let search = AuditSearch {
        user_id: filter.person.as_ref().map(UserId::to_string),
        client_id: filter.app.as_ref().map(ClientId::to_string),
        kinds: filter.kinds.iter().map(|kind| kind.as_str()).collect(),
        address: filter.address.clone(),
        text: filter.text.clone(),
        from_id: filter.from_ms.map(sortable_id_from),
        before_id: match (until, cursor) {
            (Some(until), Some(cursor)) => Some(until.min(cursor)),
            (one, other) => one.or(other),
        },
    };
    let found = db.search_audit_events(&search, limit).await?;
    Ok(Page { events: found.events, next: found.next.map(Cursor) })
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
