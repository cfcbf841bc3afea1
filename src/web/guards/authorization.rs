//! The `Authorization` header (RFC 9110 §11.6.2).

use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
use std::convert::Infallible;

/// The header's value, if one came.
pub struct Authorization<'r>(pub Option<&'r str>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Authorization<'r> {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, Infallible), Status> {
        Outcome::Success(Self(request.headers().get_one("Authorization")))
    }
}
