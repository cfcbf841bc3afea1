//! Public documents that are answered from memory, with a validator (RFC 9110 §8.8.3) and a cache time.

use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use std::io::Cursor;
use std::sync::Arc;

/// A document, ready to be sent.
#[derive(Clone, Debug)]
pub struct Cached<B> {
    /// Its bytes, shared with every answer.
    pub bytes: Arc<B>,
    /// A strong validator, quotes included.
    pub etag: String,
    /// Seconds that it may be kept.
    pub max_age: i64,
}

struct Shared<B>(Arc<B>);

impl<B: AsRef<[u8]>> AsRef<[u8]> for Shared<B> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().as_ref()
    }
}

impl<'r, B: AsRef<[u8]> + Send + Sync + 'static> Responder<'r, 'static> for Cached<B> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let is_known = request.headers().get("If-None-Match").any(|list| names(list, &self.etag));
        let mut response = Response::build();
        response
            .header(Header::new("Cache-Control", format!("public, max-age={}", self.max_age)))
            .header(Header::new("Access-Control-Allow-Origin", "*"))
            .header(Header::new("ETag", self.etag));
        if is_known {
            return response.status(Status::NotModified).ok();
        }
        let bytes = Shared(self.bytes);
        response.header(ContentType::JSON).sized_body(bytes.as_ref().len(), Cursor::new(bytes)).ok()
    }
}

/// Whether an If-None-Match names a validator; the comparison is weak (RFC 9110 §13.1.2).
fn names(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|own| own == "*" || own.strip_prefix("W/").unwrap_or(own) == etag)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_validator_is_found_in_a_list_strong_or_weak() {
        assert!(names("\"a\", \"b\"", "\"b\"") && names("W/\"b\"", "\"b\"") && names("*", "\"b\""));
        assert!(!names("\"bb\"", "\"b\"") && !names("", "\"b\""));
    }
}
