//! One event before it is written.

use super::Kind;
use crate::model::ids::{ClientId, Sid, UserId};
use crate::store::AuditEvent;
use serde_json::{Map, Value};
use std::fmt;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person who is signed in.
    User(UserId),
    /// An app that proved who it is.
    Client(ClientId),
    /// Whoever may run commands on the machine.
    CommandLine,
    /// The server by itself.
    System,
    /// Nobody that we know.
    Anonymous,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::CommandLine => f.write_str("command_line"),
            Self::System => f.write_str("system"),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

/// What is to be recorded. No secret, token or password may go into it.
#[derive(Clone, Debug)]
pub struct Event {
    kind: Kind,
    actor: Actor,
    user_id: Option<String>,
    client_id: Option<String>,
    sid: Option<String>,
    address: Option<String>,
    detail: Map<String, Value>,
}

impl Event {
    /// An event that says only what and by whom.
    pub fn new(kind: Kind, actor: Actor) -> Self {
        Self { kind, actor, user_id: None, client_id: None, sid: None, address: None, detail: Map::new() }
    }

    /// Names the person it concerns.
    #[must_use]
    pub fn user(mut self, id: &UserId) -> Self {
        self.user_id = Some(id.as_str().to_owned());
        self
    }

    /// Names the app it concerns.
    #[must_use]
    pub fn client(mut self, id: &ClientId) -> Self {
        self.client_id = Some(id.as_str().to_owned());
        self
    }

    /// Names the session it concerns.
    #[must_use]
    pub fn sid(mut self, sid: &Sid) -> Self {
        self.sid = Some(sid.as_str().to_owned());
        self
    }

    /// Says from which network address it was done.
    #[must_use]
    pub fn address(mut self, address: impl fmt::Display) -> Self {
        self.address = Some(address.to_string());
        self
    }

    /// Adds one more thing to know; a second value of the same name replaces the first.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }

    /// The row, still without its MAC.
    pub(super) fn into_row(self, id: String, at_ms: i64) -> AuditEvent {
        AuditEvent {
            id,
            at_ms,
            kind: self.kind.as_str().to_owned(),
            actor: self.actor.to_string(),
            user_id: self.user_id,
            client_id: self.client_id,
            sid: self.sid,
            address: self.address,
            detail: Value::Object(self.detail).to_string(),
            mac: Vec::new(),
        }
    }
}
