//! A JSON body as it came, within the limits of size and time. Used by `web` only.

use super::params::{FormError, TIME_LIMIT};
use rocket::data::{Data, FromData, Outcome as DataOutcome, ToByteUnit};
use rocket::request::Request;
use std::convert::Infallible;

/// The largest body that is read.
const LIMIT_KIB: u64 = 64;

/// The bytes of a body of the type `application/json`.
pub struct JsonBody(Result<Vec<u8>, FormError>);

impl JsonBody {
    /// The bytes, which need not be JSON.
    pub fn bytes(self) -> Result<Vec<u8>, FormError> {
        self.0
    }
}

#[rocket::async_trait]
impl<'r> FromData<'r> for JsonBody {
    type Error = Infallible;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> DataOutcome<'r, Self> {
        DataOutcome::Success(Self(read(request, data).await))
    }
}

async fn read(request: &Request<'_>, data: Data<'_>) -> Result<Vec<u8>, FormError> {
    if !request.content_type().is_some_and(|kind| kind.is_json()) {
        return Err(FormError::NotJson);
    }
    let body = tokio::time::timeout(TIME_LIMIT, data.open(LIMIT_KIB.kibibytes()).into_bytes()).await;
    let Ok(Ok(body)) = body else { return Err(FormError::Incomplete) };
    if body.is_complete() { Ok(body.into_inner()) } else { Err(FormError::TooLong) }
}
