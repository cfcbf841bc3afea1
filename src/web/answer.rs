//! What handlers answer with: pages, redirects and JSON, each with the cache rule that it needs.

use super::headers::policy_with_frames;
use super::page::Page;
use rocket::http::{Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket_dyn_templates::Template;
use serde::Serialize;
use std::io::Cursor;

/// A page, or the way to one.
#[derive(Debug)]
pub enum Answer {
    /// A page with its status.
    Page(Status, Box<Template>),
    /// A page that may load frames; the policy says which.
    Framing(String, Box<Template>),
    /// 303: whatever the method was, the next request is a GET. The URL goes out byte for byte.
    SeeOther(String),
}

impl Answer {
    /// A page with a status.
    pub fn with_status(status: Status, page: &impl Page) -> Self {
        Self::Page(status, Box::new(page.render()))
    }

    /// A page that loads frames from these origins and from nowhere else.
    pub fn framing(page: &impl Page, origins: &[String]) -> Self {
        Self::Framing(policy_with_frames(origins), Box::new(page.render()))
    }

    /// A page with 200.
    pub fn page(page: &impl Page) -> Self {
        Self::with_status(Status::Ok, page)
    }
}

impl<'r> Responder<'r, 'static> for Answer {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        match self {
            Self::Page(status, template) => (status, *template).respond_to(request),
            Self::Framing(policy, template) => {
                let mut response = (Status::Ok, *template).respond_to(request)?;
                response.set_header(Header::new("Content-Security-Policy", policy));
                Ok(response)
            }
            Self::SeeOther(url) => Response::build()
                .status(Status::SeeOther)
                .header(Header::new("Location", url))
                .header(Header::new("Cache-Control", "no-store"))
                .ok(),
        }
    }
}

const JSON: &str = "application/json";
/// RFC 9701 §10.3.
pub const INTROSPECTION_JWT: &str = "application/token-introspection+jwt";

/// A JSON answer that must not be kept (RFC 6749 §5.1).
#[derive(Debug)]
pub struct JsonAnswer {
    status: Status,
    /// The media type.
    kind: &'static str,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
}

impl JsonAnswer {
    /// An answer of a status.
    pub fn new(status: Status, body: &impl Serialize) -> Self {
        // Our own types with string keys: they always serialize.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { status, kind: JSON, body, headers: Vec::new() }
    }

    /// An answer without a body.
    pub fn empty(status: Status) -> Self {
        Self { status, kind: JSON, body: Vec::new(), headers: Vec::new() }
    }

    /// JSON that is signed, or signed and encrypted (RFC 7519 §10.3.1).
    pub fn jwt(jwt: String) -> Self {
        Self { status: Status::Ok, kind: "application/jwt", body: jwt.into_bytes(), headers: Vec::new() }
    }

    /// A signed answer of introspection (RFC 9701 §5).
    pub fn introspection_jwt(jwt: String) -> Self {
        Self { kind: INTROSPECTION_JWT, ..Self::jwt(jwt) }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl<'r> Responder<'r, 'static> for JsonAnswer {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::build();
        response.status(self.status).header(Header::new("Cache-Control", "no-store"));
        response.header(Header::new("Pragma", "no-cache"));
        if !self.body.is_empty() {
            response.header(Header::new("Content-Type", self.kind));
        }
        for (name, value) in self.headers {
            response.header(Header::new(name, value));
        }
        response.sized_body(self.body.len(), Cursor::new(self.body)).ok()
    }
}
