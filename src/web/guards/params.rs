//! Request parameters as they came: Rocket's own forms take the first of two equal fields and lose bad UTF-8.

use crate::model::params::Params;
use crate::oidc::Error;
use rocket::data::{Data, FromData, Outcome as DataOutcome, ToByteUnit};
use rocket::http::{ContentType, Status};
use rocket::outcome::Outcome;
use rocket::request::{FromRequest, Request};
use std::convert::Infallible;
use std::time::Duration;

/// The largest form that any page or endpoint takes.
const LIMIT_KIB: u64 = 64;

/// A body that does not come within this time is given up.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The parameters of a query.
pub struct Query(Result<Params, FormError>);

/// The parameters of a form body.
pub struct Form(Result<Params, FormError>);

/// Why a body cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Another media type.
    #[error("the body must be application/x-www-form-urlencoded")]
    NotAForm,
    /// The same of JSON.
    #[error("the body must be application/json")]
    NotJson,
    /// Over the limit.
    #[error("the body is longer than 64 KiB")]
    TooLong,
    /// It did not come in time, or broke off.
    #[error("the body did not arrive")]
    Incomplete,
    /// Not form-urlencoded UTF-8.
    #[error("the parameters are not form-urlencoded UTF-8")]
    Malformed,
}

impl FormError {
    /// The status to answer with.
    pub const fn status(self) -> Status {
        match self {
            Self::NotAForm | Self::NotJson => Status::UnsupportedMediaType,
            Self::TooLong => Status::PayloadTooLarge,
            Self::Incomplete => Status::RequestTimeout,
            Self::Malformed => Status::BadRequest,
        }
    }
}

impl From<FormError> for Error {
    fn from(error: FormError) -> Self {
        Self::invalid_request(error.to_string())
    }
}

impl Query {
    /// The parameters.
    pub fn params(self) -> Result<Params, FormError> {
        self.0
    }
}

impl Form {
    /// The parameters.
    pub fn params(self) -> Result<Params, FormError> {
        self.0
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Query {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, Infallible), Status> {
        let query = request.uri().query().map_or("", |query| query.as_str());
        Outcome::Success(Self(Params::parse(query).map_err(|_| FormError::Malformed)))
    }
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Form {
    type Error = Infallible;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> DataOutcome<'r, Self> {
        Outcome::Success(Self(read(request, data).await))
    }
}

/// Reads a form body within the limits of size and time.
pub(super) async fn read(request: &Request<'_>, data: Data<'_>) -> Result<Params, FormError> {
    if request.content_type() != Some(&ContentType::Form) {
        return Err(FormError::NotAForm);
    }
    let body = tokio::time::timeout(TIME_LIMIT, data.open(LIMIT_KIB.kibibytes()).into_bytes()).await;
    let Ok(Ok(body)) = body else { return Err(FormError::Incomplete) };
    if !body.is_complete() {
        return Err(FormError::TooLong);
    }
    Params::parse_bytes(&body).map_err(|_| FormError::Malformed)
}
